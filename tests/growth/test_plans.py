"""What doors, ticks, the sender and pages ask for is found by an index: no big table is read as a whole."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

import schedules
from bot import vault
from bot.adoption import report
from bot.clock import SandboxClock
from bot.home import service as home
from bot.nudges import leeches
from bot.outbox import doubts, leases
from bot.people.rules import Person
from tests.bench import past
from tests.bench.past import CHAMPION, EMPLOYEE, FIRST, Company
from tests.conftest import KEY
from tests.doors import filled
from tests.doors.acts import ACTS
from tests.doors.conftest import WHO, Street, peopled
from tests.doors.events import EVENTS, envelope
from tests.growth.recorder import Statement, recorded
from tests.stage import shipped

pytestmark = pytest.mark.long

# All that grows with people or with time; of the others there are a few for each workspace.
BIG = frozenset(
    ("members", "attention", "absences", "nudges", "reviews", "challenge_rounds", "challenge_entries",
     "hackathons", "showings", "cues", "cue_days", "rescues", "assessments", "assessment_answers",
     "questions", "question_events", "question_drafts", "question_terms", "wins", "concerns", "rereadings",
     "weekly_uses",
     "adoption_weeks", "adoption_figures", "buddies", "buddy_pairs", "buddy_parts", "office_calls",
     "prompts", "prompt_thanks", "outbox", "admin_acts", "written_answers", "card_drafts")
)  # fmt: skip
COMPANY = Company(people=1_000, workspaces=10, first=100, weeks=26, posts_kept=13)
# As if each table were so many times as big, and what is looked for in it no more.
TIMES = 100
LEASE = timedelta(seconds=30)
FEW = frozenset(
    ("ix_outbox_ready", "ix_outbox_undelivered", "ix_outbox_sweep_at", "ix_members_unplanned")
)  # indexes of few rows
FIRST_ROWS = "_1.at < "  # the first rows by id, and of them those that are too old
SELDOM = ("a token that is out", "an uninstallation")
READS = ("SELECT", "UPDATE", "DELETE", "WITH")


async def asked(street: Street) -> list[Statement]:
    """Every statement that reads, of all that can be done at a door, each tick, the sender and the pages."""
    with recorded(street.stage.db) as statements:
        await _doors(street)
        await _minutes(street)
        await _pages(street)
    return list({one.sql: one for one in statements if one.sql.split()[0] in READS}.values())


async def _doors(street: Street) -> None:
    team_id = street.here.workspace_id
    for act in ACTS:
        for role in (filled.EMPLOYEE, filled.OWNER, filled.CHAMPION, filled.ADMIN):
            if role in act.may:
                body = street.tells(act, WHO[role], street.here, team_id=team_id)
                assert (await street.deliver(body)).status == 200
    for number, (name, event) in enumerate(EVENTS.items()):
        if name not in SELDOM:
            told = envelope(event, team_id=team_id, event_id=f"Ev{number}")
            assert (await street.deliver(told)).status == 200


async def _minutes(street: Street) -> None:
    stage = street.stage
    await stage.play.settle()
    stage.clock.advance(timedelta(hours=4))
    for tick in schedules.TICKS:
        await tick.run(stage.product.office, stage.clock())
    async with stage.db.begin() as session:
        await leeches.judge(session, FIRST, now=stage.clock())
        await leases.next_wake(session, now=stage.clock(), lasts=LEASE)
        await doubts.recover(session, now=stage.clock(), lasts=LEASE)
        await doubts.doubtful(session, now=stage.clock(), limit=8, lasts=LEASE)
        await doubts.swept(session, now=stage.clock(), limit=8, lasts=LEASE)


async def _pages(street: Street) -> None:
    stage = street.stage
    async with aiohttp.ClientSession() as http:
        for path in ("healthz", "readyz", "metrics"):
            async with http.get(f"{stage.address}/{path}") as answer:
                assert answer.status == 200, path
    async with stage.db.read() as session:
        for user in ("U1", CHAMPION, EMPLOYEE):
            await home.compose(session, shipped(), Person(FIRST, user), now=stage.clock())
        await report.page(session, FIRST, now=stage.clock())


async def whole(connection: AsyncConnection, statements: list[Statement]) -> list[str]:
    """Which big tables the plans read from end to end, and for what."""
    is_sqlite = connection.dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN (FORMAT JSON) "
    found = []
    for one in statements:
        rows = (await connection.exec_driver_sql(explain + one.sql, one.parameters)).all()
        tables = _sqlite(rows, one.sql) if is_sqlite else _postgresql(rows, one.sql)
        found += [f"{table}: {' '.join(one.sql.split())}" for table in tables]
    return found


def _sqlite(rows: Any, sql: str) -> Iterator[str]:
    for row in rows:
        step, *words = str(row[3]).split()
        if step != "SCAN" or words[-1] in FEW:
            continue
        is_first_rows = len(words) == 1 and FIRST_ROWS in sql
        # The whole of a sub-query for each row: nobody has told SQLite how many there are.
        if words[-1] == "LEFT-JOIN" or (words[0] in BIG and not is_first_rows):
            yield words[0]


def _postgresql(rows: Any, sql: str) -> Iterator[str]:
    waiting = [one["Plan"] for one in rows[0][0]]
    while waiting:
        node = waiting.pop()
        is_whole = node["Node Type"] == "Seq Scan" or (
            node["Node Type"].startswith("Index") and "Index Cond" not in node
        )
        is_first_rows = FIRST_ROWS in sql and "Filter" not in node
        is_few = node.get("Index Name") in FEW
        if is_whole and node["Relation Name"] in BIG and not is_few and not is_first_rows:
            yield node["Relation Name"]
        waiting += node.get("Plans", [])


@pytest.fixture
async def street(database_url: str, clock: SandboxClock) -> AsyncIterator[Street]:
    vault.use(vault.Vault([KEY]))
    cards = [card.id for pack in shipped().packs for card in pack.cards]
    past.write(database_url, COMPANY, cards=cards, now=clock())
    async with peopled(database_url, clock) as made:
        yield made


async def test_no_big_table_is_read_as_a_whole(street: Street) -> None:
    """And a missing index would be noticed."""
    statements = await asked(street)
    assert len(statements) > 200
    async with street.stage.db.begin() as session:
        connection = await session.connection()
        if connection.dialect.name == "postgresql":
            await connection.exec_driver_sql(f"SET LOCAL seq_page_cost = {TIMES}")
        assert await whole(connection, statements) == []
        await connection.exec_driver_sql("DROP INDEX ix_nudges_state_expires_at")
        found = await whole(connection, statements)
        await session.rollback()
    assert {one.split(":")[0] for one in found} == {"nudges"}
