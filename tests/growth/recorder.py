"""Every statement that a database is sent, as it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from bot.db import Db


@dataclass(frozen=True)
class Statement:
    """One statement with the parameters of its first row."""

    sql: str
    parameters: Any


@contextmanager
def recorded(db: Db) -> Iterator[list[Statement]]:
    """Everything sent over this database while the block runs."""
    found: list[Statement] = []

    def sent(_conn: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _is_many: bool) -> None:
        found.append(Statement(sql, parameters[0] if isinstance(parameters, list) else parameters))

    engines = {db._writer.engine.sync_engine, db._reader.engine.sync_engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", sent)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", sent)
