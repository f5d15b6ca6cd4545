"""Doubts about AI: answered to their author alone, counted without names."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from bot.adoption import report
from bot.concerns import service as concerns
from bot.concerns.models import Concern
from bot.outbox.models import OutboxMessage
from bot.people import roster
from bot.privacy import service as privacy
from bot.reading import rules as reading
from tests.stage import Stage

DOUBT = "Honestly I am worried that AI is going to replace our whole team within a year."
FIVE = ("ana", "maya", "tom", "leila", "ben")
WELCOME = "Doubts about AI are welcome here."


@pytest.fixture
async def marketing(stage: Stage) -> Stage:
    """A team of five in its channel; Dana listens to doubts."""
    await stage.a_team(members=FIVE)
    for who in FIVE:
        await stage.workspace.invite(who, "marketing")
    async with stage.db.begin() as session:
        dana = stage.person("dana").user_id
        await roster.let_listen(session, stage.team_id, [dana], now=stage.clock())
    return stage


def shown_to(stage: Stage, who: str) -> list[str]:
    return [str(one.blocks) for one in stage.workspace.ephemerals(who) if WELCOME in one.text]


async def counted(stage: Stage) -> list[Concern]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(Concern)))


async def signs(stage: Stage) -> list[str]:
    async with stage.db.read() as session:
        found = await concerns.signs(session, stage.team_id, now=stage.clock())
    return [one.team for one in found]


def test_the_reader_is_sure_of_it() -> None:
    assert reading.is_worried(reading.read(DOUBT))


async def test_its_author_alone_is_shown_who_listens(marketing: Stage) -> None:
    said = await marketing.workspace.say("ana", DOUBT, channel="marketing")
    assert marketing.workspace.thread(said) == []
    (shown,) = shown_to(marketing, "ana")
    assert f"<@{marketing.person('dana').user_id}>" in shown
    assert "I keep neither your words nor your name" in shown
    assert [shown_to(marketing, who) for who in FIVE[1:]] == [[]] * 4
    assert marketing.workspace.inbox("dana").texts() == []
    await marketing.workspace.press("ana", "What our rules say", on=said)
    assert "Public goes in." in marketing.workspace.ephemerals("ana")[-1].text


async def test_it_comes_once_a_month(marketing: Stage) -> None:
    await marketing.workspace.say("ana", DOUBT, channel="marketing")
    await marketing.workspace.say("ana", f"{DOUBT} Really.", channel="marketing")
    assert len(shown_to(marketing, "ana")) == 1
    assert len(await counted(marketing)) == 2
    await marketing.pass_time(days=20)
    await marketing.workspace.say("ana", DOUBT, channel="marketing")
    assert len(shown_to(marketing, "ana")) == 2


async def test_who_left_the_programme_is_not_written_to(marketing: Stage) -> None:
    await marketing.active("ana")
    await marketing.workspace.command("ana", "/afterglow pause 2026-12-07")
    await marketing.workspace.say("ana", DOUBT, channel="marketing")
    assert shown_to(marketing, "ana") == []
    assert len(await counted(marketing)) == 1


async def test_five_people_are_a_sign_and_four_are_none(marketing: Stage) -> None:
    for who in FIVE[:4]:
        await marketing.workspace.say(who, DOUBT, channel="marketing")
        await marketing.workspace.say(who, f"{DOUBT} Again.", channel="marketing")
    assert await signs(marketing) == []
    await marketing.workspace.say(FIVE[4], DOUBT, channel="marketing")
    assert await signs(marketing) == ["Marketing"]
    async with marketing.db.read() as session:
        made = await report.page(session, marketing.team_id, now=marketing.clock())
    page = report.html(made, table_url="/report.csv")
    assert "<strong>Marketing</strong>: five people or more wrote of doubts" in page
    await marketing.pass_time(days=29)
    assert await signs(marketing) == []


async def test_neither_words_nor_names_are_kept(marketing: Stage) -> None:
    await marketing.workspace.say("ana", DOUBT, channel="marketing")
    (row,) = await counted(marketing)
    kept = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    assert kept.keys() == {"id", "workspace_id", "team_id", "author", "message", "at"}
    assert all(marketing.person("ana").user_id not in str(value) for value in kept.values())
    assert row.at.time() == time()
    async with marketing.db.read() as session:
        names = await session.scalars(select(OutboxMessage.dedupe))
        assert [one for one in names if "concern" in one or str(row.author) in one] == []


async def test_what_is_taken_back_does_not_count(marketing: Stage) -> None:
    said = await marketing.workspace.say("ana", DOUBT, channel="marketing")
    await marketing.workspace.say("maya", DOUBT, channel="marketing")
    await marketing.workspace.delete("ana", said)
    assert len(await counted(marketing)) == 1
    async with marketing.db.begin() as session:
        await privacy.erase(session, marketing.person("maya"), now=marketing.clock())
    assert await counted(marketing) == []


async def test_after_a_quarter_it_is_forgotten(marketing: Stage) -> None:
    await marketing.workspace.say("ana", DOUBT, channel="marketing")
    async with marketing.db.begin() as session:
        later = marketing.clock() + timedelta(days=91)
        assert await concerns.forget_old(session, now=later, limit=10) == 1
    assert await counted(marketing) == []


async def test_settings_name_who_listens(stage: Stage) -> None:
    await stage.a_team()
    dana = stage.person("dana").user_id
    await stage.workspace.command("priya", "/afterglow settings")
    await stage.workspace.submit("priya", {"listeners": [dana]})
    assert f"<@{dana}> will be named, privately" in str(stage.workspace.modal("priya").blocks)  # type: ignore[union-attr]
    async with stage.db.read() as session:
        assert await roster.listeners(session, stage.team_id) == [dana]
    await stage.workspace.command("priya", "/afterglow settings")
    guest = stage.person("gail").user_id
    errors = await stage.workspace.submit("priya", {"listeners": [guest]})
    assert "cannot be named" in str(errors)
