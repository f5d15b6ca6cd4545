"""Days away stretch the time between cards, are nobody's silence, and end with one card, not with many."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.cadence import absences
from bot.cadence.models import Absence
from bot.cadence.rules import days_away
from bot.nudges.models import Nudge, NudgeState
from bot.people.rules import Person
from bot.setup import rhythm
from tests.nudges.acts import local_times, play_until, take_part
from tests.stage import Stage

MONDAY = date(2026, 11, 23)
dates = st.integers(0, 60).map(lambda each: MONDAY + timedelta(days=each))
spans = st.lists(st.tuples(dates, dates), max_size=4)


@given(away=spans, since=dates, until=dates)
def test_each_day_away_counts_once_and_only_between_the_two_days(
    away: list[tuple[date, date]], since: date, until: date
) -> None:
    between = [since + timedelta(days=each) for each in range(1, (until - since).days)]
    counted = [day for day in between if any(first <= day < back for first, back in away)]
    assert days_away(away, since=since, until=until) == len(counted)


def test_an_absence_without_end_reaches_to_today() -> None:
    assert days_away([(MONDAY, date.max)], since=MONDAY, until=MONDAY + timedelta(days=10)) == 9


async def away_of(stage: Stage, who: str = "ana") -> list[tuple[str, str]]:
    member = await stage.member(who)
    async with stage.db.read() as session:
        found = await absences.of(session, [member.id])
    return [(f"{first:%d %b}", f"{back:%d %b}") for first, back in found.get(member.id, ())]


async def test_a_pause_with_a_date_is_an_absence_and_coming_back_sooner_shortens_it(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await stage.workspace.command("ana", "/afterglow pause 2026-12-07")
    assert await away_of(stage) == [("23 Nov", "07 Dec")]
    await play_until(stage, datetime(2026, 11, 27, 12, tzinfo=UTC))
    await stage.workspace.command("ana", "/afterglow resume")
    assert await away_of(stage) == [("23 Nov", "27 Nov")]


async def test_another_pause_takes_the_place_of_the_first(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    for words in ("pause 2026-12-07", "pause 2026-12-01", "pause"):
        await stage.workspace.command("ana", f"/afterglow {words}")
    assert await away_of(stage) == [("23 Nov", "07 Dec")]
    async with stage.db.read() as session:
        assert len((await session.scalars(select(Absence))).all()) == 1


async def test_the_pause_after_six_cards_without_an_answer_is_an_absence_until_they_resume(
    stage: Stage,
) -> None:
    await stage.a_team()
    await take_part(stage, "ana", "maya")
    await play_until(stage, datetime(2026, 12, 18, 20, tzinfo=UTC))
    assert await away_of(stage, "maya") == [("08 Dec", "31 Dec")], "without end"
    assert await away_of(stage) == [("09 Dec", "31 Dec")], "the 8th is a holiday in Madrid"
    before = len(stage.workspace.inbox("ana"))
    await stage.workspace.press("ana", "Resume", on=stage.workspace.inbox("ana").last)
    assert await away_of(stage) == [("09 Dec", "18 Dec")]
    assert await away_of(stage, "maya") == [("08 Dec", "31 Dec")]
    await play_until(stage, datetime(2026, 12, 22, 8, tzinfo=UTC))
    told = [one.text for one in list(stage.workspace.inbox("ana"))[before:]]
    assert len(told) == 1 and "nothing piled up" in told[0]
    await stage.workspace.command("maya", "/afterglow pause 2026-12-28")
    own = await away_of(stage, "maya")
    assert own == [("08 Dec", "22 Dec"), ("22 Dec", "28 Dec")], "their own pause says when they are back"


async def test_three_weeks_away_bring_one_card_on_the_first_day_back_and_one_a_day_after_it(
    stage: Stage,
) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await play_until(stage, datetime(2026, 11, 26, 20, tzinfo=UTC))
    for card in list(stage.workspace.inbox("ana"))[:3]:
        await stage.workspace.press("ana", stage.workspace.buttons(card)[0], on=card)
    before = len(stage.workspace.inbox("ana"))
    await stage.workspace.command("ana", "/afterglow pause 2026-12-21")
    await play_until(stage, datetime(2026, 12, 23, 20, tzinfo=UTC))
    came = [f"{at:%d %b %H:%M}" for at in local_times(stage, "ana")[before:]]
    assert came == ["21 Dec 10:00", "22 Dec 10:00", "23 Dec 10:00"]
    told = [one.text for one in list(stage.workspace.inbox("ana"))[before:]]
    assert ["quiet here for a while, and nothing piled up" in text for text in told] == [True, False, False]
    assert (await stage.member("ana")).ignored_in_row == 2, "the 21st and the 22nd; not the card of the 26th"


async def test_a_card_that_an_admins_pause_overtook_was_not_ignored(stage: Stage) -> None:
    team = await stage.a_team()
    await take_part(stage, "ana")
    await play_until(stage, datetime(2026, 11, 23, 12, tzinfo=UTC))
    priya = Person(stage.team_id, stage.workspace.person("priya").id)
    async with stage.db.begin() as session:
        assert await rhythm.pause(session, date(2026, 11, 30), team_id=team.id, by=priya, now=stage.clock())
    assert await away_of(stage) == [("23 Nov", "30 Nov")], "a pause of the team is everybody's"
    await play_until(stage, datetime(2026, 11, 30, 8, 30, tzinfo=UTC))
    async with stage.db.read() as session:
        assert [each.state for each in await session.scalars(select(Nudge))] == [NudgeState.EXPIRED]
    assert (await stage.member("ana")).ignored_in_row == 0
    async with stage.db.begin() as session:
        await rhythm.pause(session, date(2026, 12, 7), team_id=team.id, by=priya, now=stage.clock())
        await rhythm.pause(session, None, team_id=team.id, by=priya, now=stage.clock())
    assert await away_of(stage) == [("23 Nov", "30 Nov")], "ended on the day it began"
