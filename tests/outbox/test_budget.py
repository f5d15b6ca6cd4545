"""A Slack that enforces its limits: three workers together are never refused, and leave nothing unused."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.guards import GUARDS
from bot.outbox.service import Message, Place, enqueue_all, words_of
from bot.outbox.worker import Worker
from bot.sandbox.pace import PostingLimits
from bot.sandbox.state import LogEntry, User
from tests.outbox.acts import words
from tests.stage import Stage

pytestmark = pytest.mark.long

ALLOWED = 250  # in any minute: our four a second and their burst
PEOPLE = 150
MINUTE = timedelta(minutes=1)
WARM_UP = timedelta(seconds=10)


def three_workers(stage: Stage) -> Sequence[Worker]:
    """As many processes would have them: each with nothing of the others but the database."""
    product = stage.product
    return [
        Worker(
            product.db,
            product.client,
            clock=stage.clock,
            guards=GUARDS,
            token=product.standings.token,
            revoked=product._revoked,
        )
        for _ in range(3)
    ]


async def promise_to_all(stage: Stage, *, times: int) -> None:
    """Some people hear more than once, as in a busy channel; all of it is due now."""
    promised = []
    for number in range(PEOPLE):
        user = User(f"U{number:07d}X", handle=f"p{number}", name=f"Person {number}")
        stage.workspace.state.add_user(user)
        keys = [f"{number}:{turn}" for turn in range(times)]
        promised += [
            Message(words_of(words(key)), to=Place(stage.team_id, user.id), dedupe=key) for key in keys
        ]
    async with stage.db.begin() as session:
        await enqueue_all(session, promised, kind="test", now=stage.clock())


async def work(stage: Stage, workers: Sequence[Worker], until: datetime) -> None:
    """Now this one, now that one looks when something may go; two at a time stand in each other's way."""
    turn = 0
    while stage.clock() < until:
        turn += 1
        pair = workers[turn % 3], workers[(turn + turn % 2) % 3]
        found = await asyncio.gather(*(worker.drain() for worker in set(pair)))
        due = min((at for at in found if at is not None), default=until)
        stage.clock.advance(max(due - stage.clock(), timedelta(milliseconds=10)))


def most_in_a_minute(posts: Sequence[LogEntry]) -> int:
    times = [one.at for one in posts]
    return max(sum(at <= other < at + MINUTE for other in times) for at in times)


async def test_three_workers_keep_slacks_limits_and_use_them(stage: Stage) -> None:
    stage.workspace.limits = PostingLimits(channel_burst=1, per_minute=ALLOWED)
    await promise_to_all(stage, times=3)
    began = stage.clock()
    await work(stage, three_workers(stage), began + WARM_UP + MINUTE)
    posts = [one for one in stage.workspace.calls("chat.postMessage") if one.at >= began]
    warm = [one for one in posts if began + WARM_UP <= one.at < began + WARM_UP + MINUTE]
    refused = sum(one.status == 429 for one in posts)
    print(
        f"{len(warm)} posts in a minute of {ALLOWED} allowed ({len(warm) / ALLOWED:.1%}), {refused} refused"
    )
    assert refused == 0
    assert most_in_a_minute(posts) <= ALLOWED
    assert len(warm) >= 0.95 * ALLOWED
