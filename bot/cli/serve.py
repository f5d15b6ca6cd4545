"""`run`, `sandbox` and `migrate`."""

import asyncio
import ipaddress
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module

import typer
from sqlalchemy.exc import DBAPIError

from bot import clock, traces
from bot import migrate as migrations
from bot.cli.ends import FAILED, INSTALL_ZONES, WRONG_USE, settings, stop, unusable, vault_trouble
from bot.db import Unusable, reason
from bot.settings import Role, Settings
from bot.starting import gently, give_way
from bot.stopping import unless_told
from bot.vault import VaultError
from bot.web.links import base_of
from bot.web.server import CannotListen

log = logging.getLogger(__name__)

INSTALL_TRACES = (
    "OTEL_EXPORTER_OTLP_ENDPOINT needs the extra: `pip install -e '.[otel]'` in Afterglow's folder"
)


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… afterglow run")(run)
    app.command(epilog="Example: PORT=3001 afterglow sandbox")(sandbox)
    app.command(epilog="Example: DATABASE_URL=postgresql://… afterglow migrate")(migrate)


def run() -> None:
    """Start the bot; without Slack settings, the sandbox in the browser."""
    found = settings()
    if found.is_sandbox:
        _serve(found, _sandbox)
    else:
        _serve(found, _real)


def sandbox() -> None:
    """Start the fake workspace in the browser, with a seeded team and a clock to move."""
    _serve(settings(), _sandbox)


def migrate() -> None:
    """Bring the database to the newest migration."""
    found = settings()
    try:
        migrations.upgrade(found.database_url)
    except Unusable as error:
        unusable(error)
    except DBAPIError as error:
        stop(f"the database did not answer, nothing was changed: {reason(error)}", code=FAILED)
    typer.echo(f"The database is at migration {migrations.newest()}.")


def _serve(found: Settings, start: Callable[[Settings, asyncio.Event], Awaitable[None]]) -> None:
    if not clock.zones():
        stop(f"no time zone data, so nobody's day is known: {INSTALL_ZONES}", code=WRONG_USE)

    async def until_stopped() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, stopping.set)
        async with _traced(found.otel_exporter_otlp_endpoint):
            await start(found, stopping)

    try:
        asyncio.run(until_stopped())
    except VaultError as error:
        vault_trouble(error)
    except Unusable as error:
        unusable(error)
    except CannotListen as error:
        stop(f"HOST or PORT: cannot listen on {found.host}:{found.port}: {error}", code=FAILED)


@asynccontextmanager
async def _traced(endpoint: str | None) -> AsyncIterator[None]:
    """Send traces to this collector meanwhile, where there is one."""
    if endpoint is None:
        yield
        return
    try:
        from bot.otlp import Collector
    except ImportError:
        # A platform may set the variable for everything it runs: no reason not to start.
        log.warning("traces.off reason=not_installed; %s", INSTALL_TRACES)
        yield
        return
    collector = Collector(endpoint)
    try:
        with traces.recording(collector.record):
            yield
    finally:
        await asyncio.to_thread(collector.close)


async def _real(found: Settings, stopping: asyncio.Event) -> None:
    if found.afterglow_role == Role.WORKER:
        give_way()
    gently(lambda: import_module("bot.app"))
    from bot.app import Product

    product = Product(found)
    try:
        port = await product.start(product.web_app(secrets=found.signing_secrets))
        mode = "Socket Mode" if found.uses_socket else "HTTP"
        base = base_of(found.model_copy(update={"afterglow_public_url": None, "port": port}))
        typer.echo(f"Afterglow is running in {mode}; health at {base}/readyz")
        await product.until(stopping)
    finally:
        await product.stop()


async def _sandbox(found: Settings, stopping: asyncio.Event) -> None:
    if not _is_loopback(found.host):
        stop(f"HOST: the sandbox is for this machine only; {found.host} is not loopback", code=WRONG_USE)
    if not found.port:
        stop("PORT: the sandbox needs a port that is known beforehand, 1 to 65535", code=WRONG_USE)
    gently(lambda: import_module("bot.sandbox.show"))
    from bot.sandbox.show import NotAlone, Show

    show = Show(found)
    try:
        address = await unless_told(stopping, show.start())
        if address:
            typer.echo(f"The sandbox is open: {address}  (Ctrl-C ends it)")
            await stopping.wait()
    except NotAlone:
        stop(
            "DATABASE_URL: a real workspace is in this database; the sandbox needs one of its own",
            code=WRONG_USE,
        )
    finally:
        await show.stop()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
