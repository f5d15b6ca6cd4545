"""SIGTERM under work: what has begun is finished, and answered, before the server is gone."""

import asyncio

import aiohttp
import pytest

from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_question_in_flight_is_finished_before_the_server_closes(stage: Stage) -> None:
    await stage.a_team()
    health = stage.product.health
    async with stage.db.begin() as session:
        await session.connection()  # the one writer is ours: the event below has to wait for it
        asking = asyncio.create_task(stage.workspace.say("ana", ASK, channel="marketing"))
        while not stage.product.metrics.in_flight:  # noqa: ASYNC110 turns of the loop, no time
            await asyncio.sleep(0)
        health.draining = True
        async with aiohttp.ClientSession() as http, http.get(f"{stage.address}/readyz") as ready:
            assert ready.status == 503
        closing = asyncio.create_task(stage.close_the_door())
        await asyncio.sleep(0)
        assert not closing.done()
    question = await asking
    await closing
    assert len(stage.workspace.thread(question)) == 1
