"""The outbox against Procrastinate's worker: one PostgreSQL, nothing sent, a commit before and after."""

import asyncio
import gc
import logging
import time
from datetime import timedelta

import procrastinate
from cryptography.fernet import Fernet
from procrastinate.types import JSONValue

from bot import migrate, vault
from bot.clock import now
from bot.db import Db
from bot.guards import GUARDS
from bot.outbox import service as outbox
from bot.outbox.service import Place
from bot.outbox.worker import Worker
from bot.slack import blockkit as kit
from bot.slack.blockkit import Post
from bot.slack.client import Client
from bot.slack.outcomes import Call, Outcome, Sent

MESSAGES = 4_000
SPACES = 1_000  # each within its burst, so that no pace is measured
JOBS = 1_500
CONCURRENCY = 20
CARD = Post("card", [kit.section("A card of an ordinary length, with a question and three answers to it.")])


class Nowhere(Client):
    """Slack that takes everything at once and has none of it."""

    def __init__(self) -> None:
        self.sent = 0

    async def send(self, call: Call, *, token: str) -> Outcome:
        self.sent += 1
        return Sent("D0", "1.0")


async def ours(url: str) -> float:
    """Messages a second that our worker leases, sends and records."""
    vault.use(vault.Vault([Fernet.generate_key().decode()]))
    await asyncio.to_thread(migrate.upgrade, url)
    db = Db.open(url)
    async with db.begin() as session:
        for number in range(MESSAGES):
            place = Place(f"T{number % SPACES}", f"D{number}")
            await outbox.enqueue(session, CARD, to=place, dedupe=f"b:{number}", kind="bench", now=now())
    nowhere = Nowhere()

    async def token(_workspace: str) -> str:
        return "xoxb-bench"

    async def revoked(*_anything: object) -> None:
        raise RuntimeError("nothing is revoked here")

    worker = Worker(db, nowhere, clock=now, guards=GUARDS, token=token, revoked=revoked)
    began = _begin()
    while nowhere.sent < MESSAGES:
        next_at = await worker.drain() or now()
        await asyncio.sleep(max((next_at - now()) / timedelta(seconds=1), 0))
    seconds = time.perf_counter() - began
    await db.close()
    return MESSAGES / seconds


async def procrastinates(url: str) -> float:
    """Jobs a second of Procrastinate, as its documentation shows it."""
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))

    @app.task(name="nothing")
    async def nothing(number: int) -> None:
        """Nothing is done with the number."""

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        jobs: list[dict[str, JSONValue]] = [{"number": number} for number in range(JOBS)]
        await nothing.batch_defer_async(*jobs)
        began = _begin()
        await app.run_worker_async(wait=False, concurrency=CONCURRENCY, install_signal_handlers=False)
        return JOBS / (time.perf_counter() - began)


def _begin() -> float:
    """What was loaded and made so far is no matter of the garbage collector's, as in a process that runs."""
    gc.collect()
    gc.freeze()
    return time.perf_counter()
