"""`packs approved`: cards that champions and admins wrote in Slack and approved, as files of the packs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.authoring import exports
from bot.authoring.exports import Sheet
from bot.cli.ends import FAILED, folder, settings, stop
from bot.cli.store import chosen, opened, work
from bot.clock import now
from bot.packs.loader import Loaded, load
from bot.settings import Settings

EXAMPLE = "Example: afterglow packs approved --to prompts/packs"
NONE = "no approved card waits"


def approved(
    to: Annotated[
        Path | None,
        typer.Option("--to", help="The folder of packs to write them into; without it they are listed."),
    ] = None,
    workspace: Annotated[
        str | None, typer.Option("--workspace", help="Slack id of the workspace, T…, when there are several.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Write the cards that were approved in Slack into a folder of packs, never over a file that is there."""
    sheets = work(_approved(settings(), folder(to) if to is not None else None, workspace))
    if as_json:
        facts = [
            {"id": one.card_id, "pack": one.pack, "skill": one.skill, "file": one.path} for one in sheets
        ]
        typer.echo(json.dumps({"written": to is not None, "cards": facts}, ensure_ascii=False, indent=2))
        return
    for one in sheets:
        typer.echo(str(to / one.path) if to is not None else f"{one.card_id}: {one.pack}, {one.skill}")
    if not sheets:
        typer.echo(NONE)


async def _approved(found: Settings, to: Path | None, workspace_id: str | None) -> Sequence[Sheet]:
    loaded = load(to) if to is not None else load()
    async with opened(found) as db:
        here = await chosen(db, workspace_id)
        async with db.read() as session:
            sheets = await exports.waiting(session, loaded.catalog, here.workspace_id)
        if to is None or not sheets:
            return sheets
        _write(sheets, to, loaded)
        async with db.begin() as session:
            took = await exports.took(session, sheets, now=now())
    if took < len(sheets):
        typer.echo("afterglow: a card was changed in Slack meanwhile: look at what was written", err=True)
    return sheets


def _write(sheets: Sequence[Sheet], to: Path, loaded: Loaded) -> None:
    """All of them or none; a file of exactly this text is one that was written before."""
    _refuse(sheets, to, loaded)
    made: list[Path] = []
    try:
        for one in sheets:
            file = to / one.path
            if _holds(file, one):
                continue
            file.parent.mkdir(exist_ok=True)
            with file.open("x", encoding="utf-8") as writing:
                made.append(file)
                writing.write(one.text)
    except OSError as error:
        _undo(made)
        stop(f"{error.filename or to}: {error.strerror}; nothing was written", code=FAILED)
    new = [fault for fault in load(to).faults if fault not in loaded.faults]
    if new:
        _undo(made)
        stop(f"{new[0]}; so nothing was written", code=FAILED)


def _refuse(sheets: Sequence[Sheet], to: Path, loaded: Loaded) -> None:
    taken = next((one for one in sheets if (to / one.path).exists() and not _holds(to / one.path, one)), None)
    if taken is not None:
        stop(f"{to / taken.path} is there already; nothing was written", code=FAILED)
    homeless = next((one for one in sheets if not one.text), None)
    if homeless is not None:
        stop(
            f'{to} has no sound pack "{homeless.pack}" with the skill "{homeless.skill}", where '
            f'"{homeless.card_id}" belongs; `afterglow packs check {to}` says more. Nothing was written',
            code=FAILED,
        )


def _holds(file: Path, one: Sheet) -> bool:
    return file.is_file() and file.read_bytes() == one.text.encode()


def _undo(made: Sequence[Path]) -> None:
    for file in made:
        file.unlink(missing_ok=True)
