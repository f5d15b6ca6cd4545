"""`similar`: how near texts are, for finding an earlier answer."""

from typing import TypeGuard

import typer

from bot.cli import lines
from bot.cli.lines import Value
from bot.library.rules import similar

EPILOG = """Example: echo '{"query": "long minutes", "candidates": ["short minutes"]}' | afterglow similar"""
SHAPE = 'a JSON object with a "query" and a list of "candidates"'


def register(app: typer.Typer) -> None:
    app.command("similar", epilog=EPILOG)(similar_lines)


def similar_lines() -> None:
    """Read JSON lines {"query", "candidates"} and score each candidate from 0 to 1."""
    for query, candidates in lines.each(_asked, shape=SHAPE):
        scores = [round(score, 6) for score in similar(query, candidates)]
        lines.say({"scores": scores})


def _asked(value: Value) -> tuple[str, list[str]] | None:
    query, candidates = value.get("query"), value.get("candidates")
    if isinstance(query, str) and _all_text(candidates):
        return query, candidates
    return None


def _all_text(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
