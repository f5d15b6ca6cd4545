"""Two workspaces with equal ids in one installation, each with a row of everything."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import takewhile

import pytest
from sqlalchemy import func, select

from bot.clock import SandboxClock
from bot.outbox.models import OutboxMessage
from bot.sandbox.delivery import Answer, Kind
from bot.sandbox.state import Json, Way
from bot.sandbox.workspace import SandboxWorkspace
from tests.conftest import SECRET, staged
from tests.doors import filled, tellings
from tests.doors.filled import Act
from tests.doors.rows import ANA, BEN, GAIL, LEILA, MARKETING, MAYA, OTTO, PRIYA, Rows, furnish
from tests.doors.tables import Tables
from tests.stage import Stage

WHO = {
    filled.EMPLOYEE: LEILA,
    filled.OWNER: ANA,
    filled.CHAMPION: MAYA,
    filled.OTHER_CHAMPION: BEN,
    filled.ADMIN: PRIYA,
    filled.GUEST: GAIL,
    filled.LEFT: OTTO,
    filled.NEIGHBOUR: PRIYA,
}
KINDS = {"command": Kind.COMMAND}
INSTALLED_BY_OAUTH = {
    "slack_client_id": "1000.2000",
    "slack_client_secret": "sandbox-client-secret",
    "slack_signing_secret": SECRET,
}
SHOWING = ("views.open", "views.push", "views.update")


@dataclass
class Street:
    """The product, its two workspaces, and what each of them holds."""

    stage: Stage
    neighbour: SandboxWorkspace
    tables: Tables
    rows: list[Rows] = field(default_factory=list)
    quiet: int = 0  # the last message that was promised while all this was made

    @property
    def here(self) -> Rows:
        return self.rows[0]

    @property
    def there(self) -> Rows:
        return self.rows[1]

    def workspace(self, team_id: str) -> SandboxWorkspace:
        return self.stage.workspace if team_id == self.stage.team_id else self.neighbour

    def tells(self, act: Act, user_id: str, rows: Rows, *, team_id: str) -> Json:
        """What Slack sends of an act: the trigger, the address and the view in it are good."""
        return tellings.told(act, rows, user_id, team_id=team_id, keys=self._keys(user_id, team_id))

    def _keys(self, user_id: str, team_id: str) -> Callable[[str], str]:
        state = self.workspace(team_id).state

        def key(kind: str) -> str:
            if kind == "trigger":
                return state.new_trigger(user_id)
            if kind == "url":
                return state.new_response_url(user_id, MARKETING)
            view = state.new_view(user_id, {"type": "modal", "blocks": []})
            state.modals[user_id] = [view]
            return view.id

        return key

    async def deliver(self, body: Json) -> Answer:
        """Send it as Slack would: signed, over HTTP."""
        door = self.stage.workspace.door
        assert door is not None
        is_event = body.get("type") == "event_callback"
        kind = Kind.COMMAND if "command" in body else Kind.EVENT if is_event else Kind.INTERACTIVE
        return await door.send(kind, body)

    def mark(self, team_id: str) -> int:
        """How far the log of a workspace has come."""
        log = self.workspace(team_id).state.log
        return log[-1].id if log else 0

    def shown_since(self, mark: int, team_id: str) -> str:
        """The modals that were opened or changed since then."""
        seen = takewhile(lambda one: one.id > mark, reversed(self.workspace(team_id).state.log))
        return json.dumps([one.args for one in seen if one.way is Way.OUT and one.title in SHOWING])

    async def promised(self) -> str:
        """The messages that wait to be sent."""
        async with self.stage.db.read() as session:
            rows = await session.scalars(select(OutboxMessage.body).where(OutboxMessage.id > self.quiet))
            return "".join(map(str, rows))

    async def forget(self) -> None:
        """What the process remembers is not what the database holds any more."""
        self.stage.product.bindings.forget()
        self.stage.product.standings.forget()


@pytest.fixture
async def street(database_url: str, clock: SandboxClock) -> AsyncIterator[Street]:
    async with peopled(database_url, clock) as made:
        yield made
        faults = made.stage.workspace.faults + made.neighbour.faults
    assert faults == [], "Slack would refuse these blocks"


@asynccontextmanager
async def peopled(database_url: str, clock: SandboxClock, **settings: str) -> AsyncIterator[Street]:
    """The product in two workspaces, each with a row of everything."""
    neighbour = SandboxWorkspace(clock, team_id="T0S0UTHW1ND", name="Southwind")
    async with staged(database_url, clock, neighbour, **INSTALLED_BY_OAUTH, **settings) as stage:
        neighbour.door = stage.workspace.door
        made = Street(stage, neighbour, Tables(database_url))
        for each in (stage.workspace, neighbour):
            await stage.move_in(each)
        await stage.product.read_rosters()
        for each, mark in ((stage.workspace, "Zanzibar"), (neighbour, "Bratislava")):
            async with stage.db.begin() as session:
                rows = await furnish(
                    session, stage.product.shelf.catalog, each.state.team_id, mark=mark, now=clock()
                )
            made.rows.append(rows)
        async with stage.db.read() as session:
            made.quiet = await session.scalar(select(func.max(OutboxMessage.id))) or 0
        stage.resume()
        yield made
        made.tables.close()
