"""The migrations make exactly what the models say, on both databases, and go down again."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from bot import migrate
from bot.db import Base, sync_url
from bot.tables import load_tables

load_tables()
# An OAuth state precedes its workspace, a seat is a process's, and an organisation stands above workspaces.
WITHOUT_WORKSPACE = {"alembic_version", "oauth_states", "organisations", "socket_seats"}


def test_upgrade_equals_the_models(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
    test_upgrade_equals_the_models(database_url)


def test_down_to_nothing_and_up_again(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        config = migrate.config(database_url)
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    engine.dispose()
    migrate.upgrade(database_url)
    test_upgrade_equals_the_models(database_url)


def test_every_table_carries_the_workspace(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        found = inspect(connection)
        for table in set(found.get_table_names()) - WITHOUT_WORKSPACE:
            assert "workspace_id" in {column["name"] for column in found.get_columns(table)}, table
    engine.dispose()


def test_sqlite_keeps_its_log_beside_the_file(database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        return
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
