"""After three years no table is bigger than after two: what keeps each one small is written down."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import func, select

from bot import vault
from bot.db import Base, Db
from bot.outbox.retention import KEPT
from bot.tables import load_tables
from schedules import housekeeping
from schedules.office import Office
from tests.bench import past
from tests.bench.past import Company
from tests.conftest import KEY, Kinds
from tests.stage import shipped

pytestmark = pytest.mark.long

load_tables()
ROOT = Path(__file__).resolve().parents[2]
YEAR = 52


async def sizes(url: str, *, weeks: int) -> dict[str, int]:
    """How many rows each table has after so many weeks and an hour's housekeeping."""
    vault.use(vault.Vault([KEY]))
    cards = [card.id for pack in shipped().packs for card in pack.cards]
    past.write(url, Company(people=50, weeks=weeks, posts_kept=weeks), cards=cards)
    db = Db.open(url)
    office = Office(db, cast(Any, None), cast(Any, None), cast(Any, None), cast(Any, None))
    await housekeeping.forget_messages(office, past.NOW)
    await housekeeping.forget_the_past(office, past.NOW)
    async with db.read() as session:
        found = {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
    await db.close()
    return found


async def test_a_third_year_adds_no_row(originals: Kinds, database_url: str) -> None:
    kind = originals("sqlite" if database_url.startswith("sqlite") else "postgresql")
    another = kind.copy(installed_at=None)
    two, three = await sizes(database_url, weeks=2 * YEAR + 2), await sizes(another, weeks=3 * YEAR)
    kind.drop(another)
    assert three == two
    assert two["nudges"] > 5_000
    assert two["outbox"] < two["nudges"] / 4


def test_the_bound_of_every_table_is_written_down() -> None:
    told = (ROOT / "docs" / "operating.md").read_text().split("### What bounds each table")[1].split("###")[0]
    assert [table for table in Base.metadata.tables if f"`{table}`" not in told] == []


def test_every_kind_of_message_has_its_time() -> None:
    known = {kind for kinds in KEPT.values() for kind in kinds}
    assert max(KEPT) <= timedelta(days=730)
    assert _kinds_in_the_source() - known == set()


def _kinds_in_the_source() -> set[str]:
    source = "".join(path.read_text() for path in (ROOT / "bot").rglob("*.py") if "sandbox" not in path.parts)
    constants = re.findall(r"^(?:NUDGE, RHYTHM|INVITATION|CHALLENGE) = (.+)$", source, flags=re.MULTILINE)
    plain = re.findall(r'\bkind="([a-z_.]+)"', source)
    chosen = re.findall(r'\bkind="([a-z_.]+)" if .* else "([a-z_.]+)"', source)
    named = {word for line in constants for word in re.findall(r'"([a-z_.]+)"', line)}
    return {*plain, *(one for pair in chosen for one in pair), *named}
