"""A Socket Mode connection for as long as this process holds one of its app's seats."""

import asyncio
import logging
import time
import uuid
from datetime import timedelta

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Now
from bot.db import Db
from bot.slack.client import Client, SlackError
from bot.slack.socket import Dispatch, Socket
from bot.workspaces import seats

log = logging.getLogger(__name__)

WARM = (
    f"warm: {seats.SEATS} other processes hold the Socket Mode connections of this app; "
    "this one takes over when one of them goes"
)


class Seat:
    """Takes a seat when one is free, connects, and gives the connection up with the seat."""

    def __init__(
        self,
        db: Db,
        client: Client,
        *,
        app_token: str,
        dispatch: Dispatch,
        clock: Now,
        renew: timedelta = seats.RENEW,
        lasts: timedelta = seats.LEASE,
    ) -> None:
        self._db = db
        self._client = client
        self._app_token = app_token
        self._app = seats.app_of(app_token)
        self._dispatch = dispatch
        self._clock = clock
        self._renew = renew
        self._lasts = lasts
        self._holder = str(uuid.uuid4())
        self._held_until = 0.0
        self._fault: str | None = "Socket Mode is not connected yet"
        self._keeper: asyncio.Task[None] | None = None
        self._is_over = False
        self.note: str | None = None
        self.socket: Socket | None = None

    @property
    def fault(self) -> str | None:
        """What is wrong between Slack's sockets and us; None when all is well, or when we are warm."""
        if self.socket is not None and not self.socket.is_connected():
            return "Socket Mode is not connected"
        return self._fault

    async def start(self) -> None:
        """Connect where a seat is free, and look again and again; raises what Slack says against it."""
        if self._keeper is None and not self._is_over:
            await self._look()
            self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Finish what came over the connection, close it, and give the seat to whoever waits."""
        self._is_over = True
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        await self._hang_up()
        await self._give_back()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._patience())
            try:
                await self._look()
            except (SlackError, aiohttp.ClientError, OSError) as error:
                said = error.code if isinstance(error, SlackError) else type(error).__name__
                self._fault = f"Socket Mode cannot be opened: {said}"
                log.warning("socket.not_opened reason=%s; it is tried again", said)

    async def _look(self) -> None:
        asked = time.monotonic()
        try:
            async with asyncio.timeout(self._patience()), self._db.begin() as session:
                number = await seats.hold(
                    session, self._app, holder=self._holder, now=self._clock(), lasts=self._lasts
                )
        except (SQLAlchemyError, OSError) as error:
            log.warning("socket.seat_not_kept error=%s", type(error).__name__)
            if time.monotonic() >= self._held_until:
                # Another may sit here from now on; and what Slack would give us, we could not commit.
                await self._hang_up()
            return
        self._held_until = asked + self._lasts.total_seconds()
        await (self._stand() if number is None else self._sit(number))

    def _patience(self) -> float:
        """How long to rest, or to wait for the database: not past the end of our time on a seat."""
        renew = self._renew.total_seconds()
        return min(renew, max(self._held_until - time.monotonic(), 0)) if self.socket is not None else renew

    async def _stand(self) -> None:
        if self.note is None:
            log.info("socket.%s", WARM)
        self.note, self._fault = WARM, None
        await self._hang_up()

    async def _sit(self, number: int) -> None:
        if self.socket is None:
            opened = Socket(lambda: self._client.socket_address(self._app_token), dispatch=self._dispatch)
            try:
                await opened.start()
            except BaseException:
                await self._give_back()
                raise
            if self._is_over:
                await opened.stop()
                return
            log.info("socket.seated seat=%d", number)
            self.socket = opened
        self.note = self._fault = None

    async def _hang_up(self) -> None:
        # Ours until it is closed: an order to stop may come meanwhile, and waits for it too.
        if self.socket is not None:
            await self.socket.stop()
            self.socket = None

    async def _give_back(self) -> None:
        try:
            async with asyncio.timeout(1), self._db.begin() as session:
                await seats.leave(session, self._app, holder=self._holder)
        except (SQLAlchemyError, OSError) as error:
            log.warning(
                "socket.seat_not_given_back error=%s; it is free when its time is over", type(error).__name__
            )
