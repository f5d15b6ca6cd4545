"""`roster import`: people into teams from a file, all of it or nothing."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.champions import service as champions
from bot.cli import store
from bot.cli.ends import FAILED, WRONG_USE, settings, stop
from bot.cli.lookup import MOST_NAMED, UNCHANGED, count, with_ids
from bot.db import Db
from bot.packs.schema import Role
from bot.people import service as people
from bot.people.models import Member
from bot.people.roster_file import Line, RosterFile, read
from bot.people.rules import Person
from bot.people.service import TeamPlan
from bot.settings import Settings

roster = typer.Typer(help="The people who take part.", no_args_is_help=True)
GENERAL = str(Role.GENERAL)


@dataclass(frozen=True)
class Change:
    """One thing about one person that the file changes."""

    line: int
    user: str
    name: str = field(repr=False)
    what: str
    before: str | None = field(repr=False)
    after: str | None = field(repr=False)

    def __str__(self) -> str:
        who = f"{self.name} ({self.user})" if self.name else self.user
        return f"line {self.line}: {who}: {self.what} {self.before or 'none'} → {self.after or 'none'}"


@dataclass(frozen=True)
class Imported:
    """What the file did, or would do."""

    people: int
    new_teams: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    def count(self, what: str) -> int:
        return sum(change.what == what for change in self.changes)


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
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Put people into teams from a CSV file; nobody is written to by this."""
    wanted = _read(file)
    told = store.work(_import(settings(), wanted, workspace_id=workspace, dry_run=dry_run))
    if as_json:
        typer.echo(json.dumps({"dry_run": dry_run} | asdict(told), ensure_ascii=False, indent=2))
        return
    for line in _lines(told, dry_run=dry_run):
        typer.echo(line)


def _lines(told: Imported, *, dry_run: bool) -> Iterator[str]:
    if dry_run:
        yield from map(str, told.changes)
    would = "would be " if dry_run else ""
    yield f"{count(told.people)} {would}read, {told.count('team')} of them {would}put into a team."
    if told.new_teams:
        yield f"New teams: {', '.join(told.new_teams)}. Give each a channel with /afterglow team."
    if told.count("champion of"):
        yield f"New champions: {told.count('champion of')}."
    yield f"Dry run: {UNCHANGED}." if dry_run else "Invite them with /afterglow roster."


def _read(file: Path) -> RosterFile:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        stop(f"{file}: {error.strerror}", code=WRONG_USE)
    except UnicodeDecodeError:
        stop(f"{file} is not UTF-8: save it as “CSV UTF-8”", code=WRONG_USE)
    found = read(text, roles=frozenset(str(role) for role in Role if role is not Role.CHAMPION))
    if found.faults:
        shown = "\n".join(f"  {fault}" for fault in found.faults[:MOST_NAMED])
        more = f"\n  and {len(found.faults) - MOST_NAMED} more" if len(found.faults) > MOST_NAMED else ""
        stop(f"{file} cannot be used, {UNCHANGED}:\n{shown}{more}", code=FAILED)
    return found


async def _import(
    found: Settings, wanted: RosterFile, *, workspace_id: str | None, dry_run: bool
) -> Imported:
    async with store.opened(found) as db:
        workspace = await store.chosen(db, workspace_id)
        async with db.read() as session:
            met = await session.scalars(
                select(Member.user_id).where(Member.workspace_id == workspace.workspace_id)
            )
        lines = await with_ids(found, workspace, wanted.lines, known=frozenset(met))
        _refuse_repeated(lines)
        return await _apply(db, workspace.workspace_id, lines, dry_run=dry_run)


def _refuse_repeated(lines: Sequence[Line]) -> None:
    """One person under an address and an id, or under two addresses, would be put into two places."""
    seen: dict[str | None, int] = {}
    for line in lines:
        if line.user in seen:
            stop(
                f"lines {seen[line.user]} and {line.number} are the same person, {line.user}; {UNCHANGED}",
                code=FAILED,
            )
        seen[line.user] = line.number


class _DryRun(Exception):
    """Ends the transaction so that nothing of it stays."""


async def _apply(db: Db, workspace_id: str, lines: Sequence[Line], *, dry_run: bool) -> Imported:
    told = Imported(0)
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
    changes: list[Change] = []
    names = {team.id: team.name for team in await people.teams(session, workspace_id)}
    for line in lines:
        member = await people.member(session, Person(workspace_id, str(line.user)), now=now)
        before = _standing(member, names)
        member.trained_on = line.trained_on or member.trained_on
        if line.team is not None and await _join(session, member, line, now=now):
            new_teams.append(line.team)
            names = {team.id: team.name for team in await people.teams(session, workspace_id)}
        member.role = line.role or member.role
        after = _standing(member, names)
        if line.champion and await _appoint(session, member, now=now):
            after["champion of"] = after["team"]
        changes += [
            Change(line.number, member.user_id, member.name, what, before.get(what), value)
            for what, value in after.items()
            if value != before.get(what)
        ]
    return Imported(len(lines), tuple(new_teams), tuple(changes))


def _standing(member: Member, teams: dict[int, str]) -> dict[str, str | None]:
    return {
        "team": teams.get(member.team_id) if member.team_id else None,
        "role": member.role,
        "trained on": member.trained_on.isoformat() if member.trained_on else None,
    }


async def _join(session: AsyncSession, member: Member, line: Line, *, now: datetime) -> bool:
    """Put somebody into the team that the line names; True when it had to be made."""
    name = str(line.team)
    team = await people.team_named(session, member.workspace_id, name)
    is_new = team is None
    if team is None:
        plan = TeamPlan(name, line.role or GENERAL, None, [])
        team = await people.save_team(session, member.workspace_id, plan, team_id=None, now=now)
    await people.join_team(session, member.workspace_id, team, [member.user_id], now=now)
    return is_new


async def _appoint(session: AsyncSession, member: Member, *, now: datetime) -> bool:
    """Make somebody a champion of their team beside those there are; False when they are one."""
    if member.team_id is None:
        return False
    leading = [one for _, one in await champions.of_team(session, member.workspace_id, member.team_id)]
    if member.id in [one.id for one in leading]:
        return False
    await champions.appoint(session, member.workspace_id, [*leading, member], team_id=member.team_id, now=now)
    await session.flush()
    return True
