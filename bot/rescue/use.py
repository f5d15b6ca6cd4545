"""Reads on which days people did something by themselves or with AI, each on their own calendar."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption.models import WeeklyUse
from bot.cadence.rules import local_day
from bot.challenges.models import Entry
from bot.challenges.rules import EntryState
from bot.cues.models import CueDay
from bot.cues.rules import Told
from bot.people.models import Member
from bot.questions.models import Question
from bot.wins.models import Win
from bot.wins.rules import Status as WinStatus


async def acts(
    session: AsyncSession,
    zones: Mapping[int, ZoneInfo],
    workspaces: Collection[str],
    *,
    since: datetime,
) -> dict[int, set[date]]:
    """Days with a win or what didn't work, a question, a challenge done, a cue followed, or «I used it»."""
    found: dict[int, set[date]] = defaultdict(set)
    if not zones:
        return found
    told = (
        select(Member.id.label("member_id"), Win.logged_at.label("at"))
        .join(Win, and_(Win.workspace_id == Member.workspace_id, Win.author_id == Member.user_id))
        .where(Member.id.in_(zones), Win.workspace_id.in_(workspaces), Win.status == WinStatus.LOGGED)
        .where(Win.logged_at >= since)
    )
    asked = (
        select(Member.id, Question.asked_at)
        .join(
            Question, and_(Question.workspace_id == Member.workspace_id, Question.asker_id == Member.user_id)
        )
        .where(Member.id.in_(zones), Question.workspace_id.in_(workspaces), Question.asked_at >= since)
    )
    did = select(Entry.member_id, Entry.done_at).where(
        Entry.member_id.in_(zones), Entry.state == EntryState.DONE, Entry.done_at >= since
    )
    cued = select(CueDay.member_id, CueDay.answered_at).where(
        CueDay.member_id.in_(zones), CueDay.answer == Told.DID, CueDay.answered_at >= since
    )
    tapped = select(WeeklyUse.member_id, WeeklyUse.at).where(
        WeeklyUse.member_id.in_(zones), WeeklyUse.at >= since
    )
    every = union_all(told, asked, did, cued, tapped).subquery()
    for member_id, moment in await session.execute(select(every.c.member_id, every.c.at)):
        found[member_id].add(local_day(moment, zones[member_id]))
    return found
