"""The stage of a flow test: the product, the fake Slack, and a clock to move."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

import schedules
from bot.app import Product
from bot.champions import service as champions
from bot.clock import SandboxClock
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.packs.catalog import Catalog
from bot.packs.loader import load
from bot.people import service as people
from bot.people.models import Member, Team
from bot.people.rules import Person
from bot.people.service import TeamPlan
from bot.sandbox.delivery import HttpDoor
from bot.sandbox.play import Play
from bot.sandbox.state import User
from bot.sandbox.workspace import SandboxWorkspace
from bot.web.server import Server
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation

PATIENCE = 30.0  # in seconds; Slack waits for three, and a busy machine may take longer


@lru_cache(maxsize=1)
def shipped() -> Catalog:
    """The shipped packs, read once for all tests."""
    return load().catalog


class Stage:
    """Nothing happens by itself here: a test acts, and the outbox is drained after each act."""

    def __init__(self, product: Product, workspace: SandboxWorkspace, clock: SandboxClock) -> None:
        self.product = product
        self.workspace = workspace
        self.clock = clock
        self.play = Play(product, clock)
        self.db = product.db
        self.address = ""
        self._server: Server | None = None
        self._door: HttpDoor | None = None

    @classmethod
    async def set(
        cls, product: Product, workspace: SandboxWorkspace, *, clock: SandboxClock, secret: str
    ) -> "Stage":
        """Open the product's doors, before a fake workspace that it may be installed in already."""
        stage = cls(product, workspace, clock)
        stage._server = Server(product.web_app(secrets=[secret]), host="127.0.0.1", port=0)
        port = await stage._server.start()
        stage.address = f"http://127.0.0.1:{port}"
        stage._door = HttpDoor(f"{stage.address}/slack/events", secret, patience=PATIENCE)
        workspace.door = stage._door
        workspace.settle = stage.play.settle
        product.shelf.catalog = shipped()
        return stage

    async def install(self) -> None:
        """Install the product in the fake workspace and read its roster, with all that is due then."""
        await self.move_in(self.workspace)
        await self.play.run_ticks()

    async def move_in(self, workspace: SandboxWorkspace) -> None:
        """Be installed in a fake workspace, this one or another behind the same Slack."""
        token = workspace.state.app.bot_token
        who = await self.product.client.identify(token)
        async with self.db.begin() as session:
            await workspaces.install(
                session,
                Installation(
                    workspace_id=who.workspace_id,
                    name=who.name,
                    bot_token=token,
                    bot_user_id=who.bot_user_id,
                    bot_id=who.bot_id,
                    scopes=who.scopes,
                    url=who.url,
                ),
                now=self.clock(),
            )

    def resume(self) -> None:
        """Go on after an installation at this moment: its ticks have run."""
        self.product._ticked.update({tick.name: self.clock() for tick in schedules.TICKS})

    async def close_the_door(self) -> None:
        """Stop serving, as SIGTERM does."""
        if self._server is not None:
            await self._server.stop()
            self._server = None

    async def strike(self) -> None:
        """Take everything down."""
        if self._door is not None:
            await self._door.close()
        if self._server is not None:
            await self._server.stop()
        await self.product.http.close()
        await self.product.db.close()

    @property
    def team_id(self) -> str:
        """The Slack workspace's id."""
        return self.workspace.state.team_id

    def person(self, who: User | str) -> Person:
        return Person(self.team_id, self.workspace.person(who).id)

    async def a_team(
        self,
        name: str = "Marketing",
        *,
        role: str = "marketing",
        channel: str | None = "marketing",
        members: Sequence[str] = ("ana", "maya", "tom"),
        led_by: Sequence[str] = ("maya", "tom"),
        zone: str = "UTC",
    ) -> Team:
        """A team with its people and champions, as an admin would have set it up.

        A test begins at 08:00 UTC: in Berlin the working day has begun, in UTC it has not.
        """
        ids = [self.workspace.person(one).id for one in members]
        channel_id = self.workspace.channel(channel).id if channel else None
        async with self.db.begin() as session:
            team = await people.save_team(
                session, self.team_id, TeamPlan(name, role, channel_id, ids), team_id=None, now=self.clock()
            )
            team.zone = zone
            leading = [await people.member(session, self.person(one), now=self.clock()) for one in led_by]
            await champions.appoint(session, self.team_id, leading, team_id=team.id, now=self.clock())
        self.product.bindings.forget()
        return team

    async def active(self, who: User | str) -> Member:
        """Somebody who pressed Start, as they now are."""
        async with self.db.begin() as session:
            await enrolment.start(session, self.person(who), Wishes(), now=self.clock())
        return await self.member(who)

    async def member(self, who: User | str) -> Member:
        """What we know of a person now."""
        async with self.db.read() as session:
            found = await people.find(session, self.person(who))
        if found is None:
            raise LookupError(f"{who} is on no roster")
        return found

    async def pass_time(self, **by: float) -> None:
        """Let time pass as in the sandbox: by leaps, with everything that falls due on the way."""
        await self.play.advance(timedelta(**by))
