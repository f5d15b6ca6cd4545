"""What people see of a question."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.enrolment.rules import moment_text
from bot.questions.rules import HELD, Status, Step
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post

CLAIM = "questions.claim"
RELEASE = "questions.release"
HAND_OVER = "questions.hand_over"
RESOLVE = "questions.resolve"
REOPEN = "questions.reopen"
NOT_YET = "questions.not_yet"
ANSWERED = "questions.answered"
REMIND = "questions.remind"
MORE = "questions.more"
WITHDRAW = "questions.withdraw"
PLACE_OPENLY = "questions.place_openly"
PLACE_PRIVATELY = "questions.place_privately"
DISCARD = "questions.discard"
OPEN_THREAD = "questions.open_thread"
DELETED = "The message with this question was deleted, so it is closed and I have deleted my copy too."
TAKEN_BELOW = "You took this one. The message below says whom to write to."


@dataclass(frozen=True)
class QuestionCard:
    """A question as it stands, for drawing."""

    id: int
    asker_id: str
    text: str = field(repr=False)
    status: Status
    offered_to: str | None
    champion_id: str | None
    closed_by: str | None
    step: Step
    in_thread: bool
    channel_id: str | None
    private: bool
    after_hours: bool = False
    was_read: bool = False  # nobody called it a question but the reader
    is_none: bool = False  # and people say that it is none


def permalink(workspace_url: str, channel: str | None, ts: str | None) -> str:
    """Where Slack shows the message; empty when we cannot say."""
    if not (workspace_url and channel and ts):
        return ""
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def offer(card: QuestionCard) -> Post:
    """The one message about a question in its thread, as the question stands now."""
    if card.status == Status.DELETED:
        return note(DELETED)
    asked = [] if card.in_thread else [kit.section(f"<@{card.asker_id}> asks:\n{kit.quote(card.text)}")]
    line, buttons = _standing(card)
    text = (
        line if card.in_thread else f"<@{card.asker_id}> asks: {kit.escape(kit.cut(card.text, 200))} {line}"
    )
    blocks: Blocks = [*asked, kit.section(line)]
    if buttons:
        blocks.append(kit.actions(*buttons))
    return Post(text, blocks)


def _standing(card: QuestionCard) -> tuple[str, list[Block]]:
    more = kit.overflow(
        MORE,
        [
            Option("This is not a question", f"{card.id}:withdraw"),
            Option("Already solved", f"{card.id}:resolve"),
        ],
    )
    if card.status == Status.CLAIMED:
        return (
            f"<@{card.champion_id}> is on it.",
            [
                kit.button("Solved", RESOLVE, card.id),
                kit.button("Release", RELEASE, card.id),
                kit.button("Hand over", HAND_OVER, card.id),
            ],
        )
    if card.status == Status.ANSWERED:
        return (
            f"<@{card.champion_id}> has replied. <@{card.asker_id}>, did that solve it?",
            [
                kit.button("Solved", RESOLVE, card.id),
                kit.button("Not yet", NOT_YET, card.id),
                kit.button("Hand over", HAND_OVER, card.id),
            ],
        )
    if card.status == Status.RESOLVED:
        return (_solved(card), [kit.button("Reopen", REOPEN, card.id)])
    if card.status == Status.WITHDRAWN:
        line = "This was no question." if card.is_none else "Closed without an answer."
        return (line, [kit.button("Reopen", REOPEN, card.id)])
    return (_waiting(card), [kit.button("I'll take it", CLAIM, card.id, style="primary"), more])


def _waiting(card: QuestionCard) -> str:
    match card.step:
        case Step.FIRST_CHAMPION if card.offered_to and card.after_hours:
            return "A champion is asked when the working day begins. Any champion may take it before."
        case Step.FIRST_CHAMPION if card.offered_to:
            return f"<@{card.offered_to}>, can you take this one? Any champion may."
        case Step.FIRST_CHAMPION:
            return "No champion is free for this yet, so I am asking an admin. Any champion may take it."
        case Step.NEXT_CHAMPION:
            return "Not taken yet. I have asked another champion too."
        case Step.ALL_CHAMPIONS:
            return "Not taken yet. I have asked all champions of the team."
        case _:
            return "Not taken yet. I have asked an admin to find somebody."


def ping(card: QuestionCard, *, step: Step, url: str) -> Post:
    """A DM to one champion or admin about a question that nobody has taken."""
    reason = {
        Step.FIRST_CHAMPION: "You are next in turn among the champions.",
        Step.NEXT_CHAMPION: "Nobody has taken it yet and you are next in turn.",
        Step.ALL_CHAMPIONS: "Nobody has taken it yet, so all champions of the team are asked.",
    }.get(step, "No champion has taken it. You get this as an admin: you can take it or find somebody.")
    buttons = [kit.button("I'll take it", CLAIM, card.id, style="primary")]
    if url and not card.private:
        buttons.append(kit.link("Open the thread", OPEN_THREAD, url))
    seen = (
        "Only the asker and those I ask see it." if card.private else "The thread is visible in its channel."
    )
    text = f"<@{card.asker_id}> has a question about working with AI: {kit.escape(kit.cut(card.text, 300))}"
    blocks: Blocks = [
        kit.section(f"<@{card.asker_id}> has a question about working with AI:\n{kit.quote(card.text)}"),
        kit.actions(*buttons),
        kit.small(f"{reason} {seen} It stops as soon as somebody takes it."),
    ]
    return Post(text, blocks)


def nobody_came(card: QuestionCard, *, url: str) -> Post:
    """Told once to the asker when everybody was asked and nobody took it."""
    line = "Nobody has taken your question yet, and I have asked everybody I could."
    buttons = [kit.button("Withdraw", WITHDRAW, card.id)]
    if url and not card.private:
        buttons.append(kit.link("Open the thread", OPEN_THREAD, url))
    advice = "It stays in the champions' queue. You can ask a colleague directly, or withdraw it."
    blocks: Blocks = [
        kit.section(f"{line}\n{kit.quote(card.text)}"),
        kit.actions(*buttons),
        kit.small(advice),
    ]
    return Post(f"{line} {advice}", blocks)


def handed_over(card: QuestionCard, *, giver: str, url: str) -> Post:
    line = f"<@{giver}> handed you a question from <@{card.asker_id}>:"
    direct = f" It was asked privately: please write to <@{card.asker_id}> directly." if card.private else ""
    blocks: Blocks = [
        kit.section(f"{line}\n{kit.quote(card.text)}"),
        kit.actions(*_holders_buttons(card, url)),
        kit.small(f"You get this because you are a champion.{direct} Release it if it does not fit."),
    ]
    return Post(f"{line} {kit.escape(kit.cut(card.text, 300))}", blocks)


def _holders_buttons(card: QuestionCard, url: str) -> list[Block]:
    buttons = [
        kit.button("Solved", RESOLVE, card.id),
        kit.button("Release", RELEASE, card.id),
        kit.button("Hand over", HAND_OVER, card.id),
    ]
    return [*buttons, kit.link("Open the thread", OPEN_THREAD, url)] if url else buttons


def standing(card: QuestionCard, *, viewer: str, url: str) -> Post:
    """A question in somebody's own message, as it stands for them now."""
    if card.status == Status.DELETED:
        return note(DELETED)
    line, buttons = _for_viewer(card, viewer, url)
    blocks: Blocks = [kit.section(f"{line}\n{kit.quote(card.text)}")]
    if buttons:
        blocks.append(kit.actions(*buttons))
    return Post(line, blocks)


def _for_viewer(card: QuestionCard, viewer: str, url: str) -> tuple[str, list[Block]]:
    is_asker = viewer == card.asker_id
    withdraw = kit.button("Withdraw", WITHDRAW, card.id)
    reopen = [kit.button("Reopen", REOPEN, card.id)]
    match card.status:
        case Status.CLAIMED if viewer == card.champion_id:
            how = f"It was asked privately: please write to <@{card.asker_id}> directly."
            how = how if card.private else "The thread shows that you are on it."
            return f"This one is yours. {how}", _holders_buttons(card, url)
        case Status.CLAIMED if is_asker:
            solved = kit.button("Solved", RESOLVE, card.id)
            return f"<@{card.champion_id}> took your question and will write to you.", [solved, withdraw]
        case Status.ANSWERED if viewer == card.champion_id:
            line = (
                f"You have answered this one. It closes when <@{card.asker_id}> or you say that it is solved."
            )
            return line, _holders_buttons(card, url)
        case Status.ANSWERED if is_asker:
            solved = kit.button("Solved", RESOLVE, card.id)
            line = f"<@{card.champion_id}> says that your question is answered. Did that solve it?"
            return line, [solved, kit.button("Not yet", NOT_YET, card.id), withdraw]
        case Status.CLAIMED | Status.ANSWERED:
            return f"<@{card.champion_id}> has this one now.", []
        case Status.OPEN if is_asker:
            return f"Your question is open again. {asked_next(card)}", [withdraw]
        case Status.OPEN:
            return asked_next(card), []
        case Status.WITHDRAWN if card.is_none:
            return "Noted: this was no question. I am more careful here from now on.", reopen
        case Status.WITHDRAWN if is_asker:
            return "Taken back. Nobody is asked about it any more.", reopen
        case Status.WITHDRAWN:
            return f"<@{card.closed_by}> took this question back, so nothing is left to do.", []
        case _:
            return _solved(card), reopen


def asked_next(card: QuestionCard) -> str:
    """Said when a question was let go: who is asked now."""
    if card.offered_to is None:
        return "It is open again. No other champion is free, so an admin is asked to find somebody."
    return f"It is open again, and <@{card.offered_to}> is asked next."


def _solved(card: QuestionCard) -> str:
    """Who says so; where no champion had it, whoever tidied it away is not the one who solved it."""
    if card.champion_id is None and card.closed_by != card.asker_id:
        return "Marked as solved before a champion took it. Reopen it if something is missing."
    return f"Solved, says <@{card.closed_by}>."


def preview(card: QuestionCard, *, channel: str | None) -> Post:
    """Before a question asked in private goes anywhere: its asker says where."""
    buttons = []
    if channel:
        buttons.append(kit.button("Ask in the team's channel", PLACE_OPENLY, card.id, style="primary"))
    buttons.append(kit.button("Ask one champion privately", PLACE_PRIVATELY, card.id))
    buttons.append(kit.button("Never mind", DISCARD, card.id))
    where = f"in <#{channel}>, where colleagues can learn from the answer, or" if channel else "by asking"
    line = f"I can put this to a champion {where} one champion privately."
    blocks: Blocks = [
        kit.section(f"{kit.quote(card.text)}\n{line}"),
        kit.actions(*buttons),
        kit.small("Nobody else has seen it so far."),
    ]
    return Post(line, blocks)


@dataclass(frozen=True)
class Expected:
    """What happens next to a question asked privately, in its asker's time; `asked_at` None means now."""

    has_champion: bool
    asked_at: datetime | None
    next_at: datetime | None
    zone: ZoneInfo
    today: date


def placed(card: QuestionCard, *, channel: str | None, expected: Expected) -> Post:
    if card.status == Status.WITHDRAWN:
        return note("Discarded. Nobody has seen it.")
    if not card.private:
        return note(f"Asked in <#{channel}>. You will be mentioned when somebody answers there.")
    line = f"{_coming(expected)} Until then, only you and whoever is asked see it."
    blocks: Blocks = [
        kit.section(f"{line}\n{kit.quote(card.text)}"),
        kit.actions(kit.button("Withdraw", WITHDRAW, card.id)),
        kit.small("Withdraw takes it back: nobody is asked about it any more."),
    ]
    return Post(line, blocks)


def _coming(expected: Expected) -> str:
    """When somebody may be expected, and what happens if nobody comes."""
    later = (
        moment_text(expected.asked_at, expected.zone, today=expected.today)
        if expected.asked_at is not None
        else ""
    )
    if not expected.has_champion:
        when = f" {later}, when the working day begins" if later else ""
        return f"No champion is free at the moment: I ask an admin{when} to find somebody, who writes to you."
    if later:
        return f"I ask a champion privately {later}, when the working day begins. They will write to you."
    line = "I have asked a champion privately. They will write to you."
    if expected.next_at is None:
        return line
    then = moment_text(expected.next_at, expected.zone, today=expected.today)
    return f"{line} If nobody has taken it by {_plain_moment(then)}, I ask the next one."


def _plain_moment(moment: str) -> str:
    """After "by": today at 10:00 becomes 10:00 today."""
    day, _, hour = moment.removeprefix("on ").rpartition(" at ")
    return f"{hour} {'on ' if moment.startswith('on ') else ''}{day}"


def met(*, by: str, text: str) -> str:
    """An answer that was given in person, as the thread has it."""
    return f"Answered in office hours, says <@{by}>:\n{kit.quote(text, 1500)}"


def note(text: str) -> Post:
    """One plain line."""
    return Post(text, [kit.section(text)])


def outcome(card: QuestionCard, *, pressed: str, by: str, may: bool) -> str:
    """Why a press changed nothing, kindly and with who has it."""
    if card.status == Status.DELETED:
        return f"{DELETED} It cannot be opened again, but it can be asked again."
    if not may and pressed == CLAIM:
        return (
            "Only champions take questions, so that it is clear who is on it. "
            "You can still answer in the thread."
        )
    if not may and pressed in (RELEASE, HAND_OVER) and card.status in HELD:
        return _not_yours_to_give(card, pressed=pressed, by=by)
    if not may and pressed in (ANSWERED, REMIND):
        return "Only the person who holds this question can say that."
    if pressed in (ANSWERED, REMIND) and card.status == Status.ANSWERED:
        return "You said already that this one is answered."
    if pressed == REMIND and card.champion_id == by:
        return "That is noted already."
    if not may and pressed not in (RELEASE, HAND_OVER):
        return "Only the asker, a champion or an admin can change this question."
    if pressed == NOT_YET and card.status == Status.CLAIMED:
        return f"<@{card.champion_id}> is on it already."
    if card.status in HELD and card.champion_id == by:
        return "You already have this one."
    if card.status in HELD:
        return f"<@{card.champion_id}> got there first."
    if card.status == Status.OPEN:
        return "Nobody has this question at the moment."
    return "This question is closed. Reopen it if something is missing."


def _not_yours_to_give(card: QuestionCard, *, pressed: str, by: str) -> str:
    """Whoever holds a question gives it back or on, or an admin does; nobody else."""
    if card.champion_id == by:
        return "It can only be handed to another champion."
    act = "release it" if pressed == RELEASE else "hand it over to another champion"
    return f"<@{card.champion_id}> holds this one: only they or an admin can {act}."
