"""Seats: no more than eight Socket Mode connections over all processes, and a dead one's is taken over."""

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import update

from bot.clock import SandboxClock
from bot.connection import Connection
from bot.seat import WARM, Seat
from bot.workspaces import seats
from bot.workspaces.models import SocketSeat
from bot.workspaces.seats import LEASE, SEATS
from tests.stage import Stage

NEVER = timedelta(hours=1)  # a test looks again when it wants to
Process = Callable[..., Seat]


@pytest.fixture
async def process(stage: Stage) -> AsyncIterator[Process]:
    """What one more process has of Socket Mode: its own seat, on the database that all share."""
    product = stage.product
    async with AsyncExitStack() as stack:

        def one(*, renew: timedelta = NEVER, lasts: timedelta = LEASE) -> Seat:
            seat = Seat(
                product.db,
                product.client,
                app_token=stage.workspace.state.app.app_token,
                dispatch=product._dispatch,
                clock=stage.clock,
                renew=renew,
                lasts=lasts,
            )
            stack.push_async_callback(seat.stop)
            return seat

        yield one


async def full(process: Process) -> list[Seat]:
    every = [process() for _ in range(SEATS)]
    for seat in every:
        await seat.start()
    return every


async def test_the_ninth_process_stays_warm_and_says_so(stage: Stage, process: Process) -> None:
    await full(process)
    ninth = process()
    await ninth.start()
    assert stage.workspace.socket.connections == SEATS
    assert (ninth.socket, ninth.fault, ninth.note) == (None, None, WARM)


async def test_a_seat_given_back_is_taken_at_the_next_look(stage: Stage, process: Process) -> None:
    first, *_ = await full(process)
    ninth = process()
    await ninth.start()
    await first.stop()
    await ninth._look()
    assert ninth.socket is not None and ninth.note is None
    assert stage.workspace.socket.connections == SEATS


async def test_the_seat_of_a_dead_process_is_free_within_a_minute(
    stage: Stage, process: Process, clock: SandboxClock
) -> None:
    dead, *living = await full(process)
    ninth = process()
    await ninth.start()
    assert timedelta(minutes=1) > LEASE + seats.RENEW
    clock.advance(LEASE - timedelta(seconds=1))
    for seat in living:
        await seat._look()
    await ninth._look()
    assert ninth.socket is None
    clock.advance(timedelta(seconds=1))
    await ninth._look()
    assert ninth.socket is not None
    await dead._look()  # it only slept: it sees that another sits there
    assert dead.socket is None
    assert stage.workspace.socket.connections == SEATS


async def test_a_process_that_cannot_keep_its_seat_hangs_up_when_its_time_is_over(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    product = stage.product
    seat = Seat(
        product.db,
        product.client,
        app_token=stage.workspace.state.app.app_token,
        dispatch=product._dispatch,
        clock=stage.clock,
        renew=NEVER,
        lasts=timedelta(),
    )
    await seat.start()
    assert stage.workspace.socket.connections == 1
    async with stage.db.begin() as session:
        await session.execute(update(SocketSeat).values(holder=None))
    await _break(stage)
    await seat._look()
    assert "socket.seat_not_kept" in caplog.text
    assert seat.socket is None
    await seat.stop()


@pytest.mark.long
async def test_a_database_that_is_silent_keeps_nobody_in_a_seat_that_is_over(
    stage: Stage, process: Process
) -> None:
    lasts = 2.0
    seat = process(renew=timedelta(seconds=lasts / 4), lasts=timedelta(seconds=lasts))
    await seat.start()
    began = time.monotonic()
    async with stage.db.begin() as session:
        if stage.db.dialect == "postgresql":
            await (await session.connection()).exec_driver_sql("LOCK TABLE socket_seats")
        while stage.workspace.socket.connections:
            await stage.workspace.socket.changed()
    assert time.monotonic() - began < lasts * 1.2


async def _break(stage: Stage) -> None:
    async with stage.db.begin() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("ALTER TABLE socket_seats RENAME TO away")


async def test_ready_is_green_and_says_that_the_process_is_warm(
    stage: Stage, process: Process, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await full(process)
    product = stage.product
    product.connection = Connection(
        product.db,
        product.client,
        product.standings,
        token=stage.workspace.state.app.bot_token,
        app_token=stage.workspace.state.app.app_token,
        dispatch=product._dispatch,
        clock=stage.clock,
        connected=product.read_rosters,
    )
    await product.connection.look()
    async with aiohttp.ClientSession() as http, http.get(f"{stage.address}/readyz") as ready:
        assert ready.status == 200
        assert (await ready.json())["notes"] == {"slack": WARM}
    assert "socket.warm" in caplog.text
    await product.connection.stop()


async def test_apps_do_not_take_each_others_seats(stage: Stage) -> None:
    assert seats.app_of("xapp-1-A0123-456-abcdef") == "A0123"
    for app in ("A1", "A2"):
        for number in range(SEATS):
            async with stage.db.begin() as session:
                assert await seats.hold(session, app, holder=f"{number}", now=stage.clock()) == number + 1
    async with stage.db.begin() as session:
        assert await seats.hold(session, "A1", holder="ninth", now=stage.clock()) is None
        assert await seats.taken(session, "A1", now=stage.clock()) == SEATS


async def test_a_clock_put_back_keeps_no_dead_process_in_its_seat(stage: Stage) -> None:
    moment = stage.clock()
    async with stage.db.begin() as session:
        for number in range(SEATS):
            await seats.hold(session, "A1", holder=f"{number}", now=moment + timedelta(hours=1))
        for number in range(1, SEATS):
            await seats.hold(session, "A1", holder=f"{number}", now=moment)
        assert await seats.hold(session, "A1", holder="ninth", now=moment) == 1
        assert await seats.hold(session, "A1", holder="0", now=moment) is None
