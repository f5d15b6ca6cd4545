"""One person's rows: all shown on request, all gone on request, and nobody else's touched."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, String, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.models import CadenceRow
from bot.db import Base, UtcDateTime
from bot.people.rules import Person
from bot.privacy import service as privacy
from bot.questions.models import Question
from bot.questions.rules import Status
from bot.vault import Sealed
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"
DAY = date(2026, 11, 23)
WITHOUT_PEOPLE = {
    "adoption_figures",
    "adoption_weeks",
    "buddy_pairs",
    "assessment_figures",
    "cadences",
    "cohorts",
    "coverage",
    "leeches",
    "paces",
    "question_terms",
    "concerns",
    "aliases",
    "rereading_counts",
}
ONE_ROW = ("workspaces", "paces")  # there already
PERSON = ("user_id", "author_id", "owner_id", "asker_id", "champion_id", "colleague_id", "actor_id")


async def a_life(stage: Stage) -> None:
    """Ana leaves a trace in every table there is; Maya and Tom do beside her."""
    team = await stage.a_team()
    ana = stage.workspace.person("ana").id
    await stage.workspace.say("ana", ASK, channel="marketing")
    mentioning = await stage.workspace.say(
        "tom", f"Which prompt does <@{ana}> use in Claude for minutes?", channel="marketing"
    )
    await stage.workspace.press("maya", "I'll take it", on=mentioning)
    await stage.workspace.say("ana", "hi", dm=True)
    member = await stage.member("ana")
    planted = {"members": member.id, "teams": team.id}
    async with stage.db.begin() as session:
        for table in Base.metadata.sorted_tables:
            if "workspace_id" in table.columns and table.name not in (*planted, *ONE_ROW):
                values = {
                    column.name: value
                    for column in table.columns
                    if (value := a_trace(column, stage, planted)) is not None
                }
                key = next(iter(table.primary_key.columns))
                planted[table.name] = await session.scalar(insert(table).values(values).returning(key))


def a_trace(column: Column[Any], stage: Stage, planted: Mapping[str, Any]) -> object:
    """A value for this column that says Ana wherever a person may stand."""
    if column.name == "workspace_id":
        return stage.team_id
    if column.name == "member_id":
        return planted["members"]
    for key in column.foreign_keys:
        return planted[key.column.table.name]
    names_people = column.name in PERSON or column.name.endswith(("_by", "_to"))
    if names_people and isinstance(column.type, String):
        return stage.workspace.person("ana").id
    if isinstance(column.type, Sealed):
        return "words of ana"
    numbers_itself = list(column.table.primary_key.columns) == [column] and isinstance(column.type, Integer)
    if column.nullable or numbers_itself:
        return None
    if isinstance(column.type, UtcDateTime):
        return stage.clock()
    plain: dict[type, object] = {Date: DAY, Boolean: False, Integer: 0}
    return next((value for kind, value in plain.items() if isinstance(column.type, kind)), "x")


async def rows(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    async with stage.db.read() as session:
        return {
            table.name: [dict(row) for row in (await session.execute(select(table))).mappings()]
            for table in Base.metadata.sorted_tables
        }


def holding(found: dict[str, list[dict[str, Any]]], text: str) -> list[str]:
    return [name for name, every in found.items() for row in every if text in str(row)]


async def erased(stage: Stage, session: AsyncSession) -> int:
    direct = [stage.workspace.dm("ana").id]
    return await privacy.erase(session, stage.person("ana"), now=stage.clock(), direct=direct)


async def test_an_export_shows_a_person_every_row_about_them(stage: Stage) -> None:
    await a_life(stage)
    async with stage.db.read() as session:
        found = await privacy.export(
            session,
            stage.team_id,
            user_id=stage.workspace.person("ana").id,
            direct=[stage.workspace.dm("ana").id],
        )
    every = {table.name for table in Base.metadata.sorted_tables if "workspace_id" in table.columns}
    assert set(found) == every - {"workspaces", "teams", *WITHOUT_PEOPLE}
    assert "words of ana" in {row["text"] for row in found["wins"]}
    assert ASK in {row["text"] for row in found["questions"]}
    assert {row["user_id"] for row in found["members"]} == {stage.workspace.person("ana").id}


async def test_an_export_of_the_workspace_holds_no_token(stage: Stage) -> None:
    await a_life(stage)
    async with stage.db.read() as session:
        found = await privacy.export(session, stage.team_id)
    assert len(found["members"]) > 3
    assert stage.workspace.state.app.bot_token not in str(found)


async def test_another_workspace_is_neither_shown_nor_erased(stage: Stage) -> None:
    await a_life(stage)
    before = await rows(stage)
    person = Person("TELSEWHERE", stage.workspace.person("ana").id)
    async with stage.db.begin() as session:
        assert await privacy.export(session, "TELSEWHERE") == {}
        assert await privacy.erase(session, person, now=stage.clock()) == 0
    assert await rows(stage) == before


async def test_after_erasure_the_id_stands_nowhere_but_in_the_audit(stage: Stage) -> None:
    await a_life(stage)
    ana = stage.workspace.person("ana").id
    async with stage.db.begin() as session:
        assert await erased(stage, session) > 10
    found = await rows(stage)
    assert holding(found, stage.workspace.dm("ana").id) == []
    assert set(holding(found, ana)) == {"admin_acts"}
    assert holding(found, ASK) == []
    assert found["nudges"] == found["reviews"] == found["challenge_entries"] == found["wins"] == []
    assert "a colleague use in Claude" in str(found["questions"])


async def test_others_keep_what_is_theirs(stage: Stage) -> None:
    await a_life(stage)
    before = await rows(stage)
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("ana"), now=stage.clock())
    after = await rows(stage)
    assert len(after["members"]) == len(before["members"]) - 1
    leading = {(await stage.member(who)).id for who in ("maya", "tom")}
    assert {row["member_id"] for row in after["champions"]} == leading
    assert len(after["questions"]) == len(before["questions"])


async def test_erasing_twice_does_nothing_more(stage: Stage) -> None:
    await a_life(stage)
    async with stage.db.begin() as session:
        await erased(stage, session)
    before = await rows(stage)
    async with stage.db.begin() as session:
        assert await erased(stage, session) == 0
    assert await rows(stage) == before


async def test_a_question_that_an_erased_champion_held_is_asked_again(stage: Stage) -> None:
    await stage.a_team(zone="Europe/Berlin")
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=asked)
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("maya"), now=stage.clock())
    await stage.pass_time(minutes=2)
    async with stage.db.read() as session:
        question = await session.scalar(select(Question))
    assert question is not None
    assert question.status == Status.OPEN
    assert question.champion_id is None
    assert any("has a question" in text for text in stage.workspace.inbox("tom").texts())


async def test_an_open_question_of_an_erased_person_is_closed_and_pings_stop(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", ASK, channel="marketing")
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("ana"), now=stage.clock())
    before = len(stage.workspace.inbox("tom")) + len(stage.workspace.inbox("maya"))
    await stage.pass_time(hours=30)
    told = [*stage.workspace.inbox("tom").texts(), *stage.workspace.inbox("maya").texts()][before:]
    assert not any("has a question" in text for text in told)
    async with stage.db.read() as session:
        assert (await session.scalars(select(Question.status))).all() == [Status.WITHDRAWN]


async def test_the_next_roster_brings_a_colleague_back_as_a_stranger(stage: Stage) -> None:
    await a_life(stage)
    async with stage.db.begin() as session:
        await session.execute(delete(CadenceRow))  # of words that are no times
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("ana"), now=stage.clock())
    await stage.pass_time(hours=timedelta(days=2) / timedelta(hours=1))
    member = await stage.member("ana")
    assert member.team_id is None
    assert member.enrolment == "known"
