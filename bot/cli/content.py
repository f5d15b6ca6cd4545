"""`packs check` and the line-by-line readers."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import lines
from bot.cli.ends import FAILED, WRONG_USE, stop
from bot.cli.lines import Value
from bot.cli.second import second_reader
from bot.guard import rules as guard
from bot.packs import check as packs_check
from bot.packs.loader import ROOT, is_pack, load, load_one
from bot.reading import rules as reading

UNSURE = 0.75  # below it the offline reader is wrong too often to be alone
CHECK_EXAMPLE = "Example: afterglow packs check prompts/packs (or one pack: prompts/packs/sales)"
SHAPE = 'a JSON object with a "text"'

packs = typer.Typer(help="Content packs.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    packs.callback()(_packs)
    packs.command("check", epilog=CHECK_EXAMPLE)(check)
    app.add_typer(packs, name="packs")
    app.command(epilog="""Example: echo '{"text": "How do I…"}' | afterglow read""")(read)
    app.command(epilog="""Example: echo '{"text": "mail ana@example.com"}' | afterglow redact""")(redact)


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


def folder(path: Path) -> Path:
    """The path, when it leads to a folder."""
    if not path.is_dir():
        stop(f"{path} is not a folder of packs", code=WRONG_USE)
    return path


def read(
    by_model: Annotated[
        bool,
        typer.Option("--model", help="Let the optional model decide where the reader is unsure."),
    ] = False,
) -> None:
    """Read JSON lines {"text": …} and say what each message is; offline unless --model."""
    ask = second_reader() if by_model else None

    def verdict(text: str) -> dict[str, Any]:
        found = reading.read(text)
        if ask is not None and found.confidence < UNSURE and reading.may_matter(text):
            found = ask(text, found)
        return {
            "kind": found.kind.value,
            "confidence": found.confidence,
            "minutes_saved": found.minutes_saved,
            "tool": found.tool,
        }

    for text in lines.each(_text, shape=SHAPE):
        lines.say(verdict(text))


def redact() -> None:
    """Read JSON lines {"text": …} and take out secrets and personal data."""

    for text in lines.each(_text, shape=SHAPE):
        found = guard.redact(text)
        spans = [{"start": one.start, "end": one.end, "kind": str(one.kind)} for one in found.spans]
        lines.say({"text": found.text, "spans": spans})


def _text(value: Value) -> str | None:
    text = value.get("text")
    return text if isinstance(text, str) else None
