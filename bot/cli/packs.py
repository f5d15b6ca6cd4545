"""`packs …`: whether the content is right, and cards from Slack that become part of it."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import approved
from bot.cli.ends import FAILED, folder, stop
from bot.packs import check as packs_check
from bot.packs.loader import ROOT, is_pack, load, load_one

CHECK_EXAMPLE = "Example: afterglow packs check prompts/packs (or one pack: prompts/packs/sales)"

packs = typer.Typer(help="Content packs.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    packs.callback()(_packs)
    packs.command("check", epilog=CHECK_EXAMPLE)(check)
    packs.command("approved", epilog=approved.EXAMPLE)(approved.approved)
    app.add_typer(packs, name="packs")


def _packs() -> None:
    """Content packs."""


def check(
    path: Annotated[Path, typer.Argument(help="The folder of packs, or the folder of one pack.")] = ROOT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Say whether every pack is right and complete, or the file and line of each fault and gap."""
    loaded = load_one(path) if is_pack(folder(path)) else load(path)
    if as_json:
        typer.echo(json.dumps(packs_check.facts(loaded), ensure_ascii=False, indent=2))
    else:
        typer.echo(packs_check.report(loaded))
    if loaded.faults or loaded.gaps:
        raise typer.Exit(FAILED)
    if not loaded.catalog.packs:
        stop(f"{path} holds no pack: name the folder above the packs' own folders", code=FAILED)
