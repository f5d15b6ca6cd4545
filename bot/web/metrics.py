"""`/metrics` for Prometheus: counts and durations, never a word or an id of anybody."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from time import perf_counter
from typing import Any

from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from slack_bolt.response import BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Now
from bot.db import Db, try_to_write
from bot.llm.port import Asked
from bot.outbox import counts
from bot.outbox.counts import Standing
from bot.outbox.models import Fate
from bot.outbox.news import News, Recovered, Settled
from bot.outbox.pulse import Pulse
from bot.rereading.rules import Case
from bot.traces import span

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
MODEL_BUCKETS = (0.25, 0.5, 1, 2, 4, 8)
LATE_BUCKETS = (0.5, 1, 2, 5, 15, 60, 300, 900, 1800, 3600, 7200)


async def no_socket() -> int:
    """A process without Socket Mode."""
    return 0


# When a counter began is a second series for each, and nobody asks for it.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The numbers of one process; what waits in the database is counted when it is asked for."""

    def __init__(self, db: Db, *, clock: Now, sockets: Callable[[], Awaitable[int]] = no_socket) -> None:
        self.pulse = Pulse()  # of this process's sender
        self._db = db
        self._clock = clock
        self._sockets = sockets
        self.in_flight = 0
        self.registry = CollectorRegistry()
        self._of_requests(self.registry)
        self._of_sends(self.registry)
        self._of_the_outbox(self.registry)
        self._of_ticks(self.registry)
        self._of_the_model(self.registry)
        ProcessCollector(registry=self.registry)

    def _of_requests(self, mine: CollectorRegistry) -> None:
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
        # Looked up once, for every message that is posted anywhere passes here.
        self._acked, self._answered = cache(self._acks.labels), cache(self._requests.labels)
        Gauge(
            "afterglow_requests_in_flight", "Requests from Slack that are being answered now.", registry=mine
        ).set_function(lambda: self.in_flight)
        self._connections = Gauge(
            "afterglow_socket_connections", "Socket Mode connections open in this process.", registry=mine
        )

    def _of_sends(self, mine: CollectorRegistry) -> None:
        self._sends = Counter(
            "afterglow_sends", "Calls to Slack by the outbox.", ["method", "outcome"], registry=mine
        )
        self._settled = Counter(
            "afterglow_messages_settled",
            "Promised messages that got their fate in this process, and why.",
            ["kind", "fate", "reason"],
            registry=mine,
        )
        self._lateness = Histogram(
            "afterglow_send_late_seconds",
            "From the moment a message was due until it was known to be sent.",
            ["kind"],
            buckets=LATE_BUCKETS,
            registry=mine,
        )
        Gauge(
            "afterglow_sender_silent_seconds",
            "Since this process's sender last took a step; 0 where none runs.",
            registry=mine,
        ).set_function(lambda: self.pulse.silence.total_seconds())
        self._recovered = Counter(
            "afterglow_leases_recovered", "Messages taken over from a worker that stopped.", registry=mine
        )

    def _of_the_outbox(self, mine: CollectorRegistry) -> None:
        self._waiting = Gauge(
            "afterglow_outbox_messages",
            f"Messages that wait, by fate, counted up to {counts.MOST}.",
            ["fate"],
            registry=mine,
        )
        self._oldest = Gauge(
            "afterglow_outbox_oldest_seconds", "Age of the oldest due message not settled.", registry=mine
        )
        self._overdue = Gauge(
            "afterglow_outbox_overdue_seconds", "How long the most overdue message is late.", registry=mine
        )
        self._passed_over = Gauge(
            "afterglow_outbox_passed_over_seconds",
            "How long a message has been left lying that nothing holds back; 0 below five minutes.",
            registry=mine,
        )
        self._database = Gauge("afterglow_database_up", "Whether the database can be used.", registry=mine)

    def _of_ticks(self, mine: CollectorRegistry) -> None:
        self._ticks = Histogram(
            "afterglow_tick_seconds", "One run of a tick.", ["tick"], buckets=TICK_BUCKETS, registry=mine
        )
        self._failures = Counter("afterglow_tick_failures", "Ticks that failed.", ["tick"], registry=mine)

    def _of_the_model(self, mine: CollectorRegistry) -> None:
        self._model_calls = Counter(
            "afterglow_model_calls", "Times that the optional model was wanted.", ["outcome"], registry=mine
        )
        self._rereadings = Counter(
            "afterglow_rereadings",
            "Messages that the model read too, by what each took them for and whether the reader was sure.",
            ["reader", "model", "sure"],
            registry=mine,
        )
        self._model_seconds = Histogram(
            "afterglow_model_seconds",
            "From asking the model to the end of its answer.",
            buckets=MODEL_BUCKETS,
            registry=mine,
        )
        self._model_tokens = Counter(
            "afterglow_model_tokens",
            "Tokens, as the model's server counts them.",
            ["direction"],
            registry=mine,
        )
        for direction in ("read", "written"):
            self._model_tokens.labels(direction)

    async def handle(self, _request: web.Request) -> web.Response:
        """Everything there is, in Prometheus' text format."""
        await self._look()
        self._connections.set(await self._sockets())
        text = generate_latest(self.registry).decode()
        return web.Response(text=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def timed(self, body: Mapping[str, Any], work: Awaitable[BoltResponse]) -> BoltResponse:
        """Answer a request from Slack, and remember how long it took and how it ended."""
        kind = "command" if "command" in body else KINDS.get(str(body.get("type")), "other")
        self.in_flight += 1
        began = perf_counter()
        try:
            with span("slack.request") as note:
                note(kind=kind)
                answer = await work
                note(status=answer.status)
        finally:
            self.in_flight -= 1
            self._acked(kind).observe(perf_counter() - began)
        self._answered(kind, answer.status).inc()
        return answer

    def sent(self, method: str, outcome: str) -> None:
        """The outbox called Slack."""
        self._sends.labels(method, outcome).inc()

    def hear(self, news: News | Case) -> None:
        """Something became of messages, and is committed."""
        match news:
            case Settled(kind, fate, why, late):
                self._settled.labels(kind, fate, why).inc()
                if fate == Fate.SENT:
                    self._lateness.labels(kind).observe(late.total_seconds())
            case Recovered(count):
                self._recovered.inc(count)
            case Case(is_sure, reader, model):
                self._rereadings.labels(reader, model, "yes" if is_sure else "no").inc()

    def asked(self, asked: Asked) -> None:
        """The model was wanted."""
        self._model_calls.labels(asked.end).inc()
        if asked.took is not None:
            self._model_seconds.observe(asked.took.total_seconds())
        self._model_tokens.labels("read").inc(asked.tokens_read)
        self._model_tokens.labels("written").inc(asked.tokens_written)

    async def ticked(self, name: str, run: Callable[[], Awaitable[int]]) -> int:
        """Run a tick, and remember how long it took and whether it failed."""
        with (
            span("tick") as note,
            self._ticks.labels(name).time(),
            self._failures.labels(name).count_exceptions(),
        ):
            note(tick=name)
            rows = await run()
            note(rows=rows)
            return rows

    async def _look(self) -> None:
        try:
            async with self._db.read() as session:
                self._show(await counts.standing(session, now=self._clock()))
                await try_to_write(session)
        except (SQLAlchemyError, OSError):
            # The other numbers are worth most while the database is away.
            self._database.set(0)

    def _show(self, standing: Standing) -> None:
        self._database.set(1)
        for fate, number in standing.waiting.items():
            self._waiting.labels(fate).set(number)
        self._oldest.set(standing.oldest.total_seconds())
        self._overdue.set(standing.overdue.total_seconds())
        self._passed_over.set(standing.passed_over.total_seconds())
