"""`/metrics` for Prometheus: counts and durations, never a word or an id of anybody."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from slack_bolt.response import BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Now
from bot.db import Db
from bot.outbox import counts

KINDS = {
    "event_callback": "event",
    "block_actions": "action",
    "view_submission": "view",
    "view_closed": "view",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "block_suggestion": "options",
}
# Slack waits three seconds for an acknowledgement.
ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
TICK_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60)


class Metrics:
    """The numbers of one process; what lies in the database is counted when it is asked for."""

    def __init__(self, db: Db, *, clock: Now) -> None:
        self._db = db
        self._clock = clock
        self.in_flight = 0
        mine = self.registry = CollectorRegistry()
        self._requests = Counter(
            "afterglow_requests", "Requests from Slack.", ["kind", "status"], registry=mine
        )
        self._acks = Histogram(
            "afterglow_ack_seconds",
            "From a verified request to its acknowledgement, work committed.",
            ["kind"],
            buckets=ACK_BUCKETS,
            registry=mine,
        )
        Gauge(
            "afterglow_requests_in_flight", "Requests from Slack that are being answered now.", registry=mine
        ).set_function(lambda: self.in_flight)
        self._sends = Counter(
            "afterglow_sends", "Calls to Slack by the outbox.", ["method", "outcome"], registry=mine
        )
        self._ticks = Histogram(
            "afterglow_tick_seconds", "One run of a tick.", ["tick"], buckets=TICK_BUCKETS, registry=mine
        )
        self._failures = Counter("afterglow_tick_failures", "Ticks that failed.", ["tick"], registry=mine)
        self._messages = Gauge(
            "afterglow_outbox_messages", "Promised messages by fate.", ["fate"], registry=mine
        )
        self._oldest = Gauge(
            "afterglow_outbox_oldest_seconds", "Age of the oldest due message not settled.", registry=mine
        )
        self._overdue = Gauge(
            "afterglow_outbox_overdue_seconds", "How long the most overdue message is late.", registry=mine
        )
        self._database = Gauge("afterglow_database_up", "Whether the database answered.", registry=mine)

    async def handle(self, _request: web.Request) -> web.Response:
        """Everything there is, in Prometheus' text format."""
        await self._look()
        text = generate_latest(self.registry).decode()
        return web.Response(text=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def timed(self, body: Mapping[str, Any], work: Awaitable[BoltResponse]) -> BoltResponse:
        """Answer a request from Slack, and remember how long it took and how it ended."""
        kind = "command" if "command" in body else KINDS.get(str(body.get("type")), "other")
        self.in_flight += 1
        try:
            with self._acks.labels(kind).time():
                answer = await work
        finally:
            self.in_flight -= 1
        self._requests.labels(kind, str(answer.status)).inc()
        return answer

    def sent(self, method: str, outcome: str) -> None:
        """The outbox called Slack."""
        self._sends.labels(method, outcome).inc()

    async def ticked(self, name: str, run: Callable[[], Awaitable[int]]) -> int:
        """Run a tick, and remember how long it took and whether it failed."""
        with self._ticks.labels(name).time(), self._failures.labels(name).count_exceptions():
            return await run()

    async def _look(self) -> None:
        try:
            async with self._db.read() as session:
                standing = await counts.standing(session, now=self._clock())
        except (SQLAlchemyError, OSError):
            # The other numbers are worth most while the database is away.
            self._database.set(0)
            return
        self._database.set(1)
        for fate, number in standing.by_fate.items():
            self._messages.labels(fate).set(number)
        self._oldest.set(standing.oldest.total_seconds())
        self._overdue.set(standing.overdue.total_seconds())
