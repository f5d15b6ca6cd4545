"""`packs check` and the line-by-line readers."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.ends import FAILED, WRONG_USE, stop
from bot.cli.second import second_reader
from bot.guard import rules as guard
from bot.packs import check as packs_check
from bot.packs.loader import ROOT, load
from bot.reading import rules as reading

UNSURE = 0.75  # below it the offline reader is wrong too often to be alone

packs = typer.Typer(help="Content packs.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    packs.callback()(_packs)
    packs.command("check", epilog="Example: afterglow packs check prompts/packs")(check)
    app.add_typer(packs, name="packs")
    app.command(epilog="""Example: echo '{"text": "How do I…"}' | afterglow read""")(read)
    app.command(epilog="""Example: echo '{"text": "mail ana@example.com"}' | afterglow redact""")(redact)


def _packs() -> None:
    """Content packs."""


def check(path: Annotated[Path, typer.Argument(help="The folder of packs.")] = ROOT) -> None:
    """Say whether every pack is right, or the file and line of each fault."""
    if not path.is_dir():
        stop(f"{path} is not a folder of packs", code=WRONG_USE)
    loaded = load(path)
    typer.echo(packs_check.report(loaded))
    if loaded.faults:
        raise typer.Exit(FAILED)


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

    _line_by_line(verdict)


def redact() -> None:
    """Read JSON lines {"text": …} and take out secrets and personal data."""

    def redacted(text: str) -> dict[str, Any]:
        found = guard.redact(text)
        spans = [{"start": one.start, "end": one.end, "kind": str(one.kind)} for one in found.spans]
        return {"text": found.text, "spans": spans}

    _line_by_line(redacted)


def _line_by_line(answer: Callable[[str], dict[str, Any]]) -> None:
    for number, text in _texts():
        if text is None:
            stop(f"line {number} is not a JSON object with a text", code=WRONG_USE)
        typer.echo(json.dumps(answer(text), ensure_ascii=False))


def _texts() -> Iterator[tuple[int, str | None]]:
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError:
            value = None
        text = value.get("text") if isinstance(value, dict) else None
        yield number, text if isinstance(text, str) else None
