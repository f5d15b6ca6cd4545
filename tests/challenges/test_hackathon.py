"""A hackathon: planned by a form, kicked off, checked in on, shown, and thanked for; nobody is named."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.challenges.models import Entry, Hackathon, Round
from bot.challenges.rules import EntryState, RoundState
from bot.people import service as people
from bot.people.models import Member, Team
from bot.sandbox.state import Message
from tests.challenges.acts import (
    AN_HOUR,
    SIX,
    THREE,
    a_learning_team,
    again,
    around_the_world,
    challenges,
    finish,
    leap,
    morning,
)
from tests.stage import Stage

pytestmark = pytest.mark.long

MON, WED, FRI = (
    datetime(2026, 11, 30, tzinfo=UTC),
    datetime(2026, 12, 2, tzinfo=UTC),
    datetime(2026, 12, 4, tzinfo=UTC),
)
PLAN = {
    "theme": "The report nobody likes to write",
    "brings": "One report of last month, and the prompt for it",
    "hours": "4",
    "kick_off": "2026-11-30",
    "check_in": "2026-12-02",
    "show": "2026-12-04",
    "show_time": "15:00",
    "place": "room 4",
}


async def planned(stage: Stage, who: str = "maya", **changed: str) -> dict[str, str]:
    await stage.workspace.command(who, "/afterglow challenge calendar")
    await stage.workspace.press(who, "Plan a hackathon")
    return await stage.workspace.submit(who, PLAN | changed)


def asked(stage: Stage, who: str) -> list[Message]:
    return [one for one in stage.workspace.inbox(who) if "hackathon until" in one.text]


def posts(stage: Stage) -> list[str]:
    every = stage.workspace.channel_messages("marketing")
    return [one.text for one in every if one.user == stage.workspace.bot.id and "Hackathon" in one.text]


async def days_until(stage: Stage, last: datetime) -> None:
    day = stage.clock().replace(hour=0, minute=0) + timedelta(days=1)
    while day <= last:
        await (morning if day < MON else around_the_world)(stage, day)
        async with stage.db.begin() as session:
            # Their silence about cards is another story.
            await session.execute(update(Member).values(ignored_in_row=0))
        day += timedelta(days=1)


async def test_a_champion_plans_one_and_it_runs_from_kick_off_to_thanks(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    assert await planned(stage) == {}
    assert "Nobody was written to yet" in stage.workspace.text_of(stage.workspace.modal("maya"))
    await days_until(stage, MON - timedelta(days=1))
    assert asked(stage, "ana") == [] and posts(stage) == []
    await days_until(stage, MON)
    (message,) = asked(stage, "ana")
    shown = stage.workspace.text_of(message)
    assert "Check-in: Wednesday 2 December" in shown and "4 hours" in shown
    assert "Show-and-tell: Friday 4 December at 15:00 (Europe/Berlin): room 4" in shown
    assert len(posts(stage)) == 1 and "begins today" in posts(stage)[0]
    await stage.workspace.press("ana", "I'm in", on=message)
    await days_until(stage, WED)
    check_in = [one for one in stage.workspace.inbox("ana") if one.text.startswith("Check-in for")]
    assert len(check_in) == 1
    assert not [one for one in stage.workspace.inbox("tom") if one.text.startswith("Check-in for")]
    await finish(stage, "ana", message)
    await days_until(stage, FRI)
    told = posts(stage)
    assert "show-and-tell is today" in told[1]
    assert "is over. 1 of 6 took part, 1 finished. Thank you to everybody" in told[2]
    ids = [stage.person(who).user_id for who in SIX]
    assert not any(one in text for one in ids for text in told), "nobody is named"


async def test_it_takes_the_place_of_that_weeks_challenge_and_the_next_comes_as_ever(stage: Stage) -> None:
    await a_learning_team(stage)
    await planned(stage)
    await days_until(stage, MON + timedelta(days=9))
    weeks = [stage.workspace.state.at(one.ts).date().isoformat() for one in challenges(stage, "tom")]
    assert weeks == ["2026-11-24", "2026-12-08"]


async def test_a_small_team_is_thanked_without_counts(stage: Stage) -> None:
    await a_learning_team(stage, THREE)
    await planned(stage)
    await days_until(stage, FRI)
    assert "is over. Thank you to everybody" in posts(stage)[-1]


async def test_one_over_two_weeks_leaves_the_second_without_a_challenge(stage: Stage) -> None:
    await a_learning_team(stage)
    assert await planned(stage, show="2026-12-10", check_in="2026-12-07") == {}
    async with stage.db.read() as session:
        rounds = (await session.scalars(select(Round).order_by(Round.week))).all()
    assert [one.state for one in rounds] == [RoundState.OPEN, RoundState.SKIPPED]


async def test_what_cannot_be_stands_beside_its_field(stage: Stage) -> None:
    await a_learning_team(stage)
    errors = await planned(stage, theme=" ", kick_off="2026-11-29", show_time="19:00")
    assert {"theme", "kick_off", "show_time"} == set(errors)
    errors = await stage.workspace.submit("maya", PLAN | {"check_in": "2026-12-04"})
    assert set(errors) == {"check_in"}
    errors = await stage.workspace.submit("maya", PLAN | {"kick_off": "2026-11-23", "show": "2026-12-18"})
    assert set(errors) == {"kick_off", "show"}


async def test_sent_twice_it_is_planned_once(stage: Stage) -> None:
    await a_learning_team(stage)
    await planned(stage)
    await again(stage, "view_submission")
    async with stage.db.read() as session:
        assert len((await session.scalars(select(Hackathon))).all()) == 1


async def test_it_is_moved_before_it_begins_and_called_off(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await planned(stage)
    await change(stage, team)
    later = {"kick_off": "2026-12-07", "check_in": "2026-12-09", "show": "2026-12-11"}
    assert await stage.workspace.submit("maya", PLAN | later) == {}
    await days_until(stage, MON)
    assert asked(stage, "ana") == [] and posts(stage) == []
    await change(stage, team)
    await stage.workspace.press("maya", "Call it off")
    await days_until(stage, MON + timedelta(days=8))
    assert asked(stage, "ana") == [] and posts(stage) == []
    assert len(challenges(stage, "tom")) == 3, "its week has its usual challenge"


async def change(stage: Stage, team: Team) -> None:
    await stage.workspace.command("maya", "/afterglow challenge calendar")
    await stage.workspace.press("maya", "Change the hackathon")
    assert team.id


async def test_a_moved_digest_day_does_not_move_it(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await planned(stage)
    async with stage.db.begin() as session:
        kept = await people.team(session, stage.team_id, team.id)
        assert kept is not None
        kept.next_challenge_at = MON + timedelta(days=3)
    await leap(stage, MON - 3 * AN_HOUR)
    async with stage.db.read() as session:
        (round_,) = await session.scalars(select(Round).where(Round.challenge_id == "hackathon"))
    assert round_.state == RoundState.OPEN and round_.starts_on == MON.date()


async def test_whoever_says_not_this_week_hears_no_more_of_it(stage: Stage) -> None:
    await a_learning_team(stage, THREE)
    await planned(stage)
    await days_until(stage, MON)
    await stage.workspace.press("tom", "Not this week", on=asked(stage, "tom")[0])
    async with stage.db.read() as session:
        said = await session.scalars(select(Entry.state).where(Entry.state == EntryState.DECLINED))
    assert len(said.all()) == 1
    await days_until(stage, WED)
    assert not [one for one in stage.workspace.inbox("tom") if one.text.startswith("Check-in for")]
