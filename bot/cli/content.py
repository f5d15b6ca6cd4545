"""The line-by-line readers."""

from typing import Annotated, Any

import typer

from bot.cli import lines
from bot.cli.lines import Value
from bot.cli.second import second_reader
from bot.guard.rules import SHIPPED
from bot.reading import rules as reading

UNSURE = 0.75  # below it the offline reader is wrong too often to be alone
SHAPE = 'a JSON object with a "text"'


def register(app: typer.Typer) -> None:
    app.command(epilog="""Example: echo '{"text": "How do I…"}' | afterglow read""")(read)
    app.command(epilog="""Example: echo '{"text": "mail ana@example.com"}' | afterglow redact""")(redact)


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
        found = SHIPPED.redact(text)
        spans = [{"start": one.start, "end": one.end, "kind": str(one.kind)} for one in found.spans]
        lines.say({"text": found.text, "spans": spans})


def _text(value: Value) -> str | None:
    text = value.get("text")
    return text if isinstance(text, str) else None
