"""`export`, `erase`, `report` and `simulate`: what is stored, what is shown, what people will get."""

import json
import sys
import zoneinfo
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import clock
from bot.adoption import picture
from bot.adoption import report as adoption
from bot.adoption.report import Page
from bot.cadence.rules import local_day, zone_of
from bot.cli import store
from bot.cli.ends import FAILED, WRONG_USE, folder, is_watched, settings, stop
from bot.cohorts import service as cohorts
from bot.cohorts.rules import Course, Hold, phase_on, waits_for
from bot.nudges import preview
from bot.nudges.preview import Kind, Upcoming
from bot.packs.catalog import Catalog
from bot.packs.loader import load
from bot.packs.schema import Role, Tier
from bot.people.roster_file import USER_ID
from bot.people.rules import Person
from bot.privacy import service as privacy
from bot.privacy.service import Rows
from bot.settings import Settings
from bot.slack.client import Client, SlackError
from bot.workspaces.models import Workspace

WhichWorkspace = Annotated[
    str | None, typer.Option("--workspace", metavar="T…", help="Which, where there are several.")
]
MOST_DAYS = 366


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"
    HTML = "html"
    PNG = "png"


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: afterglow export --user U024BE7LH > ana.json")(export)
    app.command(epilog="Example: afterglow erase --user U024BE7LH")(erase)
    app.command(epilog="Example: afterglow report --format html > report.html")(report)
    app.command(epilog="Example: afterglow simulate --days 14 --role finance")(simulate)


def export(
    user: Annotated[str | None, typer.Option(metavar="U…", help="Only what is about this person.")] = None,
    workspace: WhichWorkspace = None,
) -> None:
    """Print everything stored about a workspace or one person as JSON, private text included."""
    found = settings()
    if user is not None:
        _refuse_a_name(user)

    async def work() -> tuple[Workspace, Rows]:
        async with store.opened(found) as db:
            chosen = await store.chosen(db, workspace)
            direct = await _direct(found, chosen, user) if user else []
            async with db.read() as session:
                rows = await privacy.export(session, chosen.workspace_id, user_id=user, direct=direct)
            return chosen, rows

    chosen, rows = store.work(work())
    if user and not any(rows.values()):
        typer.echo(f"afterglow: nothing is stored about {user}", err=True)
    about = {
        "workspace": {"id": chosen.workspace_id, "name": chosen.name},
        "user": user,
        "exported_at": clock.now().isoformat(timespec="seconds"),
        "tables": rows,
    }
    typer.echo(json.dumps(about, ensure_ascii=False, indent=2))


def erase(
    user: Annotated[str, typer.Option(metavar="U…", help="The person's Slack id.")],
    workspace: WhichWorkspace = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask first; needed where nobody can answer.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Remove everything stored about one person; the audit keeps that it was done."""
    found = settings()
    _refuse_a_name(user)
    if not yes:
        _ask_first(user)

    async def work() -> int:
        async with store.opened(found) as db:
            chosen = await store.chosen(db, workspace)
            direct = await _direct(found, chosen, user)
            async with db.begin() as session:
                person = Person(chosen.workspace_id, user)
                return await privacy.erase(session, person, now=clock.now(), direct=direct)

    touched = store.work(work())
    if as_json:
        typer.echo(json.dumps({"user": user, "rows": touched}))
    elif not touched:
        typer.echo(f"Nothing is stored about {user}.")
    else:
        typer.echo(f"Done: {touched} rows about {user} were removed or emptied.")
        typer.echo(
            "Messages already in Slack stay there until they are deleted in Slack; backups keep theirs."
        )


def _refuse_a_name(user: str) -> None:
    if not USER_ID.fullmatch(user):
        stop(f"--user: {user} is no Slack id, which begins with U or W; nothing was changed", code=WRONG_USE)


def _ask_first(user: str) -> None:
    if not is_watched(sys.stdin):
        stop(f"nobody is here to confirm it, so nothing about {user} was removed: add --yes", code=WRONG_USE)
    if not typer.confirm(f"Remove everything stored about {user}? This cannot be undone.", err=True):
        stop(f"nothing about {user} was removed", code=FAILED)


async def _direct(found: Settings, chosen: Workspace, user: str) -> Sequence[str]:
    """The channel of their direct messages, if Slack tells it now."""
    if chosen.bot_token is None:
        return []
    async with Client.http() as http:
        try:
            return [await Client(http, found.slack_api_url).direct(user, token=chosen.bot_token)]
        except SlackError as error:
            typer.echo(
                f"afterglow: Slack says {error.code}, so menus in their direct messages may be left out",
                err=True,
            )
            return []


def report(
    form: Annotated[
        Format, typer.Option("--format", help="A picture (png) goes into a file: … > report.png")
    ] = Format.JSON,
    workspace: WhichWorkspace = None,
) -> None:
    """Print the adoption report; groups of fewer than five people are never in it."""
    if form is Format.PNG and is_watched():
        stop("--format png is a picture, not text: add > report.png", code=WRONG_USE)
    found = settings()

    async def work() -> Page:
        async with store.opened(found) as db:
            chosen = await store.chosen(db, workspace)
            async with db.read() as session:
                return await adoption.page(session, chosen.workspace_id, now=clock.now())

    made = store.work(work())
    if form is Format.JSON:
        typer.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2, default=_plain))
    elif form is Format.CSV:
        sys.stdout.write(adoption.table(made))
    elif form is Format.HTML:
        typer.echo(adoption.html(made, table_url=""))
    else:
        typer.echo(picture.png(made), nl=False)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def simulate(
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How many days ahead.")] = 14,
    role: Annotated[Role, typer.Option(help="The person's role.")] = Role.GENERAL,
    tier: Annotated[Tier | None, typer.Option(help="Only cards of this tier.")] = None,
    zone: Annotated[str, typer.Option(help="Their time zone.")] = "UTC",
    cohort: Annotated[
        str | None, typer.Option(metavar="NAME", help="Somebody in this cohort, as its plan stands.")
    ] = None,
    workspace: WhichWorkspace = None,
    path: Annotated[Path | None, typer.Option("--packs", help="Another folder of packs.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON for machines.")] = False,
) -> None:
    """Show what a new person of this kind would get, day by day; nothing is sent or saved."""
    if zone not in zoneinfo.available_timezones():
        stop(f"--zone: no such time zone: {zone}; write it like Europe/Madrid", code=WRONG_USE)
    now = clock.now()
    course = _course(cohort, workspace) if cohort is not None else None
    ahead = preview.simulate(
        _catalog(path), role=role, now=now, days=days, zone=zone, tier=tier, course=course
    )
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in ahead], ensure_ascii=False, indent=2, default=_plain))
        return
    if course is not None:
        typer.echo(_plan_line(course, local_day(now, zone_of(zone))))
    for one in ahead:
        typer.echo(_line(one))
    typer.echo(f"{_counted(ahead)} in {days} days, if each is answered well.")


def _counted(ahead: Sequence[Upcoming]) -> str:
    count = Counter(one.kind for one in ahead)
    cards, challenges, asked = (count[kind] for kind in Kind)
    if not asked:
        return f"{cards} cards and {challenges} challenges"
    return f"{cards} cards, {challenges} challenges and {asked} assessment{'s' if asked > 1 else ''}"


def _course(name: str, workspace: str | None) -> Course:
    """The plan of the cohort of this name."""

    async def work() -> Course | None:
        async with store.opened(settings()) as db:
            chosen = await store.chosen(db, workspace)
            async with db.read() as session:
                return await cohorts.course_named(session, chosen.workspace_id, name)

    found = store.work(work())
    if found is None:
        stop(f"--cohort: there is no cohort {name}; /afterglow cohort shows those there are", code=FAILED)
    return found


def _plan_line(course: Course, today: date) -> str:
    """The phase that runs, and what keeps the plan from beginning."""
    phase = phase_on(course.entries, today)
    runs = f"now {phase.title.lower()}" if phase is not None else "no phase runs"
    match waits_for(course, today):
        case Hold.ACCESS:
            held = "; held: access is not marked ready, so only the company's rules come"
        case Hold.TRAINING:
            held = f"; held until the training on {course.dates.trained_on}: only the company's rules come"
        case _:
            held = ""
    return f"{course.name}: {runs}{held}."


def _catalog(path: Path | None) -> Catalog:
    loaded = load(folder(path)) if path else load()
    if not loaded.catalog.packs:
        stop("there is no good pack to simulate with: `afterglow packs check` says why", code=FAILED)
    return loaded.catalog


def _line(one: Upcoming) -> str:
    again = " (asks first)" if one.asks_first else ""
    return f"{one.at:%a %d %b %H:%M}  {one.kind:<10}  {one.title}{again}"
