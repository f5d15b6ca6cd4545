"""A company with a history: people in teams, and what they did week by week, the same in every run."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.nudges.models import Nudge, NudgeState
from bot.nudges.rules import Answer
from bot.people.models import Member, Team
from bot.people.rules import Enrolment
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import Status as QuestionStatus
from bot.wins.models import Win
from bot.wins.rules import Kind, Status
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation

HOME = "T0ACME"
TEAMS = {"Marketing": 14, "Customer Support": 11, "Finance & Controlling": 8, "Operations": 5, "Legal": 2}


async def a_workspace(session: AsyncSession, *, at: datetime, workspace_id: str = HOME) -> None:
    await workspaces.install(
        session, Installation(workspace_id, "Acme Industries", "xoxb-acme", "U0BOT"), now=at
    )


async def a_team(session: AsyncSession, name: str, *, at: datetime, workspace_id: str = HOME) -> Team:
    team = Team(workspace_id=workspace_id, name=name, role="general", zone="Europe/Berlin", created_at=at)
    session.add(team)
    await session.flush()
    return team


async def a_member(
    session: AsyncSession,
    user_id: str,
    *,
    at: datetime,
    team: Team | None = None,
    zone: str = "Europe/Berlin",
    workspace_id: str = HOME,
    enrolment: Enrolment = Enrolment.ACTIVE,
    trained_on: date | None = None,
) -> Member:
    member = Member(
        workspace_id=workspace_id,
        user_id=user_id,
        name=user_id,
        zone=zone,
        team_id=team.id if team else None,
        enrolment=enrolment,
        trained_on=trained_on,
        seen_at=at,
    )
    session.add(member)
    await session.flush()
    return member


def a_win(
    member: Member,
    *,
    at: datetime,
    minutes: int | None = None,
    prompted: bool = False,
    kind: Kind = Kind.WIN,
    status: Status = Status.LOGGED,
) -> Win:
    return Win(
        workspace_id=member.workspace_id,
        origin=f"{member.user_id}:{at.isoformat()}:{kind}",
        source="channel",
        author_id=member.user_id,
        team_id=member.team_id,
        kind=kind,
        status=status,
        text="Claude wrote the release notes",
        minutes=minutes,
        prompted=prompted,
        proposed_at=at,
        logged_at=at if status == Status.LOGGED else None,
    )


def a_nudge(member: Member, *, answer: Answer, at: datetime) -> Nudge:
    return Nudge(
        workspace_id=member.workspace_id,
        member_id=member.id,
        card_id="briefs",
        day=at.date(),
        state=NudgeState.ANSWERED,
        sent_at=at,
        expires_at=at + timedelta(days=1),
        answered_at=at,
        answer=answer,
    )


async def a_question(
    session: AsyncSession, member: Member, *, at: datetime, taken_after: timedelta | None
) -> Question:
    question = Question(
        workspace_id=member.workspace_id,
        origin=f"C1:{member.user_id}:{at.timestamp()}",
        source="channel",
        asker_id=member.user_id,
        team_id=member.team_id,
        text="How do I summarise a call?",
        status=QuestionStatus.CLAIMED if taken_after is not None else QuestionStatus.OPEN,
        asked_at=at,
    )
    session.add(question)
    await session.flush()
    if taken_after is not None:
        session.add(
            QuestionEvent(
                workspace_id=member.workspace_id,
                question_id=question.id,
                what="claimed",
                actor_id="U0CHAMPION",
                at=at + taken_after,
            )
        )
    return question


async def a_company(
    session: AsyncSession, *, now: datetime, weeks: int = 8, teams: Mapping[str, int] = TEAMS
) -> None:
    """Forty people over the last weeks: a slow start, a dip in the fourth week, then a habit."""
    chance = random.Random(7)
    monday = now - timedelta(days=now.weekday(), hours=now.hour)
    start = monday - timedelta(weeks=weeks)
    await a_workspace(session, at=start)
    members: list[Member] = []
    for name, size in teams.items():
        team = await a_team(session, name, at=start)
        team.trained_on = start.date()
        for i in range(size):
            members.append(await a_member(session, f"U{team.id}X{i}", at=start, team=team))
    habit = (0.28, 0.45, 0.5, 0.36, 0.42, 0.55, 0.6, 0.64, 0.4)
    for week in range(weeks + 1):
        share = habit[min(week, len(habit) - 1)]
        begin = start + timedelta(weeks=week)
        for member in members:
            if chance.random() < share:
                await _a_week(session, member, begin, chance, until=now)
    await session.flush()


async def _a_week(
    session: AsyncSession, member: Member, begin: datetime, chance: random.Random, *, until: datetime
) -> None:
    at = begin + timedelta(days=chance.randrange(5), hours=chance.randrange(8, 15), minutes=member.id)
    if at > until:
        return
    session.add(a_nudge(member, answer=Answer.TRIED_WORKED, at=at))
    if chance.random() < 0.55:
        minutes = chance.choice([15, 20, 30, 45, 60, 90, 120, None])
        session.add(a_win(member, at=at, minutes=minutes, prompted=chance.random() < 0.35))
    if chance.random() < 0.12:
        session.add(a_win(member, at=at, kind=Kind.DIDNT_WORK))
    if chance.random() < 0.3:
        wait = timedelta(minutes=chance.randrange(3, 140)) if chance.random() < 0.85 else None
        await a_question(session, member, at=at, taken_after=wait)


async def member_named(session: AsyncSession, user_id: str, *, workspace_id: str = HOME) -> Member:
    found = await session.scalar(
        select(Member).where(Member.workspace_id == workspace_id, Member.user_id == user_id)
    )
    if found is None:
        raise LookupError(user_id)
    return found
