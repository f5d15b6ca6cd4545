"""The workspace of SLACK_BOT_TOKEN: connected at the start, and again when its token works again."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Now
from bot.db import Db
from bot.slack.client import REVOKED, Client, SlackError
from bot.slack.socket import Dispatch, Socket
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation
from bot.workspaces.standings import Standings

log = logging.getLogger(__name__)

RECONNECT = timedelta(seconds=10)
LOOK_AGAIN = timedelta(minutes=1)
NEW_TOKEN = (
    "install the app again and put its bot token into SLACK_BOT_TOKEN; "
    "the one there is tried again every minute, and messages wait meanwhile"
)


class Connection:
    """Knows whether Slack takes our token, and opens the socket where one is wanted."""

    def __init__(
        self,
        db: Db,
        client: Client,
        standings: Standings,
        *,
        token: str,
        app_token: str | None,
        dispatch: Dispatch,
        clock: Now,
        connected: Callable[[], Awaitable[None]],
    ) -> None:
        self._db = db
        self._client = client
        self._standings = standings
        self._token = token
        self._app_token = app_token
        self._dispatch = dispatch
        self._clock = clock
        self._connected = connected
        self._workspace_id = ""
        self._fault: str | None = "not connected yet"
        self.socket: Socket | None = None

    async def fault(self) -> str | None:
        """What is wrong between Slack and us; None when all is well."""
        if self.socket is not None and not await self.socket.is_connected():
            return "Socket Mode is not connected"
        if self._fault is None and not await self._has_token():
            return f"Slack no longer takes our token; {NEW_TOKEN}"
        return self._fault

    async def look(self) -> timedelta:
        """Connect unless we are connected; returns when to look again."""
        if self._fault is None and await self._has_token():
            return LOOK_AGAIN
        try:
            await self._identify()
            await self._open_socket()
            self._fault = None
            log.info("slack.connected mode=%s", "socket" if self.socket else "http")
            await self._connected()
        except (SlackError, SQLAlchemyError, aiohttp.ClientError) as error:
            return self._refused(error.code if isinstance(error, SlackError) else type(error).__name__)
        return LOOK_AGAIN

    async def stop(self) -> None:
        if self.socket is not None:
            await self.socket.stop()

    def _refused(self, code: str) -> timedelta:
        is_out = code in REVOKED
        self._fault = f"Slack does not accept us: {code}{f'; {NEW_TOKEN}' if is_out else ''}"
        log.warning("slack.not_connected reason=%s%s", code, f"; {NEW_TOKEN}" if is_out else "")
        return LOOK_AGAIN if is_out else RECONNECT

    async def _has_token(self) -> bool:
        try:
            return await self._standings.token(self._workspace_id) is not None
        except (SQLAlchemyError, OSError):
            return True  # the database is what is wrong, and is told apart

    async def _identify(self) -> None:
        who = await self._client.identify(self._token)
        installation = Installation(
            workspace_id=who.workspace_id,
            name=who.name,
            bot_token=self._token,
            bot_user_id=who.bot_user_id,
            bot_id=who.bot_id,
            enterprise_id=who.enterprise_id,
            scopes=who.scopes,
            url=who.url,
        )
        async with self._db.begin() as session:
            await workspaces.install(session, installation, now=self._clock())
        self._standings.forget()
        self._workspace_id = who.workspace_id

    async def _open_socket(self) -> None:
        if self._app_token is None or self.socket is not None:
            return
        opened = Socket(self._client.web(None), self._app_token, dispatch=self._dispatch)
        await opened.start()
        self.socket = opened
