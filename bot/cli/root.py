"""Every command of `afterglow`, and what they share: one line for a user's mistake, never a traceback."""

import typer

from bot.cli import backups, compare, content, keys, operate, people, roster, serve

app = typer.Typer(
    name="afterglow",
    help="Keeps AI training alive after the workshop, in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
serve.register(app)
operate.register(app)
keys.register(app)
backups.register(app)
roster.register(app)
people.register(app)
content.register(app)
compare.register(app)
