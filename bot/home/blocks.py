"""App Home: what a learner, a champion and an admin find there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.adoption import blocks as adoption_blocks
from bot.adoption.rules import Figure
from bot.assessment import blocks as assessment_blocks
from bot.assessment import outcome_blocks
from bot.assessment.blocks import Sheet
from bot.assessment.rules import Outcome
from bot.authoring import blocks as authoring_blocks
from bot.authoring import gap_blocks
from bot.authoring.blocks import Line
from bot.buddies import blocks as buddy_blocks
from bot.cadence import blocks as cadence_blocks
from bot.challenges import blocks as challenge_blocks
from bot.challenges import plan_blocks
from bot.challenges.blocks import ChallengeCard
from bot.challenges.rules import EntryState
from bot.champions import blocks as champion_blocks
from bot.champions import macro_blocks
from bot.champions.blocks import Waiting
from bot.champions.rules import MOST_PEOPLE, NO_LOAD, Load, minutes_used
from bot.cohorts import blocks as cohort_blocks
from bot.cohorts import place_blocks
from bot.cohorts.blocks import CohortLine
from bot.cohorts.place_blocks import Place
from bot.cohorts.rules import Hold
from bot.cues import blocks as cue_blocks
from bot.enrolment import blocks as enrolment_blocks
from bot.enrolment.blocks import MINE, Standing
from bot.enrolment.rules import UNTIL_RESUMED, day_text, moment_text
from bot.goals import blocks as goal_blocks
from bot.goals.rules import Progress
from bot.home import delivery_blocks, skill_blocks
from bot.home.skill_blocks import Skill
from bot.library import blocks as library_blocks
from bot.nominations import blocks as nomination_blocks
from bot.nominations.blocks import Willing
from bot.office_hours import blocks as office_blocks
from bot.office_hours.blocks import Session
from bot.outbox.rules import Missed
from bot.packs import blocks as pack_blocks
from bot.people import blocks as people_blocks
from bot.people.rules import Enrolment
from bot.record import blocks as record_blocks
from bot.record.rules import Badge
from bot.setup import blocks as setup_blocks
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, View
from bot.wins import blocks as win_blocks
from bot.wins.blocks import WinCard
from bot.workspaces import blocks as workspace_blocks

ASK = "home.ask"
USED = "home.used"
NOT_USED = "home.not_used"
REPORT = "home.report"
SEE_QUEUE = champion_blocks.QUEUE
MOST_QUESTIONS = 5
MOST_TEAMS = 5


@dataclass(frozen=True)
class Learning:
    """A person's own page."""

    standing: Standing
    has_used: bool
    challenge: ChallengeCard | None
    waiting: Sequence[WinCard]
    logged: Sequence[WinCard]
    skills: Sequence[Skill] = ()
    place: Place | None = None  # in the plan of their cohort
    buddies: buddy_blocks.Standing | None = None
    session: Session | None = None  # the next office hours of their team
    badges: Sequence[Badge] = ()
    goal: Progress | None = None  # their team's
    asked: Sheet | None = None  # the short questions that wait


@dataclass(frozen=True)
class Duty:
    """A champion's part of the page."""

    mine: Sequence[Waiting]
    waiting: Sequence[Waiting]
    hours: int
    away_until: datetime | None
    load: Load = NO_LOAD
    cohorts: Sequence[CohortLine] = ()  # of their teams
    unverified: int = 0  # prompts and answers that wait for their look
    languages: Sequence[str] = ()  # by name; empty where nobody said


@dataclass(frozen=True)
class Step:
    """One thing of the set-up, done or not; with the names of the teams that lack it.

    A `default` is what applies where nobody chose.
    """

    name: str
    missing: tuple[str, ...] = field(repr=False)
    is_done: bool
    default: str = ""


@dataclass(frozen=True)
class Running:
    """An admin's part of the page."""

    steps: Sequence[Step]
    figures: Sequence[Figure]
    missed: Sequence[Missed] = ()
    untaken: int = 0
    resting: int = 0  # cards that nobody got anything from
    cohorts: Sequence[CohortLine] = ()
    today: date = date.min
    thin: Sequence[tuple[str, int, int]] = field(default=(), repr=False)  # teams: name, people, champions
    willing: Sequence[Willing] = ()  # to champion
    outcome: tuple[str, Outcome] | None = None  # the last one, with its cohort's name


def home(
    learning: Learning,
    *,
    duty: Duty | None,
    running: Running | None,
    writing: Sequence[Line] = (),
    now: datetime,
) -> View:
    """The whole page: one's own part first, then what one does for others."""
    blocks = [*_learner(learning), *authoring_blocks.section(writing)]
    if duty is not None:
        blocks += [kit.divider(), *_champion(duty, learning.standing, now=now)]
    if running is not None:
        blocks += [kit.divider(), *_admin(running)]
    return kit.home(blocks)


def _learner(learning: Learning) -> Blocks:
    standing = learning.standing
    return [
        kit.header("You and AI at work"),
        kit.section(_next(standing, learning.place)),
        kit.actions(*_own_buttons(standing)),
        *place_blocks.section(learning.place),
        *_used(has_used=learning.has_used),
        *assessment_blocks.waiting(learning.asked),
        *_challenge(learning.challenge),
        *(buddy_blocks.section(learning.buddies) if learning.buddies is not None else []),
        *goal_blocks.section(learning.goal),
        *office_blocks.section(learning.session, standing.zone),
        *skill_blocks.record(learning.skills),
        *_record(learning),
        *_wins(learning),
        *library_blocks.section(),
        kit.small(f"{enrolment_blocks.WHO_SEES} `/afterglow me` shows what is stored and stops everything."),
    ]


def _next(standing: Standing, place: Place | None) -> str:
    if not standing.may_learn:
        return "Cards are for members of this workspace. You can still ask a champion a question."
    if standing.enrolment != Enrolment.ACTIVE:
        return "Nothing comes by itself. Start brings you at most one useful card a working day."
    if standing.is_held:
        return enrolment_blocks.held_line(standing)
    if standing.is_away:
        return enrolment_blocks.away_line(standing)
    if standing.paused_until and standing.paused_until >= UNTIL_RESUMED:
        return "*Paused until you resume.* Nothing comes by itself."
    if standing.paused_until:
        until = day_text(standing.paused_until.astimezone(standing.zone).date())
        return f"*Paused until {until}.* Nothing comes by itself before that."
    if not standing.wants_nudges:
        return "No cards come, as you chose under Settings."
    if place is not None and place.hold in (Hold.ACCESS, Hold.TRAINING):
        return "Only cards of your company's rules come for now."
    if standing.next_at is None:
        return "No card is planned yet."
    when = moment_text(standing.next_at, standing.zone, today=standing.today)
    return f"*Next card {when}* your time ({standing.zone.key}){enrolment_blocks.because(standing)}."


def _own_buttons(standing: Standing) -> list[Block]:
    others = [kit.button("Ask a champion", ASK, MINE), kit.button("Log a win", win_blocks.NEW, MINE)]
    if not standing.may_learn:
        return others
    settings = kit.button("Settings", enrolment_blocks.SETTINGS, MINE)
    if standing.enrolment != Enrolment.ACTIVE:
        start = kit.button("Start", enrolment_blocks.START, MINE, style="primary")
        return [start, *others, settings]
    return [*others, cue_blocks.list_button(), *enrolment_blocks.rhythm(standing), settings]


def _used(*, has_used: bool) -> Blocks:
    if has_used:
        undo = kit.button("Undo", NOT_USED, MINE)
        return [kit.section("You said that you used AI in your work this week.", accessory=undo)]
    yes = kit.button("Yes, I did", USED, MINE)
    ask = "*Did you use AI in your work this week?* One tap counts you in, without your name."
    return [kit.section(ask, accessory=yes)]


def _challenge(card: ChallengeCard | None) -> Blocks:
    if card is None:
        return []
    told, until = card.challenge, day_text(card.last_on)
    line = f"*Challenge until {until}: {kit.escape(told.title)}*\n{_stands(card)}"
    ends = f"You end up with: {kit.escape(told.deliverable)} ({challenge_blocks.time_box(told)})"
    return [kit.section(f"{line} {ends}"), kit.actions(*_challenge_buttons(card))]


def _stands(card: ChallengeCard) -> str:
    match card.state:
        case EntryState.DONE:
            return challenge_blocks.done_line(card)
        case EntryState.DECLINED:
            return "You said not this week. Nobody is told."
        case EntryState.IN:
            return "You are in."
        case _ if card.is_over:
            return challenge_blocks.STILL_COUNTS
        case _:
            return "Open to you, if you like."


def _challenge_buttons(card: ChallengeCard) -> list[Block]:
    did = kit.button("I did it", challenge_blocks.FINISH, card.round_id)
    if card.is_over and card.state is not EntryState.DONE:
        return [did]
    match card.state:
        case EntryState.DONE:
            return [kit.button("Change my notes", challenge_blocks.FINISH, card.round_id)]
        case EntryState.IN:
            return [did, kit.button("Not this week", challenge_blocks.DECLINE, card.round_id)]
        case EntryState.DECLINED:
            return [kit.button("I'm in after all", challenge_blocks.JOIN, card.round_id)]
        case _:
            return [kit.button("I'm in", challenge_blocks.JOIN, card.round_id, style="primary"), did]


def _record(learning: Learning) -> Blocks:
    """Badges, and the way to the record that one may take along; nothing before the first step."""
    has_begun = learning.badges or any(skill.steps for skill in learning.skills)
    return [*record_blocks.badges(learning.badges), kit.actions(record_blocks.button())] if has_begun else []


def _wins(learning: Learning) -> Blocks:
    blocks: Blocks = []
    if learning.waiting:
        blocks.append(kit.section("*Log this as a win?* Only you see these."))
        blocks += [block for card in learning.waiting for block in win_blocks.waiting(card)]
    if learning.logged:
        blocks.append(kit.section("*Your last wins*"))
        blocks += [block for card in learning.logged for block in win_blocks.kept(card)]
    return blocks


def _champion(duty: Duty, standing: Standing, *, now: datetime) -> Blocks:
    held, waits = len(duty.mine), len(duty.waiting)
    hours = "one hour" if duty.hours == 1 else f"{duty.hours} hours"
    load = f"You have {hours} a week for this; `/afterglow hours` changes it."
    if duty.load.week:
        taken = "one question" if duty.load.week == 1 else f"{duty.load.week} questions"
        load += f" You took {taken} in the last seven days, about {minutes_used(duty.load)} minutes."
    if duty.languages:
        load += f" You are asked in {' and '.join(duty.languages)} first; `/afterglow languages` changes it."
    if duty.away_until is not None and duty.away_until > now:
        until = day_text(duty.away_until.astimezone(standing.zone).date())
        load += f"\nYou are away until {until}: no questions are sent to you. `/afterglow away off` ends it."
    shown = champion_blocks.queue(duty.mine[:MOST_QUESTIONS], duty.waiting[:MOST_QUESTIONS], now=now)
    see_all = [kit.button("Open the queue", SEE_QUEUE, MINE)] if max(held, waits) > MOST_QUESTIONS else []
    more = kit.actions(
        *see_all,
        macro_blocks.button(MINE),
        kit.button("Challenge calendar", plan_blocks.CALENDAR_OF, MINE),
        office_blocks.button(),
        goal_blocks.button(),
        gap_blocks.button(),
    )
    head = [kit.header("Questions for you as a champion"), kit.section(load)]
    return [*head, *shown, *library_blocks.to_verify(duty.unverified), more, *place_blocks.led(duty.cohorts)]


def _admin(running: Running) -> Blocks:
    done = sum(step.is_done for step in running.steps)
    listed = "\n".join(_step(step) for step in running.steps)
    state = (
        "Everything is set up." if done == len(running.steps) else f"{done} of {len(running.steps)} are done."
    )
    amiss = [
        *delivery_blocks.line(running.missed, untaken=running.untaken),
        *_resting(running.resting),
        *_thin(running.thin),
        *nomination_blocks.waiting(running.willing),
        *place_blocks.waiting(running.cohorts, today=running.today),
    ]
    return [
        *([kit.header("Worth a look"), *amiss] if amiss else []),
        kit.header("Set-up"),
        kit.section(f"{state}\n{listed}"),
        kit.actions(*_admin_buttons(is_done=done == len(running.steps))),
        kit.actions(*seldom()),
        *place_blocks.running(running.cohorts),
        kit.header("This week so far"),
        *adoption_blocks.numbers(running.figures),
        *_outcome(running.outcome),
        kit.actions(kit.button("Open the report", REPORT, MINE)),
        kit.small(f"You see this as an admin. {adoption_blocks.WHO_SEES}"),
    ]


def _thin(teams: Sequence[tuple[str, int, int]]) -> Blocks:
    """Teams whose champions cannot be there for everybody."""
    if not teams:
        return []
    lines = [
        f"*{kit.escape(name)}* has {people} people and {champions} champion{'s' if champions > 1 else ''}."
        for name, people, champions in teams[:MOST_TEAMS]
    ]
    advice = f"One champion can be there for 10 to {MOST_PEOPLE} people: `/afterglow champions` names more."
    return [kit.section("\n".join([*lines, advice]))]


def _outcome(outcome: tuple[str, Outcome] | None) -> Blocks:
    return [kit.section(outcome_blocks.line(*outcome))] if outcome is not None else []


def _resting(number: int) -> Blocks:
    if not number:
        return []
    what = "1 card is" if number == 1 else f"{number} cards are"
    which = "it" if number == 1 else "them"
    told = f"{what} not sent any more, because nearly nobody here got anything from {which}."
    return [kit.section(told, accessory=kit.button("Content packs", pack_blocks.OPEN, MINE))]


def _step(step: Step) -> str:
    if step.is_done:
        return f"✓  {step.name}" + (
            f". Default: {step.default}; change it with Cadence" if step.default else ""
        )
    names = ", ".join(kit.escape(name) for name in step.missing[:5])
    more = f" and {len(step.missing) - 5} more" if len(step.missing) > 5 else ""
    return f"○  {step.name}" + (f": missing for {names}{more}" if names else "")


def _admin_buttons(*, is_done: bool) -> list[Block]:
    first = "Add a team" if is_done else "Go on with the set-up"
    return [
        kit.button(first, setup_blocks.OPEN, MINE, style=None if is_done else "primary"),
        kit.button("Teams", people_blocks.TEAMS, MINE),
        kit.button("Champions", champion_blocks.LIST, MINE),
        kit.button("Cadence", cadence_blocks.OPEN, cadence_blocks.EVERYONE),
        kit.button("Cohorts", cohort_blocks.LIST, MINE),
        kit.button("Challenge calendar", plan_blocks.CALENDAR_OF, MINE),
        goal_blocks.button(),
        kit.button("Who takes part", people_blocks.ROSTER, MINE),
        kit.button("Settings of the workspace", workspace_blocks.SETTINGS, MINE),
    ]


def seldom() -> list[Block]:
    """What an admin looks at now and then."""
    return [
        kit.button("Preview", setup_blocks.PREVIEW, MINE),
        kit.button("Pause the programme", workspace_blocks.PAUSE, MINE),
        kit.button("Content packs", pack_blocks.OPEN, MINE),
        kit.button("Changes by admins", workspace_blocks.AUDIT, MINE),
        kit.button("Export", workspace_blocks.EXPORT, MINE),
        gap_blocks.button(),
    ]
