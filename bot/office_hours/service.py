"""Office hours: who may set them, when the next session is, and who wants no reminder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import zone_of
from bot.cadence.service import minute_of, time_of
from bot.champions import service as champions
from bot.db import insert
from bot.office_hours import blocks, rules
from bot.office_hours.blocks import HoursForm, Session
from bot.office_hours.models import OfficeCall, OfficeHours
from bot.office_hours.rules import CallState, Hours
from bot.people import roster
from bot.people import service as people
from bot.people.models import Team
from bot.people.rules import Person
from bot.questions import waiting
from bot.questions.models import Question
from bot.questions.rules import LIVE
from bot.workspaces import service as workspaces

UNSOLVED = LIVE


@dataclass(frozen=True)
class Shown:
    """A form with everything around it."""

    form: HoursForm
    teams: Sequence[tuple[int, str]]
    zones: Sequence[str]
    waiting: int


async def teams_for(session: AsyncSession, person: Person) -> list[tuple[int, str]]:
    """The teams whose office hours somebody may set: an admin every one's, a champion their own's."""
    return [(team.id, team.name) for team in await champions.led_by(session, person)]


async def shown(session: AsyncSession, person: Person, team_id: int, *, now: datetime) -> Shown | None:
    """The form for that team, else for the person's own, else for the first; None where they may set none."""
    teams = await teams_for(session, person)
    if not teams:
        return None
    member = await people.member(session, person, now=now)
    known = dict(teams)
    chosen = next(each for each in (team_id, member.team_id, teams[0][0]) if each in known)
    # The one that is shown stands first: Slack lists a hundred.
    teams.sort(key=lambda team: team[0] != chosen)
    team = await people.team(session, person.workspace_id, chosen)
    row = await _row(session, chosen)
    form = HoursForm(chosen, zone=team.zone if team is not None else "UTC")
    if row is not None:
        form = HoursForm(chosen, row.weekday, time_of(row.at), row.zone, row.place, is_set=True)
    zones = [form.zone, member.zone, *await roster.zones(session, person.workspace_id)]
    return Shown(form, teams, list(dict.fromkeys(zones))[:100], await _waiting(session, person, chosen))


async def _row(session: AsyncSession, team_id: int) -> OfficeHours | None:
    return await session.scalar(select(OfficeHours).where(OfficeHours.team_id == team_id))


async def _waiting(session: AsyncSession, person: Person, team_id: int) -> int:
    """How many questions of the team are not solved."""
    count = await session.scalar(
        select(func.count(Question.id))
        .where(Question.workspace_id == person.workspace_id, Question.status.in_(UNSOLVED))
        .where(Question.team_id == team_id)
    )
    return count or 0


async def save(
    session: AsyncSession, form: HoursForm, *, by: Person, now: datetime
) -> Session | dict[str, str]:
    """Set a team's office hours; what is wrong with each field where that cannot be."""
    errors = {}
    if form.at is None:
        errors[blocks.AT] = blocks.SAY_TIME
    if not any(letter.isalnum() for letter in form.place):
        errors[blocks.PLACE] = blocks.SAY_PLACE
    team = await people.team(session, by.workspace_id, form.team_id)
    if team is None or form.team_id not in dict(await teams_for(session, by)):
        errors[blocks.PLACE] = blocks.TEAM_GONE if team is None else blocks.NOT_YOURS
    if errors or form.at is None or team is None:
        return errors
    zone = zone_of(form.zone)
    values = {
        "weekday": form.weekday,
        "at": minute_of(form.at),
        "zone": zone.key,
        "place": form.place.strip()[: blocks.LONGEST_PLACE],
    }
    row = await _row(session, team.id)
    if row is None or any(getattr(row, name) != value for name, value in values.items()):
        values |= {
            "next_at": rules.next_session(now, Hours(form.weekday, form.at, zone)),
            "looked_at": None,
            "set_by": by.user_id,
            "set_at": now,
        }
        made = insert(session, OfficeHours).values(workspace_id=by.workspace_id, team_id=team.id, **values)
        await session.execute(made.on_conflict_do_update(index_elements=["team_id"], set_=values))
        await _unplan(session, team.id)
        await _note(session, by, "office_hours.saved", team, now=now)
        if row is not None:
            await session.refresh(row)
        await waiting.session_moved(session, by.workspace_id, team.id, now=now)
    found = await next_of(session, team)
    return found if found is not None else {blocks.PLACE: blocks.TEAM_GONE}


async def end(session: AsyncSession, team_id: int, *, by: Person, now: datetime) -> str:
    """Hold no office hours any more; what to say about it."""
    team = await people.team(session, by.workspace_id, team_id)
    if team is None:
        return blocks.TEAM_GONE
    if team_id not in dict(await teams_for(session, by)):
        return blocks.NOT_YOURS
    gone = await session.scalar(
        delete(OfficeHours).where(OfficeHours.team_id == team.id).returning(OfficeHours.id)
    )
    if gone is not None:
        await waiting.session_moved(session, by.workspace_id, team.id, now=now)
        await _note(session, by, "office_hours.ended", team, now=now)
    return blocks.ended()


async def _unplan(session: AsyncSession, team_id: int) -> None:
    """Reminders that are planned for another time are planned anew."""
    hours = select(OfficeHours.id).where(OfficeHours.team_id == team_id)
    await session.execute(
        delete(OfficeCall).where(OfficeCall.hours_id.in_(hours), OfficeCall.state == CallState.PLANNED)
    )


async def _note(session: AsyncSession, by: Person, act: str, team: Team, *, now: datetime) -> None:
    await workspaces.record_act(
        session,
        workspace_id=by.workspace_id,
        actor_id=by.user_id,
        act=act,
        subject=f"team:{team.id}",
        now=now,
    )


async def next_of(session: AsyncSession, team: Team) -> Session | None:
    """A team's next session."""
    row = await _row(session, team.id)
    if row is None:
        return None
    return Session(team.id, team.name, row.next_at, zone_of(row.zone), row.place)


async def next_for(session: AsyncSession, person: Person, *, now: datetime) -> tuple[Session | None, bool]:
    """The next session of somebody's team, and whether they are in one."""
    member = await people.member(session, person, now=now)
    team = await people.team(session, person.workspace_id, member.team_id)
    return (await next_of(session, team), True) if team is not None else (None, False)


async def want(session: AsyncSession, person: Person, *, wants: bool, now: datetime) -> None:
    """Be reminded of office hours after a question, or never."""
    member = await people.member(session, person, now=now)
    if wants == (member.no_office_hours_since is not None):
        member.no_office_hours_since = None if wants else now
