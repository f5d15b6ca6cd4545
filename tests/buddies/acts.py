"""What the stories about buddies have in common."""

from datetime import UTC, datetime

from sqlalchemy import select

from bot.buddies.models import BuddyPart
from bot.people.models import Member
from bot.sandbox.state import Message
from tests.challenges.acts import AN_HOUR, leap, take_part
from tests.stage import Stage

SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)  # when the pairs of Monday are made
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)


async def switched_on(stage: Stage, weeks: int = 2) -> None:
    """An admin lets people be paired."""
    await stage.workspace.command("priya", "/afterglow buddies")
    await stage.workspace.submit("priya", {"rhythm": str(weeks)})


async def joined(stage: Stage, *handles: str) -> None:
    """These people take part, and join the buddies."""
    await take_part(stage, *handles)
    for handle in handles:
        await stage.workspace.command(handle, "/afterglow buddies")
        await stage.workspace.press(handle, "Join")
        await stage.workspace.close(handle)


async def two_teams(stage: Stage) -> None:
    """Ana and Maya in one team, Leila and Tom in another; all of them work in Europe."""
    await stage.a_team(members=("ana", "maya"), led_by=("maya",))
    await stage.a_team("Finance", role="finance", channel="finance", members=("leila", "tom"), led_by=())
    await switched_on(stage)


async def monday_morning(stage: Stage, monday: datetime = MONDAY) -> None:
    """From the pairing on Sunday until everybody in Europe has their message."""
    for hours in (-12, 7, 8, 9, 10, 11):
        await leap(stage, monday + hours * AN_HOUR)


def told(stage: Stage, who: str) -> list[Message]:
    """The messages that named somebody's buddy."""
    return [one for one in stage.workspace.inbox(who) if one.text.startswith("*Your budd")]


async def states(stage: Stage) -> dict[str, str]:
    """How everybody's newest part stands."""
    async with stage.db.read() as session:
        rows = await session.execute(
            select(Member.user_id, BuddyPart.state)
            .join(Member, Member.id == BuddyPart.member_id)
            .order_by(BuddyPart.id)
        )
        return {stage.workspace.state.users[user_id].handle: state for user_id, state in rows}
