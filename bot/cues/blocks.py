"""What its owner sees of a cue: the form, the cue itself, their list, and the line with which one ends."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.cues.rules import LONGEST, MOST, USUAL, Plan, State, Told, plan_text, sentence
from bot.enrolment.blocks import MINE, WHO_SEES
from bot.enrolment.rules import day_text
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post, View

OPEN = "cues.open"
LIST = "cues.list"
CHANGE = "cues.change"
REMOVE = "cues.remove"
DID = "cues.did"
NOT_TODAY = "cues.not_today"
STOP = "cues.stop"
FORM = "cues.form"
LISTED = "cues.listed"
CHOSEN = "chosen"
OCCASION, DEED, DAYS, AT = "occasion", "deed", "days", "at"

SET = "Set a cue"
MINE_TITLE = "Your cues"
OFFER = (
    "It worked. Tied to a moment that comes anyway, it becomes a habit: I can remind you, at a time you "
    "choose."
)
GONE = "This cue is no longer kept here. “Your cues” in App Home sets a new one."
FULL = f"You have {MOST} cues already, and more than that nobody hears. Stop one first."
NO_WORDS = "Write it in a few words."
NO_DAY = "Choose at least one day."
NO_TIME = "Choose a time."
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ONCE = "You asked for this, so it does not count as the day's one message."


@dataclass(frozen=True)
class CueCard:
    """A cue as it stands, for drawing."""

    id: int
    occasion: str = field(repr=False)
    deed: str = field(repr=False)
    plan: Plan
    ends_on: date
    state: State

    @property
    def words(self) -> str:
        return kit.escape(sentence(self.occasion, self.deed))


@dataclass(frozen=True)
class CueForm:
    """What the form shows first."""

    occasion: str = field(default="", repr=False)
    deed: str = field(default="", repr=False)
    plan: Plan = USUAL


def set_button(nudge_id: int | str) -> Block:
    return kit.button(SET, OPEN, nudge_id)


def list_button() -> Block:
    return kit.button(MINE_TITLE, LIST, MINE)


def section() -> Blocks:
    """A way to one's cues, where one's settings are."""
    line = "*Your cues*\nWhen something happens, you try something: a reminder that you set yourself."
    return [kit.section(line, accessory=kit.button("See or set", LIST, MINE))]


def form(shown: CueForm, *, zone: str, private: str) -> View:
    """When, what, on which days and at what time."""
    days = [Option(name, str(day)) for day, name in enumerate(_WEEK)]
    blocks: Blocks = [
        kit.section(
            "*When … happens, I'll try …*\nA moment that comes by itself works better than a good intention."
        ),
        kit.input_block(
            OCCASION,
            "When",
            kit.text_input(
                CHOSEN, initial=shown.occasion, longest=LONGEST, placeholder="the Monday meeting has ended"
            ),
            hint="For example: a customer writes in anger; I open the weekly report; the meeting has ended.",
        ),
        kit.input_block(
            DEED,
            "I'll try",
            kit.text_input(
                CHOSEN, initial=shown.deed, longest=LONGEST, placeholder="the prompt for open actions"
            ),
        ),
        kit.input_block(
            DAYS,
            "Remind me on",
            kit.checkboxes(CHOSEN, days, chosen=[str(day) for day in sorted(shown.plan.days)]),
        ),
        kit.input_block(
            AT,
            "At",
            kit.timepicker(CHOSEN, at=f"{shown.plan.at:%H:%M}"),
            hint=f"Your own time ({zone}), just before the moment. Not on holidays, nor while you are away; "
            "in your Do Not Disturb it waits for its end, two hours at most.",
        ),
        kit.small("At most one cue a day, for four weeks. Your words are for you alone."),
    ]
    return kit.modal(FORM, SET, blocks, submit="Set it", private=private)


def cue_list(cards: Sequence[CueCard], *, said: str = "") -> View:
    """One's own cues, to change and to stop."""
    blocks: Blocks = [kit.section(said)] if said else []
    for card in cards:
        line = f"{card.words}\n{plan_text(card.plan)}, until {day_text(card.ends_on)}"
        blocks += [
            kit.section(line),
            kit.actions(kit.button("Change", CHANGE, card.id), kit.button("Stop", REMOVE, card.id)),
        ]
    if not cards:
        blocks.append(kit.section("You have no cue. One moment that comes every week is enough for a start."))
    if len(cards) < MOST:
        blocks.append(kit.actions(kit.button(SET, OPEN, MINE)))
    blocks.append(kit.small("At most one cue a day, each for four weeks. Only you see them."))
    return kit.modal(LISTED, MINE_TITLE, blocks, close="Close")


def saved(card: CueCard, *, first: str) -> Post:
    """Said when a cue was set or changed."""
    then = plan_text(card.plan)
    line = f"Set: {card.words} The first reminder comes {first}, then {then}, for four weeks."
    return Post(line, [kit.section(line), kit.actions(list_button())])


def cue(card: CueCard, *, day_id: int, answer: Told | None = None) -> Post:
    """The cue as it comes; and the same after an answer."""
    small = f"{_ONCE} {plan_text(card.plan)}, until {day_text(card.ends_on)}. {WHO_SEES}"
    stop = [kit.button("Stop this cue", STOP, day_id)] if card.state is State.ACTIVE else []
    did, not_today = kit.button("Did it", DID, day_id), kit.button("Not today", NOT_TODAY, day_id)
    match answer:
        case Told.DID:
            line, buttons = f"Did it. {card.words}", [not_today, *stop]
        case Told.NOT_TODAY:
            line, buttons = f"Not today, then. {card.words}", [did, *stop]
        case _:
            line, buttons = f"*Your cue:* {card.words}", [did, not_today, *stop]
    if card.state is State.STOPPED:
        line = f"{line}\nThis cue is stopped: it comes no more."
    return Post(f"{line} {small}", [kit.section(line), kit.actions(*buttons), kit.small(small)])


def ended(card: CueCard, *, did: int, came: int) -> Post:
    """The one line with which a cue ends by itself."""
    if card.state is State.FADED:
        line = (
            f"The last three reminders came at the wrong moment, so this cue ends here: {card.words} "
            "Another moment often fits better."
        )
    else:
        line = f"Four weeks are over, so this cue ends here: {card.words} {_count(did, came)}"
    buttons = kit.actions(kit.button("Set it again", CHANGE, card.id), list_button())
    return Post(line, [kit.section(line), buttons, kit.small("You asked for this cue; only you see it.")])


def note(text: str) -> Post:
    """One plain line."""
    return Post(text, [kit.section(text)])


def _count(did: int, came: int) -> str:
    if not did:
        return "If the moment never came, it was the wrong moment."
    times = "once" if did == 1 else f"{did} times"
    return f"You said “Did it” {times} in {came}. What has become a habit needs no reminder."
