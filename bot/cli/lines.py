"""JSON lines: what the readers take from standard input and give back, line by line."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import typer

from bot.cli.ends import WRONG_USE, stop

Asked = TypeVar("Asked")
Value = Mapping[str, object]


def each(read: Callable[[Value], Asked | None], *, shape: str) -> Iterator[Asked]:
    """Every line of standard input as asked; one of another shape ends the command and is named."""
    number = 0
    for number, line in enumerate(_raw(), start=1):
        if not line.strip():
            continue
        value = _object(line)
        asked = None if value is None else read(value)
        if asked is None:
            before = "nothing was read" if number == 1 else "the lines before it were answered, no other was"
            stop(f"line {number} is not {shape}; {before}", code=WRONG_USE)
        yield asked
    if not number:
        typer.echo(f"afterglow: standard input is empty; each line is {shape}", err=True)


def _raw() -> Iterator[bytes]:
    # Bytes: JSON is UTF-8 whatever this machine's language is set to.
    yield from sys.stdin.buffer


def _object(line: bytes) -> Value | None:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def say(value: Value) -> None:
    """One JSON object on a line of its own, at once: who pipes in waits for it."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        typer.echo(text.encode())
    except UnicodeEncodeError:  # half of a surrogate pair is JSON, but no UTF-8
        typer.echo(json.dumps(value))
