"""The workspace's settings: what the bot may do, who may administer, when the programme rests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import local_day, zone_of
from bot.cadence.until import parse_until
from bot.guard import own
from bot.guard import service as red_lines
from bot.people import roster
from bot.people import service as people
from bot.people.rules import Person
from bot.rereading import blocks as rereading_blocks
from bot.rereading import service as rereading
from bot.rereading.rules import a_day_of
from bot.setup import rhythm
from bot.workspaces import blocks
from bot.workspaces import service as workspaces
from bot.workspaces.blocks import Configuration, Pause
from bot.workspaces.rules import Company

WHOLE_NAME = "the whole workspace"
GONE = "This team is no longer there."
EVERYBODY = frozenset(
    ("everyone", "everybody", "all", "programme", "the programme", "workspace", "the workspace", WHOLE_NAME)
)


@dataclass(frozen=True)
class Wishes:
    """The settings form as it was sent; `pause_team` None means the whole workspace."""

    reads_channels: bool
    model_drafts: bool
    company: Company
    admin_ids: Sequence[str]
    listener_ids: Sequence[str]
    pause_team: int | None
    pause_until: str = field(repr=False)
    champions_channel: str | None = None
    red_lines: str = field(default="", repr=False)
    rereads_a_day: str | None = field(default=None, repr=False)  # None: a form from before there was this


@dataclass(frozen=True)
class Meant:
    """Whom a pause is for, as somebody typed it; `team_id` None is the whole workspace."""

    team_id: int | None
    name: str = field(repr=False)
    until: str = field(repr=False)


async def configuration(session: AsyncSession, by: Person, *, now: datetime) -> Configuration:
    """The settings as they are now, for one admin's eyes."""
    workspace_id = by.workspace_id
    workspace = await workspaces.find(session, workspace_id)
    if workspace is None:
        raise LookupError("a workspace that asks for its settings is not installed")
    teams = await people.teams(session, workspace_id)
    return Configuration(
        reads_channels=workspace.reads_channels,
        model_drafts=workspace.model_drafts,
        company=workspaces.company_of(workspace),
        admin_ids=tuple(await roster.granted(session, workspace_id)),
        listener_ids=tuple(await roster.listeners(session, workspace_id)),
        teams=tuple((team.id, team.name) for team in teams),
        pauses=tuple(await _pauses(session, by, now=now)),
        champions_channel=workspace.champions_channel,
        red_lines=await red_lines.typed(session, workspace_id),
        rereading=await rereading.standing(session, workspace_id, now=now),
    )


async def _pauses(session: AsyncSession, by: Person, *, now: datetime) -> list[Pause]:
    """What is paused now, the whole workspace first."""
    found = []
    until = await rhythm.paused_until(session, by.workspace_id, now=now)
    if None in until:
        found.append(Pause(None, "The whole workspace", local_day(until[None], await _zone(session, by))))
    for team in await people.teams(session, by.workspace_id):
        if team.id in until:
            found.append(Pause(team.id, team.name, local_day(until[team.id], zone_of(team.zone))))
    return found


async def _zone(session: AsyncSession, by: Person) -> ZoneInfo:
    admin = await people.find(session, by)
    return zone_of(admin.zone if admin is not None else None)


async def apply(
    session: AsyncSession, wishes: Wishes, *, by: Person, now: datetime
) -> list[str] | dict[str, str]:
    """Put the form in force; what was changed, in sentences, or what is wrong with each field."""
    await workspaces.hold(session, by.workspace_id)
    until = await _until(session, wishes.pause_until, by=by, now=now)
    errors = await _faults(session, wishes, until, by=by)
    scope = await rhythm.scope_of(session, by.workspace_id, wishes.pause_team)
    if scope is None:
        errors[blocks.PAUSE_WHAT] = GONE
    if errors or scope is None:
        return errors
    said = await _switch(session, wishes, by=by, now=now)
    said += await _let_reread(session, wishes.rereads_a_day, by=by, now=now)
    said += await _draw(session, wishes.red_lines, by=by, now=now)
    said += await _grant(session, wishes.admin_ids, by=by, now=now)
    said += await _let_listen(session, wishes.listener_ids, by=by, now=now)
    said += await _let_champions_read(session, wishes.champions_channel, by=by, now=now)
    if until is not None:
        await rhythm.pause(session, until, team_id=wishes.pause_team, by=by, now=now)
        said.append(blocks.paused(scope.name or WHOLE_NAME, until))
    return said


async def _faults(session: AsyncSession, wishes: Wishes, until: date | None, *, by: Person) -> dict[str, str]:
    """What is wrong with each field."""
    errors: dict[str, str] = {}
    if wishes.pause_until.strip() and until is None:
        errors[blocks.PAUSE_UNTIL] = blocks.unknown_until()
    if outsiders := await roster.outsiders(session, by.workspace_id, wishes.admin_ids):
        errors[blocks.ADMINS] = blocks.cannot_administer(await _names(session, by, outsiders))
    if strangers := await roster.outsiders(session, by.workspace_id, wishes.listener_ids):
        errors[blocks.LISTENERS] = blocks.cannot_listen(await _names(session, by, strangers))
    if wrong := own.fault(wishes.red_lines):
        errors[blocks.RED_LINES] = wrong
    if wishes.rereads_a_day is not None and a_day_of(wishes.rereads_a_day) is None:
        errors[rereading_blocks.A_DAY] = rereading_blocks.no_number()
    return errors


async def _until(session: AsyncSession, text: str, *, by: Person, now: datetime) -> date | None:
    today = local_day(now, await _zone(session, by))
    until = parse_until(text, today) if text.strip() else None
    return until if until is not None and until > today else None


async def _names(session: AsyncSession, by: Person, user_ids: Sequence[str]) -> list[str]:
    found = [await people.find(session, Person(by.workspace_id, user_id)) for user_id in user_ids[:5]]
    return [one.name for one in found if one is not None]


async def _switch(session: AsyncSession, wishes: Wishes, *, by: Person, now: datetime) -> list[str]:
    workspace = await workspaces.find(session, by.workspace_id)
    if workspace is None:
        return []
    said = []
    if workspace.reads_channels != wishes.reads_channels:
        said.append(blocks.reads_now(is_on=wishes.reads_channels))
    if workspace.model_drafts != wishes.model_drafts:
        said.append(blocks.drafts_now(is_on=wishes.model_drafts))
    if workspaces.company_of(workspace) != wishes.company:
        said.append(blocks.company_now())
    if said:
        await workspaces.configure(
            session,
            by.workspace_id,
            reads_channels=wishes.reads_channels,
            model_drafts=wishes.model_drafts,
            company=wishes.company,
        )
        switches = f"{blocks.READS}={wishes.reads_channels} {blocks.DRAFTS}={wishes.model_drafts}"
        await _note(session, by, "settings.changed", switches, now=now)
    return said


async def _let_reread(session: AsyncSession, typed: str | None, *, by: Person, now: datetime) -> list[str]:
    a_day = a_day_of(typed) if typed is not None else None
    if a_day is None or not await rereading.set_ceiling(session, by.workspace_id, a_day):
        return []
    await _note(session, by, "settings.changed", f"{rereading_blocks.A_DAY}={a_day}", now=now)
    return [rereading_blocks.now_set(a_day)]


async def _draw(session: AsyncSession, typed: str, *, by: Person, now: datetime) -> list[str]:
    if typed == await red_lines.typed(session, by.workspace_id):
        return []
    count = await red_lines.draw(session, by.workspace_id, typed)
    await _note(session, by, "red_lines.drawn", str(count), now=now)
    return [blocks.red_lines_now(count)]


async def _let_listen(
    session: AsyncSession, user_ids: Sequence[str], *, by: Person, now: datetime
) -> list[str]:
    added, lost = await roster.let_listen(session, by.workspace_id, user_ids, now=now)
    if not (added or lost):
        return []
    await _note(session, by, "listeners.named", " ".join(user_ids), now=now)
    return [blocks.listening(user_ids)]


async def _let_champions_read(
    session: AsyncSession, channel: str | None, *, by: Person, now: datetime
) -> list[str]:
    if not await workspaces.set_champions_channel(session, by.workspace_id, channel):
        return []
    await _note(session, by, "settings.changed", f"{blocks.CHAMPIONS}={channel or ''}", now=now)
    return [blocks.champions_read(channel)]


async def _grant(session: AsyncSession, user_ids: Sequence[str], *, by: Person, now: datetime) -> list[str]:
    added, lost = await roster.grant(session, by.workspace_id, user_ids, now=now)
    for act, changed in (("admins.granted", added), ("admins.withdrawn", lost)):
        if changed:
            await _note(session, by, act, " ".join(changed), now=now)
    return blocks.granted(added, lost)


async def pause(
    session: AsyncSession, team_id: int | None, text: str, *, by: Person, now: datetime
) -> str | dict[str, str]:
    """Pause the programme alone; what to say about it, or what is wrong with each field."""
    await workspaces.hold(session, by.workspace_id)
    until = await _until(session, text, by=by, now=now)
    scope = await rhythm.scope_of(session, by.workspace_id, team_id)
    if until is None or scope is None:
        return {blocks.PAUSE_UNTIL: blocks.unknown_until()} if until is None else {blocks.PAUSE_WHAT: GONE}
    await rhythm.pause(session, until, team_id=team_id, by=by, now=now)
    return blocks.paused(scope.name or WHOLE_NAME, until)


async def meant(session: AsyncSession, workspace_id: str, text: str, *, today: date) -> Meant | None:
    """Whom words such as "everyone" or "sales until monday" would pause; None when that is not clear."""
    words = text.strip(" .!?").split()
    for cut in range(1, len(words) + 1):
        name, until = " ".join(words[:cut]), " ".join(words[cut:])
        if until and parse_until(until, today) is None:
            continue
        if name.casefold() in EVERYBODY:
            return Meant(None, WHOLE_NAME, until)
        found = await roster.teams_named(session, workspace_id, name)
        if len(found) == 1:
            return Meant(found[0].id, found[0].name, until)
    return None


async def resume(session: AsyncSession, team_id: int | None, *, by: Person, now: datetime) -> str | None:
    """End a pause; whose it was, or None when there is no such team."""
    scope = await rhythm.scope_of(session, by.workspace_id, team_id)
    if scope is None or not await rhythm.pause(session, None, team_id=team_id, by=by, now=now):
        return None
    return scope.name or WHOLE_NAME


async def _note(session: AsyncSession, by: Person, act: str, subject: str, *, now: datetime) -> None:
    await workspaces.record_act(
        session, workspace_id=by.workspace_id, actor_id=by.user_id, act=act, subject=subject, now=now
    )
