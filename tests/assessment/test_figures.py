"""What came of an occasion is written once, when it is over, and never shows fewer than five people."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import outcomes, report
from bot.assessment import figures
from bot.assessment.models import Assessment, AssessmentAnswer, AssessmentFigure
from bot.assessment.rules import Arm, Occasion, State
from bot.cohorts.models import Cohort
from bot.db import Db
from bot.people.models import Member
from bot.people.rules import Person
from bot.privacy import service as privacy
from tests.adoption.builders import HOME, a_member, a_team, a_workspace
from tests.assessment.acts import answer_all, asked
from tests.challenges.acts import SIX, leap
from tests.stage import Stage
from tests.web.test_pages import address_in, report_of

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
TRAINED = date(2026, 9, 1)
A_DAY = timedelta(days=1)
Marks = tuple[int, int, int]  # how sure, right of three that were sent, right of two that were kept back


async def people_of(session: AsyncSession, count: int) -> tuple[Cohort, list[Member]]:
    await a_workspace(session, at=NOW)
    cohort = Cohort(
        workspace_id=HOME, name="=Autumn", template="skills", tier="fluency", trained_on=TRAINED,
        live_on=TRAINED + 21 * A_DAY, kept={}, made_at=NOW,
    )  # fmt: skip
    session.add(cohort)
    team = await a_team(session, "Marketing", at=NOW)
    await session.flush()
    team.cohort_id = cohort.id
    return cohort, [await a_member(session, f"U{n}", at=NOW, team=team) for n in range(count)]


async def answered(
    session: AsyncSession,
    cohort: Cohort,
    occasion: Occasion,
    members: Sequence[Member],
    marks: Sequence[Marks],
) -> None:
    for member, (sure, sent, held) in zip(members, marks, strict=True):
        row = Assessment(
            workspace_id=HOME, member_id=member.id, cohort_id=cohort.id, occasion=occasion, state=State.DONE,
            planned_at=NOW, last_on=TRAINED, finished_at=NOW, sure=sure,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        arms = [Arm.SENT] * 3 + [Arm.HELD] * 2 if occasion is not Occasion.START else [Arm.REST] * 5
        right = [*(n < sent for n in range(3)), *(n < held for n in range(2))]
        for place, (arm, is_right) in enumerate(zip(arms, right, strict=True), start=1):
            session.add(
                AssessmentAnswer(
                    workspace_id=HOME,
                    member_id=member.id,
                    assessment_id=row.id,
                    place=place,
                    card_id="c",
                    wording=0,
                    arm=arm,
                    choice=0,
                    is_right=is_right,
                )
            )


async def closed(db: Db, at: datetime = NOW) -> list[figures.Line]:
    async with db.begin() as session:
        await figures.close_due(session, now=at)
    async with db.read() as session:
        return list(await figures.outcomes(session, HOME))


STARTED: list[Marks] = [(2, 1, 1), (3, 2, 0), (2, 1, 1), (3, 1, 0), (2, 2, 1), (4, 2, 1)]
AFTER: list[Marks] = [(4, 3, 1), (4, 2, 0), (3, 3, 1), (3, 2, 1), (4, 3, 1), (5, 3, 0)]


async def two_occasions(db: Db, count: int = 6) -> None:
    async with db.begin() as session:
        cohort, members = await people_of(session, count)
        await answered(session, cohort, Occasion.START, members, STARTED[:count])
        await answered(session, cohort, Occasion.DAY_30, members, AFTER[:count])


async def test_the_start_and_day_thirty_of_six_people(db: Db) -> None:
    await two_occasions(db)
    start, after = await closed(db)
    assert (start.cohort, start.outcome.people, start.outcome.effect) == ("=Autumn", 6, None)
    assert start.outcome.right == pytest.approx(13 / 30)
    assert start.outcome.sure == pytest.approx(16 / 6)
    found = after.outcome
    assert found.effect is not None and found.surer is not None
    assert found.effect.sent == pytest.approx(16 / 18)
    assert found.effect.held == pytest.approx(4 / 12)
    assert found.effect.difference.value == pytest.approx(16 / 18 - 4 / 12)
    assert found.effect.difference.low < found.effect.difference.value < found.effect.difference.high
    assert found.surer.value == pytest.approx(7 / 6)
    assert found.right is None and found.sure is None, "the level could be taken apart from the change"


async def test_nothing_is_written_before_an_occasion_is_over(db: Db) -> None:
    await two_occasions(db)
    soon = datetime.combine(TRAINED + 40 * A_DAY, NOW.timetz())
    assert [line.outcome.occasion for line in await closed(db, soon)] == [Occasion.START]
    later = datetime.combine(TRAINED + 46 * A_DAY, NOW.timetz())
    assert [line.outcome.occasion for line in await closed(db, later)] == [Occasion.START, Occasion.DAY_30]


async def test_four_people_are_not_shown_and_leave_no_figure_behind(db: Db) -> None:
    await two_occasions(db, 4)
    for line in await closed(db):
        assert (line.outcome.people, line.outcome.right, line.outcome.effect) == (None, None, None)
    async with db.read() as session:
        for row in await session.scalars(select(AssessmentFigure)):
            known = {c.name: getattr(row, c.name) for c in AssessmentFigure.__table__.columns}
            numbers = {key for key, value in known.items() if isinstance(value, float)}
            assert numbers == set() and row.people is None


async def test_an_erasure_changes_no_figure(db: Db) -> None:
    """Five are left of six: a figure counted again would tell what the sixth had answered."""
    await two_occasions(db)
    before = await closed(db)
    async with db.begin() as session:
        await privacy.erase(session, Person(HOME, "U1"), now=NOW)
    assert await closed(db) == before
    async with db.read() as session:
        whose = set(await session.scalars(select(Assessment.member_id)))
    assert len(whose) == 5


async def test_the_table_says_the_same_and_is_run_by_no_spreadsheet(db: Db) -> None:
    await two_occasions(db)
    lines = await closed(db)
    start, after = list(csv.DictReader(io.StringIO(outcomes.table(lines))))
    assert start["Cohort"] == "'=Autumn" and start["People"] == "6"
    assert start["Right at the start, percent"] == "43"
    assert after["Right on cards sent, percent"] == "89"
    assert after["Right on cards kept back, percent"] == "33"
    assert after["Difference, points"] == "56"
    assert after["Surer than at the start, steps of 5"] == "1.2"
    figure = outcomes.confidence(lines)
    assert figure.text == "+1.2 (on a scale of 5)"
    assert figure.how.endswith("whose answers came last: =Autumn, day 30.")


async def test_the_page_says_what_can_be_said(db: Db) -> None:
    await two_occasions(db)
    await closed(db)
    async with db.read() as session:
        made = await report.page(session, HOME, now=NOW)
    text = report.html(made, table_url="report.csv?x=1", nonce="n")
    assert "=Autumn" in text and "+56 points (from +" in text
    assert "What was sent is known better than what was kept back." in text
    assert 'href="report-assessments.csv?x=1"' in text
    assert not re.search(r"\bU\d\b", text)


@pytest.mark.long
async def test_a_cohort_from_its_questions_to_the_report(stage: Stage) -> None:
    """Six people answer at the start; two weeks after the last day for it admins see one line."""
    message = await asked(stage, members=SIX)
    await answer_all(stage, "ana", message, sure=2, right=3)
    for hours in range(10, 40, 2):
        await leap(stage, datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hours))
    for who in SIX[1:]:
        (theirs,) = [one for one in stage.workspace.inbox(who) if "short questions" in one.text]
        await answer_all(stage, who, theirs, sure=2, right=3)
    home = stage.workspace.text_of(await stage.workspace.open_home("priya"))
    assert "Autumn, at the start" not in home
    await stage.pass_time(days=21)
    home = stage.workspace.text_of(await stage.workspace.open_home("priya"))
    assert "Autumn, at the start*, 6 people: 60% right; they feel 2.0 of 5 sure." in home
    answer = await report_of(stage, "priya")
    assert "60% right; they feel 2.0 of 5 sure." in stage.workspace.text_of(answer)
    address = address_in(stage, answer)
    async with aiohttp.ClientSession() as http:
        async with http.get(address) as page:
            assert "60% right, before anything was sent." in await page.text()
        async with http.get(address.replace("/report?", "/report-assessments.csv?")) as table:
            assert table.content_type == "text/csv"
            assert "afterglow-assessments-" in table.headers["Content-Disposition"]
            (row,) = csv.DictReader(io.StringIO((await table.read()).decode("utf-8-sig")))
        async with http.get(f"{stage.address}/report-assessments.csv") as refused:
            assert refused.status == 403
    assert (row["Cohort"], row["People"], row["Right at the start, percent"]) == ("Autumn", "6", "60")
