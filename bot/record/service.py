"""A person's own record, read from what they did; asked for by them and shown to them alone."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.buddies.models import BuddyPart
from bot.buddies.rules import PartState
from bot.cadence import absences
from bot.cadence.rules import local_day, zone_of
from bot.challenges.models import Entry
from bot.challenges.rules import EntryState
from bot.library.models import Prompt
from bot.nudges.models import Nudge
from bot.nudges.rules import Answer
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person
from bot.questions import thanks
from bot.questions.models import Question
from bot.questions.rules import TALKED_OF
from bot.questions.rules import Status as QuestionStatus
from bot.questions.thanks_blocks import REASONS
from bot.record import rules
from bot.record.rules import Fact, OwnWin, Record, Skill, Thanked
from bot.teaching import steps
from bot.teaching.rules import FIRST_TWO, Step
from bot.wins.models import Win
from bot.wins.rules import Kind
from bot.wins.rules import Status as WinStatus
from bot.workspaces import service as workspaces

MOST_OFFERED = 10  # wins to choose from, and thanks to read
ASKED = TALKED_OF


async def of(
    session: AsyncSession,
    catalog: Catalog,
    person: Person,
    *,
    wins: Collection[int] = (),
    now: datetime,
) -> Record:
    """The record of the one who asks, with those of their own wins that they chose."""
    member = await people.member(session, person, now=now)
    workspace = await workspaces.find(session, person.workspace_id)
    skills = await _skills(session, catalog, member)
    facts = await _facts(session, member, skills)
    chosen = [one for one in await own_wins(session, person) if one.id in set(wins)]
    return Record(
        name=member.name,
        workspace=workspace.name if workspace is not None else "",
        made_on=local_day(now, zone_of(member.zone)),
        skills=skills,
        badges=rules.earned(facts),
        wins=tuple(chosen),
        thanks=await _thanks(session, person, zone_of(member.zone)),
    )


async def _thanks(session: AsyncSession, person: Person, zone: ZoneInfo) -> tuple[Thanked, ...]:
    """What others said helped them, the newest first."""
    found = await thanks.of_champion(session, person, limit=MOST_OFFERED)
    return tuple(Thanked(local_day(one.at, zone), one.words or REASONS[one.reason]) for one in found)


async def _skills(session: AsyncSession, catalog: Catalog, member: Member) -> tuple[Skill, ...]:
    """What was read, tried and taught, and when for the first time, in the order of these days."""
    zone = zone_of(member.zone)
    found: dict[str, dict[str, date]] = defaultdict(dict)
    for act in await steps.acts(session, catalog, member.id):
        if act.at is not None:
            day = local_day(act.at, zone)
            found[act.skill][act.step] = min(day, found[act.skill].get(act.step, day))
    skills = (Skill(name, days) for name, days in found.items() if days)
    return tuple(sorted(skills, key=lambda one: (min(one.steps.values()), one.name)))


async def _facts(session: AsyncSession, member: Member, skills: tuple[Skill, ...]) -> dict[Fact, date | None]:
    zone = zone_of(member.zone)

    async def first(column: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> date | None:
        at = await session.scalar(select(func.min(column)).where(column.is_not(None), *where))
        return at if at is None or not isinstance(at, datetime) else local_day(at, zone)

    mine = Win.workspace_id == member.workspace_id, Win.author_id == member.user_id
    logged = (*mine, Win.status == WinStatus.LOGGED, Win.shared_to.is_not(None))
    here = Question.workspace_id == member.workspace_id
    taken = (here, Question.champion_id == member.user_id, Question.status == QuestionStatus.RESOLVED)
    own = Nudge.member_id == member.id
    verified = (Prompt.workspace_id == member.workspace_id, Prompt.owner_id == member.user_id)
    done = (Entry.member_id == member.id, Entry.state == EntryState.DONE)
    met = (BuddyPart.member_id == member.id, BuddyPart.state == PartState.MET)
    asked = (here, Question.asker_id == member.user_id, Question.status.in_(ASKED))
    return {
        Fact.WORKED: await first(Nudge.answered_at, own, Nudge.answer == Answer.TRIED_WORKED),
        Fact.STUCK: await first(Nudge.answered_at, own, Nudge.answer == Answer.TRIED_STUCK),
        Fact.WIN: await first(Win.logged_at, *logged, Win.kind == Kind.WIN),
        Fact.FAILURE: await first(Win.logged_at, *logged, Win.kind == Kind.DIDNT_WORK),
        Fact.ASKED: await first(Question.asked_at, *asked),
        Fact.CHALLENGE: await first(Entry.done_at, *done),
        Fact.BUDDY: await first(BuddyPart.told_on, *met),
        Fact.BACK: await _back_on(session, member),
        Fact.PROMPT: await first(Prompt.updated_at, *verified, Prompt.verified_by.is_not(None)),
        Fact.HELPED: await first(Question.closed_at, *taken),
        Fact.TAUGHT: min(
            (one.steps[Step.TAUGHT] for one in skills if Step.TAUGHT in one.steps), default=None
        ),
        Fact.SKILLS: rules.enough_skills_on(skills, FIRST_TWO),
    }


async def _back_on(session: AsyncSession, member: Member) -> date | None:
    away = (await absences.of(session, [member.id])).get(member.id, ())
    if not away:
        return None
    zone = zone_of(member.zone)
    answered = await session.scalars(
        select(Nudge.answered_at).where(Nudge.member_id == member.id, Nudge.answered_at.is_not(None))
    )
    return rules.back_on([local_day(at, zone) for at in answered if at is not None], away)


async def own_wins(session: AsyncSession, person: Person) -> list[OwnWin]:
    """What somebody logged last, to choose from."""
    rows = await session.scalars(
        select(Win)
        .where(Win.workspace_id == person.workspace_id, Win.author_id == person.user_id)
        .where(Win.status == WinStatus.LOGGED)
        # Ids follow time; by time itself SQLite would look through everybody's.
        .order_by(Win.id.desc())
        .limit(MOST_OFFERED)
    )
    return [
        OwnWin(row.id, (row.logged_at or row.proposed_at).date(), row.text, row.minutes, row.kind == Kind.WIN)
        for row in rows
    ]
