"""`python -m bot` and the `afterglow` command."""

import io
import sys
from importlib import import_module

from bot.starting import gently


def main() -> None:
    """The command line, which speaks UTF-8 whatever this machine's language is set to."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    gently(lambda: import_module("bot.cli.root").command_line(sys.argv[1:]))()


if __name__ == "__main__":
    main()
