"""Cohorts as admins make and change them; their training date is written to their teams."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cohorts import blocks, rules
from bot.cohorts.blocks import CohortForm, CohortLine
from bot.cohorts.models import Cohort
from bot.cohorts.rules import Dates, Entry, Template, Tier
from bot.people import service as people
from bot.people.models import Team
from bot.people.rules import Person
from bot.workspaces import service as workspaces


async def save(
    session: AsyncSession, form: CohortForm, *, by: Person, now: datetime
) -> Cohort | dict[str, str]:
    """Make or change a cohort, or say what is wrong with each field.

    What has begun stays in its plan; a form that says what is so already changes nothing.
    """
    await workspaces.hold(session, by.workspace_id)
    known = await _find(session, by.workspace_id, form.cohort_id)
    if form.cohort_id is not None and known is None:
        return {blocks.NAME: blocks.COHORT_GONE}
    if form.cohort_id is None:
        # Slack delivered it twice, or somebody pressed again.
        known = await _made_before(session, form, here=by.workspace_id)
    errors = await _errors(session, form, here=by.workspace_id, cohort_id=known.id if known else None)
    dates = form.dates
    if errors or dates is None:
        return errors
    if known is not None and _form(known, await _teams(session, known)).told == form.told:
        return known
    known = _written(session, known, form, dates, by=by, now=now)
    await session.flush()
    await _bring_together(session, known, form.team_ids)
    await workspaces.record_act(
        session,
        workspace_id=by.workspace_id,
        actor_id=by.user_id,
        act="cohort.saved",
        subject=f"cohort:{known.id}",
        now=now,
    )
    return known


def _written(
    session: AsyncSession, known: Cohort | None, form: CohortForm, dates: Dates, *, by: Person, now: datetime
) -> Cohort:
    if known is None:
        known = Cohort(workspace_id=by.workspace_id, made_at=now, kept={})
        session.add(known)
    elif _dates(known) != dates:
        known.kept = _packed(rules.begun(plan_of(known), now.date()))
    known.name, known.template, known.tier = form.name, form.template, form.tier
    known.trained_on, known.live_on = dates.trained_on, dates.live_on
    return known


async def _find(session: AsyncSession, workspace_id: str, cohort_id: int | None) -> Cohort | None:
    """A cohort of this workspace and of no other."""
    return await session.scalar(
        select(Cohort).where(Cohort.id == (cohort_id or 0), Cohort.workspace_id == workspace_id)
    )


async def _named(session: AsyncSession, workspace_id: str, name: str) -> Cohort | None:
    return await session.scalar(
        select(Cohort).where(
            Cohort.workspace_id == workspace_id, func.lower(Cohort.name) == name.strip().lower()
        )
    )


async def _made_before(session: AsyncSession, form: CohortForm, *, here: str) -> Cohort | None:
    same = await _named(session, here, form.name)
    return same if same is not None and _form(same, await _teams(session, same)).told == form.told else None


async def _errors(
    session: AsyncSession, form: CohortForm, *, here: str, cohort_id: int | None
) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not form.name or len(form.name) > rules.LONGEST_NAME:
        errors[blocks.NAME] = f"Give the cohort a name of up to {rules.LONGEST_NAME} characters."
    same = await _named(session, here, form.name)
    if same is not None and same.id != cohort_id:
        errors[blocks.NAME] = "There is a cohort of this name already. Give this one another."
    chosen = [team for team in await people.teams(session, here) if team.id in form.team_ids]
    taken = [team.name for team in chosen if team.cohort_id not in (None, cohort_id)]
    if not chosen:
        errors[blocks.TEAMS] = "Choose at least one team."
    elif taken:
        errors[blocks.TEAMS] = blocks.taken(taken)
    for field, day in ((blocks.TRAINED, form.trained_on), (blocks.LIVE, form.live_on)):
        if day is None:
            errors[field] = "Choose a day; it can be moved later."
    return errors


async def _bring_together(session: AsyncSession, cohort: Cohort, team_ids: Sequence[int]) -> None:
    """Exactly these teams are in it, and their training date is its own."""
    here = update(Team).where(Team.workspace_id == cohort.workspace_id)
    left = here.where(Team.cohort_id == cohort.id, Team.id.not_in(team_ids))
    await session.execute(left.values(cohort_id=None))
    await session.execute(
        here.where(Team.id.in_(team_ids)).values(cohort_id=cohort.id, trained_on=cohort.trained_on)
    )


async def _teams(session: AsyncSession, cohort: Cohort) -> list[Team]:
    every = await people.teams(session, cohort.workspace_id)
    return [team for team in every if team.cohort_id == cohort.id]


def _form(cohort: Cohort, teams: Sequence[Team]) -> CohortForm:
    return CohortForm(
        cohort_id=cohort.id,
        name=cohort.name,
        template=Template(cohort.template),
        tier=Tier(cohort.tier),
        trained_on=cohort.trained_on,
        live_on=cohort.live_on,
        team_ids=tuple(team.id for team in teams),
    )


async def form_of(session: AsyncSession, workspace_id: str, cohort_id: int) -> CohortForm | None:
    """A cohort as its form shows it."""
    found = await _find(session, workspace_id, cohort_id)
    return None if found is None else _form(found, await _teams(session, found))


async def choices(session: AsyncSession, workspace_id: str) -> list[tuple[int, str]]:
    """The teams that a cohort may be made of."""
    return [(team.id, team.name) for team in await people.teams(session, workspace_id)]


async def lines(session: AsyncSession, workspace_id: str, *, today: date) -> list[CohortLine]:
    """Every cohort of the workspace in one line each, the latest training first."""
    teams = await people.teams(session, workspace_id)
    rows = await session.scalars(
        select(Cohort)
        .where(Cohort.workspace_id == workspace_id)
        .order_by(Cohort.trained_on.desc(), Cohort.id)
    )
    return [
        _line(row, tuple(team.name for team in teams if team.cohort_id == row.id), today=today)
        for row in rows
    ]


def _line(cohort: Cohort, teams: tuple[str, ...], *, today: date) -> CohortLine:
    return CohortLine(
        id=cohort.id,
        name=cohort.name,
        teams=teams,
        dates=_dates(cohort),
        phase=rules.phase_on(plan_of(cohort), today),
    )


async def plan(
    session: AsyncSession, workspace_id: str, cohort_id: int, *, today: date
) -> tuple[CohortLine, tuple[Entry, ...]] | None:
    """A cohort and all that is planned for it; None when the workspace has no such cohort."""
    found = await _find(session, workspace_id, cohort_id)
    if found is None:
        return None
    teams = tuple(team.name for team in await _teams(session, found))
    return _line(found, teams, today=today), plan_of(found)


def plan_of(cohort: Cohort) -> tuple[Entry, ...]:
    """The plan as it stands, with what had begun where it was."""
    kept = {
        key: (date.fromisoformat(str(first)), date.fromisoformat(last) if last else None)
        for key, (first, last) in cohort.kept.items()
    }
    return rules.plan(_dates(cohort), Template(cohort.template), Tier(cohort.tier), kept=kept)


def _dates(cohort: Cohort) -> Dates:
    return Dates(cohort.trained_on, cohort.live_on)


def _packed(kept: rules.Kept) -> dict[str, list[str | None]]:
    return {
        key: [first.isoformat(), last.isoformat() if last else None] for key, (first, last) in kept.items()
    }
