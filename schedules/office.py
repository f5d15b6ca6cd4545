"""What every tick has at hand."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.db import Db
from bot.llm.port import Model
from bot.packs.live import Shelf
from bot.settings import Settings
from bot.slack.client import Client


@dataclass(frozen=True)
class Office:
    """The parts a tick may use; the time comes as an argument."""

    db: Db
    shelf: Shelf
    settings: Settings
    client: Client
    token: Callable[[str], Awaitable[str | None]]
    model: Model | None = None

    async def in_batches(
        self, work: Callable[..., Awaitable[int]], *, limit: int, rests: bool = False
    ) -> int:
        """Work off `limit` rows a transaction until there are fewer; returns how many there were.

        `work` is given a session and the limit. A tick that dies keeps the batches that it did. What only
        tidies up `rests` between them, for as long as it waited and wrote: nobody waits for it.
        """
        done = 0
        while True:
            began = time.monotonic()
            async with self.db.begin() as session:
                count = await work(session, limit=limit)
            done += count
            if count < limit:
                return done
            if rests:
                await asyncio.sleep(time.monotonic() - began)
