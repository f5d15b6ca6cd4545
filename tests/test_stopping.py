"""What is stopped while it starts is taken back whole before anything is closed."""

import asyncio

import pytest

from bot.stopping import unless_told


async def test_what_a_stopped_start_had_begun_is_taken_back_first() -> None:
    to_stop, taken_back = asyncio.Event(), asyncio.Event()

    async def start() -> str:
        try:
            to_stop.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.create_task(_rollback())
            taken_back.set()
        return "started"

    async def _rollback() -> None:
        """A turn of the loop of its own, as a rollback takes."""

    async with asyncio.timeout(5):
        assert await unless_told(to_stop, start()) is None
    assert taken_back.is_set()


async def test_a_start_that_nobody_stops_returns_what_it_started() -> None:
    async def start() -> str:
        return "here"

    assert await unless_told(asyncio.Event(), start()) == "here"


async def test_a_start_that_fails_says_so() -> None:
    async def start() -> str:
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        await unless_told(asyncio.Event(), start())
