"""A new version's migrations fit the version that still runs: expand now, contract a release later."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot import migrate
from bot.db import Db, sync_url
from tests.conftest import Kinds
from tests.privacy.test_flow import a_life, rows
from tests.stage import Stage

BEFORE_THE_RULE = ("0001", "0002", "0003")  # landed before anybody could have run a version without them
CHANGES = (Path(__file__).resolve().parents[1] / "CHANGELOG.md").read_text()
LONGEST_WAIT_S = 5.0
OLD = 400


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, originals: Kinds) -> Iterator[str]:
    """A database of each kind with nothing in it."""
    kind = originals(request.param)
    url = kind.empty()
    yield url
    kind.drop(url)


@dataclass(frozen=True)
class Shape:
    """What an old version relies on: columns with their kind, and what it need not fill."""

    columns: dict[str, str]
    required: set[str]
    unique: set[tuple[str, ...]]


def shapes(engine: Engine) -> dict[str, Shape]:
    found = inspect(engine)
    return {
        table: Shape(
            columns={one["name"]: _kind(one) for one in found.get_columns(table)},
            required={
                one["name"]
                for one in found.get_columns(table)
                if not one["nullable"] and one["default"] is None
            },
            unique={tuple(one["column_names"]) for one in found.get_unique_constraints(table)},
        )
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def _kind(column: Any) -> str:
    return re.sub(r" COLLATE.*", "", str(column["type"]))


def broken(before: dict[str, Shape], after: dict[str, Shape]) -> list[str]:
    """What the version before could no longer do."""
    faults = [f"table {table} is gone" for table in before if table not in after]
    for table in before.keys() & after.keys():
        old, new = before[table], after[table]
        for column, kind in old.columns.items():
            if column not in new.columns:
                faults.append(f"{table}.{column} is gone")
            elif new.columns[column] != kind:
                faults.append(f"{table}.{column} was {kind}, is {new.columns[column]}")
        faults += [f"{table}.{column} must be filled now" for column in new.required - old.required]
        faults += [f"{table} {columns} must be unique now" for columns in new.unique - old.unique]
    return faults


def test_a_migration_takes_nothing_from_the_version_before(empty_url: str) -> None:
    """Unless it names, as `contracts`, the release that stopped using what it takes away."""
    engine = create_engine(sync_url(empty_url))
    scripts = ScriptDirectory.from_config(migrate.config(empty_url))
    before: dict[str, Shape] = {}
    for revision in reversed(migrate.revisions()):
        migrate.upgrade(empty_url, revision)
        after = shapes(engine)
        released = getattr(scripts.get_revision(revision).module, "contracts", None)
        if revision not in BEFORE_THE_RULE and released is None:
            assert broken(before, after) == [], f"migration {revision}"
        if released is not None:
            assert f"## {released}" in CHANGES, f"migration {revision} contracts what no release gave up"
        before = after
    engine.dispose()


def test_the_rule_sees_what_would_break() -> None:
    old = Shape({"id": "INTEGER", "name": "TEXT"}, {"id"}, set())
    assert broken({"a": old}, {}) == ["table a is gone"]
    assert broken({"a": old}, {"a": Shape({"id": "TEXT"}, {"id"}, set())}) == [
        "a.id was INTEGER, is TEXT",
        "a.name is gone",
    ]
    more = Shape({**old.columns, "new": "TEXT"}, {"id", "new"}, {("name",)})
    assert broken({"a": old}, {"a": more}) == ["a.new must be filled now", "a ('name',) must be unique now"]
    assert broken({"a": old}, {"a": Shape({**old.columns, "new": "TEXT"}, {"id"}, set())}) == []


# --- the first version's statements, as it wrote them

PROMISE = """
INSERT INTO outbox (delivery_id, workspace_id, dedupe, kind, method, channel, body, due_at, expires_at,
                    not_before, fate, attempts, created_at, is_emptied)
VALUES (:id, 'T1', :id, 'old', 'chat.postMessage', 'C1', '{}', :now, :now, :now, 'ready', 0, :now, :no)
"""
LEASE = "UPDATE outbox SET fate = 'sending', attempts = attempts + 1, lease_token = 'x' WHERE dedupe = :id"
SETTLE = "UPDATE outbox SET fate = 'sent', sent_ts = '1.1', settled_at = :now WHERE dedupe = :id"
ASK = """
INSERT INTO questions (workspace_id, origin, source, asker_id, text, private, status, step, asked_at)
VALUES ('T1', :id, 'channel', 'U1', 'sealed', :no, 'open', 0, :now)
"""
CLAIM = "UPDATE questions SET status = 'claimed', champion_id = 'U2' WHERE origin = :id AND status = 'open'"
MEMBER = """
INSERT INTO members (workspace_id, user_id, name, zone, is_admin, granted_admin, can_learn, enrolment,
                     wants_nudges, wants_challenges, ignored_in_row, seen_at)
VALUES ('T1', :id, 'Ana', 'UTC', :no, :no, :yes, 'known', :yes, :yes, 0, :now)
"""
COUNT = "SELECT count(*) FROM {table} WHERE workspace_id = 'T1'"


class Traffic:
    """A process of the first version: it promises, sends, asks and claims until it is told to stop."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(
            sync_url(url), connect_args={"timeout": 30} if url.startswith("sqlite") else {}
        )
        self._stop = threading.Event()
        self._acted = threading.Condition()
        self.done = 0
        self.slowest = 0.0
        self.faults: list[str] = []
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Traffic":
        for _ in range(OLD):
            self.act()
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join()
        self._engine.dispose()

    def act(self) -> None:
        self.done += 1
        values = {
            "id": f"old:{self.done}",
            "now": datetime(2026, 11, 20, tzinfo=UTC),
            "no": False,
            "yes": True,
        }
        with self._engine.begin() as connection:
            for statement in (PROMISE, LEASE, SETTLE, ASK, CLAIM, MEMBER):
                asked = text(statement)
                connection.execute(asked, {name: values[name] for name in asked.compile().params})

    def _run(self) -> None:
        while not self._stop.is_set():
            began = time.perf_counter()
            try:
                self.act()
            except DBAPIError as error:
                self.faults.append(str(error.orig))
            self.slowest = max(self.slowest, time.perf_counter() - began)
            with self._acted:
                self._acted.notify_all()

    def goes_on(self, acts: int) -> None:
        """Wait for so many more acts, or a fault."""
        until = self.done + acts
        with self._acted:
            assert self._acted.wait_for(lambda: self.done >= until or self.faults, timeout=30)


def test_the_first_versions_statements_go_on_during_and_after_the_upgrade(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0001")
    with Traffic(empty_url) as traffic:
        migrate.upgrade(empty_url)
        traffic.goes_on(20)
    print(f"{traffic.done} acts of the first version, the slowest waited {traffic.slowest:.2f} s")
    assert traffic.faults == []
    assert traffic.slowest < LONGEST_WAIT_S
    engine = create_engine(sync_url(empty_url))
    with engine.connect() as connection:
        assert migrate.current(connection) == migrate.newest()
        for table in ("outbox", "questions", "members"):
            assert connection.execute(text(COUNT.format(table=table))).scalar() == traffic.done
    engine.dispose()


async def test_a_step_down_and_up_again_keeps_every_row(stage: Stage) -> None:
    await a_life(stage)
    before = {table: len(found) for table, found in (await rows(stage)).items()}
    url = stage.product.settings.database_url
    await stage.product.db.close()
    engine = create_engine(sync_url(url))
    with engine.connect() as connection:
        made = migrate.config(url)
        made.attributes["connection"] = connection
        command.downgrade(made, "-1")
        connection.commit()
        below = set(inspect(connection).get_table_names())
    engine.dispose()
    migrate.upgrade(url)
    stage.db = Db.open(url)
    after = {table: len(found) for table, found in (await rows(stage)).items()}
    emptied = {table for table in before if after[table] < before[table]}
    added = set(before) - below  # a table of the step itself has nowhere to stay
    assert emptied - added <= {"paces"}  # what it held was over in a second
    await stage.db.close()


async def test_a_process_stays_ready_while_a_newer_version_takes_over(stage: Stage) -> None:
    stage.product.migrated.set()
    async with stage.db.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'next_release'"))
    async with aiohttp.ClientSession() as http, http.get(f"{stage.address}/readyz") as ready:
        assert ready.status == 200
    async with stage.db.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    async with aiohttp.ClientSession() as http, http.get(f"{stage.address}/readyz") as ready:
        assert "is at migration 0001, this version needs" in (await ready.json())["faults"]["database"]
