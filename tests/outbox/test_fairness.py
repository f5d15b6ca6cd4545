"""No workspace waits for another: not for its morning, not for its silence, not for its poison."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Db
from bot.outbox import fates, looks, pace
from bot.outbox import service as outbox
from bot.outbox.leases import Leased
from bot.outbox.looks import IN_TURN, LOOK, Round
from bot.outbox.models import OUTBOX, Fate
from bot.outbox.service import Message, Occasion, Place
from bot.slack.outcomes import Retry, Sent, Unsure
from tests.conftest import MONDAY
from tests.outbox.acts import fate, promise, seen, taken, words
from tests.stage import Stage

BIG = 10 * LOOK


async def fill(session: AsyncSession, places: Sequence[Place]) -> None:
    """Promise one message to each place, so long ago that all of them are due."""
    promised = [Message("{}", to=place, dedupe=f"t:{number}") for number, place in enumerate(places)]
    await outbox.enqueue_all(session, promised, kind="test", now=MONDAY - timedelta(hours=1))


def a_morning(spaces: int) -> list[Place]:
    """A big workspace's morning, and one message of each of many small ones behind it."""
    big = [Place("T0BIG", f"D{number}") for number in range(BIG)]
    return [*big, *(Place(f"T1{number:04d}", "D1") for number in range(spaces))]


async def test_a_small_workspace_is_served_before_a_big_ones_morning_is_over(stage: Stage) -> None:
    async with stage.db.begin() as session:
        await fill(session, a_morning(1))
    assert {one.workspace_id for one in await taken(stage, room=64)} == {"T0BIG", "T10000"}


async def test_one_round_brings_every_workspace_its_turn(stage: Stage) -> None:
    spaces = 3 * IN_TURN
    async with stage.db.begin() as session:
        await fill(session, a_morning(spaces))
    way, served = Round(), set[str]()
    for _ in range(4):
        served |= {one.workspace_id for one in await taken(stage, room=200, way=way)}
    assert len(served - {"T0BIG"}) == spaces


async def test_an_answer_to_a_press_is_not_behind_the_cards_of_a_morning(stage: Stage) -> None:
    people = [Place(stage.team_id, f"D{number}") for number in range(2 * LOOK)]
    cards = [
        Message("{}", to=place, dedupe=place.channel, occasion=Occasion(place.channel, stage.clock()))
        for place in people
    ]
    async with stage.db.begin() as session:
        await outbox.enqueue_all(session, cards, kind="test", now=stage.clock())
    waits = [await _answered(stage, f"A{turn}") for turn in range(20)]
    assert max(waits) <= timedelta(seconds=0.5)


async def _answered(stage: Stage, dm: str) -> timedelta:
    """How long until a worker that looks at once, and then four times a second, has sent the answer."""
    began = stage.clock()
    async with stage.db.begin() as session:
        place = Place(stage.team_id, dm)
        await outbox.enqueue(session, words("yes"), to=place, dedupe=dm, kind="test", now=began)
    while True:
        batch = [(one, Sent(one.call.channel, "1.0")) for one in await taken(stage)]
        async with stage.db.begin() as session:
            await fates.settle(session, batch, now=stage.clock())
        if (await fate(stage, dm))[0] == Fate.SENT:
            return stage.clock() - began
        stage.clock.advance(pace.PER_WORKSPACE.every)


async def test_the_walk_past_the_workspaces_goes_by_the_index(db: Db) -> None:
    async with db.begin() as session:
        await fill(session, a_morning(IN_TURN))
        long_sent = OUTBOX.c.workspace_id == "T0BIG"
        await session.execute(update(OUTBOX).where(long_sent, OUTBOX.c.id % 20 != 0).values(fate=Fate.SENT))
    async with db.begin() as session:
        await session.execute(text("ANALYZE"))
    walk = str(
        looks._walk("", now=MONDAY).compile(
            dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True}
        )
    )
    explain = "EXPLAIN QUERY PLAN" if db.dialect == "sqlite" else "EXPLAIN"
    async with db.read() as session:
        connection = await session.connection()
        lines = [str(row) for row in await connection.exec_driver_sql(f"{explain} {walk}")]
    uses = [line for line in lines if "outbox" in line]
    assert uses
    assert all("ix_outbox_ready" in line for line in uses), "\n".join(lines)


async def test_a_workspace_that_slack_leaves_unanswered_takes_no_more_places(stage: Stage) -> None:
    async with stage.db.begin() as session:
        await fill(session, [Place("T0MUTE", f"D{number}") for number in range(60)])
    flying: list[Leased] = []
    for _ in range(20):
        flying += await taken(stage, room=100)
        stage.clock.advance(timedelta(seconds=1))
    assert len(flying) <= pace.CROWD + pace.PER_WORKSPACE.burst


async def test_a_post_in_doubt_slows_its_workspace_to_the_rate_of_look_ups(stage: Stage) -> None:
    async with stage.db.begin() as session:
        await fill(session, [Place("T0ILL", f"D{number}") for number in range(40)])
    tried = 0
    for _ in range(80):  # twenty seconds
        batch = await taken(stage, room=100)
        tried += len(batch)
        async with stage.db.begin() as session:
            await fates.settle(session, [(one, Unsure("http_500")) for one in batch], now=stage.clock())
        stage.clock.advance(timedelta(seconds=0.25))
    assert 16 <= tried <= 16 + pace.PER_WORKSPACE.burst + 1


async def test_slack_refusing_look_ups_is_asked_nothing_until_it_allows_them(stage: Stage) -> None:
    for channel in ("general", "marketing", "sales"):
        stage.workspace.trouble.next("chat.postMessage", drop="after")
        await promise(stage, channel, to=channel)
    stage.workspace.trouble.next("conversations.history", ratelimited=60, times=3)
    began = stage.clock()
    await stage.play.settle()
    early = [
        one
        for one in stage.workspace.calls("conversations.history")
        if one.at < began + timedelta(seconds=60) and one.status != 429
    ]
    assert early == []
    assert [seen(stage, channel) for channel in ("general", "marketing", "sales")] == [
        ["general"],
        ["marketing"],
        ["sales"],
    ]


@pytest.mark.parametrize("poison", ["invalid_blocks", "account_inactive", "channel_not_found"])
async def test_poison_holds_up_nobody_and_ends_with_its_reason(stage: Stage, poison: str) -> None:
    stage.workspace.trouble.next("chat.postMessage", error=poison, times=20)
    await promise(stage, "poison")
    await stage.product.worker.drain()
    stage.workspace.trouble.clear()
    await promise(stage, "hello", to="marketing")
    await stage.product.worker.drain()
    assert seen(stage, "marketing") == ["hello"]
    if poison != "account_inactive":
        assert await fate(stage, "test:poison") == (Fate.DEAD, poison)
        assert len(stage.workspace.calls("chat.postMessage")) == 2


async def waits(stage: Stage, first: str) -> dict[str, timedelta]:
    """How late others go out after this message, in its channel and elsewhere, now and in the next minute."""
    began = stage.clock()
    await promise(stage, first, to="sales")
    for channel in ("general", "marketing", "sales"):
        for after in (0, 5, 10, 30, 35):  # what is refused as by mistake is tried again after 10 and 30
            due = began + timedelta(seconds=after)
            await promise(stage, f"{channel} {after}", to=channel, due=due, key=f"{first}:{channel} {after}")
    for _ in range(4):
        await stage.play.settle()
        stage.clock.advance(began + timedelta(minutes=2) - stage.clock())
    others = OUTBOX.c.dedupe.startswith(f"{first}:"), OUTBOX.c.fate == Fate.SENT
    async with stage.db.read() as session:
        rows = await session.execute(
            select(OUTBOX.c.dedupe, OUTBOX.c.settled_at, OUTBOX.c.due_at).where(*others)
        )
        return {row.dedupe.removeprefix(f"{first}:"): row.settled_at - row.due_at for row in rows}


@pytest.mark.parametrize("poison", ["invalid_blocks", "account_inactive", "channel_not_found"])
async def test_poison_makes_no_other_channel_wait(stage: Stage, poison: str) -> None:
    """By the clock of the test, beside a good message in its place."""
    behind_any = await waits(stage, "good")
    stage.workspace.trouble.next("chat.postMessage", error=poison, text="poison", times=20)
    behind_poison = await waits(stage, "poison")
    more = {one: behind_poison[one] - behind_any[one] for one in behind_any}
    print(
        f"behind {poison}, of {len(more)}: { ({one: by.total_seconds() for one, by in more.items() if by}) }"
    )
    assert len(more) == 15
    assert all(by == timedelta() for one, by in more.items() if not one.startswith("sales"))
    # A try takes a second of its channel, as Slack counts it; what the token is refused for is tried again.
    assert max(more.values()) <= (pace.PER_CHANNEL.every if poison == "account_inactive" else timedelta())


async def test_one_message_that_the_token_is_always_refused_for_is_given_up(stage: Stage) -> None:
    stage.workspace.trouble.next("chat.postMessage", error="account_inactive", times=20)
    await promise(stage, "poison", lasts=timedelta(days=1))
    for _ in range(2 * fates.MOST_STRAYS):
        await stage.product.worker.drain()
        stage.clock.advance(fates.LONGEST_STRAY)
    assert await fate(stage, "test:poison") == (Fate.DEAD, "gave up after 8 attempts: account_inactive")
    assert len(stage.workspace.calls("chat.postMessage")) == fates.MOST_STRAYS


async def test_an_edit_outlives_hours_in_which_slack_fails(stage: Stage) -> None:
    place = Place(stage.team_id, stage.workspace.channel("general").id)
    await promise(stage, "open", key="offer")
    await stage.play.settle()
    async with stage.db.begin() as session:
        await outbox.edit(session, words("taken"), of="offer", to=place, dedupe="offer:1", now=stage.clock())
    for _ in range(20):
        for leased in await taken(stage):
            async with stage.db.begin() as session:
                await fates.settle(session, [(leased, Retry(timedelta(seconds=5)))], now=stage.clock())
        stage.clock.advance(timedelta(minutes=6))
    await stage.play.settle()
    assert seen(stage) == ["taken"]
