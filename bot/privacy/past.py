"""What is too old for anybody to ask about is removed: a table is as big as its last two years."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.adoption.models import ClosedFigure, ClosedWeek, WeeklyUse
from bot.assessment.models import Assessment, AssessmentFigure
from bot.authoring.models import CardDraft
from bot.buddies.models import BuddyPair
from bot.cadence.models import Absence
from bot.challenges.models import Entry, Round
from bot.cues.models import Cue, CueDay
from bot.due import Due
from bot.nudges.models import Nudge
from bot.office_hours.models import OfficeCall
from bot.questions.models import Question
from bot.rescue.models import Rescue
from bot.teaching.models import Showing
from bot.wins.models import Win
from bot.workspaces.models import AdminAct

Dated = tuple[type[Any], InstrumentedAttribute[Any]]  # a table, and when its rows were made

KEPT = timedelta(days=730)
# What hangs on a row goes with it: reviews with their nudge, parts with their pair, events and drafts with
# their question, answers with their assessment.
TABLES: tuple[Dated, ...] = (
    (Nudge, Nudge.sent_at),
    (Absence, Absence.at),
    (Entry, Entry.planned_at),
    (Round, Round.ends_at),
    (BuddyPair, BuddyPair.made_at),
    (OfficeCall, OfficeCall.made_at),
    (Showing, Showing.asked_at),
    (CueDay, CueDay.sent_at),
    (Rescue, Rescue.at),
    (Cue, Cue.made_at),
    (Question, Question.asked_at),
    (CardDraft, CardDraft.made_at),
    (Win, Win.proposed_at),
    (Assessment, Assessment.planned_at),
    (AssessmentFigure, AssessmentFigure.closed_at),
    (WeeklyUse, WeeklyUse.at),
    (ClosedWeek, ClosedWeek.closed_at),
    (ClosedFigure, ClosedFigure.closed_at),
    (AdminAct, AdminAct.at),
)
OLD = tuple(Due(moment, after=KEPT) for _, moment in TABLES)


async def holds_any(session: AsyncSession, *, table: Dated, now: datetime, limit: int) -> bool:
    """Whether the next batch of this table has anything to remove: mostly not, and nobody need write then."""
    return await session.scalar(_old(table, now=now, limit=limit).limit(1)) is not None


async def forget(session: AsyncSession, *, table: Dated, now: datetime, limit: int) -> int:
    """Remove rows older than two years; returns how many."""
    model, _ = table
    old = _old(table, now=now, limit=limit)
    gone = await session.scalars(delete(model).where(model.id.in_(old)).returning(model.id))
    return len(gone.all())


def _old(table: Dated, *, now: datetime, limit: int) -> Select[tuple[int]]:
    """Ids follow time, so only the first rows are looked at: no index is kept up for this."""
    model, moment = table
    first = select(model.id, moment.label("at")).order_by(model.id).limit(limit).subquery()
    return select(first.c.id).where(first.c.at < now - KEPT)
