"""Indexes on tables that may be big, built without keeping writers waiting."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def create(name: str, table: str, columns: Sequence[str], *, where: str = "") -> None:
    """Build an index; on PostgreSQL beside running writers, outside of any transaction.

    What the migration did before is committed by that: it does nothing else, so that it can be run again.
    """
    connection = op.get_bind()
    fits = f" WHERE {where}" if where else ""
    if connection.dialect.name != "postgresql":
        op.create_index(name, table, columns, sqlite_where=sa.text(where) if where else None)
        return
    waits = connection.execute(sa.text("SHOW lock_timeout")).scalar()
    connection.commit()
    connection.execution_options(isolation_level="AUTOCOMMIT")
    # It waits for every transaction that is older than itself, and blocks nobody meanwhile.
    connection.execute(sa.text("SET lock_timeout = 0"))
    # One that was broken off is left behind unusable.
    connection.execute(sa.text(f"DROP INDEX CONCURRENTLY IF EXISTS {name}"))
    connection.execute(sa.text(f"CREATE INDEX CONCURRENTLY {name} ON {table} ({', '.join(columns)}){fits}"))
    connection.execute(sa.text(f"SET lock_timeout = '{waits}'"))
    connection.commit()
    connection.execution_options(isolation_level=connection.default_isolation_level)
