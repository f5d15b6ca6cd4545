"""What people see of the third step: who is shown a skill, what the colleague is asked, what they said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post, View
from bot.teaching.rules import State

OFFER = "teaching.offer"
YES = "teaching.yes"
NOT_YET = "teaching.not_yet"
FORM = "teaching.form"
NOTICE = "teaching.notice"
SKILL, COLLEAGUE = "skill", "colleague"
CHOSEN = "chosen"

SHOW = "Show one colleague"
WHY = (
    "Showing it once is what makes it stay: five minutes beside one colleague, with a piece of your own work."
)
NOTHING_OPEN = (
    "There is nothing to show at the moment. A skill is ready once you have answered one of its cards right "
    "and tried one of its tasks, and nobody has said yet that you showed it to them."
)
GONE = "This request is no longer kept here. Thank you all the same."
_HINT = (
    "They get one message, at their own time and in place of that day's card. It says that you asked. "
    "You see what they answer, and nobody else does."
)


class Refusal(StrEnum):
    """Why a colleague is not asked; which of the reasons it is stays theirs."""

    OPEN = "You have asked somebody about this one already. When they have answered, or in a week, ask again."
    TAUGHT = "Somebody has confirmed this one already. Thank you."
    NOT_READY = "Read it and try it first: then you have something of your own to show."
    ONESELF = "That is you. Choose somebody who has not seen it yet."
    OUTSIDE = "Apps, guests and people of other companies cannot be asked. Choose a colleague from here."
    NOT_NOW = (
        "I cannot ask them this week: I write only to people who take part and are here, and about this at "
        "most once a week. Show them all the same, or choose somebody else."
    )


@dataclass(frozen=True)
class Ready:
    """A skill whose third step is open, with what was tried."""

    skill: str
    source_id: str
    title: str = field(repr=False)


@dataclass(frozen=True)
class Shown:
    """One request, for drawing."""

    id: int
    skill: str
    title: str = field(repr=False)
    asker_id: str
    colleague_id: str | None
    state: State


def skill_name(skill: str) -> str:
    """A skill as people call it."""
    return skill.replace("-", " ").capitalize()


def offer(skill: str) -> str:
    """What stands in the answer with which a skill was read and tried."""
    return f"*{kit.escape(skill_name(skill))}:* you have read it and tried it. {WHY}"


def offer_button(nudge_id: int | str) -> Block:
    return kit.button(SHOW, OFFER, nudge_id)


def form(ready: Sequence[Ready], *, chosen: str = "") -> View:
    """Which skill, and whom."""
    if not ready:
        return notice(NOTHING_OPEN)
    options = [Option(f"{skill_name(one.skill)}: {one.title}", one.skill) for one in ready]
    known = chosen if any(one.skill == chosen for one in ready) else ready[0].skill
    blocks: Blocks = [
        kit.section(WHY),
        kit.input_block(SKILL, "What you will show", kit.select(CHOSEN, options, chosen=known)),
        kit.input_block(COLLEAGUE, "To whom", kit.person_select(CHOSEN), hint=_HINT),
    ]
    return kit.modal(FORM, SHOW, blocks, submit="Ask them")


def notice(text: str) -> View:
    return kit.modal(NOTICE, SHOW, [kit.section(text)], close="Close")


def request(shown: Shown) -> Post:
    """What the colleague reads: who asks, what about, why them, and who sees the answer."""
    line = (
        f"<@{shown.asker_id}> would like to show you something that worked in their own work with AI: "
        f"{_what(shown)}. Five minutes; the two of you find the moment. Have they shown you?"
    )
    small = (
        f"You get this because <@{shown.asker_id}> named you, in place of today's card; once a week at most, "
        f"whoever asks. Only <@{shown.asker_id}> sees your answer. `/afterglow me` turns such requests off."
    )
    buttons = kit.actions(_yes(shown), kit.button("Not yet", NOT_YET, shown.id))
    return Post(f"{line} {small}", [kit.section(line), buttons, kit.small(small)])


def answered(shown: Shown) -> Post:
    """The same message after the colleague's answer."""
    if shown.state is State.CONFIRMED:
        return note(f"<@{shown.asker_id}> showed you {_what(shown)}. They know that you said so. Thank you.")
    if shown.state is State.NOT_YET:
        line = (
            f"Not yet: {_what(shown)}. Nothing more comes about it. When <@{shown.asker_id}> has shown you, "
            "press here."
        )
        return Post(line, [kit.section(line), kit.actions(_yes(shown))])
    return request(shown)


def told(shown: Shown) -> Post:
    """How it stands, for the one who asked: one message, edited as things go on."""
    whom = f"<@{shown.colleague_id}>" if shown.colleague_id else "A colleague"
    name = f"*{kit.escape(skill_name(shown.skill))}*"
    match shown.state:
        case State.CONFIRMED:
            line = (
                f"{whom} says that you showed it to them: {name} is read, tried and taught. "
                "Only you see this."
            )
        case State.NOT_YET:
            line = f"{whom} says: not yet. Nothing is lost: when you have shown {name}, they can say so."
        case State.EXPIRED:
            line = (
                f"I could not ask {whom} about {name} within a week, so the request has ended. Show them all "
                "the same, or choose somebody else."
            )
            return Post(line, [kit.section(line), kit.actions(kit.button(SHOW, OFFER, 0))])
        case _:
            line = (
                f"{whom} is asked about {name} on their next free day; with none within a week, not at all. "
                "What they answer will stand here."
            )
    return note(line)


def note(text: str) -> Post:
    """One plain line."""
    return Post(text, [kit.section(text)])


def _yes(shown: Shown) -> Block:
    return kit.button("Yes, they showed me", YES, shown.id, style="primary")


def _what(shown: Shown) -> str:
    name = kit.escape(skill_name(shown.skill))
    return f"*{kit.escape(shown.title)}* ({name.lower()})" if shown.title else f"*{name}*"
