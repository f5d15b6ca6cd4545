"""The cohorts' assessments as the report and its table show them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.adoption.cells import harmless
from bot.adoption.figures import FEW, NOT_YET
from bot.adoption.rules import Figure
from bot.assessment import outcome_blocks as words
from bot.assessment.blocks import title
from bot.assessment.figures import Line
from bot.assessment.rules import Estimate, Occasion, Outcome

HEADINGS = (
    "Cohort", "Training date", "Occasion", "People", "Right at the start, percent",
    "Confidence at the start, 1 to 5", "People asked about both kinds", "Right on cards sent, percent",
    "Right on cards kept back, percent", "Difference, points", "Difference, low", "Difference, high",
    "People asked at the start too", "Surer than at the start, steps of 5", "Surer, low", "Surer, high",
)  # fmt: skip
SURER = "Confidence, against the start"
CONFIDENCE_IS = (
    "Members of a cohort say from 1 to 5 how sure they feel that they can use AI well in their work, at the "
    "start and 30, 60 and 90 days after the training. This is the change in the same people of the cohort "
    "whose answers came last"
)
NOTHING_YET = (
    "Each cohort is asked five short questions at its start and 30, 60 and 90 days after its training. What "
    "came of them stands here two weeks after each, when five people or more answered."
)


@dataclass(frozen=True)
class Row:
    """One occasion of one cohort, in words."""

    cohort: str = field(repr=False)
    occasion: str
    people: str
    sent: str = ""
    held: str = ""
    difference: str = ""
    verdict: str = ""
    sure: str = ""
    is_hidden: bool = False


def rows(lines: Sequence[Line]) -> list[Row]:
    """For the page."""
    return [_row(line.cohort, line.outcome) for line in lines]


def _row(cohort: str, outcome: Outcome) -> Row:
    name = title(outcome.occasion)
    if outcome.people is None:
        return Row(cohort, name, FEW, is_hidden=True)
    people = str(outcome.people)
    if outcome.occasion is Occasion.START:
        verdict = f"{_percent(outcome.right)}% right, before anything was sent."
        return Row(cohort, name, people, verdict=verdict, sure=_start(outcome))
    surer = words.steps_text(outcome.surer) if outcome.surer is not None else FEW
    if outcome.effect is None:
        return Row(cohort, name, people, verdict="Fewer than 5 were asked about both kinds.", sure=surer)
    found = outcome.effect
    return Row(
        cohort,
        name,
        people,
        f"{_percent(found.sent)}%",
        f"{_percent(found.held)}%",
        words.points_text(found.difference),
        words.verdict(found.difference),
        surer,
    )


def _start(outcome: Outcome) -> str:
    return f"{outcome.sure:.1f} of 5" if outcome.sure is not None else ""


def confidence(lines: Sequence[Line]) -> Figure:
    """How much surer people feel, in the cohort that was asked last."""
    found = [line for line in lines if line.outcome.surer is not None]
    if not found:
        return Figure(SURER, NOT_YET, f"{CONFIDENCE_IS}.")
    last = max(found, key=lambda line: (line.trained_on, line.outcome.occasion.days))
    surer = last.outcome.surer
    value = surer.value if surer is not None else 0.0
    how = f"{CONFIDENCE_IS}: {last.cohort}, {title(last.outcome.occasion).lower()}."
    return Figure(SURER, words.step_text(value), how, value, "on a scale of 5")


def table(lines: Sequence[Line]) -> str:
    """The same as CSV that no spreadsheet runs as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in lines:
        writer.writerow(_cells(line))
    return written.getvalue()


def _cells(line: Line) -> list[str]:
    outcome, found = line.outcome, line.outcome.effect
    start = [harmless(line.cohort), line.trained_on.isoformat(), title(outcome.occasion)]
    if outcome.people is None:
        return [*start, *([FEW] * (len(HEADINGS) - len(start)))]
    sure = "" if outcome.sure is None else f"{outcome.sure:.1f}"
    shares = ["", ""] if found is None else [_percent(found.sent), _percent(found.held)]
    difference = _parts(found.difference if found else None, 100, 0)
    compared = "" if found is None else str(found.difference.people)
    both = "" if outcome.surer is None else str(outcome.surer.people)
    begun = [str(outcome.people), _percent(outcome.right), sure]
    return [*start, *begun, compared, *shares, *difference, both, *_parts(outcome.surer, 1, 1)]


def _parts(found: Estimate | None, times: int, digits: int) -> list[str]:
    if found is None:
        return ["", "", ""]
    return [
        f"{round(times * each, digits) + 0.0:.{digits}f}" for each in (found.value, found.low, found.high)
    ]


def _percent(share: float | None) -> str:
    return "" if share is None else str(round(100 * share))
