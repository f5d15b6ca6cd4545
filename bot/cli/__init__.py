"""The command line: `afterglow …`."""

from bot.cli.root import app

__all__ = ["app"]
