"""`similar`: how near texts are, for finding an earlier answer."""

import json
import sys
from typing import TypeGuard

import typer

from bot.cli.ends import WRONG_USE, stop
from bot.library.rules import similar

EPILOG = """Example: echo '{"query": "long minutes", "candidates": ["short minutes"]}' | afterglow similar"""
SHAPE = 'a JSON object with a "query" and a list of "candidates"'


def register(app: typer.Typer) -> None:
    app.command("similar", epilog=EPILOG)(similar_lines)


def similar_lines() -> None:
    """Read JSON lines {"query", "candidates"} and score each candidate from 0 to 1."""
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        query, candidates = _asked(line, number)
        scores = [round(score, 6) for score in similar(query, candidates)]
        typer.echo(json.dumps({"scores": scores}))


def _asked(line: str, number: int) -> tuple[str, list[str]]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    query = value.get("query") if isinstance(value, dict) else None
    candidates = value.get("candidates") if isinstance(value, dict) else None
    if not isinstance(query, str) or not _all_text(candidates):
        stop(f"line {number} is not {SHAPE}", code=WRONG_USE)
    return query, candidates


def _all_text(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
