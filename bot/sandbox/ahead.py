"""When anything falls due next, so that the clock of the sandbox may leap over the time between."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.buddies.models import BuddyPart
from bot.challenges.models import Entry, Round
from bot.cues.models import Cue
from bot.db import Db
from bot.nudges.models import Nudge
from bot.office_hours.models import OfficeCall, OfficeHours
from bot.outbox.models import Fate, OutboxMessage
from bot.people.models import Member, Team
from bot.questions.models import Question
from bot.teaching.models import Showing
from bot.workspaces.models import Workspace

# Every column by which a tick finds what it has to do.
DUE: tuple[InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None], ...] = (
    Member.next_nudge_at,
    Member.paused_until,
    Team.next_challenge_at,
    Team.next_digest_at,
    Round.ends_at,
    Entry.due_at,
    Workspace.next_buddies_at,
    BuddyPart.due_at,
    OfficeHours.next_at,
    OfficeCall.due_at,
    Question.escalate_at,
    Showing.due_at,
    Cue.next_at,
    Nudge.expires_at,
)


async def next_due(db: Db, now: datetime) -> datetime | None:
    """The first moment after `now` at which something falls due; None when nothing ever does."""
    waiting = select(func.min(OutboxMessage.not_before)).where(
        OutboxMessage.fate == Fate.READY, OutboxMessage.not_before > now
    )
    firsts = [select(func.min(column)).where(column > now) for column in DUE]
    async with db.read() as session:
        found = (await session.execute(select(*(one.scalar_subquery() for one in (waiting, *firsts))))).one()
    return min((at for at in found if at is not None), default=None)
