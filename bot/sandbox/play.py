"""Moving time in the sandbox: every tick on the way runs, and every message it promised is sent."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.clock import SandboxClock

# What falls due is stopped at to the minute; whatever does not say when it does looks at these marks.
STEP = timedelta(hours=12)
BETWEEN_LOOKS = timedelta(minutes=1)
DAWN = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST_WAIT = timedelta(seconds=30)
SEARCH = timedelta(days=7)


class Sender(Protocol):
    async def drain(self) -> datetime | None:
        """Send all that may be sent now; returns when something may be sent next."""


class Playable(Protocol):
    """The product, as far as time concerns it."""

    @property
    def worker(self) -> Sender: ...

    async def tick(self, now: datetime, *, looks: bool) -> None:
        """Run every tick that is due; with `looks` those too that do not say when they are."""

    async def next_due(self, now: datetime) -> datetime | None:
        """When anything falls due next."""

    async def next_nudge(self, user_id: str | None = None) -> datetime | None:
        """When the next nudge is planned, for this person or for anybody."""


class Play:
    """A product in the fake workspace, and its clock; it stops at each mark and at whatever falls due."""

    def __init__(self, product: Playable, clock: SandboxClock) -> None:
        self._product = product
        self._clock = clock

    async def settle(self) -> None:
        """Send what is promised for now; what pacing holds back for seconds moves the clock by them."""
        while True:
            next_at = await self._product.worker.drain()
            if next_at is None:
                return
            wait = next_at - self._clock()
            if wait > LONGEST_WAIT:
                return
            self._clock.advance(max(wait, timedelta(milliseconds=10)))

    async def advance(self, by: timedelta | None, user_id: str | None = None) -> str:
        """Move on by a time, or to the person's next nudge when None; says where that is."""
        until = self._clock() + by if by is not None else await self._until_next_nudge(user_id)
        if until is None:
            return (
                "No nudge is planned. Someone has to be enrolled first: be Priya and try /afterglow roster."
            )
        await self._walk(until)
        return f"It is {self._clock():%A}, {self._clock().day} {self._clock():%B}."

    async def _until_next_nudge(self, user_id: str | None) -> datetime | None:
        due = await self._product.next_nudge(user_id) or await self._product.next_nudge()
        if due is None or due > self._clock() + SEARCH:
            return None
        return due + timedelta(seconds=30)

    async def _walk(self, until: datetime) -> None:
        looked = self._clock()
        await self.run_ticks()
        while self._clock() < until:
            stop = min(until, await self._next_stop(looked))
            self._clock.advance(stop - self._clock())
            looked = self._clock()
            await self.run_ticks(looks=stop in (until, _mark(stop)))

    async def _next_stop(self, looked: datetime) -> datetime:
        """The next mark, or what falls due before it; ticks do not run twice within a minute."""
        mark = _mark(looked) + STEP
        due = await self._product.next_due(looked)
        return max(min(mark, due or mark), looked + BETWEEN_LOOKS)

    async def run_ticks(self, *, looks: bool = True) -> None:
        """Everything that is due at this moment."""
        await self._product.tick(self._clock(), looks=looks)
        await self.settle()


def _mark(at: datetime) -> datetime:
    """The last mark, which may be this moment."""
    return at - (at - DAWN) % STEP
