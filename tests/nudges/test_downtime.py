"""Hours in which nothing ran, and many that tick at once: one card each, in the window, at Slack's pace."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from bot.clock import SandboxClock
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.nudges import service as nudges
from bot.nudges.models import Nudge
from bot.outbox import pace
from bot.outbox.models import OutboxMessage
from bot.people.models import Member
from bot.sandbox.state import User
from tests.nudges.acts import play_until
from tests.stage import Stage, shipped

SLOT = datetime(2026, 11, 24, 10, tzinfo=UTC)  # Tuesday's
PEOPLE = 24


@pytest.fixture
async def crowd(stage: Stage) -> list[str]:
    """So many people who take part, all in one zone, with the same slot on Tuesday."""
    handles = [f"p{number}" for number in range(PEOPLE)]
    for number, handle in enumerate(handles):
        stage.workspace.state.add_user(User(f"U{number:07d}X", handle=handle, name=handle))
    async with stage.db.begin() as session:
        for handle in handles:
            await enrolment.start(session, stage.person(handle), Wishes(), now=stage.clock())
        await session.execute(update(Member).values(next_nudge_at=SLOT, zone="UTC"))
    return handles


def sleep(clock: SandboxClock, until: datetime) -> None:
    """Nothing runs until then."""
    clock.advance(until - clock())


def cards(stage: Stage, handles: list[str]) -> list[datetime]:
    """When each card of the crowd came."""
    stamps = [stage.workspace.state.at(one.ts) for who in handles for one in stage.workspace.inbox(who)]
    return sorted(stamps)


def within_pace(times: list[datetime]) -> bool:
    """No ten seconds hold more than the burst and what a workspace may get in them."""
    ten = timedelta(seconds=10)
    most = max(sum(at <= other < at + ten for other in times) for at in times)
    return most <= pace.PER_WORKSPACE.burst + 40 + 4  # stamps are whole seconds


async def test_after_an_hour_down_everybody_gets_one_card_at_slacks_pace(
    stage: Stage, crowd: list[str]
) -> None:
    sleep(stage.clock, SLOT + timedelta(hours=1))
    await play_until(stage, SLOT + timedelta(hours=12))
    times = cards(stage, crowd)
    assert len(times) == PEOPLE
    assert {len(stage.workspace.inbox(who)) for who in crowd} == {1}
    assert within_pace(times)


@pytest.mark.long
@pytest.mark.parametrize("hours", [6, 10])
async def test_six_hours_down_bring_nobody_two_cards_and_nothing_outside_the_window(
    stage: Stage, crowd: list[str], hours: int
) -> None:
    sleep(stage.clock, SLOT - timedelta(hours=1) + timedelta(hours=hours))
    await play_until(stage, SLOT + timedelta(days=1, hours=12))
    days = [(who, stage.workspace.state.at(one.ts)) for who in crowd for one in stage.workspace.inbox(who)]
    assert len({(who, at.date()) for who, at in days}) == len(days) == PEOPLE
    local = [at.astimezone(ZoneInfo("UTC")).time() for _, at in days]
    assert all(time(9) <= at <= time(17) for at in local)
    assert within_pace(cards(stage, crowd))


async def test_what_was_promised_before_the_hours_down_comes_once_or_expires(
    stage: Stage, crowd: list[str]
) -> None:
    sleep(stage.clock, SLOT)
    await stage.product.tick(stage.clock())  # promised, and the process dies before it sends
    sleep(stage.clock, SLOT + timedelta(hours=6, minutes=59))
    await play_until(stage, SLOT + timedelta(hours=12))
    times = cards(stage, crowd)
    assert all(at.time() <= time(17) for at in times)
    assert all(len(stage.workspace.inbox(who)) <= 1 for who in crowd)


async def test_many_that_tick_at_once_promise_one_card_each(stage: Stage, crowd: list[str]) -> None:
    sleep(stage.clock, SLOT)

    async def tick() -> None:
        looked = 1
        while looked:
            async with stage.db.begin() as session:
                looked = await nudges.send_due(session, shipped(), now=stage.clock(), limit=7)

    await asyncio.gather(*(tick() for _ in range(5)))
    async with stage.db.read() as session:
        made = await session.scalar(select(func.count()).select_from(Nudge))
        promised = select(func.count(OutboxMessage.channel.distinct()), func.count())
        people, rows = (await session.execute(promised.where(OutboxMessage.kind == nudges.NUDGE))).one()
    assert (made, people, rows) == (PEOPLE, PEOPLE, PEOPLE)
