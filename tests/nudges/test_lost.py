"""A card that never arrived leaves nothing behind that could hold the next one up."""

from datetime import timedelta

from sqlalchemy import update

from bot.outbox.models import Fate, OutboxMessage
from tests.nudges.acts import first_card, local_times
from tests.stage import Stage


async def test_the_next_card_comes_although_it_gets_the_number_of_the_lost_one(stage: Stage) -> None:
    """SQLite gives the number of a row that is gone to the next one, and messages are known by numbers."""
    await first_card(stage)
    async with stage.db.begin() as session:
        card = update(OutboxMessage).where(OutboxMessage.kind == "nudge")
        await session.execute(card.values(fate=Fate.EXPIRED, reason="expired"))
    await stage.pass_time(days=3)
    days = [at.date() for at in local_times(stage, "ana")]
    assert [day - days[0] for day in days] == [timedelta(days=n) for n in range(4)]
