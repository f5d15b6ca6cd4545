"""What an admin sees of somebody's days ahead is what then comes."""

from datetime import UTC, date, datetime, timedelta

from bot.cohorts.rules import Course, Dates, Template
from bot.nudges.preview import Kind, Upcoming, preview, simulate
from bot.packs.live import Shelf
from bot.packs.schema import Tier
from tests.nudges.acts import local_times, take_part
from tests.nudges.test_daylight import answer_all
from tests.stage import Stage

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def upcoming(stage: Stage, who: str) -> tuple[Upcoming, ...]:
    member = await stage.member(who)
    async with stage.db.begin() as session:
        return await preview(session, stage.product.shelf.catalog, member, now=stage.clock())


async def test_the_preview_of_a_week_is_what_comes(stage: Stage) -> None:
    await stage.a_team(members=("ana", "rosa"), led_by=[])
    await take_part(stage, "ana", "rosa")
    ahead = await upcoming(stage, "ana")
    first_week = [one for one in ahead if one.day < date(2026, 11, 28) and one.kind is Kind.CARD]
    await answer_all(stage, NOW + timedelta(days=5))
    titles = [stage.workspace.text_of(card).splitlines()[0] for card in stage.workspace.inbox("ana")]
    # Tuesday's challenge takes the place of a card as soon as there are challenges.
    assert titles[0] == f"*{first_week[0].title}*"
    assert [f"{one.at:%a %H:%M}" for one in ahead[:2]] == ["Mon 10:00", "Tue 10:00"]
    assert local_times(stage, "ana")[0].date() == ahead[0].day


async def test_whoever_stopped_has_nothing_ahead(stage: Stage) -> None:
    await stage.a_team()
    assert await upcoming(stage, "ana") != (), "who has not started is shown as if they did"
    await stage.workspace.command("ana", "/afterglow me")
    await stage.workspace.press("ana", "Start")
    await stage.workspace.press("ana", "Stop everything")
    assert await upcoming(stage, "ana") == ()


async def test_a_pause_shifts_what_is_ahead(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await stage.workspace.command("ana", "/afterglow pause 1 week")
    assert (await upcoming(stage, "ana"))[0].day == date(2026, 11, 30)


def test_a_simulated_fortnight_has_one_message_a_working_day_and_the_weekly_challenge() -> None:
    shelf = Shelf()
    shelf.reload()
    ahead = simulate(shelf.catalog, role="sales", now=NOW, zone="Europe/Madrid")
    assert [one.day for one in ahead] == [
        date(2026, 11, 23) + timedelta(days=n) for n in range(14) if n % 7 < 5
    ]
    assert [one.day.weekday() for one in ahead if one.kind is Kind.CHALLENGE] == [1, 1]
    assert len({one.card_id for one in ahead}) >= 8


def test_a_simulation_of_one_tier_holds_cards_of_that_tier_alone() -> None:
    shelf = Shelf()
    shelf.reload()
    ahead = simulate(shelf.catalog, role="sales", now=NOW, tier=Tier.COMPETENCE, with_challenges=False)
    cards = [shelf.catalog.card(one.card_id) for one in ahead if one.card_id]
    assert cards and all(card is not None and card.tier is Tier.COMPETENCE for card in cards)


def in_a_cohort(trained_on: date, *, days: int = 14) -> list[tuple[str, str]]:
    """The days on which somebody in a cohort is asked short questions."""
    shelf = Shelf()
    shelf.reload()
    dates = Dates(trained_on, trained_on + timedelta(days=21))
    course = Course(1, "Autumn", Template.SKILLS, Tier.COMPETENCE, dates)
    ahead = simulate(shelf.catalog, role="sales", now=NOW, days=days, course=course)
    assert len({one.day for one in ahead}) == len(ahead), "in place of a card"
    return [(f"{one.day:%a %d %b}", one.title) for one in ahead if one.kind is Kind.ASSESSMENT]


def test_whoever_is_in_a_cohort_is_asked_once_on_each_occasion_on_a_free_day() -> None:
    start = "Five short questions, at the start"
    assert in_a_cohort(date(2026, 12, 4)) == [("Mon 23 Nov", start)]
    assert in_a_cohort(date(2026, 12, 20)) == [], "more than two weeks ahead"
    assert in_a_cohort(date(2026, 11, 15)) == [], "more than a week after it"
    later = [f"Five short questions, {day} days after the training" for day in (30, 60, 90)]
    told = in_a_cohort(date(2026, 11, 20), days=110)
    assert told == list(
        zip(("Mon 23 Nov", "Mon 21 Dec", "Wed 20 Jan", "Thu 18 Feb"), (start, *later), strict=True)
    )
    # Day 30 falls on a Tuesday, which the challenge has first.
    assert in_a_cohort(date(2026, 11, 1)) == [("Wed 02 Dec", later[0])]
