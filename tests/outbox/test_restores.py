"""A backup takes the place of a lost database: the next tick goes on, and nothing is sent twice."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import make_url, select

from bot.app import Product
from bot.db import file_of
from bot.outbox import restores
from bot.outbox import service as outbox
from bot.outbox.models import Fate, OutboxMessage
from bot.outbox.restores import RESTORED, Occasion, Restored
from bot.outbox.service import Place
from tests.conftest import SECRET
from tests.outbox.acts import fate, promise, seen, words
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"
TEAM = ("ana", "kenji", "maya", "tom")
ABOUT_QUESTIONS = ("Nobody has taken", "<@", "One question still waits", "You took this question")


def copied(url: str) -> str:
    """The database as it is now, under another name."""
    file = file_of(url)
    if file is not None:
        to = file.with_name("backup.db")
        with closing(sqlite3.connect(file)) as own, closing(sqlite3.connect(to)) as copy:
            own.backup(copy)
        return f"sqlite:///{to}"
    parsed = make_url(url).set(drivername="postgresql")
    server = parsed.set(database="postgres").render_as_string(hide_password=False)
    name = f"{parsed.database}_backup"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (parsed.database,)
        )
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {parsed.database}".encode())
    return parsed.set(database=name).render_as_string(hide_password=False)


def removed(url: str) -> None:
    if file_of(url) is None:
        parsed = make_url(url).set(drivername="postgresql")
        server = parsed.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {parsed.database} WITH (FORCE)".encode())


async def backup(stage: Stage) -> str:
    await stage.db.close()
    return await asyncio.to_thread(copied, stage.product.settings.database_url)


@asynccontextmanager
async def again(
    stage: Stage, url: str, *, is_told: bool = True
) -> AsyncIterator[tuple[Stage, Restored | None]]:
    """The same Slack and the same clock, with the database of the backup."""
    settings = stage.product.settings.model_copy(update={"database_url": url})
    product = Product(settings, clock=stage.clock)
    second = await Stage.set(product, stage.workspace, clock=stage.clock, secret=SECRET)
    mark = None
    if is_told:
        async with second.db.begin() as session:
            mark = await restores.begin_again(session, now=stage.clock())
    try:
        yield second, mark
    finally:
        await second.strike()
        await asyncio.to_thread(removed, url)


def told(stage: Stage) -> Counter[tuple[str, str]]:
    """What we wrote by DM: cards by their day, for which there is one; words about questions as they are."""
    bot = stage.workspace.bot.id
    counted: Counter[tuple[str, str]] = Counter()
    for who in TEAM:
        for message in stage.workspace.channel_messages(stage.workspace.dm(who).id):
            if message.user == bot:
                day = datetime.fromtimestamp(float(message.ts), UTC).date().isoformat()
                counted[(who, message.text if message.text.startswith(ABOUT_QUESTIONS) else day)] += 1
    return counted


@pytest.mark.long
async def test_nothing_is_sent_twice_when_a_backup_takes_over(stage: Stage) -> None:
    await stage.a_team(members=TEAM, zone="Europe/Berlin")
    for who in TEAM:
        await stage.active(who)
    await stage.workspace.say("ana", ASK, channel="marketing")
    await promise(stage, "waits", due=stage.clock() + timedelta(hours=1))
    url = await backup(stage)
    await stage.pass_time(hours=9)  # a working day: cards, challenges, pings
    lost = told(stage)
    assert sum(lost.values()) >= len(TEAM)
    async with again(stage, url) as (second, mark):
        assert mark is not None and mark.looked_up >= 1
        assert stage.clock() - mark.lost_since > timedelta(hours=9)
        await second.pass_time(hours=1)
        same = told(second)
        assert same == lost, "the day goes on without a second card"
        assert seen(second) == ["waits"]
        assert await fate(second, "test:waits") == (Fate.SENT, None)
        await second.pass_time(days=3)
        after = told(second)
        assert sum(after.values()) > sum(lost.values()), "and the next day brings the next card"
        assert max(after.values()) == 1
        async with second.db.read() as session:
            stuck = await session.scalars(
                select(OutboxMessage.dedupe).where(OutboxMessage.fate.in_((Fate.UNSURE, Fate.SENDING)))
            )
            assert stuck.all() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_being_told_a_backup_repeats_what_it_does_not_know(stage: Stage) -> None:
    """So the test above can fail."""
    await stage.a_team(members=TEAM, zone="Europe/Berlin")
    for who in TEAM:
        await stage.active(who)
    url = await backup(stage)
    await stage.pass_time(hours=3)
    lost = told(stage)
    async with again(stage, url, is_told=False) as (second, _):
        await second.pass_time(minutes=30)
        assert max(told(second).values()) > 1 >= max(lost.values())


async def test_a_whisper_that_was_due_is_given_up(stage: Stage) -> None:
    ana = stage.workspace.person("ana").id
    place = Place(stage.team_id, stage.workspace.channel("general").id, user_id=ana)
    async with stage.db.begin() as session:
        await outbox.enqueue(session, words("psst"), to=place, dedupe="psst", kind="test", now=stage.clock())
    url = await backup(stage)
    await stage.play.settle()
    async with again(stage, url) as (second, mark):
        assert mark is not None and mark.expired == 1
        await second.play.settle()
        assert await fate(second, "psst") == (Fate.EXPIRED, RESTORED)
    assert len(stage.workspace.calls("chat.postEphemeral")) == 1


async def test_an_occasion_that_is_known_is_another_one(stage: Stage) -> None:
    """Two invitations of one person, months apart, are two messages, before and after a restore."""
    place = Place(stage.team_id, stage.workspace.channel("general").id)
    occasion = Occasion("invitation:U1", stage.clock() - timedelta(days=60))

    async def invite(key: str) -> None:
        async with stage.db.begin() as session:
            await outbox.enqueue(
                session, words(key), to=place, dedupe=key, kind="test", now=stage.clock(), occasion=occasion
            )
        await stage.play.settle()

    await invite("first")
    async with stage.db.begin() as session:
        await restores.begin_again(session, now=stage.clock())
    await invite("second")
    assert seen(stage) == ["first", "second"]


async def test_what_slack_has_is_made_to_fit_the_rows_of_today(stage: Stage) -> None:
    """The card that the lost database sent carries its row ids: it becomes the one we know."""
    place = Place(stage.team_id, stage.workspace.channel("general").id)
    occasion = Occasion("nudge:U1:2026-11-23", stage.clock())
    url = await backup(stage)

    async def card(on: Stage, text: str) -> None:
        async with on.db.begin() as session:
            await outbox.enqueue(
                session,
                words(text),
                to=place,
                dedupe="nudge:1",
                kind="test",
                now=stage.clock(),
                occasion=occasion,
            )
        await on.play.settle()

    await card(stage, "the card of row 1")
    stage.clock.advance(timedelta(minutes=5))
    async with again(stage, url) as (second, _):
        await card(second, "another card, also of row 1")
        assert seen(second) == ["another card, also of row 1"]
        assert len(stage.workspace.calls("chat.postMessage")) == 1


async def test_a_long_conversation_is_read_to_its_end(stage: Stage) -> None:
    place = Place(stage.team_id, stage.workspace.channel("general").id)
    occasion = Occasion("digest:1", stage.clock())
    url = await backup(stage)

    async def digest(on: Stage) -> None:
        async with on.db.begin() as session:
            await outbox.enqueue(
                session,
                words("digest"),
                to=place,
                dedupe="d",
                kind="test",
                now=stage.clock(),
                occasion=occasion,
            )
        await on.play.settle()

    await digest(stage)
    for number in range(110):  # more than Slack shows at once
        await stage.workspace.say("tom", f"lunch {number}", channel="general")
    stage.clock.advance(timedelta(minutes=5))
    async with again(stage, url) as (second, _):
        await digest(second)
    assert len(stage.workspace.calls("chat.postMessage")) == 1
