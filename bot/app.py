"""The composition root: settings in, a running product out. The one file that knows every part."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

import schedules
import schedules.housekeeping
from bot import clock as real_clock
from bot import migrate, stopping, vault
from bot.clock import Now, SteadyClock
from bot.connection import Connection
from bot.db import Db, Unusable, reason, try_to_write
from bot.guards import GUARDS
from bot.llm.port import Asked, Model
from bot.log import reason as reason_of
from bot.log import traced
from bot.outbox.worker import Worker
from bot.packs.live import Shelf
from bot.people import service as people
from bot.people.allowance import Allowance
from bot.people.bindings import Bindings
from bot.questions import threads
from bot.reading import model as reader
from bot.rereading import service as rereading
from bot.settings import Role, Settings
from bot.slack import manifest
from bot.slack.client import Client
from bot.slack.pane import Pane
from bot.starting import gently, keep_what_is_loaded
from bot.timekeeper import Timekeeper
from bot.web.door import Door, dispatch, untaken
from bot.web.health import Health
from bot.web.links import RECORD, Links, base_of
from bot.web.metrics import Metrics
from bot.web.oauth import OAuth
from bot.web.pages import Reports
from bot.web.places import organisation_of, settle
from bot.web.records import Records
from bot.web.server import Server, application
from bot.workspaces import service as workspaces
from bot.workspaces import tokens
from bot.workspaces.standings import Standings
from handlers import bolt as bolt_doors
from handlers import lifecycle, messages
from handlers.doors import Channels, Desk, Event, Views
from schedules import ahead
from schedules.office import Office
from schedules.ticker import Ticker

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=1)
RECONNECT = timedelta(seconds=10)
LOOK_AT_CLOCK = timedelta(seconds=5)
AWAY = "check DATABASE_URL and that the database runs; it is tried again by itself"


class Product:
    """Everything of one process, wired and not yet started."""

    def __init__(self, settings: Settings, *, clock: Now | None = None, api_url: str | None = None) -> None:
        """Without a clock of its own it goes by the database's."""
        self.settings = settings
        steady = SteadyClock(real_clock.now())
        self._stamped = steady if clock is None else real_clock.now
        self.clock = clock = clock or steady
        keys = vault.unlock(settings.afterglow_encryption_key, settings.key_file)
        self.links = Links(keys, base=base_of(settings))
        self.record_links = Links(keys, base=base_of(settings), purpose=RECORD)
        self.db = Db.open(settings.database_url)
        self.http: aiohttp.ClientSession = Client.http()
        self.client = Client(self.http, api_url or settings.slack_api_url)
        self.shelf = Shelf()
        self.bindings = Bindings(self.db, threads.channels, rereading.allowed if settings.has_model else None)
        self.allowance = Allowance()
        self.standings = Standings(self.db, clock)
        self.metrics = Metrics(self.db, clock=clock, sockets=self._sockets)
        self.worker = self._worker()
        self.bolt = bolt_doors.build(self.client.web(None), find=self._standing, desk_for=self._desk)
        model = _model(settings, heard=self.metrics.asked)
        self.office = Office(self.db, self.shelf, settings, self.client, self.standings.token, model)
        self.connection = self._connection()
        self.health = self._health()
        self.migrated = asyncio.Event()
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stopping = asyncio.Event()
        self._ticker = Ticker(schedules.TICKS, self.office, clock=clock, count=self.metrics.ticked)
        self._timekeeper: Timekeeper | None = None
        if clock is steady:
            self._timekeeper = Timekeeper(self.db, steady, host=real_clock.now, woken=self._ticker.wake)
        self._tasks: set[asyncio.Task[None]] = set()
        self._ticked: dict[str, datetime] = {}
        self._server: Server | None = None

    def _worker(self) -> Worker:
        worker = Worker(
            self.db,
            self.client,
            clock=self.clock,
            guards=GUARDS,
            token=self.standings.token,
            revoked=self._revoked,
            report=self.metrics.sent,
            pulse=self.metrics.pulse,
        )
        self.db.when_committed(worker.wake)
        self.db.when_told(self.metrics.hear)
        return worker

    def web_app(self, *, secrets: Sequence[str], more: Sequence[web.RouteDef] = ()) -> web.Application:
        """The web application: Slack's door and health, with what else is wanted; a worker's has no doors."""
        metrics = web.get("/metrics", self.metrics.handle)
        if self.settings.afterglow_role == Role.WORKER:
            return application(None, self.health, more=[metrics, *more])
        door = Door(self._dispatch, secrets=list(secrets), clock=self._stamped)
        reports = Reports(self.db, self.links, clock=self.clock)
        records = Records(self.db, self.record_links, self.shelf, clock=self.clock)
        routes = [*reports.routes(), *records.routes(), metrics, *self._oauth_routes(), *more]
        return application(door, self.health, more=routes)

    async def _dispatch(self, body: dict[str, Any]) -> BoltResponse:
        return await self.metrics.timed(body, self._answer(body))

    async def _answer(self, body: dict[str, Any]) -> BoltResponse:
        answer = untaken(body)
        if answer is not None:
            return answer
        settle(body)
        is_event = isinstance(body.get("event"), dict)
        above = organisation_of(body) if is_event else None
        if above and await lifecycle.befell(above, Event.of(body), db=self.db, now=self.clock()):
            self.standings.forget()
            return BoltResponse(status=200, body="")
        if is_event and messages.concerns_nobody(Event.of(body), self.bindings, now=self.clock()):
            return BoltResponse(status=200, body="")
        return await dispatch(self.bolt, body)

    async def start(self, app: web.Application, *, begin: bool = True) -> int:
        """Listen, then migrate, connect and begin to work; returns the port.

        A database or a Slack that is away turns `/readyz` red and is tried again; it ends nothing.
        """
        gently(self.read_up)
        self._server = Server(app, host=self.settings.host, port=self.settings.port)
        port = await self._server.start()
        self._begin(self._work(begin=begin))
        return port

    def read_up(self) -> None:
        """Load the packs and the reader's weights, which stay for good."""
        for fault in self.shelf.reload():
            log.warning("packs.fault %s", fault)
        reader.weights()
        keep_what_is_loaded()

    def _health(self) -> Health:
        return Health(
            {"database": self._database_fault, "slack": self._slack_fault},
            vital={"sender": self.worker.pulse.fault},
            notes={"slack": lambda: self.connection.note if self.connection is not None else None},
        )

    def _connection(self) -> Connection | None:
        if not self.settings.slack_bot_token:
            return None
        is_worker = self.settings.afterglow_role == Role.WORKER
        return Connection(
            self.db,
            self.client,
            self.standings,
            token=self.settings.slack_bot_token,
            app_token=None if is_worker else self.settings.slack_app_token,
            dispatch=self._dispatch,
            clock=self.clock,
            connected=self.read_rosters,
        )

    def _oauth_routes(self) -> list[web.RouteDef]:
        client_id, secret = self.settings.slack_client_id, self.settings.slack_client_secret
        if not client_id or not secret:
            return []
        oauth = OAuth(
            self.db,
            self.client.web(None),
            client_id=client_id,
            client_secret=secret,
            scopes=[scope.name for scope in manifest.SCOPES],
            pane_scope=manifest.PANE_SCOPE.name,
            public_url=self.settings.afterglow_public_url,
            clock=self.clock,
            installed=self._installed,
        )
        return oauth.routes()

    async def _installed(self) -> None:
        """A workspace was installed here: know it at once, and its people."""
        self.standings.forget()
        await self.read_rosters()

    async def until(self, event: asyncio.Event) -> None:
        """Wait for it; raises Unusable or VaultError when this process finds that it cannot go on."""
        waiting = asyncio.create_task(event.wait())
        try:
            await asyncio.wait((waiting, self._broken), return_when=asyncio.FIRST_COMPLETED)
            if self._broken.done():
                self._broken.result()
        finally:
            waiting.cancel()

    async def _work(self, *, begin: bool) -> None:
        try:
            await self._set_up(begin=begin)
        except (Unusable, vault.VaultError) as error:
            self._broken.set_exception(error)

    async def _set_up(self, *, begin: bool) -> None:
        await self._migrate()
        if self.health.draining:
            return
        if self._timekeeper is not None:
            self._begin(self._keep_time(self._timekeeper))
        self.migrated.set()
        if begin:
            self.begin_work()
        if self.connection is not None:
            await self._stay_connected(self.connection)

    def begin_work(self) -> None:
        """Send and tick from now on, where this process's role is to."""
        if self.settings.afterglow_role in (Role.ALL, Role.WORKER):
            self._begin(self.worker.run())
            self._ticker.start()

    async def _migrate(self) -> None:
        wait = FIRST_WAIT
        while not self.health.draining:
            try:
                url = self.settings.database_url
                await asyncio.to_thread(migrate.upgrade, url, is_stopping=self._stopping.is_set)
                if self.health.draining:
                    return
                async with self.db.read() as session:
                    # A wrong key shows now, before anything is sealed with it.
                    await workspaces.active(session)
                if self._timekeeper is not None:
                    await self._timekeeper.begin()
            except SQLAlchemyError as error:
                log.warning("database.away reason=%s; %s", reason(error), AWAY)
                await self._pause(wait)
                wait = min(2 * wait, RECONNECT)
                continue
            return

    async def _keep_time(self, keeper: Timekeeper) -> None:
        while not self.health.draining:
            await self._pause(LOOK_AT_CLOCK)
            await keeper.look()

    async def _pause(self, by: timedelta) -> None:
        """Wait, but not past the order to stop."""
        try:
            async with asyncio.timeout(by.total_seconds()):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def stop(self) -> None:
        """Turn red, let a balancer look away, take nothing new, finish what has begun, then close."""
        began = time.monotonic()
        self.health.draining = True
        self._stopping.set()
        self.worker.stop()
        was_open = self._server is not None and self.migrated.is_set()
        await asyncio.sleep(stopping.grace(self.settings) if was_open else 0)
        left = stopping.WHOLE_S - (time.monotonic() - began)
        await stopping.finish([self._close_doors(), self._ticker.stop(), *self._tasks], within=left)
        await self.http.close()
        await self.db.close()

    async def _close_doors(self) -> None:
        """The web server last: it says that we are stopping while envelopes are still being answered."""
        for door in (self.connection, self._server):
            if door is not None:
                await door.stop()

    async def tick(self, now: datetime, *, looks: bool = True) -> None:
        """Run every tick that has work as of `now`, and with `looks` those too that have to look for it.

        Only a clock that leaps is moved so: by the real one every tick runs and looks for itself.
        """
        await ahead.run(self.office, schedules.TICKS, now, ran=self._ticked, looks=looks)

    async def next_due(self, now: datetime) -> datetime | None:
        """When anything falls due next."""
        return await ahead.next_due(self.db, schedules.TICKS, now)

    async def next_nudge(self, user_id: str | None = None) -> datetime | None:
        """When the next nudge is planned, for this person or for anybody."""
        async with self.db.read() as session:
            return await people.next_nudge(session, user_id)

    async def read_rosters(self) -> None:
        """Read the roster of every workspace that has none, now."""
        await schedules.housekeeping.sync_rosters(self.office, self.clock())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(_tell_failure)
        self._tasks.add(task)

    async def _stay_connected(self, connection: Connection) -> None:
        while not self.health.draining:
            await self._pause(await connection.look())

    async def _standing(self, workspace_id: str, organisation_id: str | None) -> bolt_doors.Standing | None:
        found = await self.standings.find(workspace_id, organisation_id=organisation_id)
        return bolt_doors.Standing(**asdict(found)) if found is not None else None

    def _desk(self, context: AsyncBoltContext) -> Desk:
        return Desk(
            db=self.db,
            clock=self.clock,
            shelf=self.shelf,
            settings=self.settings,
            views=Views(self.client, str(context.bot_token or "")),
            channels=Channels(self.client, str(context.bot_token or "")),
            pane=Pane(self.client, str(context.bot_token or "")),
            bindings=self.bindings,
            allowance=self.allowance,
            bot_user_id=str(context.bot_user_id or ""),
            forget_standing=self.standings.forget,
            links=self.links,
            record_link=self.record_links.make,
        )

    async def _revoked(self, session: AsyncSession, workspace_id: str, token: str, now: datetime) -> None:
        await tokens.refused(session, workspace_id, token=token, now=now)
        self.standings.forget()

    async def _database_fault(self) -> str | None:
        try:
            async with self.db.read() as session:
                revision = await session.scalar(text("SELECT version_num FROM alembic_version"))
                await try_to_write(session)
        except (SQLAlchemyError, OSError) as error:
            return f"cannot be used: {reason(error)}; {AWAY}"
        expected = migrate.newest()
        # A newer version migrated it meanwhile: what it changes fits this one too, until this is replaced.
        is_newer = self.migrated.is_set() and revision is not None and revision not in migrate.revisions()
        if revision == expected or is_newer:
            return None
        return f"is at migration {revision}, this version needs {expected}"

    async def _sockets(self) -> int:
        """Socket Mode connections that are open here."""
        return int(self.connection is not None and self.connection.has_socket)

    async def _slack_fault(self) -> str | None:
        return await self.connection.fault() if self.connection is not None else None


def _tell_failure(task: "asyncio.Task[None]") -> None:
    """Say at once that a part of the process ended; `/healthz` follows."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("process.task_failed error=%s", reason_of(error), exc_info=traced(error))


def _model(settings: Settings, *, heard: Callable[[Asked], None]) -> Model | None:
    """The optional model; its library is only loaded where one is set."""
    if not settings.has_model:
        return None
    from bot.llm.openai_client import OpenAiModel

    return OpenAiModel(
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        model=settings.afterglow_model,
        heard=heard,
    )
