"""What people see of a win: the private question, the form, the confirmation."""

from dataclasses import dataclass, field

from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post, View
from bot.wins.rules import LONGEST_TEXT, LONGEST_TOOL, Draft, Kind, Status, duration

LOG = "wins.log"
NEW = "wins.new"
EDIT = "wins.edit"
DECLINE = "wins.decline"
FAILED = "wins.failed"
WITHDRAW = "wins.withdraw"
KIND_CHOSEN = "wins.kind"
FORM = "wins.form"
NOTE = "wins.note"
TEXT = "text"
KIND = "kind"
TOOL = "tool"
MINUTES = "minutes"
SHARE = "share"
ANONYMOUS = "anonymous"

GONE = "This one is no longer there."
NOT_YOURS = "Only the person who wrote this can log, change or withdraw it."
AGAIN = "If you changed your mind, use “Log an AI win” on the message, or `/afterglow win`."
COUNTS = "Figures say how many in a group of five or more people, never who."


@dataclass(frozen=True)
class WinCard:
    """A win as it stands, for drawing: `tool` as its maker writes it, `digest_in` where it could be shown."""

    id: int
    author_id: str
    kind: Kind
    status: Status
    text: str = field(repr=False)
    tool: str | None
    minutes: int | None
    private: bool
    anonymous: bool
    shared_to: str | None
    digest_in: str | None


def facts(tool: str | None, minutes: int | None) -> str:
    """The tool and the minutes in one line; empty when neither is known."""
    saved = f"about {duration(minutes)} saved" if minutes else ""
    return ", ".join(part for part in (kit.escape(tool) if tool else "", saved) if part)


def words(card: WinCard) -> str:
    """What is stored, word for word as far as a message has room."""
    known = facts(card.tool, card.minutes)
    return f"{kit.quote(card.text)}\n{known}" if known else kit.quote(card.text)


def prompt(card: WinCard) -> Post:
    """For its author alone: may this be logged?"""
    line = "Log this as a win?"
    read = facts(card.tool, card.minutes) or "no tool and no time named"
    blocks: Blocks = [
        kit.section(f"*{line}*\n{kit.quote(card.text)}\nI read: {read}."),
        choices(card.id),
        kit.small(f"You get this because your message sounds like a win with AI. {_before(card)}"),
    ]
    return Post(f"{line} {_aloud(card)} I read: {read}. {_before(card)}", blocks)


def _aloud(card: WinCard) -> str:
    """Its words in a notification, which shows no blocks."""
    return f"“{kit.escape(kit.cut(card.text, 300))}”"


def waiting(card: WinCard) -> Blocks:
    """A win that its author has not answered yet, for Home and for `/afterglow me`."""
    return [kit.section(words(card)), choices(card.id)]


def kept(card: WinCard) -> Blocks:
    """A logged win with what its author can do about it, for Home and for `/afterglow me`."""
    return [kit.section(words(card)), _changes(card.id)]


def choices(row_id: int) -> Block:
    return kit.actions(
        kit.button("Log it", LOG, row_id, style="primary"),
        kit.button("Edit first", EDIT, row_id),
        kit.button("It didn't work", FAILED, row_id),
        kit.button("Not a win", DECLINE, row_id),
    )


def _changes(row_id: int) -> Block:
    sure = kit.confirm(
        "Withdraw it?",
        "Its text is deleted and it no longer counts.",
        yes="Withdraw",
        no="Keep it",
        style="danger",
    )
    return kit.actions(
        kit.button("Change", EDIT, row_id), kit.button("Withdraw", WITHDRAW, row_id, confirm=sure)
    )


def _before(card: WinCard) -> str:
    quiet = "Nobody else sees this question, and nothing is logged unless you say so."
    if card.digest_in and not card.private:
        return (
            f"{quiet} If you log it, it counts in your team's figures, and the weekly digest in "
            f"<#{card.digest_in}> may quote it with your name."
        )
    return (
        f"{quiet} If you log it, it only counts in your team's figures; "
        "its text stays between you and me unless you share it under “Edit first”."
    )


def standing(card: WinCard) -> Post:
    """What became of it, for its author."""
    match card.status:
        case Status.LOGGED:
            return _logged(card)
        case Status.DECLINED:
            return note("Fine, nothing is logged, and I have deleted my copy.")
        case Status.WITHDRAWN:
            return note("Withdrawn. Its text is deleted and it no longer counts.")
        case Status.LAPSED:
            return note(f"This waited for two weeks, so I have deleted my copy. {AGAIN}")
        case _:
            return note("This is not logged.")


def _logged(card: WinCard) -> Post:
    line = "Logged, thank you."
    if card.kind is Kind.DIDNT_WORK:
        line = (
            "Logged, thank you. What did not work counts as much as what did."
            if card.shared_to is None
            else "Logged, thank you. Knowing what did not work saves somebody else the same try."
        )
    blocks: Blocks = [
        kit.section(f"{line}\n{words(card)}"),
        _changes(card.id),
        kit.small(f"{_after(card)} {COUNTS}"),
    ]
    return Post(f"{line} {_aloud(card)} {_after(card)}", blocks)


def _after(card: WinCard) -> str:
    if card.shared_to is None:
        return "Only you see this text; it counts in your team's figures without it."
    name = "without your name" if card.anonymous else "with your name"
    return f"The weekly digest in <#{card.shared_to}> may quote it {name}."


def outcome(card: WinCard, *, pressed: str, may: bool) -> Post:
    """Why a press changed nothing."""
    if not may:
        return note(NOT_YOURS)
    if card.status is Status.LOGGED:
        line = "This one is logged already."
        return Post(line, [kit.section(f"{line}\n{words(card)}"), _changes(card.id)])
    if card.status is Status.DECLINED and pressed != DECLINE:
        return note(f"You said that this is not a win, so I deleted my copy. {AGAIN}")
    if card.status is Status.WITHDRAWN and pressed != WITHDRAW:
        return note(f"This one was withdrawn and its text is deleted. {AGAIN}")
    return standing(card)


def source_gone() -> Post:
    """In place of a question in a DM whose message was deleted."""
    return note("You deleted the message, so I deleted my copy too.")


def note(text: str) -> Post:
    """One plain line."""
    return Post(text, [kit.section(text)])


def given_back(text: str) -> Post:
    """The form did not open: the author gets their words back."""
    line = "Slack closed the window before I could open the form. Nothing is logged: please try again."
    return Post(line, [kit.section(line), kit.section(f"Your text:\n{kit.quote(text, 2000)}")])


def form(draft: Draft, *, has_digest: bool, private: str) -> View:
    """The one form for a win and for what did not work."""
    failed = draft.kind is Kind.DIDNT_WORK
    blocks: Blocks = [
        kit.input_block(
            TEXT,
            "What did you use AI for, and what came of it?",
            kit.text_input("text", initial=draft.text, multiline=True, longest=LONGEST_TEXT),
            hint="Leave out customers' names, personal data and passwords.",
        ),
        _kind(draft.kind),
        kit.input_block(
            TOOL,
            "Which tool?",
            kit.text_input("tool", initial=draft.tool, longest=LONGEST_TOOL),
            optional=True,
        ),
    ]
    if not failed:
        blocks.append(_minutes(draft.minutes))
    if has_digest:
        blocks.append(_share(draft))
    if failed:
        blocks.append(_anonymous(draft))
    blocks.append(kit.small(f"Only you can change or withdraw what you log here. {COUNTS}"))
    return kit.modal(FORM, "Log an AI win", blocks, submit="Log it", private=private)


def _kind(kind: Kind) -> Block:
    options = [Option("It worked", Kind.WIN), Option("It didn't work", Kind.DIDNT_WORK)]
    block = kit.input_block(KIND, "How did it go?", kit.radio(KIND_CHOSEN, options, chosen=kind))
    # The choice comes to us at once, because the two kinds have different fields.
    return block | {"dispatch_action": True}


def _minutes(typed: str) -> Block:
    return kit.input_block(
        MINUTES,
        "Time saved",
        kit.text_input("minutes", initial=typed, longest=60),
        hint="Your own estimate for this one time: 90, 45 min or 1.5 h. Leave it empty if you cannot say.",
        optional=True,
    )


def _share(draft: Draft) -> Block:
    return kit.input_block(
        SHARE,
        "Who may read it?",
        kit.checkboxes(
            "share",
            [Option("My team, in the weekly digest", "yes")],
            chosen=["yes"] if draft.share else [],
        ),
        hint="The digest is posted in the team's channel. Without this, the text stays between you and me.",
        optional=True,
    )


def _anonymous(draft: Draft) -> Block:
    return kit.input_block(
        ANONYMOUS,
        "Your name",
        kit.checkboxes(
            "anonymous", [Option("Leave my name out", "yes")], chosen=["yes"] if draft.anonymous else []
        ),
        hint=(
            "Your name is then stored only so that you can withdraw it. "
            "In a small team, colleagues may still guess who it was."
        ),
        optional=True,
    )


def not_the_author() -> View:
    """Somebody else's message: told kindly, in the place where the form would have opened."""
    return kit.modal(
        NOTE,
        "Log an AI win",
        [
            kit.section(
                "Only the person who wrote a message can log it as a win. "
                "You could tell them in the thread that it is worth logging."
            )
        ],
        close="Close",
    )
