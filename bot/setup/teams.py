"""Teams as admins make and change them: people, channel, champions, training date, invitations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.champions import service as champions
from bot.champions.blocks import Duty
from bot.enrolment import service as enrolment
from bot.people import blocks, roster
from bot.people import service as people
from bot.people.blocks import TeamForm
from bot.people.models import Team
from bot.people.rules import Move, Person, RosterChange, digest_of
from bot.people.service import TeamPlan
from bot.workspaces import service as workspaces

LONGEST_NAME = 80


@dataclass(frozen=True)
class Saved:
    """A team as it now is, and who came to it from another one."""

    team: Team
    came: tuple[Move, ...]


@dataclass(frozen=True)
class Waits:
    """Nothing is saved: these people would leave another team, and who saves has not seen that yet."""

    moves: tuple[Move, ...]


async def save(
    session: AsyncSession, form: TeamForm, *, by: Person, now: datetime, agreed: str = ""
) -> Saved | Waits | dict[str, str]:
    """Make or change a team, or say what is wrong with each field; people move only as was agreed to."""
    await workspaces.hold(session, by.workspace_id)
    here = by.workspace_id
    known = await people.team(session, here, form.team_id)
    if form.team_id is not None and known is None:
        return {blocks.NAME: blocks.TEAM_GONE}
    if form.team_id is None:
        known = await _made_before(session, form, here=here)
    errors = await _errors(session, form, here=here, team_id=known.id if known else None)
    if errors:
        return errors
    came = await roster.elsewhere(session, here, form.member_ids, team_id=known.id if known else None)
    if came and digest_of(came) != agreed:
        return Waits(came)
    there = await people.members_of(session, here, known.id) if known and form.adds else []
    everybody = (*(member.user_id for member in there), *form.member_ids)
    before = await form_of(session, here, known.id) if known else None
    plan = TeamPlan(form.name, form.role, form.channel_id, everybody)
    team = await people.save_team(session, here, plan, team_id=known.id if known else None, now=now)
    team.zone = form.zone or await roster.usual_zone(session, here, everybody or (by.user_id,))
    team.trained_on = form.trained_on
    await session.flush()
    await cadences.plan_team(session, team, now=now)
    await enrolment.replan_team(session, here, team.id, now=now)
    is_new = before != await form_of(session, here, team.id)
    await _note_news(session, by, "team.saved", team.id, is_new=is_new, now=now)
    return Saved(team, came)


async def _made_before(session: AsyncSession, form: TeamForm, *, here: str) -> Team | None:
    """The very team that this form describes: Slack delivered it twice, or somebody pressed again."""
    same = await people.team_named(session, here, form.name)
    if same is None or (same.role, same.channel_id) != (form.role, form.channel_id):
        return None
    there = {member.user_id for member in await people.members_of(session, here, same.id)}
    return same if there == set(form.member_ids) else None


async def _errors(session: AsyncSession, form: TeamForm, *, here: str, team_id: int | None) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not form.name.strip() or len(form.name.strip()) > LONGEST_NAME:
        errors[blocks.NAME] = f"Give the team a name of up to {LONGEST_NAME} characters."
    same_name = await people.team_named(session, here, form.name)
    if same_name is not None and same_name.id != team_id:
        errors[blocks.NAME] = "There is a team of this name already. Give this one another."
    same_channel = await people.team_of_channel(session, here, form.channel_id) if form.channel_id else None
    if same_channel is not None and same_channel.id != team_id:
        errors[blocks.CHANNEL] = blocks.channel_taken(same_channel.name)
    known = await people.team(session, here, team_id)
    if known is not None and known.cohort_id is not None and known.trained_on != form.trained_on:
        errors[blocks.TRAINED] = blocks.OF_A_COHORT
    outsiders = await roster.outsiders(session, here, form.member_ids)
    if outsiders:
        errors[form.people_field] = await _outsiders_line(session, here, outsiders)
    return errors


async def _outsiders_line(session: AsyncSession, here: str, user_ids: Sequence[str]) -> str:
    found = [await people.find(session, Person(here, user_id)) for user_id in user_ids[:5]]
    return blocks.cannot_take_part([one.name for one in found if one is not None])


async def form_of(session: AsyncSession, workspace_id: str, team_id: int) -> TeamForm | None:
    """A team as its form shows it."""
    team = await people.team(session, workspace_id, team_id)
    if team is None:
        return None
    members = await people.members_of(session, workspace_id, team.id)
    return TeamForm(
        team_id=team.id,
        name=team.name,
        role=team.role,
        channel_id=team.channel_id,
        member_ids=tuple(member.user_id for member in members),
        zone=team.zone,
        trained_on=team.trained_on,
    )


async def lines(session: AsyncSession, workspace_id: str) -> list[blocks.TeamLine]:
    """Every team of the workspace in one line each."""
    counted = await roster.tallies(session, workspace_id)
    leading = await champions.by_team(session, workspace_id)
    nobody = roster.Tally(0, 0, 0)
    return [
        blocks.TeamLine(
            id=team.id,
            name=team.name,
            role=team.role,
            channel_id=team.channel_id,
            people=counted.get(team.id, nobody).people,
            unasked=counted.get(team.id, nobody).unasked,
            champion_ids=tuple(leading.get(team.id, ())),
            trained_on=team.trained_on,
            is_in_cohort=team.cohort_id is not None,
        )
        for team in await people.teams(session, workspace_id)
    ]


async def line(session: AsyncSession, workspace_id: str, team_id: int) -> blocks.TeamLine | None:
    """One team in one line; None when the workspace has no such team."""
    found = [each for each in await lines(session, workspace_id) if each.id == team_id]
    return found[0] if found else None


async def census(session: AsyncSession, workspace_id: str) -> tuple[blocks.Census, int]:
    """Who may take part over the whole workspace, and how many of them are in no team."""
    counted = await roster.tallies(session, workspace_id)
    whole = blocks.Census(
        people=sum(tally.people for tally in counted.values()),
        unasked=sum(tally.unasked for tally in counted.values()),
        started=sum(tally.started for tally in counted.values()),
    )
    return whole, counted[None].people if None in counted else 0


async def has_started(session: AsyncSession, workspace_id: str, team_id: int) -> bool:
    """Whether anybody of the team takes part, so that a change of cadence moves somebody's messages."""
    counted = await roster.tallies(session, workspace_id)
    return team_id in counted and counted[team_id].started > 0


async def duties(session: AsyncSession, workspace_id: str, team_id: int) -> list[Duty]:
    """What each champion of a team has said."""
    leading = await champions.of_team(session, workspace_id, team_id)
    return [
        Duty(champion.id, member.name, champion.topics, champion.hours_per_week, champion.away_until)
        for champion, member in leading
    ]


async def appoint(
    session: AsyncSession, team_id: int, user_ids: Sequence[str], *, by: Person, now: datetime
) -> str | None:
    """Make exactly these people the champions of a team; returns what is wrong, if anything."""
    await workspaces.hold(session, by.workspace_id)
    team = await people.team(session, by.workspace_id, team_id)
    if team is None:
        return blocks.TEAM_GONE
    outsiders = await roster.outsiders(session, by.workspace_id, user_ids)
    if outsiders:
        return await _outsiders_line(session, by.workspace_id, outsiders)
    members = [
        await people.member(session, Person(by.workspace_id, user_id), now=now) for user_id in user_ids
    ]
    is_new = await champions.appoint(session, by.workspace_id, members, team_id=team.id, now=now)
    await _note_news(session, by, "champions.saved", team.id, is_new=is_new, now=now)
    return None


async def describe(
    session: AsyncSession, team_id: int, topics: Mapping[int, Sequence[str]], *, by: Person, now: datetime
) -> bool:
    """Say what each champion of a team knows best; False when there is no such team."""
    team = await people.team(session, by.workspace_id, team_id)
    if team is None:
        return False
    is_new = await champions.describe(session, by.workspace_id, topics, team_id=team.id)
    await _note_news(session, by, "champions.topics", team.id, is_new=is_new, now=now)
    return True


async def set_training(
    session: AsyncSession, dates: Mapping[int, date | None], *, by: Person, now: datetime
) -> int:
    """Set the training date of teams of the own workspace that are in no cohort; returns how many changed."""
    await workspaces.hold(session, by.workspace_id)
    changed = 0
    for team in await people.teams(session, by.workspace_id):
        if team.cohort_id is None and team.id in dates and team.trained_on != dates[team.id]:
            team.trained_on = dates[team.id]
            changed += 1
            await _note(session, by, "team.trained_on", f"team:{team.id}", now=now)
    return changed


async def invite_team(session: AsyncSession, team_id: int, *, by: Person, now: datetime) -> int | None:
    """Ask everybody of a team who was never asked; None when there is no such team."""
    team = await people.team(session, by.workspace_id, team_id)
    if team is None:
        return None
    invited = await enrolment.invite_team(session, by.workspace_id, team.id, now=now)
    if invited:
        await _note(session, by, "people.invited", f"team:{team.id}", now=now)
    return len(invited)


async def finish(session: AsyncSession, team_id: int, *, invites: bool, by: Person, now: datetime) -> str:
    """End the set-up of a team, with invitations or without; what to say about it."""
    await _note_news(session, by, "setup.finished", team_id, is_new=False, now=now)
    if not invites:
        return "Nobody was written to."
    asked = await invite_team(session, team_id, by=by, now=now)
    return blocks.invited(asked or 0)


async def change_roster(
    session: AsyncSession, *, invited: Sequence[str], removed: Sequence[str], by: Person, now: datetime
) -> RosterChange:
    """Ask these people to take part and take those off; what is recorded is what happened."""
    await workspaces.hold(session, by.workspace_id)
    gone = await roster.take_off(session, by.workspace_id, removed, now=now) if removed else []
    members = [await people.member(session, Person(by.workspace_id, each), now=now) for each in invited]
    asked = await enrolment.invite(session, by.workspace_id, invited, now=now) if invited else []
    for act, user_ids in (("people.invited", asked), ("people.removed", gone)):
        if user_ids:
            await _note(session, by, act, " ".join(user_ids), now=now)
    barred = tuple(member.user_id for member in members if not member.can_learn)
    return RosterChange(wanted=len(invited), asked=len(asked), gone=len(gone), barred=barred)


async def _note_news(
    session: AsyncSession, by: Person, act: str, team_id: int, *, is_new: bool, now: datetime
) -> None:
    """Record what changed something; the first time also what did not, for the set-up goes on from it."""
    subject = f"team:{team_id}"
    if is_new or act not in await workspaces.acts_on(session, workspace_id=by.workspace_id, subject=subject):
        await _note(session, by, act, subject, now=now)


async def _note(session: AsyncSession, by: Person, act: str, subject: str, *, now: datetime) -> None:
    await workspaces.record_act(
        session, workspace_id=by.workspace_id, actor_id=by.user_id, act=act, subject=subject, now=now
    )
