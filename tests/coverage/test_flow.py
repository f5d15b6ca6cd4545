"""Admins hear once, after a working day, which teams have nobody to ask."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.cadence.models import Attention
from bot.champions import service as champions
from bot.coverage import service as coverage
from bot.coverage.models import Coverage, CoverageAlert
from bot.nudges.models import Nudge
from bot.outbox.models import Fate, OutboxMessage
from bot.people import service as people
from bot.people.models import Member, Team
from bot.people.rules import Enrolment
from bot.sandbox.state import Message
from bot.workspaces import service as workspaces
from schedules import coverage as ticks
from tests.questions.test_flow import BERLIN
from tests.stage import Stage

ADMINS = ("priya", "dana")
LACKS = "lacks champions."
LACK = "lack champions."


@pytest.fixture
async def sales(stage: Stage) -> Team:
    """Rosa and Leila's team, which nobody champions; Maya and Tom champion another."""
    await stage.a_team(zone=BERLIN)
    return await stage.a_team(
        "Sales", role="sales", channel="sales", members=("rosa", "leila"), led_by=(), zone=BERLIN
    )


def alerts(stage: Stage) -> list[tuple[str, Message]]:
    found = ((who, one) for who in ADMINS for one in stage.workspace.inbox(who))
    return [(who, one) for who, one in found if LACKS in one.text or LACK in one.text]


async def the_alert(stage: Stage) -> tuple[str, Message]:
    await stage.pass_time(days=3)
    (found,) = alerts(stage)
    return found


async def appoint(stage: Stage, team: Team, *who: str) -> None:
    async with stage.db.begin() as session:
        found = [await people.member(session, stage.person(one), now=stage.clock()) for one in who]
        await champions.appoint(session, stage.team_id, found, team_id=team.id, now=stage.clock())


async def promised(stage: Stage) -> list[OutboxMessage]:
    async with stage.db.read() as session:
        found = await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == coverage.ALERT))
        return list(found)


async def on_the_eve(stage: Stage) -> None:
    """Until the moment at which an admin's message is due, and is not promised yet."""
    await stage.pass_time(hours=1)
    async with stage.db.read() as session:
        ripe = await session.scalar(select(func.min(Coverage.due_at)))
    assert ripe is not None
    stage.clock.advance(ripe - stage.clock())
    await ticks.look(stage.product.office, stage.clock())
    async with stage.db.read() as session:
        due = await session.scalar(select(func.min(CoverageAlert.due_at)))
    assert due is not None
    stage.clock.advance(due - stage.clock())


async def test_after_a_working_day_one_admin_reads_which_team_nobody_champions(
    stage: Stage, sales: Team
) -> None:
    who, alert = await the_alert(stage)
    shown = stage.workspace.text_of(alert)
    assert "*Sales* has 2 people and no champion" in shown
    assert "in place of a card" in shown and "Marketing" not in shown
    assert stage.workspace.buttons(alert) == ["Name a champion", "Leave it so"]
    await stage.workspace.press(who, "Name a champion", on=alert)
    assert "Who answers this team's questions?" in stage.workspace.text_of(stage.workspace.modal(who))


async def test_a_champion_who_is_exchanged_within_a_working_day_alarms_nobody(stage: Stage) -> None:
    team = await stage.a_team(zone=BERLIN)
    await stage.pass_time(hours=1)
    await appoint(stage, team)
    await stage.pass_time(hours=7)
    await appoint(stage, team, "rosa")
    await stage.pass_time(days=7)
    assert alerts(stage) == [] and await promised(stage) == []


async def test_more_than_fifteen_people_are_too_many_for_one_champion(stage: Stage) -> None:
    team = await stage.a_team(zone=BERLIN, led_by=("maya",))
    async with stage.db.begin() as session:
        session.add_all(
            Member(
                workspace_id=stage.team_id, user_id=f"U0NEW{number}", team_id=team.id, seen_at=stage.clock()
            )
            for number in range(13)
        )
    _, alert = await the_alert(stage)
    assert "*Marketing* has 16 people and one champion" in stage.workspace.text_of(alert)
    assert "Name another champion" in stage.workspace.buttons(alert)


async def test_the_first_set_up_tells_by_itself_what_is_missing(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=())
    await stage.pass_time(days=7)
    assert alerts(stage) == []


async def test_when_the_only_champion_leaves_the_company_admins_hear_of_it(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=("maya",))
    await stage.pass_time(hours=1)
    maya = stage.workspace.person("maya")
    # As the next reading of the roster finds.
    stage.workspace.state.users[maya.id] = replace(maya, deleted=True)
    await stage.pass_time(days=1)
    _, alert = await the_alert(stage)
    assert "*Marketing* has 2 people and no champion" in stage.workspace.text_of(alert)


async def test_all_teams_together_make_one_message_and_none_within_four_weeks(
    stage: Stage, sales: Team
) -> None:
    await stage.a_team("Finance", role="finance", channel=None, members=("ben",), led_by=(), zone=BERLIN)
    await stage.pass_time(days=27)
    ((_, alert),) = alerts(stage)
    shown = stage.workspace.text_of(alert)
    assert "2 teams lack champions." in shown and "*Finance*" in shown and "*Sales*" in shown
    await stage.pass_time(days=7)
    assert len(alerts(stage)) == 2


async def test_a_team_that_lacks_them_again_is_not_told_of_again_so_soon(stage: Stage, sales: Team) -> None:
    await the_alert(stage)
    await appoint(stage, sales, "rosa")
    await stage.pass_time(days=1)
    await appoint(stage, sales)
    await stage.pass_time(days=14)
    assert len(alerts(stage)) == 1


async def test_a_champion_named_before_it_is_sent_takes_it_back(stage: Stage, sales: Team) -> None:
    await on_the_eve(stage)
    assert await ticks.send_alerts(stage.product.office, stage.clock()) == 1
    await appoint(stage, sales, "rosa")
    await stage.play.settle()
    assert alerts(stage) == []
    assert [one.fate for one in await promised(stage)] == [Fate.DROPPED]


async def test_a_champion_named_before_it_is_promised_leaves_nothing_to_say(
    stage: Stage, sales: Team
) -> None:
    await on_the_eve(stage)
    await appoint(stage, sales, "rosa")
    await ticks.send_alerts(stage.product.office, stage.clock())
    assert await promised(stage) == []


async def test_it_takes_the_place_of_the_admins_card(stage: Stage, sales: Team) -> None:
    for one in ADMINS:
        await stage.active(one)
    who, _ = await the_alert(stage)
    member = await stage.member(who)
    async with stage.db.read() as session:
        used = await session.execute(
            select(Attention.day, Attention.kind).where(Attention.member_id == member.id)
        )
        kinds = {day: kind for day, kind in used}
        cards = set(await session.scalars(select(Nudge.day).where(Nudge.member_id == member.id)))
    (told_on,) = [day for day, kind in kinds.items() if kind == coverage.ALERT]
    assert told_on not in cards and len(cards) >= 2, "there is a card on the other days"


async def test_a_team_that_is_left_so_is_told_of_no_more(stage: Stage, sales: Team) -> None:
    await stage.a_team("Finance", role="finance", channel=None, members=("ben",), led_by=(), zone=BERLIN)
    who, alert = await the_alert(stage)
    finance, _ = alert_rows(stage, alert)
    await stage.workspace.press(who, "Leave it so", on=alert)
    after = stage.workspace.text_of(stage.workspace.inbox(who).last)
    assert f"I say no more about *{finance}*" in after and "*Sales* has 2 people" in after
    await stage.pass_time(days=35)
    again = stage.workspace.text_of(alerts(stage)[-1][1])
    assert "*Sales*" in again and f"*{finance}*" not in again
    async with stage.db.read() as session:
        acts = [one.act for one in await workspaces.recent_acts(session, workspace_id=stage.team_id)]
    assert acts.count("coverage.left") == 1


def alert_rows(stage: Stage, alert: Message) -> list[str]:
    return [word for word in ("Finance", "Sales") if f"*{word}*" in stage.workspace.text_of(alert)]


async def test_whoever_is_out_is_not_told(stage: Stage, sales: Team) -> None:
    async with stage.db.begin() as session:
        for one in ADMINS:
            found = await people.member(session, stage.person(one), now=stage.clock())
            found.enrolment = Enrolment.OUT
    await stage.pass_time(days=7)
    assert alerts(stage) == []


async def test_many_processes_say_it_once(stage: Stage, sales: Team) -> None:
    await on_the_eve(stage)
    office, now = stage.product.office, stage.clock()
    async with stage.db.begin() as session:
        (row,) = await session.scalars(select(Coverage).where(Coverage.team_id == sales.id))
        row.due_at = now
    await asyncio.gather(*(ticks.look(office, now) for _ in range(10)))
    async with stage.db.begin() as session:
        (alert,) = await session.scalars(select(CoverageAlert))
        alert.due_at = now
    await asyncio.gather(*(ticks.send_alerts(office, now) for _ in range(10)))
    await stage.play.settle()
    assert len(alerts(stage)) == len(await promised(stage)) == 1
    async with stage.db.read() as session:
        (row,) = await session.scalars(select(Coverage).where(Coverage.team_id == sales.id))
    assert row.due_at == now + timedelta(weeks=4)
