"""Every command of `afterglow`, and what they share: one line for a user's mistake, never a traceback."""

from collections.abc import Sequence
from importlib import import_module

import typer

# Which module of this package has which commands, in the order of `--help`.
PARTS = {
    "serve": ("run", "sandbox", "migrate"),
    "operate": ("doctor", "manifest"),
    "keys": ("key", "rekey"),
    "backups": ("backup", "restored", "copy"),
    "roster": ("roster",),
    "people": ("export", "erase", "report", "simulate"),
    "packs": ("packs",),
    "content": ("read", "redact"),
    "compare": ("similar",),
}


def command_line(typed: Sequence[str] = ()) -> typer.Typer:
    """The commands; only those beside the one that was typed, as loading all takes as long as starting."""
    app = typer.Typer(
        name="afterglow",
        help="Keeps AI training alive after the workshop, in Slack.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_nothing_before)
    wanted = [part for part, commands in PARTS.items() if set(typed[:1]) & set(commands)]
    for part in wanted or PARTS:
        import_module(f"bot.cli.{part}").register(app)
    return app


def _nothing_before() -> None:
    # With a callback a single command keeps its name.
    return None
