"""`rekey`: everything sealed comes under the newest key, beside what runs, and no word is lost on the way."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Text, select, type_coerce, update

from bot import migrate, reseal, vault
from bot.clock import now
from bot.db import Db
from bot.outbox import service as outbox
from bot.outbox.models import OutboxMessage
from bot.outbox.service import Place
from bot.slack.blockkit import Post
from bot.vault import Vault
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation
from tests.cli.conftest import Operator, Run
from tests.conftest import KEY
from tests.privacy.test_flow import a_life
from tests.stage import Stage

NEW = Fernet.generate_key().decode()


async def sealed(stage: Stage) -> dict[str, list[str]]:
    """All that is sealed, as it lies in the database, by table and column."""
    found: dict[str, list[str]] = {}
    async with stage.db.read() as session:
        for table, columns in reseal.sealed_columns().items():
            for column in columns:
                raw = select(type_coerce(column, Text)).where(column.is_not(None))
                found[f"{table.name}.{column.name}"] = list(await session.scalars(raw))
    return found


def old_ones(found: Mapping[str, list[str]], *, newest: str) -> list[str]:
    opened = Vault([newest])
    return [name for name, values in found.items() for value in values if not opened.is_newest(value)]


async def test_a_new_first_key_comes_to_seal_everything(stage: Stage, operator: Operator) -> None:
    await a_life(stage)
    before = await sealed(stage)
    count = sum(map(len, before.values()))
    assert {"workspaces.bot_token", "outbox.body", "questions.text", "wins.text"} <= {
        name for name, values in before.items() if values
    }
    both = {"AFTERGLOW_ENCRYPTION_KEY": f"{NEW},{KEY}"}
    looked = json.loads((await operator.types("rekey", "--dry-run", "--json", **both)).stdout)
    assert looked["under_old_keys"] == count and looked["resealed"] == 0
    assert await sealed(stage) == before
    found = await operator.types("doctor", **both)
    assert f"warn  old keys        {count} of {count} sealed values lie under an old key" in found.output
    done = await operator.types("rekey", **both)
    assert done.exit_code == 0
    assert f"Done: {count} of {count} values were sealed with the newest key." in done.output
    assert old_ones(await sealed(stage), newest=NEW) == []
    found = await operator.types("doctor", **both)
    assert f"ok    old keys        0 of {count}" in found.output
    alone = await operator.types("export", AFTERGLOW_ENCRYPTION_KEY=NEW)
    assert "words of ana" in alone.stdout
    again = json.loads((await operator.types("rekey", "--json", **both)).stdout)
    assert again == {**looked, "under_old_keys": 0}


async def test_it_goes_on_where_it_was_stopped(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_life(stage)
    monkeypatch.setattr(reseal, "BATCH", 2)
    opened = Vault([NEW, KEY])
    vault.use(opened)
    total = sum(map(len, (await sealed(stage)).values()))
    renewing = reseal.renew(stage.db, opened)
    first = await anext(renewing)
    await renewing.aclose()
    assert 0 < first.resealed < total
    assert len(old_ones(await sealed(stage), newest=NEW)) == total - first.resealed
    rest = [seen.resealed async for seen in reseal.renew(stage.db, opened)]
    assert first.resealed + sum(rest) == total
    assert old_ones(await sealed(stage), newest=NEW) == []


async def test_what_somebody_writes_meanwhile_stands(stage: Stage) -> None:
    """The row changes between the look and the write: the newer words win, and the next pass seals them."""
    await a_life(stage)
    vault.use(Vault([KEY]))  # a process that was not started again yet
    opened = Vault([NEW, KEY])
    renewing = reseal.renew(stage.db, opened)
    table: Any = OutboxMessage.__table__
    batches = reseal._batches(stage.db, table, [table.c.body])
    rows = await anext(batches)
    async with stage.db.begin() as session:
        await session.execute(update(OutboxMessage).values(body='{"text": "newer"}'))
    assert await reseal._renew(stage.db, table, [table.c.body], rows, opened) == 0
    assert sum([seen.resealed async for seen in renewing]) > 0
    vault.use(Vault([NEW]))
    async with stage.db.read() as session:
        assert set(await session.scalars(select(OutboxMessage.body))) == {'{"text": "newer"}'}


async def test_what_no_key_opens_is_counted_and_left(stage: Stage, operator: Operator) -> None:
    await a_life(stage)
    lost = Vault([Fernet.generate_key().decode()]).seal("nobody's")
    async with stage.db.begin() as session:
        table: Any = OutboxMessage.__table__
        await session.execute(update(table).values({table.c.body: type_coerce(lost, Text)}))
    done = await operator.types("rekey", AFTERGLOW_ENCRYPTION_KEY=f"{NEW},{KEY}")
    assert done.exit_code == 1
    assert "values open with none of the keys" in done.output
    assert set((await sealed(stage))["outbox.body"]) == {lost}


# --- keys in a file, on SQLite alone


async def a_bot(folder: Path) -> Db:
    """A database with a key file beside it, and a message promised."""
    url = f"sqlite:///{folder}/var/afterglow.db"
    await asyncio.to_thread(migrate.upgrade, url)
    vault.unlock(None, folder / "var/encryption.key")
    db = Db.open(url)
    async with db.begin() as session:
        await workspaces.install(session, Installation("T1", "One", "xoxb-one", "U0BOT"), now=now())
    await promise(db, "before")
    return db


async def promise(db: Db, text: str) -> None:
    async with db.begin() as session:
        await outbox.enqueue(session, Post(text), to=Place("T1", "C1"), dedupe=text, kind="x", now=now())


async def test_a_key_in_a_file_is_replaced_while_a_process_runs(run: Run, tmp_path: Path) -> None:
    db = await a_bot(tmp_path)
    running = vault.current()
    file = tmp_path / "var/encryption.key"
    old = file.read_text()
    done = await asyncio.to_thread(run, "rekey", "--new-key", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["resealed"] == 3
    assert old not in file.read_text() and len(file.read_text().split()) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    vault.use(running)  # the process that ran all the while opens what was sealed anew, and seals with it
    await promise(db, "after")
    async with db.read() as session:
        bodies = [json.loads(body)["text"] for body in await session.scalars(select(OutboxMessage.body))]
    assert bodies == ["before", "after"]
    await db.close()
    found = await asyncio.to_thread(run, "rekey", "--dry-run")
    assert "0 of 4 values lie under an old key." in found.stdout


async def test_an_interruption_leaves_both_keys_in_the_file(run: Run, tmp_path: Path) -> None:
    db = await a_bot(tmp_path)
    await db.close()
    file = tmp_path / "var/encryption.key"
    vault.put_first(NEW, file)  # and then the power went
    assert len(file.read_text().split()) == 2
    done = await asyncio.to_thread(run, "rekey")
    assert "Done: 3 of 3" in done.output
    assert file.read_text().split() == [NEW]


async def test_the_old_key_stays_for_another_database_beside(run: Run, tmp_path: Path) -> None:
    await (await a_bot(tmp_path)).close()
    sqlite3.connect(tmp_path / "var/sandbox.db").close()
    done = await asyncio.to_thread(run, "rekey", "--new-key")
    assert "The old key stays in var/encryption.key, because sandbox.db beside it may need it." in done.stdout
    assert len((tmp_path / "var/encryption.key").read_text().split()) == 2


def test_a_key_that_is_a_setting_is_the_operators_to_change(run: Run) -> None:
    done = run("rekey", "--new-key", env={"AFTERGLOW_ENCRYPTION_KEY": KEY})
    assert done.exit_code == 2
    assert "AFTERGLOW_ENCRYPTION_KEY=new,old" in done.output
    assert run("rekey", "--new-key", "--dry-run").exit_code == 2
