"""The report: one page that a leader understands at a glance, and the same numbers as a table."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import charts, figures, outcomes, service
from bot.adoption.cells import harmless as harmless
from bot.adoption.charts import Column, Point
from bot.adoption.figures import FEW, HELD_BACK
from bot.adoption.rules import WEEKS_SHOWN, Figure, Group, Week
from bot.assessment import figures as assessments
from bot.assessment.figures import Line
from bot.assessment.outcome_blocks import EFFECT_IS
from bot.cohorts import service as cohorts
from bot.cohorts.blocks import CohortLine, span
from bot.concerns import service as concerns
from bot.concerns.service import Sign
from bot.goals import blocks as goal_blocks
from bot.goals import service as goals
from bot.goals.rules import Progress
from bot.library import thanks
from bot.workspaces import service as workspaces

HEADINGS = (
    "Week (Monday)", "Group", "People", "Active people", "Active, percent", "Wins, unprompted",
    "Wins, prompted", "Tried, didn't work", "Minutes saved, low (self-reported)",
    "Minutes saved, high (self-reported)", "Questions asked", "Questions taken",
    "Median wait, working minutes", "Questions solved by earlier answers",
)  # fmt: skip
EVERYBODY = "Everybody"


@dataclass(frozen=True)
class TeamGoal:
    """A team and how far it is with its goal."""

    team: str = field(repr=False)
    progress: Progress


@dataclass(frozen=True)
class Page:
    """All that the report shows; nothing in it is about fewer than five people."""

    workspace: str = field(repr=False)
    made_at: datetime
    weeks: tuple[Week, ...]
    so_far: Week
    front: tuple[Figure, ...] = ()
    more: tuple[Figure, ...] = ()
    plans: tuple[CohortLine, ...] = ()
    outcomes: tuple[Line, ...] = ()  # of the cohorts' assessments
    goals: tuple[TeamGoal, ...] = ()
    signs: tuple[Sign, ...] = ()  # departments in which five people or more have doubts

    @property
    def last(self) -> Week | None:
        """The last complete week."""
        return self.weeks[-1] if self.weeks else None

    @property
    def leading(self) -> Week:
        """The week that the page speaks of: the last complete one, else the one that runs."""
        return self.last or self.so_far


async def glance(session: AsyncSession, workspace_id: str, *, now: datetime) -> Page:
    """What Slack itself shows of the report, read quickly enough for an acknowledgement."""
    return await _read(session, workspace_id, now=now, by_team=0)


async def page(
    session: AsyncSession, workspace_id: str, *, now: datetime, by_team: int = WEEKS_SHOWN
) -> Page:
    """Read everything the report needs; only the table needs more than the last week by team."""
    made = await _read(session, workspace_id, now=now, by_team=by_team)
    returned = await service.returned(session, workspace_id, now=now)
    monthly = await service.active_in_four_weeks(session, workspace_id, now=now)
    planned = await cohorts.lines(session, workspace_id, today=now.date())
    aims = await goals.every(session, workspace_id, now=now)
    used = await thanks.use_of(session, workspace_id, now=now)
    more = figures.next_block(
        made.leading, monthly=monthly, returned=returned, confidence=outcomes.confidence(made.outcomes)
    )
    return replace(
        made,
        front=figures.front_page(made.leading),
        more=(*more, figures.helped(used.thanks, people=used.people, verified=used.verified)),
        plans=tuple(one for one in planned if one.is_alive),
        goals=tuple(TeamGoal(team, progress) for team, progress in aims),
        signs=tuple(await concerns.signs(session, workspace_id, now=now)),
    )


async def _read(session: AsyncSession, workspace_id: str, *, now: datetime, by_team: int) -> Page:
    workspace = await workspaces.find(session, workspace_id)
    weeks = await service.last_weeks(session, workspace_id, now=now, by_team=by_team)
    so_far = await service.weekly(session, workspace_id, now=now)
    return Page(
        workspace=workspace.name if workspace else workspace_id,
        made_at=now,
        weeks=tuple(weeks),
        so_far=so_far,
        outcomes=tuple(await assessments.outcomes(session, workspace_id)),
    )


def html(made: Page, *, table_url: str, plan_url: str = "", nonce: str = "") -> str:
    """The page; `nonce` admits its style sheet, `table_url` leads to the same numbers as CSV.

    `plan_url` leads to the plan of a cohort as a calendar file, once its id is added.
    """
    return _template().render(
        page=made,
        summary=summary(made),
        headline=figures.headline(made.leading)[1:],
        explained=_explained(made),
        so_far=figures.headline(made.so_far),
        charts=drawings(made.weeks),
        rows=rows(made.last),
        day_text=day_text,
        range_text=figures.range_text,
        share_of=figures.share_of,
        bar=lambda share: Markup(charts.bar(share)),
        why_hidden=why_hidden,
        why_untold=why_untold,
        outcomes=outcomes.rows(made.outcomes),
        effect_is=EFFECT_IS,
        outcomes_url=table_url.replace("report.csv", "report-assessments.csv"),
        nothing_yet=outcomes.NOTHING_YET,
        aim=goal_blocks.aim,
        so_far_text=goal_blocks.so_far,
        table_url=table_url,
        plan_url=plan_url,
        span=span,
        nonce=nonce,
    )


def summary(made: Page) -> str:
    """The page in one or two sentences."""
    tally = made.leading.tally
    if tally is None:
        return "Numbers are shown as soon as five people take part."
    when = "Last week" if made.last else "This week so far"
    parts = [f"{when}, {tally.active} of {tally.people} people used AI in their work{_change(made.weeks)}."]
    if tally.wins:
        parts.append(f"They logged {_count(tally.wins, 'win')}, {tally.wins_unprompted} of them unprompted.")
    return " ".join(parts)


def _change(weeks: Sequence[Week]) -> str:
    if len(weeks) < 2 or weeks[-1].tally is None or weeks[-2].tally is None:
        return ""
    more = weeks[-1].tally.active - weeks[-2].tally.active
    if more == 0:
        return ", as many as the week before"
    return f", {abs(more)} {'more' if more > 0 else 'fewer'} than the week before"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def table(made: Page) -> str:
    """Every complete week by group as CSV that no spreadsheet runs as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    cell = cache(harmless)  # a group has a row for each of its weeks
    for week in made.weeks:
        for group in (Group("all", EVERYBODY, week.tally, week.minutes), *week.groups):
            writer.writerow([week.monday.isoformat(), cell(group.name), *_counts(group)])
    return written.getvalue()


def _counts(group: Group) -> list[str]:
    tally = group.tally
    if tally is None:
        return [why_hidden(group)] * (len(HEADINGS) - 2)
    minutes = [why_untold(group)] * 2
    if group.minutes:
        minutes = [str(group.minutes.low), str(group.minutes.high)]
    counts = (tally.people, tally.active, round(figures.share_of(tally)))
    won = (tally.wins_unprompted, tally.wins_prompted, tally.didnt_work)
    asked = (tally.asked, tally.claimed)
    hang = "" if tally.hang is None else str(tally.hang)
    return [*map(str, counts), *map(str, won), *minutes, *map(str, asked), hang, str(tally.self_served)]


def why_hidden(group: Group) -> str:
    return HELD_BACK if group.is_held_back else FEW


def why_untold(group: Group) -> str:
    return HELD_BACK if group.are_minutes_held_back else FEW


def day_text(day: date) -> str:
    """16 Nov, without a leading nought."""
    return f"{day.day} {day:%b}"


def drawings(weeks: Sequence[Week]) -> dict[str, Markup]:
    """Each chart is made of numbers and of labels that charts.py escapes."""
    saved = "Hours saved per week as people state them, from half of it to all of it"
    made = {
        "active": charts.line([_active(week) for week in weeks], title=_told(weeks), unit="%"),
        "wins": charts.columns(
            [_wins(week) for week in weeks], title="Wins per week, unprompted and prompted"
        ),
        "saved": charts.columns([_saved(week) for week in weeks], title=saved),
        "asked": charts.columns([_asked(week) for week in weeks], title="Questions per week, taken or not"),
    }
    return {name: Markup(svg) for name, svg in made.items()}


def _told(weeks: Sequence[Week]) -> str:
    told = [f"{day_text(week.monday)}: {figures.active(week).text}" for week in weeks]
    return f"Active people by week. {'; '.join(told)}"


def _active(week: Week) -> Point:
    share = figures.active(week).value
    return Point(day_text(week.monday), share, "" if share is None else f"{share:.0f}%")


def _wins(week: Week) -> Column:
    if week.tally is None:
        return Column(day_text(week.monday), ())
    parts = (float(week.tally.wins_unprompted), float(week.tally.wins_prompted))
    return Column(day_text(week.monday), parts, str(week.tally.wins) if week.tally.wins else "")


def _saved(week: Week) -> Column:
    if week.minutes is None:
        return Column(day_text(week.monday), (), "<5" if week.tally and week.tally.wins else "")
    low, high = week.minutes.low / 60, week.minutes.high / 60
    return Column(day_text(week.monday), (low, high), f"{low // 1:.0f}–{-(-high // 1):.0f}", floats=True)


def _asked(week: Week) -> Column:
    if week.tally is None:
        return Column(day_text(week.monday), ())
    taken, waiting = week.tally.claimed, week.tally.asked - week.tally.claimed
    return Column(day_text(week.monday), (float(taken), float(waiting)), str(taken + waiting or ""))


def rows(week: Week | None) -> list[Group]:
    """The teams of the week by name."""
    return sorted(week.groups, key=lambda group: group.name.lower()) if week else []


def _explained(made: Page) -> dict[str, list[str]]:
    """How each number is calculated, each explanation once with all the names it is for."""
    found: dict[str, list[str]] = {}
    for figure in (*made.front, *figures.headline(made.leading), *made.more):
        names = found.setdefault(figure.how, [])
        if figure.label not in names:
            names.append(figure.label)
    return found


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return pages.get_template("report.html")
