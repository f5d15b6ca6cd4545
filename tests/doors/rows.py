"""A workspace with a row of everything, and all that the database holds, to be looked at and put back."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.assessment.models import Assessment
from bot.assessment.rules import Occasion, State
from bot.authoring.models import CardDraft
from bot.authoring.rules import Draft as CardText
from bot.authoring.rules import Source as CardSource
from bot.authoring.rules import Wording, packed
from bot.buddies.models import Buddy, BuddyPair, BuddyPart
from bot.buddies.rules import PartState
from bot.cadence.rules import local_day
from bot.challenges.models import Entry, Hackathon, Round
from bot.challenges.rules import HACKATHON, EntryState, RoundState, monday_of
from bot.champions import service as champions
from bot.champions.models import Champion, Macro
from bot.cohorts.models import Cohort
from bot.cohorts.rules import Template, Tier
from bot.coverage.models import Coverage
from bot.cues.models import Cue, CueDay
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.grading.models import WrittenAnswer
from bot.grading.rules import State as AnswerState
from bot.library.models import Prompt
from bot.nominations.models import Nomination
from bot.nominations.rules import State as Nominated
from bot.nudges.models import Nudge, NudgeState
from bot.nudges.rules import Reason
from bot.nudges.sheets import sheet_of
from bot.outbox.models import Alias
from bot.packs.catalog import Catalog
from bot.packs.schema import Role
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import ALIAS, Person
from bot.people.service import TeamPlan
from bot.questions.drafts import State as DraftState
from bot.questions.models import Draft, Question
from bot.questions.rules import HELD, Source, Status
from bot.sandbox.seed import channel_id
from bot.teaching.models import Showing
from bot.teaching.rules import State as ShowingState
from bot.wins.models import Win
from bot.wins.rules import Kind
from bot.wins.rules import Status as WinStatus
from bot.wins.service import Source as WinSource
from bot.workspaces import service as workspaces

ANA, MAYA, TOM, BEN, ROSA = "U0ANA000000", "U0MAYA00000", "U0TOM000000", "U0BEN000000", "U0ROSA00000"
PRIYA, LEILA, GAIL, OTTO = "U0PRIYA0000", "U0LEILA0000", "U0GUEST0000", "U0LEAVER000"
MARKETING, SALES = channel_id("marketing"), channel_id("sales")
ROOT = "1763881200.000100"
NAMELESS = "1763881200.000200"


@dataclass(frozen=True)
class Rows:
    """The ids of what one workspace holds, and the word that stands in every text of it."""

    workspace_id: str
    mark: str
    team: int
    other_team: int
    champion: int
    open: int
    claimed: int
    drafted: int
    resolved: int
    model_draft: int
    proposed: int
    logged: int
    nudge: int
    round: int
    prompt: int
    cohort: int
    buddy: int
    showing: int
    cue: int
    cue_day: int
    assessment: int
    written: int
    card: int
    answered: int
    macro: int
    nominated: int
    willing: int
    nameless: int


async def furnish(
    session: AsyncSession, catalog: Catalog, workspace_id: str, *, mark: str, now: datetime
) -> Rows:
    """Ana learns, asks and tells; Maya and Tom champion her team, Ben another; Otto has left."""
    plans = [
        TeamPlan(f"Marketing {mark}", "marketing", MARKETING, (ANA, MAYA, TOM)),
        TeamPlan(f"Sales {mark}", "sales", SALES, (ROSA, BEN)),
    ]
    team, other = [await people.save_team(session, workspace_id, one, team_id=None, now=now) for one in plans]
    for of, leading in ((team, (MAYA, TOM, OTTO)), (other, (BEN,))):
        found = [await _member(session, workspace_id, one, now=now) for one in leading]
        await champions.appoint(session, workspace_id, found, team_id=of.id, now=now)
    (await _member(session, workspace_id, OTTO, now=now)).granted_admin = True
    for one in (ANA, MAYA):
        await enrolment.start(session, Person(workspace_id, one), Wishes(), now=now)
    await workspaces.pause(session, workspace_id, until=now + timedelta(days=30))
    questions = [_question(workspace_id, team.id, status, mark=mark, now=now) for status in ASKED]
    wins = [_win(workspace_id, team.id, status, mark=mark, now=now) for status in TOLD]
    session.add_all((*questions, *wins, prompt := _prompt(workspace_id, team.id, mark=mark, now=now)))
    session.add(cohort := _cohort(workspace_id, mark=mark, now=now))
    await session.flush()
    model_draft = Draft(
        workspace_id=workspace_id, question_id=questions[1].id, champion_id=MAYA, state=DraftState.DRAFTED,
        answer=f"Try it {mark}", asked_at=now,
    )  # fmt: skip
    ana = await _member(session, workspace_id, ANA, now=now)
    session.add_all((model_draft, nudge := _nudge(ana, catalog, now=now)))
    written = await _written(session, ana, catalog, mark=mark, now=now)
    session.add(assessment := _assessment(ana, cohort.id, now=now))
    round_ = await _round(session, catalog, team.id, ana, now=now)
    maya = await _member(session, workspace_id, MAYA, now=now)
    buddy = await _buddies(session, ana, maya, now=now)
    await _hackathon(session, other.id, workspace_id, mark=mark, now=now)
    session.add_all((showing := _showing(ana, now=now), cue := _cue(ana, mark=mark, now=now)))
    await session.flush()
    session.add(cue_day := _cue_day(cue, now=now))
    champion = await session.scalar(select(Champion.id).where(Champion.team_id == team.id).limit(1))
    session.add(card := _card(workspace_id, questions[3].id, mark=mark, now=now))
    session.add(macro := _macro(maya, mark=mark, now=now))
    rosa = await _member(session, workspace_id, ROSA, now=now)
    asked, would = _nomination(ana, Nominated.ASKED, now=now), _nomination(rosa, Nominated.WILLING, now=now)
    lacking = Coverage(
        team_id=team.id, workspace_id=workspace_id, told_at=now, due_at=now + timedelta(days=28)
    )
    session.add_all((asked, would, lacking))
    await session.flush()
    waiting, claimed, drafted, resolved, answered = (one.id for one in questions)
    nameless = await _nameless(session, workspace_id, team.id, mark=mark, now=now)
    proposed, logged = (one.id for one in wins)
    return Rows(
        workspace_id, mark, team.id, other.id, champion or 0, waiting, claimed, drafted, resolved,
        model_draft.id, proposed, logged, nudge.id, round_.id, prompt.id, cohort.id, buddy.id,
        showing.id, cue.id, cue_day.id,
        assessment.id, written.id, card.id, answered, macro.id, asked.id, would.id, nameless,
    )  # fmt: skip


ASKED = (Status.OPEN, Status.CLAIMED, Status.DRAFT, Status.RESOLVED, Status.ANSWERED)
TOLD = (WinStatus.PROPOSED, WinStatus.LOGGED)


def _nomination(member: Member, state: Nominated, *, now: datetime) -> Nomination:
    return Nomination(workspace_id=member.workspace_id, member_id=member.id, state=state, made_at=now)


def _macro(maya: Member, *, mark: str, now: datetime) -> Macro:
    """A reply that Maya keeps and shares."""
    return Macro(
        workspace_id=maya.workspace_id, member_id=maya.id, title=f"Calls {mark}", text=f"In parts {mark}",
        is_shared=True, changed_at=now,
    )  # fmt: skip


def _card(workspace_id: str, question_id: int, *, mark: str, now: datetime) -> CardDraft:
    """What Maya made of an answer: a whole card, which she has not approved yet."""
    asked = Wording("What comes first?", ("The actions", "The summary"), 1, "They are what is done.")
    draft = CardText(
        title=f"Actions {mark}", problem="A call is over.", before="By hand.", after="With it.",
        prompt="List the actions in [notes].", guardrail="It guesses owners.", place="sales/measurement",
        tool="any", benefit="faster", minutes=5, wordings=(asked, replace(asked, ask="And then?")),
    )  # fmt: skip
    return CardDraft(
        workspace_id=workspace_id, owner_id=MAYA, source=CardSource.QUESTION, source_id=question_id,
        words="", text=packed(draft), made_at=now, updated_at=now,
    )  # fmt: skip


async def _member(session: AsyncSession, workspace_id: str, user_id: str, *, now: datetime) -> Member:
    return await people.member(session, Person(workspace_id, user_id), now=now)


def _question(workspace_id: str, team_id: int, status: Status, *, mark: str, now: datetime) -> Question:
    is_placed, is_held = status is not Status.DRAFT, status in HELD
    return Question(
        workspace_id=workspace_id, origin=f"{MARKETING}:{status}", source=Source.CHANNEL, asker_id=ANA,
        team_id=team_id, channel_id=MARKETING if is_placed else None, thread_ts=ROOT if is_placed else None,
        text=f"How do I ask Claude about {mark}?", status=status, offered_to=MAYA, asked_at=now,
        champion_id=MAYA if is_held or status is Status.RESOLVED else None,
        claimed_at=now if is_held else None,
        closed_at=now if status is Status.RESOLVED else None,
    )  # fmt: skip


async def _nameless(
    session: AsyncSession, workspace_id: str, team_id: int, *, mark: str, now: datetime
) -> int:
    """What Ana asked without her name, and Maya holds."""
    alias = f"{ALIAS}{workspace_id.lower()}"
    question = _question(workspace_id, team_id, Status.CLAIMED, mark=mark, now=now)
    question.origin, question.asker_id, question.thread_ts = "view:nameless", alias, NAMELESS
    named = Alias(alias=alias, workspace_id=workspace_id, person=ANA, mark=1, made_at=now)
    session.add_all((question, named))
    await session.flush()
    return question.id


def _win(workspace_id: str, team_id: int, status: WinStatus, *, mark: str, now: datetime) -> Win:
    return Win(
        workspace_id=workspace_id, origin=f"{MARKETING}:{status}", source=WinSource.CHANNEL, author_id=ANA,
        team_id=team_id, channel_id=MARKETING, message_ts=ROOT, kind=Kind.WIN, status=status,
        text=f"Claude wrote the {mark} brief", minutes=30, proposed_at=now,
        logged_at=now if status is WinStatus.LOGGED else None,
    )  # fmt: skip


def _prompt(workspace_id: str, team_id: int, *, mark: str, now: datetime) -> Prompt:
    return Prompt(
        workspace_id=workspace_id, origin="view:seed", owner_id=ANA, team_id=team_id, shared=True,
        title=f"Brief {mark}", text=f"Write a brief about {mark}", created_at=now, updated_at=now,
        review_by=(now + timedelta(days=90)).date(), saved_by="view:seed",
    )  # fmt: skip


def _cohort(workspace_id: str, *, mark: str, now: datetime) -> Cohort:
    return Cohort(
        workspace_id=workspace_id, name=f"Spring {mark}", template=Template.SKILLS, tier=Tier.FLUENCY,
        trained_on=now.date(), live_on=now.date() + timedelta(days=21), kept={}, made_at=now,
    )  # fmt: skip


def _showing(ana: Member, *, now: datetime) -> Showing:
    """Ana showed Maya something, and Maya is asked."""
    return Showing(
        workspace_id=ana.workspace_id, member_id=ana.id, skill="prompt-patterns", colleague_id=MAYA,
        source_id="first-meeting-notes", state=ShowingState.ASKED, asked_at=now, sent_at=now,
    )  # fmt: skip


def _cue(ana: Member, *, mark: str, now: datetime) -> Cue:
    return Cue(
        workspace_id=ana.workspace_id, member_id=ana.id, skill="prompt-patterns", occasion="the week begins",
        deed=f"the brief {mark}", days="01234", at=540, made_at=now, next_at=now + timedelta(days=1),
        ends_on=now.date() + timedelta(days=28),
    )  # fmt: skip


def _cue_day(cue: Cue, *, now: datetime) -> CueDay:
    return CueDay(
        workspace_id=cue.workspace_id, member_id=cue.member_id, cue_id=cue.id, day=now.date(), sent_at=now
    )


def _nudge(ana: Member, catalog: Catalog, *, now: datetime) -> Nudge:
    """A card that asks something."""
    for card in catalog.cards_for(Role.GENERAL, today=now.date()):
        nudge = Nudge(
            workspace_id=ana.workspace_id, member_id=ana.id, card_id=card.id, day=now.date(), sent_at=now,
            expires_at=now + timedelta(days=2), reason=Reason.NEW, wording=0, recall=False, version=0,
        )  # fmt: skip
        if sheet_of(nudge, card, role=Role.GENERAL).question is not None:
            return nudge
    raise LookupError("no card asks anything")


async def _written(
    session: AsyncSession, ana: Member, catalog: Catalog, *, mark: str, now: datetime
) -> Nudge:
    """The card of the day before, which she answered in her own words."""
    every = (card for pack in catalog.packs for card in pack.cards)
    card, wording = next(
        (card, at) for card in every for at, one in enumerate(card.questions) if one.is_written
    )
    nudge = Nudge(
        workspace_id=ana.workspace_id, member_id=ana.id, card_id=card.id, sent_at=now, wording=wording,
        day=now.date() - timedelta(days=1), expires_at=now + timedelta(days=2), reason=Reason.NEW,
        recall=False, version=0, state=NudgeState.WRITTEN,
    )  # fmt: skip
    session.add(nudge)
    await session.flush()
    answer = WrittenAnswer(
        workspace_id=ana.workspace_id, member_id=ana.id, nudge_id=nudge.id, text=f"The reader of {mark}",
        state=AnswerState.NOT_ASKED, asked=0, written_at=now,
    )  # fmt: skip
    session.add(answer)
    return nudge


def _assessment(ana: Member, cohort_id: int, *, now: datetime) -> Assessment:
    """One that she was asked for and has not begun."""
    return Assessment(
        workspace_id=ana.workspace_id, member_id=ana.id, cohort_id=cohort_id, occasion=Occasion.START,
        state=State.INVITED, planned_at=now, last_on=now.date(), ends_at=now + timedelta(days=7),
    )  # fmt: skip


async def _round(
    session: AsyncSession, catalog: Catalog, team_id: int, ana: Member, *, now: datetime
) -> Round:
    today = local_day(now, now.tzinfo)  # type: ignore[arg-type]
    round_ = Round(
        workspace_id=ana.workspace_id, team_id=team_id, challenge_id=catalog.packs[0].challenges[0].id,
        week=monday_of(today), state=RoundState.RUNNING, starts_on=today, last_on=today + timedelta(days=4),
        ends_at=now + timedelta(days=5),
    )  # fmt: skip
    session.add(round_)
    await session.flush()
    entry = Entry(
        workspace_id=ana.workspace_id, round_id=round_.id, member_id=ana.id, state=EntryState.INVITED,
        planned_at=now,
    )  # fmt: skip
    session.add(entry)
    return round_


async def _buddies(session: AsyncSession, *members: Member, now: datetime) -> BuddyPart:
    """A pair that was told of one another; the part of the first of them."""
    week, here = monday_of(now.date()), members[0].workspace_id
    session.add(pair := BuddyPair(workspace_id=here, week=week, weeks=2, task_id="", made_at=now))
    await session.flush()
    parts = [
        BuddyPart(
            workspace_id=here, pair_id=pair.id, member_id=one.id, week=week, state=PartState.TOLD,
            told_on=now.date(),
        )
        for one in members
    ]  # fmt: skip
    joined = [Buddy(workspace_id=here, member_id=one.id, joined_at=now) for one in members]
    session.add_all((*parts, *joined))
    return parts[0]


async def _hackathon(
    session: AsyncSession, team_id: int, workspace_id: str, *, mark: str, now: datetime
) -> None:
    """A hackathon in two weeks, which nobody has yet."""
    first = monday_of(now.date()) + timedelta(days=14)
    round_ = Round(
        workspace_id=workspace_id, team_id=team_id, challenge_id=HACKATHON, week=first, state=RoundState.OPEN,
        starts_on=first, last_on=first + timedelta(days=4), ends_at=now + timedelta(days=18),
    )  # fmt: skip
    session.add(round_)
    await session.flush()
    planned = Hackathon(
        workspace_id=workspace_id, round_id=round_.id, theme=f"Reports {mark}", brings="One report", hours=4,
        check_on=first + timedelta(days=2), show_at=now + timedelta(days=18), zone="UTC", place="room 4",
        planned_by=BEN, planned_at=now,
    )  # fmt: skip
    session.add(planned)
