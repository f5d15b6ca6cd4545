"""What is counted, for whom and in which week, on both databases."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, select

from bot.adoption import closing, service
from bot.adoption.models import ClosedFigure
from bot.adoption.rules import Minutes, Tally
from bot.cohorts.models import Cohort
from bot.db import Db
from bot.nudges.rules import Answer
from bot.people import service as people
from bot.people.rules import Enrolment, Person
from bot.privacy import service as privacy
from bot.wins.models import Win
from bot.wins.rules import Kind, Status
from tests.adoption.builders import (
    HOME,
    a_member,
    a_nudge,
    a_question,
    a_team,
    a_win,
    a_workspace,
    member_named,
)

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEDNESDAY = MONDAY + timedelta(days=2)
NEXT_MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def a_crew(db: Db, *sizes: int, at: datetime = MONDAY, home: str = HOME) -> None:
    """Teams A, B, … of these sizes; their people are A0, A1, … B0, …"""
    async with db.begin() as session:
        await a_workspace(session, at=at, workspace_id=home)
        for letter, size in zip("ABCDEF", sizes, strict=False):
            team = await a_team(session, f"Team {letter}", at=at, workspace_id=home)
            for i in range(size):
                await a_member(session, f"{letter}{i}", at=at, team=team, workspace_id=home)


async def wins_of(db: Db, *names: str, minutes: int | None = None, at: datetime = WEDNESDAY) -> None:
    async with db.begin() as session:
        for name in names:
            session.add(a_win(await member_named(session, name), at=at, minutes=minutes))


async def running(db: Db, *, now: datetime = WEDNESDAY, home: str = HOME) -> Tally:
    async with db.read() as session:
        week = await service.weekly(session, home, now=now)
    assert week.tally is not None
    return week.tally


async def test_active_is_who_did_something_and_not_who_was_sent_something(db: Db) -> None:
    await a_crew(db, 8)
    async with db.begin() as session:
        crew = [await member_named(session, f"A{i}") for i in range(8)]
        for member, answer in zip(
            crew, [Answer.TRIED_WORKED, Answer.TRIED_STUCK, Answer.RIGHT, Answer.NOT_YET], strict=False
        ):
            session.add(a_nudge(member, answer=answer, at=WEDNESDAY))
        session.add(a_win(crew[4], at=WEDNESDAY, kind=Kind.DIDNT_WORK))
        session.add(a_win(crew[5], at=WEDNESDAY, status=Status.PROPOSED))
        session.add(a_win(crew[0], at=WEDNESDAY))
    tally = await running(db)
    assert (tally.active, tally.people) == (3, 8)


async def test_one_tap_makes_a_week_active_and_can_be_taken_back(db: Db) -> None:
    await a_crew(db, 6)
    ana = Person(HOME, "A0")
    async with db.begin() as session:
        await service.say_used(session, ana, now=WEDNESDAY)
        await service.say_used(session, ana, now=WEDNESDAY)
        assert await service.has_said_used(session, ana, now=WEDNESDAY)
    assert (await running(db)).active == 1
    async with db.begin() as session:
        await service.unsay_used(session, ana, now=WEDNESDAY)
    assert (await running(db)).active == 0


async def test_the_week_of_an_act_is_that_of_its_author_in_tokyo(db: Db) -> None:
    await a_crew(db, 6)
    early = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)  # Monday morning in Tokyo, Sunday in Berlin
    async with db.begin() as session:
        kenji = await a_member(session, "KENJI", at=MONDAY, zone="Asia/Tokyo", enrolment=Enrolment.ACTIVE)
        session.add(a_win(kenji, at=early))
    await wins_of(db, "A0", at=early)
    assert (await running(db, now=NEXT_MONDAY_NOON)).active == 1
    assert (await running(db)).active == 1


async def test_wins_count_apart_by_who_asked_for_them(db: Db) -> None:
    await a_crew(db, 6)
    async with db.begin() as session:
        ana = await member_named(session, "A0")
        session.add(a_win(ana, at=WEDNESDAY))
        session.add(a_win(ana, at=WEDNESDAY + timedelta(hours=1), prompted=True))
        session.add(a_win(ana, at=WEDNESDAY, kind=Kind.DIDNT_WORK))
        session.add(a_win(ana, at=WEDNESDAY + timedelta(hours=2), status=Status.WITHDRAWN))
    tally = await running(db)
    assert (tally.wins_unprompted, tally.wins_prompted, tally.didnt_work, tally.active) == (1, 1, 1, 1)


async def test_whoever_opted_out_still_counts_among_the_people(db: Db) -> None:
    await a_crew(db, 5)
    async with db.begin() as session:
        for i, enrolment in enumerate((Enrolment.OUT, Enrolment.KNOWN, Enrolment.INVITED)):
            (await member_named(session, f"A{i}")).enrolment = enrolment
        await a_member(session, "STRANGER", at=MONDAY, enrolment=Enrolment.KNOWN)
    assert (await running(db)).people == 5


async def test_a_leaver_is_not_counted(db: Db) -> None:
    await a_crew(db, 6)
    await wins_of(db, "A0")
    async with db.begin() as session:
        (await member_named(session, "A0")).can_learn = False
    tally = await running(db)
    assert (tally.people, tally.active, tally.wins) == (5, 0, 0)


async def test_time_saved_is_shown_when_five_people_stated_one(db: Db) -> None:
    await a_crew(db, 8)
    await wins_of(db, "A0", "A1", "A2", "A3", minutes=60)
    async with db.read() as session:
        assert (await service.weekly(session, HOME, now=WEDNESDAY)).minutes is None
    await wins_of(db, "A4", minutes=120)
    async with db.read() as session:
        assert (await service.weekly(session, HOME, now=WEDNESDAY)).minutes == Minutes(180, 360)


async def test_questions_wait_until_their_first_champion(db: Db) -> None:
    await a_crew(db, 6)
    async with db.begin() as session:
        ana = await member_named(session, "A0")
        for i, wait in enumerate((5, 10, 20, 40, 50)):
            at = WEDNESDAY + timedelta(minutes=i)
            await a_question(session, ana, at=at, taken_after=timedelta(minutes=wait))
        await a_question(session, ana, at=WEDNESDAY + timedelta(hours=1), taken_after=None)
        helped = await a_question(session, ana, at=WEDNESDAY + timedelta(hours=2), taken_after=None)
        helped.solved_with = "question:1"
    tally = await running(db)
    assert (tally.asked, tally.claimed, tally.hang, tally.self_served) == (6, 5, 20, 1)


async def test_another_workspace_counts_for_itself(db: Db) -> None:
    await a_crew(db, 6)
    await a_crew(db, 6, home="T0OTHER")
    await wins_of(db, "A0", "A1")
    assert (await running(db)).wins == 2
    assert (await running(db, home="T0OTHER")).wins == 0


async def close(db: Db, *, now: datetime = NEXT_MONDAY_NOON) -> int:
    async with db.begin() as session:
        return await closing.close_weeks(session, HOME, now=now)


async def test_a_week_is_written_down_once_when_it_is_over_everywhere(db: Db) -> None:
    await a_crew(db, 6)
    assert await close(db, now=NEXT_MONDAY_NOON - timedelta(minutes=1)) == 0
    assert await close(db) == 1
    assert await close(db) == 0


async def test_who_moves_to_another_team_cannot_be_found_in_two_reports(db: Db) -> None:
    await a_crew(db, 6, 6)
    await wins_of(db, "A0", "A1", "B0")
    await close(db)
    async with db.begin() as session:
        mover, host = await member_named(session, "A0"), await member_named(session, "B0")
        mover.team_id = host.team_id
    async with db.read() as session:
        (week,) = await service.last_weeks(session, HOME, now=NEXT_MONDAY_NOON)
    assert {g.name: (g.tally.active, g.tally.people) for g in week.groups if g.tally} == {
        "Team A": (2, 6),
        "Team B": (1, 6),
    }


async def test_a_team_of_three_and_the_one_that_would_give_it_away_are_hidden(db: Db) -> None:
    await a_crew(db, 9, 3, 7)
    await wins_of(db, "B0", "B1", "C0", "A0")
    await close(db)
    async with db.read() as session:
        (week,) = await service.last_weeks(session, HOME, now=NEXT_MONDAY_NOON)
    assert week.tally is not None and week.tally.active == 4
    assert [group.name for group in week.groups if group.tally] == ["Team A"]


async def test_on_monday_morning_last_week_is_there_already(db: Db) -> None:
    await a_crew(db, 6)
    await wins_of(db, "A0")
    async with db.read() as session:
        weeks = await service.last_weeks(session, HOME, now=datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert [(week.monday, week.is_closed, week.tally and week.tally.wins) for week in weeks] == [
        (date(2026, 11, 16), False, 1)
    ]


async def test_weeks_before_the_first_day_are_not_shown_as_failures(db: Db) -> None:
    await a_crew(db, 6, at=MONDAY)
    assert await close(db, now=NEXT_MONDAY_NOON + timedelta(days=7)) == 2


async def test_history_survives_a_team_that_is_gone(db: Db) -> None:
    await a_crew(db, 6)
    await wins_of(db, "A0")
    await close(db)
    async with db.begin() as session:
        await session.delete(await people.team_named(session, HOME, "Team A"))
    async with db.read() as session:
        (week,) = await service.last_weeks(session, HOME, now=NEXT_MONDAY_NOON)
    assert [group.name for group in week.groups] == ["Team A"]


async def trained(db: Db, day: date, *names: str) -> None:
    async with db.begin() as session:
        for name in names:
            (await member_named(session, name)).trained_on = day


async def came_back(db: Db, *, now: datetime = NEXT_MONDAY_NOON) -> dict[int, tuple[int | None, int]]:
    async with db.read() as session:
        found = await service.returned(session, HOME, now=now)
    return {one.days: (one.people, one.active) for one in found}


async def test_people_return_or_not_thirty_days_after_their_training(db: Db) -> None:
    await a_crew(db, 6, at=MONDAY - timedelta(weeks=6))
    await trained(db, date(2026, 10, 19), *(f"A{i}" for i in range(6)))
    await wins_of(db, "A0", "A1", at=datetime(2026, 11, 17, 9, tzinfo=UTC))
    assert await close(db) == 7
    assert await came_back(db) == {7: (6, 0), 30: (6, 2), 60: (0, 0), 90: (0, 0)}


async def test_a_cohorts_training_goes_before_the_rosters_date(db: Db) -> None:
    await a_crew(db, 6, at=MONDAY - timedelta(weeks=6))
    await trained(db, date(2026, 6, 1), "A0", "A1")
    async with db.begin() as session:
        cohort = Cohort(
            workspace_id=HOME,
            name="Autumn",
            template="skills",
            tier="fluency",
            trained_on=date(2026, 10, 19),
            live_on=date(2026, 10, 26),
            made_at=MONDAY,
        )
        session.add(cohort)
        await session.flush()
        (await people.teams(session, HOME))[0].cohort_id = cohort.id
    await wins_of(db, "A0", at=datetime(2026, 11, 17, 9, tzinfo=UTC))
    await close(db)
    assert (await came_back(db))[30] == (6, 1)


async def test_weeks_before_we_came_say_nothing_of_who_came_back(db: Db) -> None:
    await a_crew(db, 6)
    await trained(db, date(2026, 10, 19), *(f"A{i}" for i in range(6)))
    await close(db)
    assert await came_back(db) == {7: (0, 0), 30: (6, 0), 60: (0, 0), 90: (0, 0)}


async def test_fewer_than_five_wait_for_the_next_and_nobody_is_found_by_subtraction(db: Db) -> None:
    await a_crew(db, 9, at=MONDAY - timedelta(weeks=6))
    weeks = [NEXT_MONDAY_NOON + timedelta(weeks=i) for i in range(4)]
    for after, names in enumerate((("A0", "A1", "A2", "A3"), ("A4",), ("A5",))):
        await trained(db, date(2026, 10, 19) + timedelta(weeks=after), *names)
    await wins_of(db, "A0", at=WEDNESDAY)
    await wins_of(db, "A4", at=WEDNESDAY + timedelta(weeks=1))
    await wins_of(db, "A5", at=WEDNESDAY + timedelta(weeks=2))
    seen = []
    for now in weeks:
        await close(db, now=now)
        seen.append((await came_back(db, now=now))[30])
    assert seen == [(None, 0), (5, 2), (5, 2), (5, 2)]


async def test_who_came_back_stays_as_it_was_counted(db: Db) -> None:
    await a_crew(db, 6, at=MONDAY - timedelta(weeks=6))
    await trained(db, date(2026, 10, 19), *(f"A{i}" for i in range(6)))
    await wins_of(db, "A0", "A1", at=datetime(2026, 11, 17, 9, tzinfo=UTC))
    await close(db)
    async with db.begin() as session:
        await privacy.erase(session, Person(HOME, "A0"), now=NEXT_MONDAY_NOON)
        (win,) = await session.scalars(select(Win).where(Win.author_id == "A1"))
        win.status = Status.WITHDRAWN
    assert await close(db, now=NEXT_MONDAY_NOON + timedelta(hours=1)) == 0
    assert (await came_back(db))[30] == (6, 2)


async def test_weeks_that_an_older_version_closed_get_their_figures(db: Db) -> None:
    await a_crew(db, 6, at=MONDAY - timedelta(weeks=20))
    await trained(db, date(2026, 8, 3), *(f"A{i}" for i in range(6)))
    await wins_of(db, "A0", "A1", at=datetime(2026, 8, 11, 9, tzinfo=UTC))
    await close(db)
    before = await came_back(db)
    assert before[7] == (6, 2)
    async with db.begin() as session:
        await session.execute(delete(ClosedFigure))
        assert await closing.unclosed(session, now=NEXT_MONDAY_NOON) == [HOME]
    assert await close(db) == 21
    async with db.read() as session:
        assert await closing.unclosed(session, now=NEXT_MONDAY_NOON) == []
    assert await came_back(db) == before


async def test_monthly_active_counts_a_person_once(db: Db) -> None:
    await a_crew(db, 10)
    await wins_of(db, "A0", "A1", at=MONDAY - timedelta(days=7))
    await wins_of(db, "A0", at=WEDNESDAY)
    await close(db)
    async with db.read() as session:
        figure = await service.active_in_four_weeks(session, HOME, now=NEXT_MONDAY_NOON)
    assert figure.text == "20% (2 of 10)"


async def test_before_the_first_week_is_over_no_month_is_shown(db: Db) -> None:
    await a_crew(db, 10)
    async with db.read() as session:
        figure = await service.active_in_four_weeks(session, HOME, now=WEDNESDAY)
    assert figure.text == "not measured yet"


async def test_an_act_without_a_time_is_no_act(db: Db) -> None:
    await a_crew(db, 6)
    async with db.begin() as session:
        win: Win = a_win(await member_named(session, "A0"), at=WEDNESDAY)
        win.logged_at = None
        session.add(win)
    assert (await running(db)).active == 0
