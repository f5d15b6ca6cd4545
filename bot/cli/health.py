"""`doctor`: look at every part, say what is wrong and what to do about it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, migrate, reseal, vault
from bot.cli import deliveries, store
from bot.cli.ends import INSTALL_ZONES
from bot.cli.finding import Finding as Finding
from bot.cli.finding import State as State
from bot.db import Db, Unusable, file_of, reason, try_to_write
from bot.packs.loader import load
from bot.settings import Settings
from bot.slack import manifest
from bot.slack.client import Client, Identity, SlackError
from bot.tables import load_tables
from bot.vault import VaultError
from bot.workspaces import seats
from bot.workspaces import service as workspaces

Now = Callable[[], datetime]

SKEW = timedelta(seconds=60)
WORST_SKEW = timedelta(minutes=5)  # Slack's signatures are refused beyond it
MOST_FAULTS = 5
CHECK_SERVER = "check DATABASE_URL, and that the server runs and lets us write"


async def examine(found: Settings, *, now: Now, api_url: str | None = None) -> AsyncIterator[Finding]:
    """Every part in turn; a part that cannot be looked at is a finding, never an error."""
    yield _settings(found)
    yield _zones()
    yield _packs()
    async for finding in _database(found, now=now):
        yield finding
    async for finding in _slack(found, now=now, api_url=api_url or found.slack_api_url):
        yield finding
    yield await _model(found)


def _settings(found: Settings) -> Finding:
    if found.is_sandbox:
        return Finding(
            "settings",
            State.WARN,
            "no Slack settings: `afterglow run` starts the sandbox",
            "set SLACK_BOT_TOKEN and SLACK_APP_TOKEN for the real thing; docs/operating.md has the steps",
        )
    if not found.uses_socket and not found.afterglow_public_url:
        return Finding(
            "settings",
            State.WARN,
            "HTTP mode without a public address",
            "set AFTERGLOW_PUBLIC_URL to the https:// address that Slack and people can reach",
        )
    mode = "Socket Mode" if found.uses_socket else "HTTP"
    return Finding("settings", State.OK, f"{mode}, role {found.afterglow_role}, {_kind(found)}")


def _kind(found: Settings) -> str:
    return "SQLite" if found.database_url.startswith("sqlite") else "PostgreSQL"


def _zones() -> Finding:
    count = clock.zones()
    if not count:
        return Finding("time zones", State.FAIL, "no time zone data", INSTALL_ZONES)
    return Finding("time zones", State.OK, f"{count} known")


def _packs() -> Finding:
    loaded = load()
    cards = sum(len(pack.cards) for pack in loaded.catalog.packs)
    if loaded.faults:
        shown = "; ".join(str(fault) for fault in loaded.faults[:MOST_FAULTS])
        state = State.WARN if cards else State.FAIL
        return Finding(
            "packs",
            state,
            f"{len(loaded.faults)} faults: {shown}",
            "mend them; `afterglow packs check` names all",
        )
    return Finding("packs", State.OK, f"{len(loaded.catalog.packs)} packs, {cards} cards")


async def _database(found: Settings, *, now: Now) -> AsyncIterator[Finding]:
    try:
        missing = store.missing_file(found)
    except Unusable as error:
        yield Finding("database", State.FAIL, str(error), "check DATABASE_URL and who may read that folder")
        return
    if missing is not None:
        yield Finding("database", State.WARN, f"{missing} does not exist yet", "run `afterglow migrate`")
        return
    if (readable := _readable_by_others(found)) is not None:
        yield readable
    try:
        store.unlock(found)
    except VaultError as error:
        yield Finding(
            "encryption key", State.FAIL, str(error), "set the key that this database was made with"
        )
        return
    try:
        at = await asyncio.to_thread(migrate.reached, found.database_url)
        migrate.refuse_newer(at)
    except (DBAPIError, Unusable) as error:
        yield Finding("database", State.FAIL, reason(error), CHECK_SERVER)
        return
    load_tables()
    db = Db.open(found.database_url)
    try:
        async with db.read() as session:
            await try_to_write(session)
            yield await _migration(session, found, at=at)
            yield await _key(session)
            yield await deliveries.examine(session, now=now())
            if found.slack_app_token:
                yield await _seats(session, found.slack_app_token, now=now())
        if vault.current().count > 1:
            yield await _old_keys(db)
    except (SQLAlchemyError, OSError) as error:
        yield Finding("database", State.FAIL, reason(error), CHECK_SERVER)
    finally:
        await db.close()


def _readable_by_others(found: Settings) -> Finding | None:
    """A file made by hand, or copied, may be open to everybody on the machine."""
    files = (file_of(found.database_url), None if found.afterglow_encryption_key else found.key_file)
    named = [str(file) for file in files if file and file.exists() and file.stat().st_mode & 0o077]
    if not named:
        return None
    does = f"chmod 600 {' '.join(named)}"
    return Finding("files", State.WARN, f"{' and '.join(named)} can be read by other users", does)


async def _migration(session: AsyncSession, found: Settings, *, at: str | None) -> Finding:
    version = await session.scalar(
        text("SELECT sqlite_version()" if _kind(found) == "SQLite" else "SHOW server_version")
    )
    says = f"{_kind(found)} {version}, migration {at or 'none'}"
    if at != migrate.newest():
        return Finding("database", State.FAIL, f"{says}, needs {migrate.newest()}", "run `afterglow migrate`")
    return Finding("database", State.OK, says)


async def _key(session: AsyncSession) -> Finding:
    try:
        every = await workspaces.active(session)
    except VaultError as error:
        return Finding(
            "encryption key", State.FAIL, str(error), "set the key that this database was made with"
        )
    installed = f"{len(every)} workspace{'' if len(every) == 1 else 's'} installed"
    return Finding("encryption key", State.OK, f"opens what is stored, {installed}")


async def _old_keys(db: Db) -> Finding:
    values = old = lost = 0
    async for seen in reseal.look(db, vault.current()):
        values, old, lost = values + seen.values, old + seen.old, lost + seen.lost
    says = f"{old} of {values} sealed values lie under an old key"
    if lost:
        return Finding("old keys", State.FAIL, f"{says}, {lost} under none that is set", "put that one back")
    if old:
        return Finding("old keys", State.WARN, says, "run `afterglow rekey`")
    return Finding("old keys", State.OK, f"{says}; drop it once every process was started with the new one")


async def _seats(session: AsyncSession, app_token: str, *, now: datetime) -> Finding:
    held = await seats.taken(session, seats.app_of(app_token), now=now)
    warm = "; further processes stay warm and take over" if held == seats.SEATS else ""
    return Finding("connections", State.OK, f"{held} of {seats.SEATS} for Socket Mode held{warm}")


async def _slack(found: Settings, *, now: Now, api_url: str) -> AsyncIterator[Finding]:
    if not found.slack_bot_token:
        return
    async with Client.http() as http:
        client = Client(http, api_url)
        try:
            asked = now()
            who = await client.identify(found.slack_bot_token)
        except (SlackError, KeyError) as error:
            code = error.code if isinstance(error, SlackError) else "an answer we do not understand"
            yield Finding("token", State.FAIL, f"Slack says {code}", _token_advice(code))
            return
        yield Finding("token", State.OK, f"{who.name} ({who.workspace_id}), as {who.bot_user_id}")
        yield _scopes(who)
        yield _clock(who, asked=asked, answered=now())
        if found.slack_app_token:
            yield await _socket(found.slack_app_token, client)


def _token_advice(code: str) -> str:
    if code in ("invalid_auth", "token_revoked", "account_inactive", "not_authed"):
        return "copy the bot token again from OAuth & Permissions, or install the app again"
    return "check that this machine reaches slack.com, and SLACK_API_URL if you set it"


def _scopes(who: Identity) -> Finding:
    granted = {scope.strip() for scope in who.scopes.split(",")}
    missing = [scope for scope in manifest.SCOPES if scope.name not in granted]
    if not missing:
        return Finding("scopes", State.OK, f"all {len(manifest.SCOPES)} granted")
    told = "; ".join(f"{scope.name}: {scope.without}" for scope in missing)
    state = State.WARN if all(scope.optional for scope in missing) else State.FAIL
    advice = "update the app from `afterglow manifest` and install it again"
    return Finding("scopes", state, f"missing {told}", advice)


def _clock(who: Identity, *, asked: datetime, answered: datetime) -> Finding:
    try:
        theirs = parsedate_to_datetime(who.date)
    except ValueError:
        return Finding(
            "clock", State.WARN, "Slack did not tell its time", "compare this machine's clock yourself"
        )
    skew = max(asked - theirs, theirs - answered, timedelta())
    says = f"{skew.total_seconds():.0f} s from Slack's"
    if skew <= SKEW:
        return Finding("clock", State.OK, says)
    state = State.FAIL if skew >= WORST_SKEW else State.WARN
    return Finding("clock", state, says, "let this machine follow a time server (NTP)")


async def _socket(app_token: str, client: Client) -> Finding:
    try:
        await client.socket_address(app_token)
    except SlackError as error:
        return Finding(
            "Socket Mode",
            State.FAIL,
            f"Slack says {error.code}",
            "make an app-level token with connections:write, and switch Socket Mode on",
        )
    return Finding("Socket Mode", State.OK, "a connection may be opened")


async def _model(found: Settings) -> Finding:
    if not found.has_model:
        return Finding("model", State.OK, "none set: everything works without")
    from bot.llm.openai_client import DEFAULT_MODEL, OpenAiModel

    model = OpenAiModel(
        api_key=found.openai_api_key, base_url=found.openai_base_url, model=found.afterglow_model
    )
    trouble = await model.reach()
    name = found.afterglow_model or DEFAULT_MODEL
    if trouble is None:
        return Finding("model", State.OK, f"the server answers; {name} will be asked for drafts")
    return Finding(
        "model",
        State.WARN,
        f"the server did not answer: {trouble}",
        "check OPENAI_API_KEY and OPENAI_BASE_URL; until then champions get the nearest cards instead",
    )
