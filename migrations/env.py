"""Alembic's entry: every table of every feature, on the operator's database."""

from alembic import context
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, pool
from sqlalchemy.types import TypeDecorator

from bot.db import Base, sync_url
from bot.tables import load_tables

load_tables()


def run() -> None:
    """Migrate over the connection we were given, or one of our own."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    engine = create_engine(
        sync_url(context.config.get_main_option("sqlalchemy.url", "")), poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        _migrate(connection)
        connection.commit()


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Migrations name plain types: they must not change when our own types do."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _keep(ctx: MigrationContext, **_step: object) -> None:
    """Commit each migration by itself, so that no later one waits while it locks a table.

    SQLite has one writer: there all are one transaction, which is kept whole or not at all.
    """
    connection = ctx.connection
    if connection is not None and connection.dialect.name != "sqlite":
        connection.commit()


def _migrate(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render,
        on_version_apply=_keep,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
