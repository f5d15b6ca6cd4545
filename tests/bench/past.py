"""Companies with a past, of any size: the database itself writes their rows, the same in every run."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    String,
    Table,
    bindparam,
    create_engine,
    event,
    insert,
    text,
)

from bot import migrate, vault
from bot.db import Base, UtcDateTime, sync_url
from bot.tables import load_tables
from tests.bench import past_sql

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday morning
A_WEEK = timedelta(days=7)
TEAM = 50  # people in a team
ZONES = ("Europe/Berlin", "Europe/London", "UTC", "America/New_York", "Asia/Kolkata", "Asia/Tokyo")
ADMIN, CHAMPION, EMPLOYEE = "U1", "U2", "U7"  # three people of the first workspace
FIRST = "T1"


# What is written refers to what is there, by its making.
AT_ONCE = {
    "sqlite": ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-400000", "PRAGMA temp_store=MEMORY"),
    "postgresql": (
        "SET session_replication_role = replica",
        "SET synchronous_commit = off",
        "SET work_mem = '256MB'",
        "SET maintenance_work_mem = '512MB'",
    ),
}


@dataclass(frozen=True)
class Company:
    """How many people in how many workspaces (the first one has `first` of them), and weeks of history."""

    people: int
    workspaces: int = 1
    first: int = 0
    weeks: int = 0
    due: int = 0  # who is to get a card now
    posts_kept: int = 13  # weeks of messages that the outbox still knows


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine for bulk writing; what it writes need not outlive the machine."""
    engine = create_engine(sync_url(url))
    settings = AT_ONCE[engine.dialect.name]

    def connected(connection: Any, _record: object) -> None:
        for setting in settings:
            connection.execute(setting)
        connection.commit()

    event.listen(engine, "connect", connected)
    yield engine
    engine.dispose()


def write(url: str, company: Company, *, cards: Sequence[str], now: datetime = NOW) -> None:
    """Migrate an empty database and fill it; ends with fresh statistics, as autovacuum keeps them."""
    load_tables()
    migrate.upgrade(url)
    with opened(url) as engine:
        tables = [table for table in Base.metadata.sorted_tables if table.name in past_sql.FILLED]
        indexes = [index for table in tables for index in table.indexes]
        with engine.begin() as connection:
            for index in indexes:
                index.drop(connection)
            _fill(connection, company, cards=cards, now=now)
            for index in indexes:
                index.create(connection)
        if engine.dialect.name == "postgresql":
            _count_on(engine)
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))


def _fill(connection: Connection, company: Company, *, cards: Sequence[str], now: datetime) -> None:
    helpers = _helpers(connection, company, cards=cards, now=now)
    first = _whole_teams(company.first or -(-company.people // company.workspaces))
    rest = _whole_teams(max(-(-(company.people - first) // max(company.workspaces - 1, 1)), 1))
    values = {
        "people": company.people,
        "first": first,
        "rest": rest,
        "workspaces": company.workspaces,
        "team": TEAM,
        "cards": len(cards),
        "zones": len(ZONES),
        "due": company.due,
        "now": now,
        "soon": now + timedelta(hours=20),
        "ago": now - timedelta(weeks=max(company.weeks, 1)),
        "today": now.date(),
        "sealed": vault._current.seal("Claude wrote the notes of the call") if vault._current else "",
        "empty": vault._current.seal("{}") if vault._current else "",
        "posts_from": (now - timedelta(weeks=company.posts_kept)).date(),
        "week_ago": (now - timedelta(days=7)).date(),
        "month_ago": (now - timedelta(days=30)).date(),
        "last_week": (now - timedelta(days=now.weekday() + 7)).date(),
        "monday": (now - timedelta(days=now.weekday())).date(),
        "later": (now + timedelta(days=60)).date(),
    }
    for statement in past_sql.STATEMENTS:
        names = [name for name in values if re.search(rf":{name}\b", statement)]
        bound = [bindparam(name, type_=_type(values[name])) for name in names]
        prepared = text(statement).bindparams(*bound)
        connection.execute(prepared, {name: values[name] for name in names})
    for table in helpers:
        table.drop(connection)


def _count_on(engine: Engine) -> None:
    """Whoever comes next gets the next id, also where ids were given."""
    with engine.begin() as connection:
        for table in past_sql.NUMBERED:
            last = f"SELECT coalesce(max(id), 1) FROM {table}"
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), ({last}))"))


def _whole_teams(people: int) -> int:
    return -(-people // TEAM) * TEAM


def _type(value: object) -> "UtcDateTime | Date | Integer | String":
    match value:
        case datetime():
            return UtcDateTime()
        case date():
            return Date()
        case int():
            return Integer()
        case _:
            return String()


def _helpers(connection: Connection, company: Company, *, cards: Sequence[str], now: datetime) -> list[Table]:
    """What the statements count with: numbers, past weeks with their moments, cards and zones by number."""
    numbers = Table("past_numbers", Base.metadata.__class__(), Column("n", Integer, primary_key=True))
    weeks = Table(
        "past_weeks",
        numbers.metadata,
        Column("n", Integer, primary_key=True),
        Column("turn", Integer, primary_key=True),
        Column("week", Date),
        Column("day", Date),
        Column("at", UtcDateTime),
        Column("later", UtcDateTime),
        Column("ends", UtcDateTime),
    )
    names = Table(
        "past_names", numbers.metadata, Column("n", Integer, primary_key=True),
        Column("card", String), Column("zone", String),
    )  # fmt: skip
    tables = [numbers, weeks, names]
    for table in tables:
        table.create(connection)
    most = max(company.people, company.workspaces) + 1
    connection.execute(
        text(
            "INSERT INTO past_numbers WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c "
            f"WHERE n < {most}) SELECT n FROM c"
        )
    )
    if moments := list(_moments(company, now)):
        connection.execute(insert(weeks), moments)
    named = [
        {"n": at, "card": cards[at % len(cards)], "zone": ZONES[at % len(ZONES)]}
        for at in range(max(len(cards), len(ZONES)))
    ]
    connection.execute(insert(names), named)
    return tables


def _moments(company: Company, now: datetime) -> Iterator[dict[str, object]]:
    """Two moments in each past week, and one of this week: Tuesdays and Thursdays before noon."""
    monday = now.date() - timedelta(days=now.weekday())
    for back in range(company.weeks, 0, -1):
        for turn, weekday in enumerate((1, 3)):
            week = monday - timedelta(weeks=back)
            day = week + timedelta(days=weekday)
            at = datetime.combine(day, time(8 + back % 3, 7 * (back % 8)), tzinfo=UTC)
            yield {
                "n": back, "turn": turn, "week": week, "day": day, "at": at,
                "later": at + timedelta(minutes=50), "ends": at + timedelta(days=2),
            }  # fmt: skip
