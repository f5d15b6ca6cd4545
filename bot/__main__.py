"""`python -m bot` and the `afterglow` command."""

import io
import sys

from bot.cli import app


def main() -> None:
    """The command line, which speaks UTF-8 whatever this machine's language is set to."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
