"""What people see of a challenge: the message, the reminder, the reflection, the team's line."""

from dataclasses import dataclass, field, replace
from datetime import date

from bot.challenges.rules import HACKATHON, EntryState, Passed, Tally
from bot.enrolment.blocks import MINE, SETTINGS
from bot.enrolment.rules import day_text
from bot.packs.schema import Challenge
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post, View

JOIN = "challenges.join"
DECLINE = "challenges.decline"
FINISH = "challenges.finish"
FORM = "challenges.reflection"
TRIED = "tried"
WORKED = "worked"
FAILED = "failed"
MINUTES = "minutes"
LOG = "log"
QUESTION = "question"
WHERE = "where"
KEEP_IT, LOG_IT, SHARE_IT = "keep", "log", "share"
OPENLY, PRIVATELY = "openly", "privately"

LONGEST = 2000
GONE = "This challenge is no longer there. `/afterglow challenge` shows the one of this week."
ENDED = (
    "This challenge ended when the next one began, so it is no longer counted. "
    "If it helped you, `/afterglow win` keeps what worked; `/afterglow challenge` shows the one of this week."
)
NOT_YOURS = "This challenge belongs to another team. `/afterglow challenge` shows the one of yours."
NO_TEAM = (
    "Challenges are given to teams, and you are in none here yet. An admin can put you into one with "
    "`/afterglow team`."
)
CHECK_IN = "Stuck? `/afterglow ask` brings it to a champion. Half of it is worth showing, too."
STILL_COUNTS = "“I did it” counts until the next one begins."
HOW_MANY = "Your team sees how many took part, never who."
WHO_SEES = f"Only you see what you answer and write, unless you share it. {HOW_MANY}"
_NOTES = {
    Passed.NOTHING: "Your notes are kept for you alone.",
    Passed.FIGURES: "What you logged counts in figures without its text. All notes are kept for you alone.",
    Passed.DIGEST: (
        "The team's digest may quote what you logged, with your name. Other notes are kept for you alone."
    ),
}


@dataclass(frozen=True)
class ChallengeCard:
    """A challenge as it stands for one member; `told` is what their last step set going."""

    round_id: int
    challenge: Challenge
    last_on: date
    state: EntryState | None = None
    told: tuple[str, ...] = field(default=(), repr=False)
    passed: Passed = Passed.NOTHING
    is_over: bool = False  # its week has ended; it still counts until the next one begins

    @property
    def is_hackathon(self) -> bool:
        return self.challenge.id == HACKATHON

    def now(self, state: EntryState, *told: str) -> "ChallengeCard":
        return replace(self, state=state, told=told)


def challenge(card: ChallengeCard) -> Post:
    """The one message about this week's challenge, as the member stands to it now."""
    match card.state:
        case EntryState.DECLINED:
            return _declined(card)
        case EntryState.DONE:
            return _done(card)
        case _:
            return _in_full(card)


def _in_full(card: ChallengeCard) -> Post:
    line = _standing(card)
    blocks: Blocks = [
        kit.section(f"{line}\n*{_title(card)}*\n{kit.escape(card.challenge.why)}"),
        kit.section(kit.escape(card.challenge.do)),
        *_terms(card.challenge),
        kit.actions(*_buttons(card)),
        kit.small(f"{_why(card)} {WHO_SEES}"),
    ]
    return Post(_aloud(card, line), blocks)


def _standing(card: ChallengeCard) -> str:
    until = day_text(card.last_on)
    what = "hackathon" if card.is_hackathon else "challenge"
    if card.is_over:
        is_in = "You are in. " if card.state is EntryState.IN else ""
        return f"{is_in}Your team's {what} until {until}. {STILL_COUNTS}"
    if card.state is EntryState.IN:
        return f"You are in, until {until}. I remind you once at most."
    return f"Your team's {what} until {until}:"


def _terms(challenge: Challenge) -> tuple[Block, Block]:
    return (
        kit.fields(
            f"*You end up with*\n{kit.escape(challenge.deliverable)}",
            f"*Time box*\n{time_box(challenge)}",
        ),
        kit.section(
            f"*Done when*\n{kit.escape(challenge.done_when)}\n"
            f"*Keep in mind*\n{kit.escape(challenge.guardrail)}"
        ),
    )


def time_box(challenge: Challenge) -> str:
    """How long it takes at most: 30 minutes, or 4 hours."""
    return f"{challenge.minutes // 60} hours" if challenge.minutes >= 120 else f"{challenge.minutes} minutes"


def _buttons(card: ChallengeCard) -> list[Block]:
    if card.state is EntryState.IN:
        return [
            kit.button("I did it", FINISH, card.round_id, style="primary"),
            kit.button("Not this week", DECLINE, card.round_id),
        ]
    if card.is_over:
        return [kit.button("I did it", FINISH, card.round_id, style="primary")]
    return [
        kit.button("I'm in", JOIN, card.round_id, style="primary"),
        kit.button("I did it", FINISH, card.round_id),
        kit.button("Not this week", DECLINE, card.round_id),
        kit.button("Settings", SETTINGS, MINE),
    ]


def _why(card: ChallengeCard) -> str:
    takes = (
        "has a hackathon in place of this week's challenge"
        if card.is_hackathon
        else "takes one challenge a week"
    )
    why = f"You get this because your team {takes}, in place of that day's card"
    match card.state:
        case EntryState.INVITED:
            return f"{why}; Settings turns it off for you."
        case EntryState.IN:
            return f"{why}."
        case _:
            return "You asked for this."


def _aloud(card: ChallengeCard, line: str) -> str:
    told = card.challenge
    parts = (
        line,
        f"{told.title}. {told.why}",
        told.do,
        f"You end up with: {told.deliverable}",
        f"Time box: {time_box(told)}.",
        f"Done when: {told.done_when}",
        f"Keep in mind: {told.guardrail}",
    )
    return kit.cut(kit.escape("\n".join(parts)), 3900)


def _declined(card: ChallengeCard) -> Post:
    line = f"*{_title(card)}*\nNot this week, then. Nothing more comes about it, and nobody is told."
    again = kit.button("I'm in after all", JOIN, card.round_id)
    did = kit.button("I did it", FINISH, card.round_id)
    return Post(line, [kit.section(line), kit.actions(did if card.is_over else again)])


def _done(card: ChallengeCard) -> Post:
    lines = [f"*{_title(card)}*", done_line(card), *card.told]
    change = kit.button("Change my notes", FINISH, card.round_id)
    text = "\n".join(lines)
    return Post(text, [kit.section(text), kit.actions(change), kit.small(HOW_MANY)])


def done_line(card: ChallengeCard) -> str:
    """Said when it is done: what became of the notes, as their author chose."""
    return f"Done. {_NOTES[card.passed]}"


def reminder(card: ChallengeCard) -> Post:
    """Sent once, in the middle of the week, to those who said that they are in."""
    line = (
        f"You are in for *{_title(card)}*. It needs {time_box(card.challenge)} and has time until "
        f"{day_text(card.last_on)}."
    )
    if card.is_hackathon:
        shown = kit.escape(card.challenge.do.splitlines()[-1])
        line = f"Check-in for *{_title(card)}*: what works, and what is in the way?\n{shown}\n{CHECK_IN}"
    ends = f"*You end up with*\n{kit.escape(card.challenge.deliverable)}"
    why = "You get this once, in place of today's card, because you pressed “I'm in”."
    blocks: Blocks = [
        kit.section(f"{line}\n{ends}"),
        kit.actions(*_buttons(card.now(EntryState.IN))),
        kit.small(f"{why} {WHO_SEES}"),
    ]
    return Post(f"{line} You end up with: {kit.escape(card.challenge.deliverable)}", blocks)


def progress(counted: Tally, told: Challenge | None) -> Post:
    """The team's line at the end of its week: counts, and no names."""
    title = f" “{kit.escape(told.title)}”" if told is not None else ""
    took = f"All {counted.got}" if counted.took == counted.got else f"{counted.took} of {counted.got}"
    line = f"{took} took this week's challenge{title}, {counted.did} finished it."
    small = (
        "You see this because the channel belongs to a team that takes a challenge each week. "
        "Counts only: nobody is named, not even to admins."
    )
    return Post(line, [kit.section(line), kit.small(small)])


def comes_on(day: date) -> Post:
    """Before the team's week has begun."""
    return note(f"Your team's next challenge comes on {day_text(day)}, at your own time.")


def none_planned() -> Post:
    return note("No challenge is planned for your team at the moment.")


def note(text: str) -> Post:
    """One plain line."""
    return Post(text, [kit.section(text)])


@dataclass(frozen=True)
class Notes:
    """What a member wrote before, to start from."""

    tried: str = field(default="", repr=False)
    worked: str = field(default="", repr=False)
    failed: str = field(default="", repr=False)
    minutes: str = field(default="", repr=False)


def form(card: ChallengeCard, notes: Notes, *, channel: str | None, private: str) -> View:
    """The reflection: three short answers for oneself, and what may go further if its author says so."""
    blocks: Blocks = [
        kit.section(
            f"*{_title(card)}*\nYour answers are kept for you alone, unless you choose otherwise below."
        ),
        _text(TRIED, "What did you try?", notes.tried, is_optional=False),
        _text(WORKED, "What worked?", notes.worked),
        _text(FAILED, "What didn't?", notes.failed),
        kit.input_block(
            MINUTES,
            "Time saved, as you would put it",
            kit.text_input(MINUTES, initial=notes.minutes, placeholder="45 min, or 1.5 h", longest=40),
            optional=True,
        ),
        kit.input_block(
            LOG, "Pass it on?", kit.radio(LOG, _log_options(has_digest=bool(channel)), chosen=KEEP_IT)
        ),
        _text(QUESTION, "A question for your champion", ""),
        kit.input_block(
            WHERE,
            "Where may I ask it?",
            kit.radio(WHERE, _where_options(has_channel=bool(channel))),
            hint="Your question goes nowhere unless you choose.",
            optional=True,
        ),
    ]
    return kit.modal(FORM, "How did it go?", blocks, submit="Save", private=private)


def _text(block: str, label: str, initial: str, *, is_optional: bool = True) -> Block:
    element = kit.text_input(block, initial=initial, multiline=True, longest=LONGEST)
    return kit.input_block(block, label, element, optional=is_optional)


def _log_options(*, has_digest: bool) -> list[Option]:
    options = [
        Option("No, it stays with me", KEEP_IT),
        Option("Log it as a win, for the figures only", LOG_IT),
    ]
    if has_digest:
        options.append(Option("Log it, and let the team's digest quote it with my name", SHARE_IT))
    return options


def _where_options(*, has_channel: bool) -> list[Option]:
    options = [Option("Ask one champion privately", PRIVATELY)]
    if has_channel:
        options.insert(0, Option("Ask it in the team's channel", OPENLY))
    return options


def _title(card: ChallengeCard) -> str:
    return kit.escape(card.challenge.title)
