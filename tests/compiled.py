"""Statements compiled once for all tests, as in a process that lives long: a new engine would begin anew."""

from sqlalchemy import Engine

from bot.db import Db

_FIRST: dict[tuple[str, bool], Engine] = {}


def share(db: Db) -> Db:
    """Let a database know what the first of its kind has learnt: half of a short test went into that."""
    for queue, writes in ((db._writer, True), (db._reader, False)):
        engine = queue.engine.sync_engine
        first = _FIRST.setdefault((engine.dialect.name, writes), engine)
        if first is engine:
            engine._compiled_cache = {}  # for all statements of all tests
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return db
