"""`copy`: everything comes to the other database as it was, and the product goes on there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Select, Table, select, text, update

from bot import copying
from bot.db import Base, Db
from bot.outbox.service import Message, Place, enqueue_all
from bot.people.models import Member
from tests.cli.conftest import Operator, Run
from tests.conftest import KEY, Kinds
from tests.privacy.test_flow import a_life
from tests.stage import Stage


@pytest.fixture
def elsewhere(originals: Kinds, database_url: str) -> Iterator[str]:
    """An empty database of the other kind, without a table in it."""
    kind = originals("postgresql" if database_url.startswith("sqlite") else "sqlite")
    url = kind.empty()
    yield url
    kind.drop(url)


async def everything(db: Db) -> dict[str, list[tuple[Any, ...]]]:
    """Every row there is, opened."""
    async with db.read() as session:
        return {
            table.name: [
                tuple(row) for row in await session.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
        }


def _all(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key)


async def test_everything_comes_to_the_other_database_as_it_was(
    stage: Stage, operator: Operator, elsewhere: str
) -> None:
    await a_life(stage)
    done = await operator.types("copy", elsewhere, "--json")
    assert done.exit_code == 0, done.output
    there = Db.open(elsewhere)
    before, after = await everything(stage.db), await everything(there)
    assert after == before
    assert json.loads(done.stdout) == {name: len(rows) for name, rows in before.items()}
    assert sum(map(len, before.values())) > 50
    await there.close()


async def test_what_is_written_there_next_gets_the_next_numbers(
    stage: Stage, operator: Operator, elsewhere: str
) -> None:
    await a_life(stage)
    assert (await operator.types("copy", elsewhere)).exit_code == 0
    there = Db.open(elsewhere)
    async with there.begin() as session:
        promised = [
            Message("{}", to=Place(stage.team_id, "U1"), dedupe=f"new:{number}") for number in range(2)
        ]
        await enqueue_all(session, promised, kind="test", now=stage.clock())
    if there.dialect == "postgresql":
        for name, rows in (await everything(there)).items():
            if "id" in Base.metadata.tables[name].columns:
                assert await _next(there, name) > max((row[0] for row in rows), default=0), name
    await there.close()


async def _next(db: Db, table: str) -> int:
    async with db.begin() as session:
        number = await session.scalar(text(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))"))
    return int(number)


async def test_a_database_that_holds_something_is_left_alone(
    stage: Stage, operator: Operator, elsewhere: str
) -> None:
    await a_life(stage)
    assert (await operator.types("copy", elsewhere)).exit_code == 0
    there = Db.open(elsewhere)
    before = await everything(there)
    again = await operator.types("copy", elsewhere)
    assert again.exit_code == 1
    assert again.stderr.startswith("afterglow: nothing was copied:")
    assert "has rows in the other database" in again.stderr
    assert await everything(there) == before
    await there.close()


async def test_what_fails_on_the_way_leaves_nothing_behind(
    stage: Stage, operator: Operator, elsewhere: str
) -> None:
    await a_life(stage)
    there = Db.open(elsewhere)
    assert (await operator.types("migrate", DATABASE_URL=elsewhere)).exit_code == 0
    with pytest.raises(RuntimeError, match="pulled"):
        async for table in copying.copy(stage.db, there):
            if table.table == "questions":
                raise RuntimeError("the plug was pulled")
    assert {name for name, rows in (await everything(there)).items() if rows} == set()
    await there.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_the_other_database_refuses_is_said_in_one_line(
    stage: Stage, operator: Operator, elsewhere: str
) -> None:
    ana = await stage.active("ana")
    async with stage.db.begin() as session:
        await session.execute(update(Member).where(Member.id == ana.id).values(user_id="U" * 500))
    done = await operator.types("copy", elsewhere)
    assert done.exit_code == 1
    said = done.stderr.splitlines()[-1]
    assert said.startswith("afterglow: nothing was copied: a database refused: value too long")
    there = Db.open(elsewhere)
    assert {name for name, rows in (await everything(there)).items() if rows} == set()
    await there.close()


def test_another_kind_of_address_is_refused(run: Run) -> None:
    done = run("copy", "mysql://x", env={"AFTERGLOW_ENCRYPTION_KEY": KEY})
    assert done.exit_code == 2
    assert "URL must be sqlite:///path or postgresql://…" in done.output
