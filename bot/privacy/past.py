"""What is too old for anybody to ask about is removed: a table is as big as its last two years."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.adoption.models import ClosedFigure, ClosedWeek, WeeklyUse
from bot.buddies.models import BuddyPair
from bot.cadence.models import Absence
from bot.challenges.models import Entry, Round
from bot.cues.models import Cue, CueDay
from bot.nudges.models import Nudge
from bot.office_hours.models import OfficeCall
from bot.questions.models import Question
from bot.rescue.models import Rescue
from bot.teaching.models import Showing
from bot.wins.models import Win
from bot.workspaces.models import AdminAct

KEPT = timedelta(days=730)
# What hangs on a row goes with it: reviews with their nudge, parts with their pair, events and drafts with
# their question.
TABLES: tuple[tuple[type[Any], InstrumentedAttribute[Any]], ...] = (
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
    (Win, Win.proposed_at),
    (WeeklyUse, WeeklyUse.at),
    (ClosedWeek, ClosedWeek.closed_at),
    (ClosedFigure, ClosedFigure.closed_at),
    (AdminAct, AdminAct.at),
)


async def forget(
    session: AsyncSession, *, table: tuple[type[Any], InstrumentedAttribute[Any]], now: datetime, limit: int
) -> int:
    """Remove rows older than two years; returns how many.

    Ids follow time, so only the first rows are looked at: no index is kept up for this.
    """
    model, moment = table
    first = select(model.id, moment.label("at")).order_by(model.id).limit(limit).subquery()
    old = select(first.c.id).where(first.c.at < now - KEPT)
    gone = await session.scalars(delete(model).where(model.id.in_(old)).returning(model.id))
    return len(gone.all())
