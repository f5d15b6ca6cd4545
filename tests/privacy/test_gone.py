"""What is removed is gone: from every table, from the bytes of the file, from every process."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from bot.app import Product
from bot.db import Base, file_of
from bot.privacy import service as privacy
from bot.workspaces import service as workspaces
from bot.workspaces.standings import FRESH
from tests.privacy.test_flow import a_life
from tests.stage import Stage

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AT_MOST = timedelta(seconds=60)


async def cells(stage: Stage) -> list[str]:
    """Every value of every table that the database really has, whatever our models say."""
    async with stage.db.read() as session:
        connection = await session.connection()
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        return [
            f"{table}: {value}"
            for table in tables
            for row in (await session.execute(text(f"SELECT * FROM {table}"))).all()
            for value in row
        ]


async def test_uninstalling_leaves_no_value_that_names_the_workspace(stage: Stage) -> None:
    await a_life(stage)
    space = stage.team_id
    assert any(space in cell for cell in await cells(stage))
    await stage.workspace.uninstall()
    people = [user.id for user in stage.workspace.state.users.values()]
    assert [cell for cell in await cells(stage) if any(word in cell for word in (space, *people))] == []


async def uninstalled(stage: Stage) -> None:
    await stage.workspace.event({"type": "app_uninstalled"})


async def revoked(stage: Stage) -> None:
    await stage.workspace.event({"type": "tokens_revoked", "tokens": {"bot": [stage.workspace.bot.id]}})


@pytest.mark.parametrize("happens", [uninstalled, revoked])
async def test_a_token_is_gone_everywhere_within_a_minute(
    stage: Stage, happens: Callable[[Stage], Awaitable[None]]
) -> None:
    """Also in a process that the event did not reach and that had just read it."""
    other = Product(stage.product.settings, clock=stage.clock)
    try:
        assert await other.standings.token(stage.team_id) == stage.workspace.state.app.bot_token
        await happens(stage)
        async with stage.db.read() as session:
            columns = Base.metadata.tables["workspaces"].c
            kept = (await session.execute(select(columns.bot_token, columns.refresh_token))).all()
        assert [row for row in kept if any(row)] == []
        assert await stage.product.standings.token(stage.team_id) is None
        assert FRESH <= AT_MOST
        stage.clock.advance(FRESH)
        assert await other.standings.token(stage.team_id) is None
    finally:
        await other.http.close()
        await other.db.close()


def held(stage: Stage) -> bytes:
    """The bytes on the disk, with nobody connected."""
    file = file_of(stage.product.settings.database_url)
    assert file is not None
    return b"".join(each.read_bytes() for each in Path(file.parent).glob(f"{file.name}*"))


@ONLY_SQLITE
async def test_an_erased_person_is_overwritten_in_the_file(stage: Stage) -> None:
    await a_life(stage)
    ana = stage.workspace.person("ana")
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("ana"), now=stage.clock(), direct=[])
    await stage.db.close()
    found = held(stage)
    assert found.count(ana.id.encode()) == 2, "the two lines of the audit, and nothing else"
    assert stage.workspace.person("maya").id.encode() in found


@ONLY_SQLITE
async def test_an_uninstalled_workspace_is_overwritten_in_the_file(stage: Stage) -> None:
    await a_life(stage)
    async with stage.db.begin() as session:
        await workspaces.uninstall(session, stage.team_id)
    await stage.db.close()
    found = held(stage)
    assert stage.team_id.encode() not in found
    assert stage.workspace.person("maya").id.encode() not in found
