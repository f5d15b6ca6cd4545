"""A second opinion for `read --model`: asked only where the offline reader is unsure."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import typer

from bot import clock
from bot.cli.ends import WRONG_USE, settings, stop
from bot.llm.port import Failed
from bot.reading import minutes
from bot.reading.rules import Kind, Verdict

Second = Callable[[str, Verdict], Verdict]


def second_reader() -> Second:
    """Asks the model that the settings name; the first verdict stands when it fails."""
    found = settings()
    if not found.has_model:
        stop("--model needs OPENAI_API_KEY or OPENAI_BASE_URL; without, leave it out", code=WRONG_USE)
    from bot.llm.openai_client import OpenAiModel

    model = OpenAiModel(
        api_key=found.openai_api_key, base_url=found.openai_base_url, model=found.afterglow_model
    )

    def ask(text: str, first: Verdict) -> Verdict:
        told = asyncio.run(model.read(text, kinds=[kind.value for kind in Kind], now=clock.now()))
        if isinstance(told, Failed):
            typer.echo(f"afterglow: the model did not answer ({told.trouble}), read offline", err=True)
            return first
        kind = Kind(told.kind)
        saved = minutes.saved(text) if kind is Kind.WIN else None
        return replace(first, kind=kind, confidence=round(told.confidence, 3), minutes_saved=saved)

    return ask
