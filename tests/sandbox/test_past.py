"""The seeded past agrees with itself: what is counted anew says what was kept of each week."""

from datetime import UTC, date, datetime, time, timedelta

from bot.adoption import report, rules
from bot.adoption import service as adoption
from bot.sandbox import past, story
from tests.stage import Stage


async def test_each_week_counted_anew_has_as_many_active_people_as_were_kept(stage: Stage) -> None:
    now = stage.clock()
    await story.seed(stage.product, stage.workspace, now=now)
    async with stage.db.read() as session:
        kept = await adoption.last_weeks(session, stage.workspace.state.team_id, now=now)
        assert [week.monday for week in kept] == rules.weeks_before(now, count=len(past.WEEKS))
        for week in kept:
            then = datetime.combine(week.monday, time(9), tzinfo=UTC)
            anew = await adoption.weekly(session, stage.workspace.state.team_id, now=then)
            assert week.tally and anew.tally
            assert (week.tally.active, week.tally.people) == (anew.tally.active, anew.tally.people)


async def test_no_month_is_quieter_than_its_weeks_and_who_came_back_is_known(stage: Stage) -> None:
    now = stage.clock()
    await story.seed(stage.product, stage.workspace, now=now)
    async with stage.db.read() as session:
        page = await report.page(session, stage.workspace.state.team_id, now=now)
    weekly = page.front[0]
    monthly, day_7, day_30, *later = page.more[:5]
    assert (weekly.text, monthly.text) == ("75% (6 of 8)", "88% (7 of 8)")
    assert (day_7.text, day_30.text) == ("50% (4 of 8)", "62% (5 of 8)")
    assert [figure.value for figure in later] == [None, None]


def test_nobody_told_more_than_they_could_have() -> None:
    for handles, unprompted, prompted, _, minutes, stated_by, asked, claimed, _ in past.WEEKS:
        active = len(handles.split())
        assert stated_by <= min(active, unprompted + prompted)
        assert (minutes > 0) == (stated_by > 0)
        assert claimed <= asked
    assert past.begins(datetime(2026, 11, 25, 9, tzinfo=UTC)).date() == date(2026, 9, 28)
    assert timedelta(weeks=len(past.WEEKS)) > rules.A_DAY * rules.RETURN_DAYS[1]
