"""The end of a process: in ten seconds, whatever hangs."""

import asyncio
import logging
from collections.abc import Awaitable, Coroutine, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from bot.settings import Role, Settings

log = logging.getLogger(__name__)

# Between red and closed: two looks of a balancer that looks every two seconds.
GRACE_S = 4.0
WHOLE_S = 9.5  # of the ten that systems give before they kill

Begun = TypeVar("Begun")


def grace(settings: Settings) -> float:
    """How long events are still taken after `/readyz` turned red: not where nobody could take over."""
    is_beside_others = settings.database_url.startswith("postgresql") and not settings.uses_socket
    return GRACE_S if is_beside_others and settings.afterglow_role != Role.WORKER else 0


async def finish(work: Iterable[Awaitable[object]], *, within: float) -> None:
    """Wait for all of it; what is late is cancelled, and said."""
    tasks = [asyncio.ensure_future(one) for one in work]
    done, late = await asyncio.wait(tasks, timeout=within) if tasks else (set(), set())
    for task in late:
        log.warning("process.stopped_early task=%s", getattr(task.get_coro(), "__qualname__", "unknown"))
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    for task in done:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("process.stop_failed error=%s", type(error).__name__)


async def unless_told(to_stop: asyncio.Event, starting: Coroutine[Any, Any, Begun]) -> Begun | None:
    """What starting returned, or None when the order to stop came first and what had begun is taken back."""
    start, stopped = asyncio.create_task(starting), asyncio.create_task(to_stop.wait())
    await asyncio.wait((start, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if start.done():
        return start.result()
    start.cancel()
    # Waited for: a rollback on a database that was closed meanwhile would never end.
    with suppress(asyncio.CancelledError):
        await start
    return None
