"""Installed for a whole organisation: one token, workspaces that stay apart, and each way in and out."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select, text, update

from bot.clock import SandboxClock
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person
from bot.sandbox.delivery import Answer, Kind
from bot.sandbox.state import Json
from bot.sandbox.workspace import SandboxWorkspace
from bot.workspaces import organisations
from bot.workspaces import service as workspaces
from bot.workspaces.models import Organisation, Workspace
from bot.workspaces.organisations import Granted
from tests.conftest import staged
from tests.doors.conftest import INSTALLED_BY_OAUTH
from tests.doors.events import POST
from tests.doors.rows import ANA, MARKETING
from tests.stage import Stage

ABOVE, TOKEN, NEXT = "E0W1NDWARD", "xoxb-sandbox-organisation", "xoxb-sandbox-organisation-2"
SOUTH, WEST = "T0S0UTHW1ND", "T0WESTW1ND"
STRANGER: Json = {
    "team_id": "E0STRANGER",
    "enterprise_id": "E0STRANGER",
    "authorizations": [{"enterprise_id": "E0STRANGER", "team_id": None, "is_enterprise_install": True}],
}


@dataclass
class Grid:
    """An organisation with two workspaces behind one Slack, and the product that was granted both."""

    stage: Stage
    other: SandboxWorkspace

    @property
    def ours(self) -> str:
        return self.stage.team_id

    async def install(self, token: str = TOKEN) -> None:
        async with self.stage.db.begin() as session:
            granted = Granted(ABOVE, "Windward", token, bot_user_id=self.stage.workspace.bot.id)
            await organisations.install(session, granted, now=self.stage.clock())

    async def deliver(self, body: Json) -> Answer:
        door = self.stage.workspace.door
        assert door is not None
        kind = Kind.COMMAND if "command" in body else Kind.EVENT if "event" in body else Kind.INTERACTIVE
        return await door.send(kind, body)

    async def tokens(self) -> dict[str, str | None]:
        async with self.stage.db.read() as session:
            rows = await session.scalars(select(Workspace))
            return {one.workspace_id: one.bot_token for one in rows}

    async def members(self, workspace_id: str) -> int:
        async with self.stage.db.read() as session:
            rows = await session.scalars(select(Member.id).where(Member.workspace_id == workspace_id))
            return len(rows.all())


@pytest.fixture
async def grid(database_url: str, clock: SandboxClock) -> AsyncIterator[Grid]:
    other = SandboxWorkspace(clock, team_id=SOUTH, name="Southwind")
    async with staged(database_url, clock, other, **INSTALLED_BY_OAUTH) as stage:
        for each in (stage.workspace, other):
            each.state.app = replace(each.state.app, organisation=ABOVE, organisation_token=TOKEN)
        yield Grid(stage, other)


def event(kind: str, team_id: str | None, **data: object) -> Json:
    """As Slack tells it to an app that an organisation installed."""
    granted = {"enterprise_id": ABOVE, "team_id": team_id, "is_bot": True, "is_enterprise_install": True}
    return {
        "type": "event_callback", "team_id": team_id or ABOVE, "enterprise_id": ABOVE,
        "context_team_id": team_id, "event_id": f"Ev{kind}{team_id}", "authorizations": [granted],
        "event": {"type": kind, **data},
    }  # fmt: skip


def typed(team_id: str, words: str) -> Json:
    return {
        "command": "/afterglow", "text": words, "team_id": team_id, "user_id": ANA, "channel_id": MARKETING,
        "trigger_id": "1.2.3", "enterprise_id": ABOVE, "is_enterprise_install": "true",
    }  # fmt: skip


def submitted(team_id: str, words: str) -> Json:
    """A form of an organisation's app: it names no workspace but the person's."""
    view = {
        "id": "V1", "type": "modal", "callback_id": "questions.ask_form", "private_metadata": "",
        "app_installed_team_id": ABOVE, "team_id": ABOVE,
        "state": {"values": {
            "text": {"text": {"type": "plain_text_input", "value": words}},
            "where": {"where": {"type": "radio_buttons", "selected_option": {"value": "private"}}},
        }},
    }  # fmt: skip
    return {
        "type": "view_submission", "team": None, "enterprise": {"id": ABOVE, "name": "Windward"},
        "is_enterprise_install": True, "user": {"id": ANA, "team_id": team_id}, "view": view,
    }  # fmt: skip


async def test_the_workspaces_of_a_granted_token_are_known_by_name_with_their_own_people(grid: Grid) -> None:
    await grid.install()
    await grid.stage.product.read_rosters()
    assert await grid.tokens() == {grid.ours: TOKEN, SOUTH: TOKEN}
    assert await grid.members(grid.ours) > 5 and await grid.members(SOUTH) > 5
    async with grid.stage.db.read() as session:
        rows = (await session.scalars(select(Workspace))).all()
        (raw,) = (await session.execute(text("SELECT bot_token FROM organisations"))).one()
    assert {one.name for one in rows} == {"Northwind", "Southwind"}
    assert {one.enterprise_id for one in rows} == {ABOVE}
    assert TOKEN not in raw
    assert await grid.stage.product.standings.token(SOUTH) == TOKEN


async def test_a_workspace_that_is_first_heard_of_is_found_by_its_organisation(grid: Grid) -> None:
    assert (await grid.deliver(typed(WEST, "why"))).status == 403
    await grid.install()
    assert (await grid.deliver(typed(WEST, "why") | {"is_enterprise_install": "false"})).status == 403
    assert (await grid.deliver(typed(WEST, "why") | {"enterprise_id": "E0STRANGER"})).status == 403
    assert await grid.tokens() == {}
    assert (await grid.deliver(typed(WEST, "why"))).status == 200
    assert await grid.tokens() == {WEST: TOKEN}


@pytest.mark.parametrize("team_id", [SOUTH, WEST])
async def test_what_is_done_in_one_workspace_is_of_that_workspace_alone(grid: Grid, team_id: str) -> None:
    await grid.install()
    await grid.stage.product.read_rosters()
    asked = POST | {"type": "app_mention", "text": "<@U0AFTERGL0W> How do I ask Claude for a table?"}
    inner = {key: value for key, value in asked.items() if key != "type"}
    assert (await grid.deliver(event("app_mention", team_id, **inner))).status == 200
    assert (await grid.deliver(typed(team_id, "ask How do I get a table?"))).status == 200
    assert (await grid.deliver(submitted(team_id, "How do I get a chart?"))).status == 200
    async with grid.stage.db.read() as session:
        for name in ("questions", "outbox"):
            found = await session.execute(text(f"SELECT DISTINCT workspace_id FROM {name}"))
            assert [one for (one,) in found] == [team_id], name
        assert await session.scalar(text("SELECT count(*) FROM questions")) == 3


async def test_slack_tells_which_workspaces_come_and_go(grid: Grid) -> None:
    await grid.install()
    assert (await grid.deliver(event("team_access_granted", None, team_ids=[grid.ours, WEST]))).status == 200
    assert await grid.tokens() == {grid.ours: TOKEN, WEST: TOKEN}
    async with grid.stage.db.begin() as session:
        for team_id in (grid.ours, WEST):
            await people.member(session, Person(team_id, ANA), now=grid.stage.clock())
    assert (await grid.deliver(event("team_access_revoked", WEST, team_ids=[WEST]))).status == 200
    assert await grid.tokens() == {grid.ours: TOKEN}
    assert (await grid.members(grid.ours), await grid.members(WEST)) == (1, 0)


@pytest.mark.parametrize("team_id", [None, SOUTH])
async def test_an_organisation_that_removes_us_leaves_nothing_but_workspaces_with_a_token_of_their_own(
    grid: Grid, team_id: str | None
) -> None:
    await grid.stage.move_in(grid.stage.workspace)
    own = grid.stage.workspace.state.app.bot_token
    async with grid.stage.db.begin() as session:  # Slack names the organisation at its installation too
        await session.execute(update(Workspace).values(enterprise_id=ABOVE))
    await grid.install()
    await grid.stage.product.read_rosters()
    assert await grid.tokens() == {grid.ours: own, SOUTH: TOKEN}
    assert (await grid.deliver(event("app_uninstalled", team_id))).status == 200
    assert await grid.tokens() == {grid.ours: own}
    assert await grid.members(SOUTH) == 0 < await grid.members(grid.ours)
    async with grid.stage.db.read() as session:
        assert (await session.scalars(select(Organisation))).all() == []


async def test_a_token_that_is_out_is_out_for_all_and_the_next_one_is_for_all_too(grid: Grid) -> None:
    await grid.install()
    await grid.stage.product.read_rosters()
    people_here = await grid.members(SOUTH)
    assert (await grid.deliver(event("tokens_revoked", None, tokens={"bot": ["U0AFTERGL0W"]}))).status == 200
    assert await grid.tokens() == {grid.ours: None, SOUTH: None}
    assert await grid.members(SOUTH) == people_here
    assert (await grid.deliver(event("app_uninstalled", None) | STRANGER)).status == 200
    await grid.install(NEXT)
    assert await grid.tokens() == {grid.ours: NEXT, SOUTH: NEXT}


async def test_a_removal_that_comes_after_its_token_is_out_still_takes_everything(grid: Grid) -> None:
    await grid.install()
    await grid.stage.product.read_rosters()
    assert (await grid.deliver(event("tokens_revoked", SOUTH, tokens={"bot": ["U0AFTERGL0W"]}))).status == 200
    assert (await grid.deliver(event("app_uninstalled", SOUTH))).status == 200
    assert await grid.tokens() == {}
    assert await grid.members(grid.ours) + await grid.members(SOUTH) == 0


async def test_another_organisations_events_change_nothing_here(grid: Grid) -> None:
    await grid.install()
    await grid.stage.product.read_rosters()
    before = await grid.tokens()
    for kind in ("app_uninstalled", "team_access_revoked", "team_access_granted"):
        body = event(kind, None, team_ids=[SOUTH, WEST])
        assert (await grid.deliver(body | STRANGER)).status == 200
    assert await grid.tokens() == before
    async with grid.stage.db.read() as session:
        assert len(await workspaces.active(session)) == 2
