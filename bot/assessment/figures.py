"""What came of each occasion of a cohort: written down once when it is over, and read from there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import fmean

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.assessment import estimates, rules
from bot.assessment.models import Assessment, AssessmentAnswer, AssessmentFigure
from bot.assessment.rules import Arm, Effect, Estimate, Occasion, Outcome, Score, State
from bot.bulk import insert_all
from bot.cohorts.models import Cohort
from bot.wins.rules import ENOUGH_PEOPLE

# The last occasion is over three weeks after day 90; what was not written down by then stays unwritten.
FOLLOWED = timedelta(days=150)
MOST_SHOWN = 40
_ORDER = {occasion.value: place for place, occasion in enumerate(Occasion)}


@dataclass(frozen=True)
class Line:
    """A cohort, and what came of one occasion."""

    cohort: str = field(repr=False)
    trained_on: date
    outcome: Outcome


@dataclass(frozen=True)
class _Finished:
    """One person who answered to the end."""

    score: Score
    right: int
    asked: int
    sure: int


async def close_due(session: AsyncSession, *, now: datetime) -> int:
    """Write down the occasions that are over and were not yet; returns how many."""
    today = now.astimezone(UTC).date()
    cohorts = await session.scalars(
        select(Cohort).where(Cohort.trained_on >= today - FOLLOWED).order_by(Cohort.id)
    )
    rows = []
    for cohort in cohorts.all():
        for occasion in await _unwritten(session, cohort.id):
            if rules.is_over(occasion, cohort.trained_on, today):
                rows.append(_row(cohort, await _outcome(session, cohort.id, occasion), now=now))
    if rows:
        await insert_all(session, AssessmentFigure, rows)
    return len(rows)


async def _unwritten(session: AsyncSession, cohort_id: int) -> list[Occasion]:
    """The occasions on which anybody of it was to be asked, without those that are written down."""
    written = select(AssessmentFigure.id).where(
        AssessmentFigure.cohort_id == cohort_id, AssessmentFigure.occasion == Assessment.occasion
    )
    rows = await session.scalars(
        select(Assessment.occasion).where(Assessment.cohort_id == cohort_id, ~written.exists()).distinct()
    )
    return [Occasion(one) for one in rows]


async def _outcome(session: AsyncSession, cohort_id: int, occasion: Occasion) -> Outcome:
    now = await _finished(session, cohort_id, occasion)
    if len(now) < ENOUGH_PEOPLE:
        return Outcome(occasion)
    if occasion is Occasion.START:
        right = sum(one.right for one in now.values()) / max(sum(one.asked for one in now.values()), 1)
        return Outcome(occasion, len(now), right=right, sure=fmean(one.sure for one in now.values()))
    then = await _finished(session, cohort_id, Occasion.START)
    pairs = [(then[who].sure, one.sure) for who, one in now.items() if who in then]
    return Outcome(
        occasion,
        len(now),
        effect=estimates.effect([one.score for one in now.values()]),
        surer=estimates.change(pairs),
    )


async def _finished(session: AsyncSession, cohort_id: int, occasion: Occasion) -> Mapping[int, _Finished]:
    """Who answered to the end, by member."""
    rows = await session.execute(
        select(
            Assessment.member_id,
            Assessment.sure,
            AssessmentAnswer.arm,
            func.count(AssessmentAnswer.id),
            func.count(case((AssessmentAnswer.is_right.is_(True), 1))),
        )
        .join(AssessmentAnswer, AssessmentAnswer.assessment_id == Assessment.id)
        .where(Assessment.cohort_id == cohort_id, Assessment.occasion == occasion)
        .where(Assessment.state == State.DONE, AssessmentAnswer.is_right.is_not(None))
        .group_by(Assessment.member_id, Assessment.sure, AssessmentAnswer.arm)
    )
    counted: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    sure: dict[int, int] = {}
    for member_id, felt, arm, asked, right in rows:
        counted[member_id][arm] = (asked, right)
        sure[member_id] = felt or 0
    return {
        member_id: _Finished(
            Score(*arms.get(Arm.SENT, (0, 0)), *arms.get(Arm.HELD, (0, 0))),
            right=sum(right for _, right in arms.values()),
            asked=sum(asked for asked, _ in arms.values()),
            sure=sure[member_id],
        )
        for member_id, arms in counted.items()
    }


def _row(cohort: Cohort, outcome: Outcome, *, now: datetime) -> dict[str, object]:
    effect, surer = outcome.effect, outcome.surer
    difference = effect.difference if effect is not None else None
    return {
        "workspace_id": cohort.workspace_id,
        "cohort_id": cohort.id,
        "name": cohort.name,
        "occasion": outcome.occasion.value,
        "trained_on": cohort.trained_on,
        "people": outcome.people,
        "share_right": outcome.right,
        "sure": outcome.sure,
        "compared": difference.people if difference else None,
        "sent": effect.sent if effect else None,
        "held": effect.held if effect else None,
        "difference": difference.value if difference else None,
        "difference_low": difference.low if difference else None,
        "difference_high": difference.high if difference else None,
        "surer_of": surer.people if surer else None,
        "surer": surer.value if surer else None,
        "surer_low": surer.low if surer else None,
        "surer_high": surer.high if surer else None,
        "closed_at": now,
    }


async def outcomes(session: AsyncSession, workspace_id: str) -> Sequence[Line]:
    """What may be shown of the cohorts of a workspace, the latest training first."""
    rows = await session.scalars(
        select(AssessmentFigure)
        .where(AssessmentFigure.workspace_id == workspace_id)
        .order_by(AssessmentFigure.trained_on.desc(), AssessmentFigure.cohort_id, AssessmentFigure.id)
        .limit(MOST_SHOWN)
    )
    found = sorted(rows, key=lambda row: (-row.trained_on.toordinal(), row.cohort_id, _ORDER[row.occasion]))
    return [Line(row.name, row.trained_on, _outcome_of(row)) for row in found]


async def latest(session: AsyncSession, workspace_id: str) -> Line | None:
    """What was written down last, of five people or more."""
    row = await session.scalar(
        select(AssessmentFigure)
        .where(AssessmentFigure.workspace_id == workspace_id, AssessmentFigure.people.is_not(None))
        .order_by(AssessmentFigure.id.desc())
        .limit(1)
    )
    return Line(row.name, row.trained_on, _outcome_of(row)) if row is not None else None


def _outcome_of(row: AssessmentFigure) -> Outcome:
    difference = _estimate(row.compared, row.difference, row.difference_low, row.difference_high)
    effect = None
    if difference is not None and row.sent is not None and row.held is not None:
        effect = Effect(row.sent, row.held, difference)
    return Outcome(
        Occasion(row.occasion),
        row.people,
        right=row.share_right,
        sure=row.sure,
        effect=effect,
        surer=_estimate(row.surer_of, row.surer, row.surer_low, row.surer_high),
    )


def _estimate(
    people: int | None, value: float | None, low: float | None, high: float | None
) -> Estimate | None:
    if people is None or value is None or low is None or high is None:
        return None
    return Estimate(people, value, low, high)
