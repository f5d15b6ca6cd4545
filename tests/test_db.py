"""What is said of a database that does not answer, and whether it is worth waiting for."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError, ProgrammingError

from bot import db

SERVER = 'connection failed: connection to server at "10.0.0.1", port 5432 failed: '


def sqlite_error(kind: type[sqlite3.Error], code: int) -> DBAPIError:
    error = kind("the disk says so")
    error.sqlite_errorcode = code
    wrapped = OperationalError if kind is sqlite3.OperationalError else DBAPIError
    return wrapped("SELECT 1", None, error)


@pytest.mark.parametrize(
    ("code", "passes"),
    [
        (sqlite3.SQLITE_BUSY, True),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, True),
        (sqlite3.SQLITE_FULL, True),
        (sqlite3.SQLITE_IOERR_WRITE, True),
        (sqlite3.SQLITE_CANTOPEN, False),
        (sqlite3.SQLITE_READONLY_DIRECTORY, False),
        (sqlite3.SQLITE_ERROR, False),
    ],
)
def test_sqlite_is_waited_for_when_it_is_busy_or_full(code: int, passes: bool) -> None:
    assert db.passes(sqlite_error(sqlite3.OperationalError, code)) is passes


@pytest.mark.parametrize("code", [sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT])
def test_a_file_that_is_no_database_is_not_waited_for(code: int) -> None:
    assert not db.passes(sqlite_error(sqlite3.DatabaseError, code))


def test_a_server_is_waited_for_unless_the_address_itself_is_wrong() -> None:
    for kind in (OperationalError, InterfaceError, InternalError):
        assert db.passes(kind("SELECT 1", None, psycopg.OperationalError("away")))
    wrong = psycopg.ProgrammingError('invalid URI query parameter: "colour"')
    assert not db.passes(ProgrammingError("SELECT 1", None, wrong))


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (f'{SERVER}FATAL:  password of "ana" is wrong\n', 'password of "ana" is wrong'),
        (f"{SERVER}Connection refused\n\tIs the server running?", f"{SERVER}Connection refused"),
        (
            "Multiple attempts failed. All failures were:\n- host: a: refused\n- host: b: no",
            "host: a: refused",
        ),
        ("", "OperationalError"),
    ],
)
def test_the_reason_is_the_databases_own_line(told: str, line: str) -> None:
    assert db.reason(OperationalError("SELECT 1", None, psycopg.OperationalError(told))) == line


def test_a_server_that_is_silent_is_given_up_soon_unless_the_operator_says_otherwise() -> None:
    for given in (db.sync_url("postgresql://u:p%40ss@h/x"), db.async_url("postgresql://u:p%40ss@h/x")):
        assert given == "postgresql+psycopg://u:p%40ss@h/x?connect_timeout=5"
    assert db.sync_url("postgresql://h/x?connect_timeout=30").endswith("/x?connect_timeout=30")
    assert db.sync_url("sqlite:///a.db") == "sqlite:///a.db"
