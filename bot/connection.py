"""The workspace of SLACK_BOT_TOKEN: connected at the start, and again when its token works again."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Now
from bot.db import Db
from bot.seat import Seat
from bot.slack.client import REVOKED, Client, SlackError
from bot.slack.socket import Dispatch
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation
from bot.workspaces.standings import Standings

log = logging.getLogger(__name__)

RECONNECT = timedelta(seconds=10)
LOOK_AGAIN = timedelta(minutes=1)
ORGANISATIONS_TOKEN = "a_token_for_an_organisation_needs_SLACK_CLIENT_ID_and_SECRET"
NEW_TOKEN = (
    "install the app again and put its bot token into SLACK_BOT_TOKEN; "
    "the one there is tried again every minute, and messages wait meanwhile"
)


class Connection:
    """Knows whether Slack takes our token, and sees to a socket where one is wanted."""

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
        self._clock = clock
        self._connected = connected
        self._workspace_id = ""
        self._fault: str | None = "not connected yet"
        self.seat = (
            Seat(db, client, app_token=app_token, dispatch=dispatch, clock=clock) if app_token else None
        )

    async def fault(self) -> str | None:
        """What is wrong between Slack and us; None when all is well."""
        if self._fault is not None:
            return self._fault
        if not await self._has_token():
            return f"Slack no longer takes our token; {NEW_TOKEN}"
        return self.seat.fault if self.seat is not None else None

    @property
    def has_socket(self) -> bool:
        """Whether a Socket Mode connection is open here."""
        socket = self.seat.socket if self.seat is not None else None
        return socket is not None and socket.is_connected()

    @property
    def note(self) -> str | None:
        """What is no fault and yet worth knowing."""
        return self.seat.note if self.seat is not None else None

    async def look(self) -> timedelta:
        """Connect unless we are connected; returns when to look again."""
        if self._fault is None and await self._has_token():
            return LOOK_AGAIN
        try:
            await self._identify()
            if self.seat is not None:
                await self.seat.start()
            self._fault = None
            log.info("slack.connected mode=%s", "socket" if self.seat else "http")
            await self._connected()
        except (SlackError, SQLAlchemyError, aiohttp.ClientError, OSError) as error:
            return self._refused(error.code if isinstance(error, SlackError) else type(error).__name__)
        return LOOK_AGAIN

    async def stop(self) -> None:
        """Close the socket, what came over it finished."""
        if self.seat is not None:
            await self.seat.stop()

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
        if who.is_organisation:
            raise SlackError(ORGANISATIONS_TOKEN, definite=True)
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
