"""Who gets a challenge, on which day, and how its week ends."""

import asyncio
from datetime import timedelta

from sqlalchemy import delete

from bot.cadence import service as cadences
from bot.challenges.models import Round
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.setup import rhythm
from schedules import TICKS
from tests.challenges.acts import (
    AN_HOUR,
    FIRST,
    FRI,
    MON,
    NEXT_TUE,
    SAT,
    SIX,
    THREE,
    TUE,
    WED,
    a_learning_team,
    around_the_world,
    challenge_of,
    challenges,
    finish,
    leap,
    local_time,
    morning,
    now_shown,
    progress_lines,
    take_part,
)
from tests.stage import Stage


async def test_a_small_teams_week_ends_in_silence(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await finish(stage, "ana", message) == {}
    await leap(stage, FRI + 15 * AN_HOUR)
    await leap(stage, FRI + 16 * AN_HOUR)
    assert progress_lines(stage) == []


async def test_a_week_in_which_nobody_finished_ends_in_silence(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    await around_the_world(stage, TUE)
    await stage.workspace.press("ana", "I'm in", on=challenges(stage, "ana")[0])
    await leap(stage, FRI + 15 * AN_HOUR)
    assert progress_lines(stage) == []


async def test_who_paused_left_or_wants_no_challenges_gets_none(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    async with stage.db.begin() as session:
        now = stage.clock()
        await enrolment.pause(session, stage.person("ana"), until=None, now=now)
        await enrolment.leave(session, stage.person("maya"), now=now)
        await enrolment.change(session, stage.person("tom"), Wishes(challenges=False), now=now)
    await morning(stage, TUE)
    assert challenges(stage, "ana") == challenges(stage, "maya") == challenges(stage, "tom") == []
    await leap(stage, TUE + 10 * AN_HOUR)
    assert len(challenges(stage, "priya")) == 1


async def test_a_pause_pressed_on_the_morning_itself_is_heeded(stage: Stage) -> None:
    await a_learning_team(stage)
    await leap(stage, TUE + 7 * AN_HOUR)  # promised for ten o'clock
    await stage.workspace.command("ana", "/afterglow pause")
    await leap(stage, TUE + 9 * AN_HOUR)
    assert challenges(stage, "ana") == []
    assert len(challenges(stage, "maya")) == 1


async def test_what_a_pause_kept_back_comes_on_the_next_free_day_when_it_ends(stage: Stage) -> None:
    await a_learning_team(stage)
    await leap(stage, TUE + 7 * AN_HOUR)  # promised for ten o'clock
    await stage.workspace.command("ana", "/afterglow pause")
    await leap(stage, TUE + 9 * AN_HOUR)
    await leap(stage, TUE + 10 * AN_HOUR)
    assert challenges(stage, "ana") == []
    await stage.workspace.command("ana", "/afterglow resume")
    await leap(stage, TUE + 11 * AN_HOUR)
    assert challenges(stage, "ana") == [], "today's one message is used"
    await morning(stage, WED)
    (message,) = challenges(stage, "ana")
    assert f"{local_time(stage, 'ana', message):%a %H:%M}" == "Wed 10:00"
    await leap(stage, FRI + 9 * AN_HOUR)
    assert len(challenges(stage, "ana")) == len(challenges(stage, "maya")) == 1
    await stage.workspace.press("ana", "I'm in", on=message)
    assert "You are in, until" in now_shown(stage, message)


async def test_a_pause_that_lasts_beyond_the_week_leaves_it_out(stage: Stage) -> None:
    await a_learning_team(stage)
    await leap(stage, TUE + 7 * AN_HOUR)
    await stage.workspace.command("ana", "/afterglow pause")
    for hours in (9, 33, 57, 81):
        await leap(stage, TUE + hours * AN_HOUR)
    await stage.workspace.command("ana", "/afterglow resume")
    await leap(stage, FRI + 19 * AN_HOUR)
    assert challenges(stage, "ana") == []


async def test_a_teams_pause_that_ends_within_the_week_brings_it_too(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await leap(stage, TUE + 7 * AN_HOUR)
    async with stage.db.begin() as session:
        until, by = (WED + 24 * AN_HOUR).date(), stage.person("priya")
        assert await rhythm.pause(session, until, team_id=team.id, by=by, now=stage.clock())
    await leap(stage, TUE + 9 * AN_HOUR)
    await leap(stage, TUE + 12 * AN_HOUR)
    await morning(stage, WED)
    assert challenges(stage, "ana") == []
    await morning(stage, WED + 24 * AN_HOUR)
    assert len(challenges(stage, "ana")) == 1


async def test_a_day_that_is_used_already_moves_the_challenge_to_the_next_one(stage: Stage) -> None:
    await a_learning_team(stage, without=["ana"])
    await leap(stage, TUE)
    async with stage.db.begin() as session:
        await enrolment.invite(session, stage.team_id, [stage.person("ana").user_id], now=stage.clock())
    await morning(stage, TUE)
    assert len(stage.workspace.inbox("ana")) == 1
    await stage.workspace.press("ana", "Start")
    await leap(stage, TUE + 12 * AN_HOUR)
    assert challenges(stage, "ana") == [], "the invitation was Tuesday's message"
    await morning(stage, WED)
    (message,) = challenges(stage, "ana")
    assert f"{local_time(stage, 'ana', message):%a %H:%M}" == "Wed 10:00"


async def test_who_starts_during_the_week_gets_it_on_their_next_free_day(stage: Stage) -> None:
    await a_learning_team(stage, without=["ana"])
    await morning(stage, TUE)
    await take_part(stage, "ana")
    await leap(stage, TUE + 12 * AN_HOUR)
    assert challenges(stage, "ana") == [], "ten o'clock was before they started"
    await morning(stage, WED)
    assert len(challenges(stage, "ana")) == 1


async def test_a_missed_morning_is_made_up_for_within_two_hours_and_not_later(stage: Stage) -> None:
    await a_learning_team(stage)
    await leap(stage, MON + 12 * AN_HOUR)
    await leap(stage, TUE + 10 * AN_HOUR)  # the process slept from Monday noon until eleven o'clock
    (message,) = challenges(stage, "ana")
    assert f"{local_time(stage, 'ana', message):%a %H:%M}" == "Tue 11:00"


async def test_a_day_slept_through_moves_the_challenge_to_the_next_one(stage: Stage) -> None:
    await a_learning_team(stage)
    await leap(stage, MON + 12 * AN_HOUR)
    await leap(stage, TUE + 14 * AN_HOUR)
    assert challenges(stage, "ana") == []
    await morning(stage, WED)
    assert len(challenges(stage, "ana")) == 1


async def test_the_next_week_brings_another_challenge(stage: Stage) -> None:
    first = await challenge_of(stage)
    await morning(stage, NEXT_TUE)
    second = challenges(stage, "ana")[-1]
    assert second.text.splitlines()[1] != first.text.splitlines()[1]


async def test_a_week_in_which_nobody_took_part_uses_no_challenge_up(stage: Stage) -> None:
    await a_learning_team(stage, without=THREE)
    await leap(stage, TUE)
    await leap(stage, FRI + 15 * AN_HOUR)
    await take_part(stage, *THREE)
    await morning(stage, NEXT_TUE)
    assert FIRST in challenges(stage, "ana")[0].text


async def test_processes_that_tick_at_the_same_moment_send_one_challenge_and_no_card(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    await leap(stage, MON + 20 * AN_HOUR)
    stage.clock.advance(TUE + 10 * AN_HOUR - stage.clock())  # both the challenge and the card are due
    office, now = stage.product.office, stage.clock()
    await asyncio.gather(
        *(tick.run(office, now) for tick in TICKS * 3 if tick.name.startswith(("challenges", "nudges")))
    )
    await stage.play.settle()
    for who in ("ana", "maya", "tom", "priya"):
        assert len(stage.workspace.inbox(who)) == 1, who
    await leap(stage, TUE + 11 * AN_HOUR)
    for who in ("ana", "maya", "tom", "priya"):
        assert len(stage.workspace.inbox(who)) == 1, who


async def test_a_button_of_a_challenge_that_is_gone_still_answers(stage: Stage) -> None:
    message = await challenge_of(stage)
    async with stage.db.begin() as session:
        await session.execute(delete(Round))
    for label in ("I'm in", "I did it"):
        await stage.workspace.press("ana", label, on=message)
        assert "no longer there" in stage.workspace.ephemerals("ana")[-1].text


async def test_joining_at_the_weekend_promises_no_reminder(stage: Stage) -> None:
    message = await challenge_of(stage)
    await leap(stage, FRI + 15 * AN_HOUR)
    await leap(stage, SAT)
    await stage.workspace.press("ana", "I'm in", on=message)
    assert "You are in. Your team's challenge until Friday 27 November." in now_shown(stage, message)
    assert "“I did it” counts until the next one begins." in now_shown(stage, message)


async def test_whoever_flies_away_between_promise_and_moment_is_not_woken_by_it(stage: Stage) -> None:
    await a_learning_team(stage, ("kenji",))
    await leap(stage, MON + 23 * AN_HOUR + timedelta(minutes=30))  # Tuesday 08:30 in Tokyo: it is promised
    await stage.workspace.change("kenji", zone="America/New_York")  # where it is Monday evening
    await leap(stage, TUE + 2 * AN_HOUR)
    assert challenges(stage, "kenji") == []


async def test_a_pause_of_the_team_holds_back_what_was_promised_for_later(stage: Stage) -> None:
    team = await a_learning_team(stage, ("ana",))
    await leap(stage, TUE + 7 * AN_HOUR + timedelta(minutes=30))  # 08:30 in Madrid: it is promised
    async with stage.db.begin() as session:
        await cadences.pause_team(session, stage.team_id, team.id, until=SAT, now=stage.clock())
    await leap(stage, TUE + 9 * AN_HOUR)
    assert challenges(stage, "ana") == []
