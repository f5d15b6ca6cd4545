"""A champion's week: one message on their first free morning, none when nothing waits."""

from datetime import timedelta

from sqlalchemy import select

from bot.cadence import service as cadences
from bot.enrolment import service as enrolment
from bot.questions.models import Question
from bot.questions.rules import Status
from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at
from tests.stage import Stage

WEEK = "Your week as a champion"


async def held_for_long(stage: Stage, who: str) -> None:
    """A question that its holder never wants to be reminded of."""
    async with stage.db.begin() as session:
        session.add(
            Question(
                workspace_id=stage.team_id, origin=f"{who}:held", source="channel", text=ASK,
                asker_id=stage.person("ana").user_id, champion_id=stage.person(who).user_id,
                status=Status.CLAIMED, asked_at=stage.clock(), claimed_at=stage.clock(),
            )
        )  # fmt: skip


def weeks(stage: Stage, who: str) -> list[Message]:
    return [one for one in stage.workspace.inbox(who) if WEEK in one.text]


async def test_it_comes_on_monday_morning_and_says_what_waits(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await held_for_long(stage, "maya")
    await stage.pass_time(days=6)
    assert weeks(stage, "maya") == []
    await stage.pass_time(days=1.5)
    (week,) = weeks(stage, "maya")
    assert week.text == f"{WEEK}: no question waits in your teams, you hold one question."
    assert stage.workspace.buttons(week)[-2:] == ["Open the queue", "Stop these"]
    await stage.pass_time(days=4)
    assert len(weeks(stage, "maya")) == 1
    await stage.pass_time(days=3)
    assert len(weeks(stage, "maya")) == 2


async def test_nothing_comes_when_nothing_waits(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.pass_time(days=15)
    assert weeks(stage, "maya") == weeks(stage, "tom") == []


async def test_what_helped_is_told(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=("maya",))
    await stage.pass_time(days=3)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.say("maya", "Paste it in parts.", thread=asked)
    await stage.workspace.press("ana", "Solved", on=asked)
    await stage.workspace.press("ana", "It saved me time", on=stage.workspace.ephemerals("ana")[-1])
    await stage.pass_time(days=5)
    (week,) = weeks(stage, "maya")
    assert f"What helped {at(stage, 'ana')}: “It saved me time”" in stage.workspace.text_of(week)
    assert "and one question of yours was solved" in week.text


async def test_a_day_that_is_used_puts_it_off_by_a_day(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await held_for_long(stage, "maya")
    maya = await stage.member("maya")
    async with stage.db.begin() as session:
        monday = stage.clock().date() + timedelta(days=7)
        assert await cadences.take_attention(
            session, stage.team_id, member_id=maya.id, day=monday, kind="challenge"
        )
    await stage.pass_time(days=7.5)
    assert weeks(stage, "maya") == []
    await stage.pass_time(days=1)
    assert len(weeks(stage, "maya")) == 1


async def test_a_press_and_the_settings_stop_it(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await held_for_long(stage, "maya")
    await stage.pass_time(days=7.5)
    await stage.workspace.press("maya", "Stop these", on=weeks(stage, "maya")[0])
    assert "Stopped" in stage.workspace.ephemerals("maya")[-1].text
    await stage.pass_time(days=7)
    assert len(weeks(stage, "maya")) == 1
    await stage.workspace.command("maya", "/afterglow me")
    assert await stage.workspace.submit("maya", {"as_champion": ["digest"]}) == {}
    await stage.pass_time(days=7)
    assert len(weeks(stage, "maya")) == 2


async def test_whoever_champions_two_teams_has_one_week(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.a_team(
        "Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben", "maya")
    )
    await held_for_long(stage, "maya")
    await stage.pass_time(days=9)
    assert len(weeks(stage, "maya")) == 1
    async with stage.db.read() as session:
        held = select(Question.status).where(Question.champion_id == stage.person("maya").user_id)
        assert (await session.scalars(held)).all() == [Status.CLAIMED]


async def test_who_is_away_or_wants_nothing_gets_none(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await held_for_long(stage, "maya")
    await held_for_long(stage, "tom")
    await stage.workspace.command("maya", "/afterglow away 3 weeks")
    await stage.active("tom")
    async with stage.db.begin() as session:
        await enrolment.leave(session, stage.person("tom"), now=stage.clock())
    await stage.pass_time(days=14)
    assert weeks(stage, "maya") == weeks(stage, "tom") == []
