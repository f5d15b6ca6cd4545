"""Logging, set up once: ids only, and libraries that print bodies kept quiet."""

import json
import logging
from datetime import UTC, datetime
from typing import Literal

from aiohttp.http_exceptions import HttpProcessingError
from sqlalchemy.exc import SQLAlchemyError

# Bolt prints whole requests at INFO and slack_sdk whole messages at DEBUG: only their warnings pass,
# and those quote bodies too, so each is cut to what comes before the body.
BODY_PRINTERS = ("slack_bolt", "slack_sdk", "httpx2", "openai", "aiohttp.access", "apscheduler", "alembic")


class FirstLine(logging.Filter):
    """Keeps a library's warning and drops the body it quotes."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().split("\n", 1)[0].split("{", 1)[0][:200], None
        return True


class Ours(logging.Filter):
    """Drops what the web server says of requests that are no HTTP: it quotes them."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, HttpProcessingError)


class Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def traced(error: BaseException) -> BaseException | None:
    """The error to print a traceback of; none for a database's, which quotes its rows."""
    return None if isinstance(error, SQLAlchemyError) else error


def reason(error: BaseException) -> str:
    """What went wrong, without the words that a database puts into its messages."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return f"{type(error).__name__}{f' sqlstate={state}' if state else ''}"


def set_up(*, level: str, form: Literal["console", "json"]) -> None:
    """Configure the root logger of this process."""
    handler = logging.StreamHandler()
    console = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s %(message)s", "%H:%M:%S")
    handler.setFormatter(Json() if form == "json" else console)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    quieten()


def quieten() -> None:
    """Hold the libraries that print bodies; Bolt makes loggers per class, so its parent gets the filter."""
    _put(Ours(), on=logging.getLogger("aiohttp.server"))
    for name in BODY_PRINTERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        _put(FirstLine(), on=logger)


def _put(wanted: logging.Filter, *, on: logging.Logger) -> None:
    if not any(isinstance(each, type(wanted)) for each in on.filters):
        on.addFilter(wanted)
