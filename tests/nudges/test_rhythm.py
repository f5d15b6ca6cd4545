"""When cards come: one a working day at each person's own time, and less when nobody answers."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.rules import NOWHERE, Cadence
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.nudges.models import Nudge
from bot.outbox.models import Fate, OutboxMessage
from bot.people import service as people
from bot.people.models import Member
from bot.workspaces.models import Workspace
from tests.nudges.acts import first_card, local_times, next_card, play_until, take_part
from tests.stage import Stage

MONDAY = date(2026, 11, 23)
ZONES = ("ana", "kenji", "rosa")  # Madrid, Tokyo, New York


async def everybody_answers(stage: Stage, until: datetime) -> None:
    """Time passes and each card is answered with its first button."""
    answered: Counter[str] = Counter()
    while stage.clock() < until:
        await play_until(stage, min(until, stage.clock() + timedelta(hours=4)))
        for who in ZONES:
            fresh = list(stage.workspace.inbox(who))[answered[who] :]
            for card in fresh:
                answered[who] += 1
                await stage.workspace.press(who, stage.workspace.buttons(card)[0], on=card)


@pytest.mark.long
async def test_a_fortnight_in_three_zones_is_one_card_a_working_day_at_ten(stage: Stage) -> None:
    await stage.a_team(members=ZONES, led_by=[])
    await take_part(stage, *ZONES)
    await everybody_answers(stage, datetime(2026, 12, 7, 0, 0, tzinfo=UTC))
    workdays = [MONDAY + timedelta(days=n) for n in range(14) if n % 7 < 5]
    off = {
        "kenji": MONDAY,
        "rosa": date(2026, 11, 26),
    }  # Labour Thanksgiving in Tokyo, Thanksgiving in New York
    for who in ZONES:
        times = local_times(stage, who)
        assert [at.date() for at in times] == [day for day in workdays if day != off.get(who)], who
        assert {at.time().replace(second=0, microsecond=0) for at in times} == {time(10)}, who


async def test_nothing_comes_after_a_pause_until_its_day(stage: Stage) -> None:
    await first_card(stage)
    said = await stage.workspace.command("ana", "/afterglow pause monday")
    assert said is not None and said.text.startswith("Paused until Monday 30 November.")
    await play_until(stage, datetime(2026, 11, 30, 20, 0, tzinfo=UTC))
    assert [at.date() for at in local_times(stage, "ana")] == [MONDAY, date(2026, 11, 30)]


async def test_nothing_comes_after_somebody_stopped(stage: Stage) -> None:
    await first_card(stage)
    await stage.workspace.command("ana", "/afterglow me")
    await stage.workspace.press("ana", "Stop everything")
    assert "You do not take part" in stage.workspace.text_of(stage.workspace.modal("ana"))
    for _ in range(4):
        await play_until(stage, stage.clock() + timedelta(days=1))
    assert len(stage.workspace.inbox("ana")) == 1


async def test_whoever_leaves_the_company_gets_nothing_and_goes_on_when_back(stage: Stage) -> None:
    await first_card(stage)
    await stage.workspace.change("ana", deleted=True)
    await play_until(stage, datetime(2026, 11, 26, 20, 0, tzinfo=UTC))
    assert len(stage.workspace.inbox("ana")) == 1
    await stage.workspace.change("ana", deleted=False)
    await stage.pass_time(hours=18)
    assert [at.date() for at in local_times(stage, "ana")] == [MONDAY, date(2026, 11, 27)]


async def test_a_challenge_of_the_day_takes_the_place_of_the_card(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    member = await stage.member("ana")
    async with stage.db.begin() as session:
        await cadences.take_attention(
            session, stage.team_id, member_id=member.id, day=MONDAY, kind="challenge"
        )
    await play_until(stage, datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    assert [at.date() for at in local_times(stage, "ana")] == [date(2026, 11, 24)]
    why = await stage.workspace.command("ana", "/afterglow why")
    assert "policy" not in stage.workspace.text_of(why)


async def test_a_process_that_slept_over_the_moment_plans_anew_instead_of_catching_up(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    stage.clock.advance(timedelta(hours=4))  # it is 13:00 in Madrid
    await stage.play.run_ticks()
    assert len(stage.workspace.inbox("ana")) == 0
    await play_until(stage, datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    assert [f"{at:%d %H:%M}" for at in local_times(stage, "ana")] == ["24 10:00"]


async def test_whoever_flies_west_is_written_to_at_their_new_time_and_once(stage: Stage) -> None:
    await stage.a_team(members=ZONES, led_by=[])
    await take_part(stage, "ana")
    await stage.workspace.change("ana", zone="America/New_York")
    await play_until(stage, datetime(2026, 11, 24, 4, 0, tzinfo=UTC))
    assert [f"{at:%d %H:%M}" for at in local_times(stage, "ana")] == ["23 10:00"]


async def test_whoever_flies_to_where_it_is_still_yesterday_gets_no_second_card_there(stage: Stage) -> None:
    team = await stage.a_team(members=ZONES, led_by=[])
    async with stage.db.begin() as session:
        every_day = Cadence(days=frozenset(range(7)))
        await cadences.change(session, stage.team_id, every_day, team_id=team.id, now=stage.clock())
    await stage.workspace.change("ana", zone="Pacific/Auckland")
    await take_part(stage, "ana")
    await play_until(stage, datetime(2026, 11, 23, 22, 0, tzinfo=UTC))
    assert [f"{at:%d %H:%M}" for at in local_times(stage, "ana")] == ["24 10:00"]
    await stage.workspace.change("ana", zone="Pacific/Honolulu")
    async with stage.db.begin() as session:  # there it is noon on the 23rd
        await enrolment.start(session, stage.person("ana"), Wishes(at=time(15)), now=stage.clock())
    await play_until(stage, datetime(2026, 11, 27, 0, 0, tzinfo=UTC))
    assert [f"{at:%d %H:%M}" for at in local_times(stage, "ana")] == ["23 11:00", "25 15:00"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # days are reckoned outside of it
@pytest.mark.parametrize(
    "route",
    [
        ("Europe/Madrid", "America/New_York", "Asia/Tokyo"),  # wherever they land, the office is open
        ("Asia/Tokyo", "America/Los_Angeles", "Pacific/Auckland"),  # over the date line and back
        ("Asia/Tokyo", "Pacific/Auckland", "Pacific/Honolulu"),  # where it is yesterday again
    ],
    ids=" ".join,
)
@pytest.mark.long
async def test_whoever_moves_three_times_a_day_gets_one_card_a_day(
    stage: Stage, route: tuple[str, str, str]
) -> None:
    team = await stage.a_team(members=ZONES, led_by=[])
    async with stage.db.begin() as session:
        every_day = Cadence(days=frozenset(range(7)))
        await cadences.change(session, stage.team_id, every_day, team_id=team.id, now=stage.clock())
    await take_part(stage, "ana")
    async with stage.db.begin() as session:  # wherever she is, no day is a holiday
        await enrolment.change(session, stage.person("ana"), Wishes(country=NOWHERE), now=stage.clock())
    days: list[date] = []
    for stay in range(3 * 7):
        await stage.workspace.change("ana", zone=route[stay % 3])
        await play_until(stage, stage.clock() + timedelta(hours=8))
        fresh = list(stage.workspace.inbox("ana"))[len(days) :]
        days += [at.date() for at in local_times(stage, "ana")[len(days) :]]
        for card in fresh:
            await stage.workspace.press("ana", stage.workspace.buttons(card)[0], on=card)
    skips = [after - before for before, after in pairwise(days)]
    print(f"{len(days)} cards in a week of three moves each: {[str(day) for day in days]}")
    assert len(days) >= 6
    assert min(skips) >= timedelta(days=1), "two cards in one day"
    assert max(skips) <= timedelta(days=2), "more than one day left out"


async def test_a_changed_cadence_holds_from_the_next_card_on(stage: Stage) -> None:
    team = await stage.a_team()
    await take_part(stage, "ana")
    async with stage.db.begin() as session:
        wednesdays = Cadence(days=frozenset({2}), default_at=time(15), challenge_day=2)
        await cadences.change(session, stage.team_id, wednesdays, team_id=team.id, now=stage.clock())
        assert await enrolment.replan_team(session, stage.team_id, team.id, now=stage.clock()) == 1
    await play_until(stage, datetime(2026, 12, 3, 0, 0, tzinfo=UTC))
    assert [f"{at:%a %d %H:%M}" for at in local_times(stage, "ana")] == ["Wed 25 15:00", "Wed 02 15:00"]


async def test_three_unanswered_cards_halve_the_rhythm_and_six_pause_it_each_said_once(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await play_until(stage, datetime(2026, 12, 18, 20, 0, tzinfo=UTC))
    inbox = list(stage.workspace.inbox("ana"))
    said = [one.text[:24] if "card" in one.text[:40] else "(card)" for one in inbox]
    days = [f"{at:%a %d}" for at in local_times(stage, "ana")]
    slowed, stopped = "My last three cards did ", "Six cards in a row came "
    assert list(zip(days, said, strict=True)) == [
        ("Mon 23", "(card)"),
        ("Tue 24", "(card)"),
        ("Wed 25", "(card)"),
        ("Thu 26", slowed),
        ("Mon 30", "(card)"),
        ("Wed 02", "(card)"),
        ("Fri 04", "(card)"),
        ("Wed 09", stopped),  # Tuesday is a holiday in Madrid
    ]
    assert said.count(slowed) == said.count(stopped) == 1
    await stage.workspace.press("ana", "Resume", on=inbox[-1])
    assert "Next card on Monday 21 December at 10:00" in stage.workspace.inbox("ana").last.text
    again = await next_card(stage)
    assert stage.workspace.buttons(again)[0] == "A"


async def test_half_as_often_counts_from_whatever_came(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    async with stage.db.begin() as session:
        member = await people.member(session, stage.person("ana"), now=stage.clock())
        member.slower_until = stage.clock() + timedelta(weeks=4)
        await cadences.take_attention(
            session, stage.team_id, member_id=member.id, day=MONDAY, kind="challenge"
        )
    await play_until(stage, datetime(2026, 11, 28, 20, 0, tzinfo=UTC))
    assert [f"{at:%a}" for at in local_times(stage, "ana")] == ["Wed", "Fri"]


async def test_one_press_brings_the_daily_rhythm_back(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await play_until(stage, datetime(2026, 11, 26, 20, 0, tzinfo=UTC))
    await stage.workspace.press("ana", "Back to every day", on=stage.workspace.inbox("ana").last)
    assert (await stage.member("ana")).ignored_in_row == 0
    await play_until(stage, datetime(2026, 11, 30, 20, 0, tzinfo=UTC))
    assert [f"{at:%a}" for at in local_times(stage, "ana")[-2:]] == ["Fri", "Mon"]


async def test_a_card_that_never_arrived_is_not_counted_as_ignored(stage: Stage) -> None:
    await first_card(stage)
    async with stage.db.begin() as session:
        await session.execute(update(OutboxMessage).values(fate=Fate.EXPIRED))
    stage.clock.advance(timedelta(hours=22, minutes=30))
    await stage.play.run_ticks()
    assert (await stage.member("ana")).ignored_in_row == 0
    async with stage.db.read() as session:
        assert (await session.scalars(select(Nudge))).all() == []


async def test_no_card_worth_a_minute_means_silence(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    stage.product.shelf.catalog = type(stage.product.shelf.catalog)(())
    await play_until(stage, datetime(2026, 11, 25, 20, 0, tzinfo=UTC))
    assert len(stage.workspace.inbox("ana")) == 0
    planned = (await stage.member("ana")).next_nudge_at
    assert planned is not None and planned > stage.clock()


async def test_ticking_twice_at_the_same_moment_sends_one_card(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    stage.clock.advance(timedelta(hours=1, seconds=1))
    now = stage.clock()
    await stage.product.tick(now)
    async with stage.db.begin() as session:
        await session.execute(update(Member).values(next_nudge_at=now))
    await stage.product.tick(now)
    await stage.play.settle()
    assert len(stage.workspace.inbox("ana")) == 1


async def test_two_processes_ticking_at_once_send_one_card_each(stage: Stage) -> None:
    await stage.a_team(members=("ana", "maya", "tom", "jonas"), led_by=[])
    await take_part(stage, "ana", "maya", "tom", "jonas")
    stage.clock.advance(timedelta(hours=1, seconds=1))
    await asyncio.gather(*(stage.product.tick(stage.clock()) for _ in range(3)))
    await stage.play.settle()
    for who in ("ana", "maya", "tom", "jonas"):
        assert len(stage.workspace.inbox(who)) == 1


async def test_whoever_moved_sees_the_time_at_which_the_card_will_really_come(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await stage.workspace.change("ana", zone="Asia/Tokyo")
    await stage.workspace.command("ana", "/afterglow me")
    form = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "Next card tomorrow at 10:00 your time (Asia/Tokyo)." in form


@pytest.mark.parametrize("pauses", ["workspace", "team"])
async def test_an_admins_pause_holds_everybodys_cards(stage: Stage, pauses: str) -> None:
    team = await stage.a_team()
    await take_part(stage, "ana")
    until = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    async with stage.db.begin() as session:
        if pauses == "team":
            await cadences.pause_team(session, stage.team_id, team.id, until=until, now=stage.clock())
        else:
            await pause_workspace(session, stage.team_id, until)
    await play_until(stage, datetime(2026, 11, 25, 20, 0, tzinfo=UTC))
    assert [at.date() for at in local_times(stage, "ana")] == [date(2026, 11, 25)]


async def pause_workspace(session: AsyncSession, workspace_id: str, until: datetime) -> None:
    await session.execute(
        update(Workspace).where(Workspace.workspace_id == workspace_id).values(paused_until=until)
    )
