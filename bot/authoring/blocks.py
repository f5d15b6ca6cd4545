"""What the writer of a card sees of it: where it stands, the card itself, and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.authoring.rules import Draft, Source, State, Why, Wording
from bot.packs.schema import Pack
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Post, View

OPEN = "authoring.open"
EDIT = "authoring.edit"
APPROVE = "authoring.approve"
THROW_AWAY = "authoring.throw_away"
LIST = "authoring.list"
NOTICE = "authoring.notice"
MINE = "me"

SHOWN_IN_HOME = 5
TITLE = "Draft a card"
GONE = "This draft is no longer there."
STALE = "This draft was changed in another window. Copy your text, close this and open it again."
TAKEN = "This card is a file of the packs by now: change it there."
NEWER = "You changed this draft since: here it is as it stands now."
NOTHING_NEW = "This one is approved already."
THROWN_AWAY = "Thrown away: its words are gone."
NOT_A_WRITER = "Only champions and admins draft cards. A champion of your team can do it with this message."
PUBLISHED = "Nothing is published by itself."
UNTIL_APPROVED = "Only you see it until you approve it; then your name stands in it as its owner."
TAKEN_OUT = (
    "*Approved.* Whoever looks after the packs takes it out with `afterglow packs approved` and reads it "
    f"once more. {PUBLISHED}"
)
WHY_NOT = {
    Why.NOT_A_WRITER: NOT_A_WRITER,
    Why.UNSOLVED: "This question is not marked as solved yet. Once it is, its answer can become a card.",
    Why.NOTHING: (
        "A card starts from something that worked: use this in the thread of a question that is solved, "
        "or on a message that its author logged as a win."
    ),
}
FROM = {
    Source.QUESTION: "You get this because you used *Draft a card* on an answer.",
    Source.WIN: "You get this because you used *Draft a card* on a win.",
}
STANDS = {
    State.WANTED: "is being drafted",
    State.ASKING: "is being drafted",
    State.WRITING: "not approved yet",
    State.APPROVED: "approved; waits for whoever looks after the packs",
}
LABELS = {
    "place": "where it belongs", "title": "the title", "problem": "the problem", "before": "before",
    "after": "after", "prompt": "the prompt", "guardrail": "what to watch for", "tool": "the tool",
    "benefit": "what it brings", "minutes": "the minutes", "do": "what to do", "deliverable": "the result",
    "task_minutes": "the minutes of the task",
}  # fmt: skip
_BENEFITS = {
    "faster": "faster", "better": "better", "less-tedium": "less tedium",
    "better-decisions": "better decisions",
}  # fmt: skip
_ASKS = {
    "ask": "the question", "choices": "its choices", "answer": "its right choice", "because": "its why",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A card as its writer sees it; `pack` is where it belongs, as far as there is such a pack."""

    id: int
    version: int
    state: State
    draft: Draft
    pack: Pack | None = None
    is_models: bool = False


@dataclass(frozen=True)
class Line:
    """One card in a list."""

    id: int
    title: str = field(repr=False)
    source: Source
    state: State


def drafted(shown: Shown, source: Source) -> Post:
    """By direct message: what a model made of a colleague's words."""
    line = "Here is the draft of your card. Check every line before you approve it."
    why = f"{FROM[source]} {UNTIL_APPROVED} {PUBLISHED}"
    return Post(f"{line} {_aloud(shown.draft)}", [kit.section(f"*{line}*"), *_card(shown), kit.small(why)])


def undrafted(row_id: int, source: Source) -> Post:
    """By direct message: the model made nothing of it."""
    line = "The model could not draft this card. The form is ready, with what is known filled in."
    button = kit.button("Fill in the form", EDIT, row_id, style="primary")
    why = f"{FROM[source]} {PUBLISHED} Only you see it."
    return Post(line, [kit.section(line), kit.actions(button), kit.small(why)])


def standing(shown: Shown, *, line: str = "") -> Post:
    """The card as it is now, with what can be done with it."""
    head = line or (TAKEN_OUT if shown.state is State.APPROVED else "")
    blocks = [*([kit.section(head)] if head else []), *_card(shown)]
    blocks += [] if shown.state is State.APPROVED else [kit.small(f"{UNTIL_APPROVED} {PUBLISHED}")]
    return Post(f"{head} {_aloud(shown.draft)}".strip(), blocks)


def incomplete(row_id: int, faults: Mapping[str, str]) -> Post:
    """What keeps it from being approved."""
    listed = [f"• {_label(name)}: {kit.escape(told)}" for name, told in faults.items()]
    line = "Not complete yet, so nothing was approved:"
    said = "\n".join((f"*{line}*", *listed))
    edit = kit.button("Edit", EDIT, row_id, style="primary")
    return Post(f"{line} {'; '.join(map(_label, faults))}", [kit.section(said), kit.actions(edit)])


def _label(name: str) -> str:
    part, _, turn = name.rpartition("_")
    if part in _ASKS:
        return f"{'first' if turn == '1' else 'second'} wording, {_ASKS[part]}"
    return LABELS.get(name, name)


def drafting(row_id: int) -> View:
    """At once, while a model is asked."""
    said = (
        "*I am drafting the card.* You get it by direct message in a moment, to check, change, approve or "
        f"throw away. {PUBLISHED}"
    )
    sees = (
        "A model reads the words of this question and answer, or of this win, without contact data, "
        "secrets and names in Slack."
    )
    alone = kit.button("Write it myself", EDIT, row_id)
    blocks: Blocks = [kit.section(said), kit.actions(alone), kit.small(sees)]
    return kit.modal(NOTICE, TITLE, blocks, close="Close")


def note(text: str) -> Post:
    return Post(text, [kit.section(text)])


def as_modal(post: Post) -> View:
    return kit.modal(NOTICE, TITLE, post.blocks, close="Close")


def list_button() -> Block:
    return kit.button("Cards you are writing", LIST, MINE)


def section(lines: Sequence[Line]) -> Blocks:
    """In App Home: what somebody writes; nothing where there is nothing."""
    if not lines:
        return []
    more = [kit.actions(list_button())] if len(lines) > SHOWN_IN_HOME else []
    return [kit.divider(), kit.section("*Cards you are writing*"), *map(_line, lines[:SHOWN_IN_HOME]), *more]


def listed(lines: Sequence[Line]) -> View:
    """All of them."""
    none = f"None so far. {WHY_NOT[Why.NOTHING]}"
    blocks = [_line(one) for one in lines] or [kit.section(none)]
    return kit.modal(NOTICE, "Cards you are writing", blocks, close="Close")


def _line(one: Line) -> Block:
    from_what = "a solved question" if one.source is Source.QUESTION else "a win"
    name = f"*{kit.escape(one.title)}*" if one.title else f"*From {from_what}*"
    return kit.section(f"{name}\n{STANDS[one.state]}", accessory=kit.button("Open", OPEN, one.id))


def _card(shown: Shown) -> Blocks:
    draft = shown.draft
    facts = f"{draft.minutes} min" if draft.minutes else ""
    benefit = _BENEFITS.get(draft.benefit, "")
    place = f"{shown.pack.title}: {draft.skill.replace('-', ' ')}" if shown.pack is not None else ""
    tool = "any tool" if draft.tool == "any" else draft.tool
    under = " · ".join(kit.escape(one) for one in (place, tool, benefit, facts) if one)
    blocks: Blocks = [kit.section(f"*{kit.escape(draft.title) or 'No title yet'}*\n{under}")]
    blocks += [
        kit.section(f"*{name}*\n{kit.escape(text)}")
        for name, text in (("Problem", draft.problem), ("Before", draft.before), ("After", draft.after))
        if text
    ]
    blocks += [kit.section("*Prompt*"), kit.code(draft.prompt)] if draft.prompt else []
    blocks += [kit.section(f"*Watch for*\n{kit.escape(draft.guardrail)}")] if draft.guardrail else []
    blocks += _asks(draft)
    if shown.is_models and shown.state is not State.APPROVED:
        blocks.append(
            kit.small(
                "A model wrote this from a colleague's words. It may be wrong, or say too much of them: "
                "check that it is true and works, that nobody is recognised in it, and that they are content."
            )
        )
    return [*blocks, kit.actions(*_buttons(shown))]


def _asks(draft: Draft) -> Blocks:
    if draft.is_task:
        minutes = f" ({draft.task_minutes} min)" if draft.task_minutes else ""
        return [
            kit.section(
                f"*Task*{minutes}\n{kit.escape(draft.do)}\nYou end up with: {kit.escape(draft.deliverable)}"
            )
        ]
    asked = [one for one in draft.wordings if one.ask]
    return [
        kit.section(f"*{'Or asks' if turn else 'Asks'}*\n{_wording(one)}") for turn, one in enumerate(asked)
    ]


def _wording(one: Wording) -> str:
    choices = "\n".join(
        f"{'✓' if turn == one.answer else '○'}  {kit.escape(text)}"
        for turn, text in enumerate(one.choices, start=1)
    )
    return f"{kit.escape(one.ask)}\n{choices}\n{kit.escape(one.because)}".strip()


def _buttons(shown: Shown) -> list[Block]:
    edit = kit.button("Edit", EDIT, shown.id)
    sure = kit.confirm(
        "Throw it away?", "Its words are deleted at once.", yes="Throw away", no="Keep it", style="danger"
    )
    away = kit.button("Throw away", THROW_AWAY, shown.id, confirm=sure)
    if shown.state is State.APPROVED:
        return [edit, away]
    return [kit.button("Approve", APPROVE, f"{shown.id}:{shown.version}", style="primary"), edit, away]


def _aloud(draft: Draft) -> str:
    return kit.escape(" ".join((draft.title, draft.problem, draft.after, draft.prompt)).strip())
