"""The weeks before the story opens, so that the report has something to show: made up, like its people.

Each week names who was active, and they have said so: what is counted anew agrees with what was kept.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption.models import ClosedWeek, WeeklyUse
from bot.adoption.tallies import ALL

# active, unprompted wins, prompted wins, didn't work, minutes, stated by, asked, claimed, median wait
WEEKS = (
    ("maya sam ben", 1, 1, 0, 90, 2, 2, 1, 64),
    ("maya sam ben ana", 1, 2, 1, 150, 3, 3, 3, 51),
    ("maya sam ana tom", 2, 2, 1, 260, 4, 5, 4, 47),
    ("maya sam ana tom ben", 2, 3, 2, 340, 5, 6, 6, 38),
    ("maya sam ana tom rosa", 3, 2, 1, 310, 5, 5, 5, 41),
    ("maya sam ana tom rosa ben", 4, 3, 2, 455, 6, 7, 7, 29),
    ("maya sam ana tom ben", 4, 2, 1, 430, 5, 6, 6, 26),
    ("maya sam ana rosa ben kenji", 5, 3, 2, 560, 6, 8, 8, 22),
)
MIDWEEK = timedelta(days=2)
NOON = time(12)


def begins(now: datetime) -> datetime:
    """The Monday of the first of these weeks: the day of the workshop."""
    return now - timedelta(days=now.weekday(), weeks=len(WEEKS))


def remember(session: AsyncSession, workspace_id: str, ids: Mapping[str, int], *, now: datetime) -> None:
    """Write down eight weeks that are over; `ids` holds everybody in a team, by handle."""
    monday = begins(now).date()
    for after, told in enumerate(WEEKS):
        week = monday + timedelta(weeks=after)
        handles, unprompted, prompted, failed, minutes, stated_by, asked, claimed, hang = told
        active = handles.split()
        at = datetime.combine(week + MIDWEEK, NOON, tzinfo=UTC)
        session.add_all(
            WeeklyUse(workspace_id=workspace_id, member_id=ids[handle], week=week, at=at) for handle in active
        )
        session.add(
            ClosedWeek(
                workspace_id=workspace_id,
                week=week,
                scope=ALL,
                people=len(ids),
                active=len(active),
                wins_unprompted=unprompted,
                wins_prompted=prompted,
                didnt_work=failed,
                minutes=minutes,
                stated_by=stated_by,
                asked=asked,
                claimed=claimed,
                hang=hang,
                closed_at=now,
            )
        )
