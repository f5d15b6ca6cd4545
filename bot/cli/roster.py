"""`roster import`: people into teams from a file, all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.champions import service as champions
from bot.cli import store
from bot.cli.ends import FAILED, WRONG_USE, settings, stop
from bot.db import Db
from bot.packs.schema import Role
from bot.people import service as people
from bot.people.roster_file import Line, RosterFile, read
from bot.people.rules import Person
from bot.people.service import TeamPlan
from bot.settings import Settings
from bot.slack.client import Client, SlackError
from bot.workspaces.models import Workspace

roster = typer.Typer(help="The people who take part.", no_args_is_help=True)
MOST_FAULTS = 20
GENERAL = str(Role.GENERAL)
UNCHANGED = "nothing was changed"


@dataclass(frozen=True)
class Imported:
    """What the file did, or would do."""

    people: int
    moved: int
    new_teams: tuple[str, ...]
    champions: int


def register(app: typer.Typer) -> None:
    roster.callback()(_roster)
    roster.command("import", epilog="Example: afterglow roster import people.csv --dry-run")(import_file)
    app.add_typer(roster, name="roster")


def _roster() -> None:
    """The people who take part."""


def import_file(
    file: Annotated[
        Path, typer.Argument(help="CSV with user or email, and team, role, trained_on, champion.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, change nothing.")
    ] = False,
    workspace: Annotated[
        str | None, typer.Option(metavar="T…", help="Which, where there are several.")
    ] = None,
) -> None:
    """Put people into teams from a CSV file; nobody is written to by this."""
    wanted = _read(file)
    told = store.work(_import(settings(), wanted, workspace_id=workspace, dry_run=dry_run))
    would = "would be " if dry_run else ""
    typer.echo(f"{told.people} people {would}read, {told.moved} of them {would}put into a team.")
    if told.new_teams:
        typer.echo(f"New teams: {', '.join(told.new_teams)}. Give each a channel with /afterglow team.")
    if told.champions:
        typer.echo(f"New champions: {told.champions}.")
    typer.echo("Dry run: nothing was changed." if dry_run else "Invite them with /afterglow roster.")


def _read(file: Path) -> RosterFile:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        stop(f"{file}: {error.strerror}", code=WRONG_USE)
    except UnicodeDecodeError:
        stop(f"{file} is not UTF-8: save it as “CSV UTF-8”", code=WRONG_USE)
    found = read(text, roles=frozenset(str(role) for role in Role))
    if found.faults:
        shown = "\n".join(f"  {fault}" for fault in found.faults[:MOST_FAULTS])
        more = f"\n  and {len(found.faults) - MOST_FAULTS} more" if len(found.faults) > MOST_FAULTS else ""
        stop(f"{file} cannot be used, {UNCHANGED}:\n{shown}{more}", code=FAILED)
    return found


async def _import(
    found: Settings, wanted: RosterFile, *, workspace_id: str | None, dry_run: bool
) -> Imported:
    async with store.opened(found) as db:
        workspace = await store.chosen(db, workspace_id)
        lines = await _with_ids(found, workspace, wanted.lines)
        return await _apply(db, workspace.workspace_id, lines, dry_run=dry_run)


async def _with_ids(found: Settings, workspace: Workspace, lines: Sequence[Line]) -> list[Line]:
    """Slack tells who has which address; the addresses themselves are not kept."""
    asked = [line.email for line in lines if line.email]
    ids = await _ids(found, workspace, asked) if asked else {}
    missing = [f"line {line.number}: {line.email}" for line in lines if line.email and line.email not in ids]
    if missing:
        shown = "\n".join(f"  {one}" for one in missing[:MOST_FAULTS])
        stop(f"nobody in Slack has these addresses, {UNCHANGED}:\n{shown}", code=FAILED)
    return [replace(line, user=ids[line.email]) if line.email else line for line in lines]


async def _ids(found: Settings, workspace: Workspace, emails: Sequence[str]) -> Mapping[str, str]:
    if workspace.bot_token is None:
        stop(f"Slack's token is gone, so addresses cannot be looked up; {UNCHANGED}", code=FAILED)
    ids: dict[str, str] = {}
    async with Client.http() as http:
        client = Client(http, found.slack_api_url)
        for email in emails:
            try:
                profile = await client.by_email(
                    email, token=workspace.bot_token, workspace_id=workspace.workspace_id
                )
            except SlackError as error:
                stop(f"Slack says {error.code} to looking up addresses; {UNCHANGED}", code=FAILED)
            if profile is not None:
                ids[email] = profile.user_id
    return ids


class _DryRun(Exception):
    """Ends the transaction so that nothing of it stays."""


async def _apply(db: Db, workspace_id: str, lines: Sequence[Line], *, dry_run: bool) -> Imported:
    told = Imported(0, 0, (), 0)
    try:
        async with db.begin() as session:
            told = await save(session, workspace_id, lines, now=clock.now())
            if dry_run:
                raise _DryRun
    except _DryRun:
        return told
    return told


async def save(session: AsyncSession, workspace_id: str, lines: Sequence[Line], *, now: datetime) -> Imported:
    """Put every person of the file where it says."""
    new_teams: list[str] = []
    moved = appointed = 0
    for line in lines:
        member = await people.member(session, Person(workspace_id, str(line.user)), now=now)
        member.role = line.role or member.role
        member.trained_on = line.trained_on or member.trained_on
        if line.team is None:
            continue
        team = await people.team_named(session, workspace_id, line.team)
        if team is None:
            plan = TeamPlan(line.team, line.role or GENERAL, None, [])
            team = await people.save_team(session, workspace_id, plan, team_id=None, now=now)
            new_teams.append(team.name)
        moved += member.team_id != team.id
        await people.join_team(session, workspace_id, team, [member.user_id], now=now)
        if line.champion:
            leading = [one for _, one in await champions.of_team(session, workspace_id, team.id)]
            appointed += member.id not in [one.id for one in leading]
            await champions.appoint(session, workspace_id, [*leading, member], team_id=team.id, now=now)
            await session.flush()
    return Imported(len(lines), moved, tuple(new_teams), appointed)
