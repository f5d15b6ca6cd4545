"""The weeks before the story opens, so that the report has something to show: made up, like its people."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption.models import ClosedWeek
from bot.adoption.service import ALL

PEOPLE = 9
# active, unprompted wins, prompted wins, didn't work, minutes, stated by, asked, claimed, median wait
WEEKS = (
    (3, 1, 1, 0, 90, 2, 2, 1, 64),
    (4, 1, 2, 1, 150, 3, 3, 3, 51),
    (4, 2, 2, 1, 260, 5, 5, 4, 47),
    (6, 2, 3, 2, 340, 5, 6, 6, 38),
    (5, 3, 2, 1, 310, 5, 5, 5, 41),
    (7, 4, 3, 2, 455, 6, 7, 7, 29),
    (7, 4, 2, 1, 490, 6, 6, 6, 26),
    (8, 5, 3, 2, 560, 7, 8, 8, 22),
)


def remember(session: AsyncSession, workspace_id: str, *, now: datetime) -> None:
    """Write down eight weeks that are over, the last of them the one before this."""
    monday = (now - timedelta(days=now.weekday())).date()
    for ago, told in zip(range(len(WEEKS), 0, -1), WEEKS, strict=True):
        active, unprompted, prompted, failed, minutes, stated_by, asked, claimed, hang = told
        session.add(
            ClosedWeek(
                workspace_id=workspace_id,
                week=monday - timedelta(weeks=ago),
                scope=ALL,
                people=PEOPLE,
                active=active,
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
