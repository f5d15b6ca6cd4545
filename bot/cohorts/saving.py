"""Cohorts as admins make, change and delete them; their training date is written to who is in them."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cohorts import blocks, rhythms, rules
from bot.cohorts.blocks import CohortForm
from bot.cohorts.models import Cohort
from bot.cohorts.rhythms import Copy
from bot.cohorts.rules import Course, Dates, Difference
from bot.cohorts.service import find, form_of, people_of, today_of
from bot.people import roster
from bot.people import service as people
from bot.people.models import Member, Team
from bot.people.rules import Person
from bot.workspaces import service as workspaces

MOST_PEOPLE = 100  # as many as Slack lets a form show as chosen


_NOTHING = Difference((), (), (), ())


@dataclass(frozen=True)
class Waits:
    """Nothing is saved: the plan would change in these ways, and who saves has not seen that yet."""

    cohort_id: int | None  # None: it is new, and takes over the cadence of a pilot
    difference: Difference
    today: date
    taken: tuple[Copy, ...] = ()

    @property
    def digest(self) -> str:
        """What was shown and nothing else, short enough for a form to carry."""
        if not self.taken:
            return self.difference.digest
        told = repr([(one.team_id, one.changes) for one in self.taken])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


async def save(
    session: AsyncSession, form: CohortForm, *, by: Person, now: datetime, agreed: str = ""
) -> Cohort | Waits | dict[str, str]:
    """Make or change a cohort, or say what is wrong with each field; a plan changes only as was agreed to.

    What has begun stays in its plan; a form that says what is so already changes nothing.
    """
    await workspaces.hold(session, by.workspace_id)
    known = await find(session, by.workspace_id, form.cohort_id)
    if form.cohort_id is not None and known is None:
        return {blocks.NAME: blocks.COHORT_GONE}
    if form.cohort_id is None:
        # Slack delivered it twice, or somebody pressed again.
        known = await _made_before(session, form, here=by.workspace_id)
    errors = await _errors(session, form, here=by.workspace_id, cohort_id=known.id if known else None)
    dates = form.dates
    if errors or dates is None:
        return errors
    before = await form_of(session, by.workspace_id, known.id) if known else None
    if known is not None and before is not None:
        if before.told == form.told:
            return known
        waits = _waits(known, form, dates, today=await today_of(session, by, now=now))
        if waits.difference.changes and waits.digest != agreed:
            return waits
        known.kept = _kept(known, dates, today=waits.today)
    else:
        taken = await rhythms.copies(session, by.workspace_id, form)
        new = Waits(None, _NOTHING, await today_of(session, by, now=now), taken)
        if taken and new.digest != agreed:
            return new
        await rhythms.take_over(session, taken, by=by, now=now)
        known = Cohort(workspace_id=by.workspace_id, made_at=now, kept={}, is_pilot=False)
        session.add(known)
    _write(known, form, dates)
    await session.flush()
    await _bring_together(session, known, form, now=now)
    await _note(session, by, "cohort.saved", f"cohort:{known.id}{_changes(before, form)}", now=now)
    return known


def _waits(known: Cohort, form: CohortForm, dates: Dates, *, today: date) -> Waits:
    course = known.course
    after = replace(
        course,
        template=form.template,
        tier=form.tier,
        dates=dates,
        kept=_kept_of(course, today) if dates != course.dates else course.kept,
    )
    return Waits(known.id, rules.difference(course.entries, after.entries, today), today)


def _kept_of(course: Course, today: date) -> tuple[tuple[str, date, date | None], ...]:
    return tuple((key, first, last) for key, (first, last) in rules.begun(course.entries, today).items())


def _kept(known: Cohort, dates: Dates, *, today: date) -> dict[str, list[str | None]]:
    """What has begun, where a date moves."""
    course = known.course
    if dates == course.dates:
        return known.kept
    return {
        key: [first.isoformat(), last.isoformat() if last else None]
        for key, first, last in _kept_of(course, today)
    }


def _write(known: Cohort, form: CohortForm, dates: Dates) -> None:
    known.name, known.template, known.tier = form.name, form.template, form.tier
    known.trained_on, known.live_on = dates.trained_on, dates.live_on
    known.is_pilot = form.is_pilot


def _changes(before: CohortForm | None, form: CohortForm) -> str:
    """What was changed, for the audit: names of settings and dates, nobody's name."""
    if before is None:
        return " new"
    told = []
    for name, old, new in (
        ("training", before.trained_on, form.trained_on),
        ("live", before.live_on, form.live_on),
        ("phases", before.template, form.template),
        ("tier", before.tier, form.tier),
    ):
        if old != new:
            told.append(f"{name}:{old}>{new}")
    told += ["name"] if before.name != form.name else []
    told += ["teams"] if set(before.team_ids) != set(form.team_ids) else []
    told += ["people"] if set(before.user_ids) != set(form.user_ids) else []
    told += ["pilot"] if before.is_pilot != form.is_pilot else []
    return "".join(f" {each}" for each in told)


async def _made_before(session: AsyncSession, form: CohortForm, *, here: str) -> Cohort | None:
    same = await _named(session, here, form.name)
    told = await form_of(session, here, same.id) if same is not None else None
    return same if told is not None and told.told == form.told else None


async def _named(session: AsyncSession, workspace_id: str, name: str) -> Cohort | None:
    return await session.scalar(
        select(Cohort).where(
            Cohort.workspace_id == workspace_id, func.lower(Cohort.name) == name.strip().lower()
        )
    )


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
    if not chosen and not form.user_ids:
        errors[blocks.TEAMS] = "Choose at least one team, or people below."
    elif taken:
        errors[blocks.TEAMS] = blocks.taken(taken)
    errors |= await _people_errors(session, form, here=here, cohort_id=cohort_id)
    for field, day in ((blocks.TRAINED, form.trained_on), (blocks.LIVE, form.live_on)):
        if day is None:
            errors[field] = "Choose a day; it can be moved later."
    return errors


async def _people_errors(
    session: AsyncSession, form: CohortForm, *, here: str, cohort_id: int | None
) -> dict[str, str]:
    if not form.user_ids:
        return {}
    if len(form.user_ids) > MOST_PEOPLE:
        return {blocks.PEOPLE: f"Choose up to {MOST_PEOPLE} people. For more, make them a team."}
    if await roster.outsiders(session, here, form.user_ids):
        return {blocks.PEOPLE: "Guests, apps and people who left cannot take part. Take them out."}
    rows = await session.scalars(
        select(Member.name)
        .where(Member.workspace_id == here, Member.user_id.in_(form.user_ids))
        .where(Member.cohort_id.is_not(None), Member.cohort_id.is_distinct_from(cohort_id))
        .order_by(Member.name)
    )
    taken = rows.all()
    return {blocks.PEOPLE: blocks.people_taken(taken)} if taken else {}


async def _bring_together(session: AsyncSession, cohort: Cohort, form: CohortForm, *, now: datetime) -> None:
    """Exactly these teams and people are in it, and their training date is its own."""
    here = update(Team).where(Team.workspace_id == cohort.workspace_id)
    left = here.where(Team.cohort_id == cohort.id, Team.id.not_in(form.team_ids))
    await session.execute(left.values(cohort_id=None))
    joined = here.where(Team.id.in_(form.team_ids))
    await session.execute(joined.values(cohort_id=cohort.id, trained_on=cohort.trained_on))
    await _let_go(session, cohort, but=form.user_ids)
    for user_id in form.user_ids:
        member = await people.member(session, Person(cohort.workspace_id, user_id), now=now)
        member.cohort_id, member.trained_on = cohort.id, cohort.trained_on


async def _let_go(session: AsyncSession, cohort: Cohort, *, but: Collection[str]) -> None:
    """Whoever is no longer chosen has the date of their team again."""
    await session.execute(
        update(Member)
        .where(Member.workspace_id == cohort.workspace_id, Member.cohort_id == cohort.id)
        .where(Member.user_id.not_in(but))
        .values(cohort_id=None, trained_on=None)
    )


async def remove(session: AsyncSession, cohort_id: int, *, by: Person, now: datetime) -> str | None:
    """Delete a cohort and its plan, and nothing else; returns its name, None when it is not there."""
    await workspaces.hold(session, by.workspace_id)
    found = await find(session, by.workspace_id, cohort_id)
    if found is None:
        return None
    name = found.name
    # Nothing else knows the name from now on.
    await _note(session, by, "cohort.deleted", f"cohort:{found.id} ={name}", now=now)
    here = Team.workspace_id == by.workspace_id
    await session.execute(update(Team).where(here, Team.cohort_id == found.id).values(cohort_id=None))
    await session.execute(
        update(Member)
        .where(Member.workspace_id == by.workspace_id, Member.cohort_id == found.id)
        .values(cohort_id=None)
    )
    await session.execute(delete(Cohort).where(Cohort.id == found.id))
    return name


async def set_ready(
    session: AsyncSession, cohort_id: int, *, is_ready: bool, by: Person, now: datetime
) -> bool:
    """Say whether its people can reach the tool; False when it was said already, or there is no cohort."""
    said = await session.scalar(
        update(Cohort)
        .where(Cohort.id == cohort_id, Cohort.workspace_id == by.workspace_id)
        .where(Cohort.ready_at.is_(None) if is_ready else Cohort.ready_at.is_not(None))
        .values(ready_at=now if is_ready else None)
        .returning(Cohort.id)
    )
    if said is None:
        return False
    await _note(session, by, "cohort.ready" if is_ready else "cohort.waits", f"cohort:{said}", now=now)
    return True


async def overlaps(session: AsyncSession, cohort: Cohort) -> Sequence[tuple[str, str]]:
    """The people chosen here whose team follows another cohort, with the name of that one."""
    chosen = [member for member in await people_of(session, cohort) if member.team_id is not None]
    rows = await session.execute(
        select(Team.id, Cohort.name)
        .join(Cohort, Cohort.id == Team.cohort_id)
        .where(Team.workspace_id == cohort.workspace_id, Cohort.id != cohort.id)
    )
    names = {row[0]: row[1] for row in rows}
    return [(each.user_id, names[each.team_id]) for each in chosen if each.team_id in names]


async def _note(session: AsyncSession, by: Person, act: str, subject: str, *, now: datetime) -> None:
    await workspaces.record_act(
        session, workspace_id=by.workspace_id, actor_id=by.user_id, act=act, subject=subject, now=now
    )
