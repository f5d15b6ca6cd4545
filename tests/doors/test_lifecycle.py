"""Workspaces come and go, people change, the database goes away: nothing is lost, nothing stays behind."""

import aiohttp
import pytest
from sqlalchemy import create_engine, select, text

from bot.db import Base, sync_url
from bot.people.models import Member
from bot.sandbox.state import User
from bot.workspaces import service as workspaces
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


async def test_the_roster_leaves_out_bots_guests_and_leavers(stage: Stage) -> None:
    async with stage.db.read() as session:
        members = (await session.scalars(select(Member))).all()
    can_learn = {one.user_id for one in members if one.can_learn}
    everyone = stage.workspace.state.users.values()
    expected = {one.id for one in everyone if not (one.is_bot or one.is_restricted or one.deleted)}
    assert can_learn == expected
    assert (await stage.member("kenji")).zone == "Asia/Tokyo"


async def test_a_new_colleague_and_a_move_are_noticed(stage: Stage) -> None:
    await stage.workspace.hire(User(id="U0NEW", handle="nora", name="Nora Lind", zone="Europe/Oslo"))
    assert (await stage.member("nora")).zone == "Europe/Oslo"
    await stage.workspace.change("nora", zone="America/Lima")
    assert (await stage.member("nora")).zone == "America/Lima"


async def test_an_archived_channel_is_no_teams_channel_any_more(stage: Stage) -> None:
    team = await stage.a_team()
    await stage.workspace.archive("dana", "marketing")
    async with stage.db.read() as session:
        await session.refresh(team_again := await session.merge(team, load=True))
    assert team_again.channel_id is None


async def test_uninstalling_leaves_no_row_of_the_workspace(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.uninstall()
    async with stage.db.read() as session:
        for table in Base.metadata.sorted_tables:
            if "workspace_id" in table.columns:
                assert (await session.execute(select(table))).all() == [], table.name


async def test_a_revoked_token_is_forgotten_and_the_data_kept(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.event({"type": "tokens_revoked", "tokens": {"bot": [stage.workspace.bot.id]}})
    async with stage.db.read() as session:
        found = await workspaces.find(session, stage.team_id)
        assert (await session.scalars(select(Member))).first() is not None
    assert found is not None
    assert found.bot_token is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_while_the_database_is_away_events_are_refused_and_slack_brings_them_again(
    stage: Stage, postgres: str
) -> None:
    await stage.a_team()
    name = stage.product.settings.database_url.rsplit("/", 1)[1].split("?")[0]
    stage.workspace.settle = _nothing
    _admin(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", cut=name)
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    async with aiohttp.ClientSession() as http, http.get(f"{stage.address}/readyz") as ready:
        assert ready.status == 503
        assert "database" in (await ready.json())["faults"]
    _admin(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    stage.workspace.settle = stage.play.settle
    assert stage.workspace.thread(question) == []
    await stage.workspace.deliver_retries()
    assert len(stage.workspace.thread(question)) == 1
    async with aiohttp.ClientSession() as http, http.get(f"{stage.address}/readyz") as ready:
        assert ready.status == 200


async def _nothing() -> None:
    return None


def _admin(server: str, statement: str, *, cut: str | None = None) -> None:
    engine = create_engine(sync_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
        if cut:
            kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(kill), {"name": cut})
    engine.dispose()
