"""Bad input of every kind, for every command: one clear line, the right exit code, never a traceback."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from bot import migrate
from bot.cli.root import command_line
from tests.cli.conftest import Run
from tests.conftest import KEY

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ("run",), ("sandbox",), ("migrate",), ("doctor",), ("manifest",), ("key",), ("rekey",), ("backup",),
    ("restored",), ("copy",), ("packs", "check"), ("packs", "approved"), ("roster", "import"),
    ("simulate",), ("report",), ("export",), ("erase",), ("read",), ("redact",), ("similar",),
)  # fmt: skip
FOR_MACHINES = (
    ("doctor",), ("rekey",), ("restored",), ("copy",), ("packs", "check"), ("packs", "approved"),
    ("roster", "import"), ("simulate",), ("erase",),
)  # fmt: skip
BINARY = bytes(range(256))
GOOD = json.dumps({"text": "How do I use Claude?"}).encode() + b"\n"
PAIR = b'{"query": "a", "candidates": []}\n'
DEEP = b'{"text": ' + b"[" * 100_000 + b"\n"

# words, standard input, exit code, what the line says
CASES: list[tuple[tuple[str, ...], bytes | None, int, str]] = [
    *(((*words, "--nonsense"), None, 2, "--nonsense") for words in COMMANDS),
    (("nonsense",), None, 2, "nonsense"),
    (("roster",), None, 2, "import"),
    (("packs", "nonsense"), None, 2, "nonsense"),
    (("key", "more"), None, 2, "more"),
    (("rekey",), None, 1, "afterglow migrate"),
    (("backup",), None, 2, "FILE"),
    (("backup", "copy.db"), None, 1, "afterglow migrate"),
    (("restored",), None, 1, "afterglow migrate"),
    (("copy",), None, 2, "URL"),
    (("copy", "elsewhere"), None, 2, "postgresql://"),
    (("copy", "postgresql://db:port/afterglow"), None, 2, "cannot be read as an address"),
    (("copy", "sqlite:///elsewhere.db"), None, 1, "afterglow migrate"),
    (("rekey", "--new-key", "--dry-run"), None, 2, "exclude each other"),
    (("manifest", "--http", "http://bot.example.com"), None, 2, "https://"),
    (("manifest", "--http", "https://"), None, 2, "names no host"),
    (("manifest", "--http", "https://bot example.com"), None, 2, "names no host"),
    (("packs", "check", "nowhere"), None, 2, "nowhere is not a folder"),
    (("packs", "check", "a-file"), None, 2, "a-file is not a folder"),
    (("packs", "check", "a-folder"), None, 1, "holds no pack"),
    (("packs", "check", "bad-packs"), None, 1, "bad-packs/one/pack.yaml"),
    (("packs", "approved"), None, 1, "afterglow migrate"),
    (("packs", "approved", "--to", "nowhere"), None, 2, "nowhere is not a folder"),
    (("packs", "approved", "--to", "a-file"), None, 2, "a-file is not a folder"),
    (("simulate", "--packs", "nowhere"), None, 2, "nowhere is not a folder"),
    (("simulate", "--packs", "a-folder"), None, 1, "packs check"),
    (("simulate", "--days", "many"), None, 2, "--days"),
    (("simulate", "--days", "0"), None, 2, "--days"),
    (("simulate", "--zone", "Mars/Base"), None, 2, "Europe/Madrid"),
    (("simulate", "--role", "wizard"), None, 2, "wizard"),
    (("simulate", "--cohort", "Autumn"), None, 1, "afterglow migrate"),
    (("roster", "import"), None, 2, "file"),
    (("roster", "import", "nowhere.csv"), None, 2, "nowhere.csv: No such file"),
    (("roster", "import", "a-folder"), None, 2, "a-folder: Is a directory"),
    (("roster", "import", "binary"), None, 2, "is not UTF-8"),
    (("roster", "import", "nul.csv"), None, 1, "nothing was changed"),
    (("roster", "import", "huge.csv"), None, 1, "line 2: this is no CSV text"),
    (("roster", "import", "empty"), None, 1, "a column user"),
    (("roster", "import", "comma.csv"), None, 1, "line 2: more cells than the header"),
    (("roster", "import", "twice.csv"), None, 1, "the column user is there twice"),
    (("roster", "import", "good.csv"), None, 1, "afterglow migrate"),
    (("export",), None, 1, "afterglow migrate"),
    (("export", "--user", "ana"), None, 2, "ana is no Slack id"),
    (("report",), None, 1, "afterglow migrate"),
    (("report", "--format", "gif"), None, 2, "gif"),
    (("report", "--format", "png"), None, 1, "afterglow migrate"),
    (("erase",), None, 2, "--user"),
    (("erase", "--user", "ana", "--yes"), None, 2, "ana is no Slack id"),
    (("erase", "--user", "U0ANA"), b"", 2, "add --yes"),
    (("erase", "--user", "U0ANA"), b"y\n", 2, "add --yes"),
    (("erase", "--user", "U0ANA", "--yes"), None, 1, "afterglow migrate"),
    (("read", "--model"), GOOD, 2, "OPENAI_API_KEY"),
    *(
        case
        for command, good in (("read", GOOD), ("redact", GOOD), ("similar", PAIR))
        for case in (
            ((command,), b"", 0, "standard input is empty"),
            ((command,), BINARY, 2, "line 1 is not a JSON object"),
            ((command,), good + b"{broken\n" + good, 2, "line 2 is not a JSON object"),
            ((command,), good + b"\n" + DEEP, 2, "line 3 is not a JSON object"),
            ((command,), good + b"[]\n", 2, "line 2 is not a JSON object"),
            ((command,), good + b'{"text": 1}\n', 2, "the lines before it were answered"),
        )
    ),
]


@pytest.fixture
def files(tmp_path: Path) -> None:
    """What the commands below are given, in the folder in which they run."""
    (tmp_path / "a-file").write_text("hello\n")
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "bad-packs/one").mkdir(parents=True)
    (tmp_path / "bad-packs/one/pack.yaml").write_bytes(BINARY)
    (tmp_path / "binary").write_bytes(BINARY)
    (tmp_path / "empty").write_text("")
    (tmp_path / "good.csv").write_text("user,team\nU0ANA,Finance\n")
    (tmp_path / "nul.csv").write_text("user,team\nU0\x00ANA,Finance\n")
    (tmp_path / "huge.csv").write_text(f"user,team\nU0ANA,{'x' * 200_000}\n")
    (tmp_path / "comma.csv").write_text("user,team\nU0ANA,Sales, EMEA\n")
    (tmp_path / "twice.csv").write_text("user,user\nU0ANA,U0TOM\n")


@pytest.mark.parametrize(("words", "typed", "code", "said"), CASES)
@pytest.mark.usefixtures("files")
def test_wrong_use_is_one_clear_line(
    run: Run, words: tuple[str, ...], typed: bytes | None, code: int, said: str, tmp_path: Path
) -> None:
    done = run(*words, typed=typed)
    assert done.exit_code == code, done.output
    assert code == 0 or isinstance(done.exception, SystemExit)
    assert said in done.output
    assert not (tmp_path / "var").exists()


def test_lines_before_a_broken_one_are_answered(run: Run) -> None:
    done = run("redact", typed=GOOD + b"{broken\n" + GOOD)
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["How do I use Claude?"]


def test_half_a_surrogate_pair_is_given_back_as_it_came(run: Run) -> None:
    done = run("redact", typed=b'{"text": "odd \\ud83d end"}\n')
    assert done.exit_code == 0
    assert json.loads(done.stdout)["text"] == "odd \ud83d end"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, "--help")
    assert done.exit_code == 0
    assert "Example: " in done.output
    assert f"afterglow {' '.join(words)}" in done.output
    assert ("--json" in done.output) == (words in FOR_MACHINES)


def test_every_command_is_tried_here() -> None:
    group = typer.main.get_command(command_line())
    found: set[tuple[str, ...]] = set()
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found |= {(name, each) for each in inner} if inner else {(name,)}
    assert found == set(COMMANDS)


GARBAGE = "the database cannot be used, nothing was changed: file is not a database"
NEWER = "which this version does not know"
IN_A_DATABASE = (
    ("run",), ("sandbox",), ("migrate",), ("rekey",), ("backup", "copy.db"), ("restored",),
    ("copy", "sqlite:///elsewhere.db"), ("roster", "import", "good.csv"), ("report",),
    ("export",), ("erase", "--user", "U0ANA", "--yes"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("garbage.db", 2, GARBAGE),
        ("a-folder", 2, "unable to open database file"),
        ("newer.db", 1, NEWER),
        ("foreign.db", 2, "already exists"),
        ("x" * 300, 2, "the database cannot be used"),
    ],
)
@pytest.mark.parametrize("words", IN_A_DATABASE, ids=" ".join)
@pytest.mark.usefixtures("files")
def test_a_database_that_is_none_of_ours_ends_every_command(
    run: Run,
    words: tuple[str, ...],
    path: str,
    code: int,
    said: str,
    tmp_path: Path,
    unused_tcp_port: int,
) -> None:
    (tmp_path / "garbage.db").write_bytes(BINARY * 32)
    _another(tmp_path / "newer.db", "ffff_from_the_future")
    _another(tmp_path / "foreign.db", None)
    before = {one.name: one.read_bytes() for one in tmp_path.glob("*.db")}
    done = run(*words, env=SERVING | {"DATABASE_URL": f"sqlite:///{path}", "PORT": str(unused_tcp_port)})
    if path == "foreign.db" and words not in (("run",), ("sandbox",), ("migrate",)):
        code, said = 1, "run `afterglow migrate`"
    assert done.exit_code == code, done.output
    assert isinstance(done.exception, SystemExit)
    (line,) = [one for one in done.output.splitlines() if one.startswith("afterglow: ")]
    assert said in line
    assert before == {one.name: one.read_bytes() for one in tmp_path.glob("*.db") if one.name in before}


SERVING = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "x",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "AFTERGLOW_ENCRYPTION_KEY": KEY,
    "PORT": "0",
}


def _another(path: Path, revision: str | None) -> None:
    """A database at a migration that we do not know, or another program's with a table of our name."""
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        if revision is None:
            connection.execute("CREATE TABLE members (id INTEGER)")
            connection.execute("CREATE TABLE workspaces (id INTEGER)")
        else:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    connection.close()


@pytest.mark.parametrize("words", [("migrate",), ("run",)])
@pytest.mark.usefixtures("files")
def test_a_folder_that_cannot_be_made_is_one_line(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, env=SERVING | {"DATABASE_URL": "sqlite:///a-file/afterglow.db"})
    assert done.exit_code == 2
    assert "the folder a-file cannot be made" in done.output


@pytest.mark.usefixtures("files")
def test_doctor_finds_what_is_wrong_with_a_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "garbage.db").write_bytes(BINARY * 32)
    _another(tmp_path / "newer.db", "ffff_from_the_future")
    for name, said in (
        ("garbage.db", "file is not a database"),
        ("newer.db", NEWER),
        ("a-folder", "open"),
        ("x" * 300, "looked at"),
    ):
        done = run("doctor", "--json", env={"DATABASE_URL": f"sqlite:///{name}"})
        assert done.exit_code == 1
        found = next(one for one in json.loads(done.stdout)["checks"] if one["part"] == "database")
        assert found["state"] == "FAIL" and found["do"]
        assert said in found["says"]


@pytest.mark.long
def test_a_locked_database_is_said_to_be_busy_and_is_left_alone(run: Run, tmp_path: Path) -> None:
    import sqlite3

    holder = sqlite3.connect(tmp_path / "busy.db", isolation_level=None)
    holder.execute("CREATE TABLE x (y)")
    holder.execute("BEGIN EXCLUSIVE")
    done = run("migrate", env={"DATABASE_URL": "sqlite:///busy.db"})
    holder.close()
    assert done.exit_code == 1
    assert "did not answer, nothing was changed: database is locked" in done.output


def test_the_sandbox_wants_to_know_its_port(run: Run) -> None:
    done = run("sandbox", env={"PORT": "0"})
    assert done.exit_code == 2
    assert "PORT: the sandbox needs a port" in done.output


def test_packs_are_checked_for_machines(run: Run, tmp_path: Path) -> None:
    told = json.loads(run("packs", "check", "--json").stdout)
    assert told["ok"] and told["cards"] >= 60 and told["faults"] == []
    (tmp_path / "packs/one").mkdir(parents=True)
    done = run("packs", "check", "packs", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert not told["ok"]
    assert told["faults"][0]["file"] == "packs/one/pack.yaml" and told["faults"][0]["line"] == 1


def test_one_pack_is_checked_by_its_own_folder(run: Run) -> None:
    done = run("packs", "check", str(ROOT / "prompts/packs/foundation"))
    assert done.exit_code == 0
    assert re.fullmatch(r"1 pack, \d+ cards, \d+ challenges?: no faults", done.stdout.strip())


def test_a_machine_that_speaks_no_utf_8_shows_everything_all_the_same(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "→ run `afterglow migrate`" in done.stdout.decode()


def test_the_newest_migration_is_known() -> None:
    migrate.refuse_newer(None)
    migrate.refuse_newer(migrate.newest())


def _at_a_terminal(folder: Path, *words: str, typed: str) -> tuple[int, str]:
    """Run a command as somebody at a terminal does, who types this; its exit code and what they saw."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    _, said = done.communicate(timeout=60)
    os.close(ours)
    return done.returncode, said.decode()


def test_whoever_says_no_erases_nobody(tmp_path: Path) -> None:
    code, said = _at_a_terminal(tmp_path, "erase", "--user", "U0ANA", typed="n\n")
    assert code == 1
    assert "Remove everything stored about U0ANA? This cannot be undone." in said
    assert "nothing about U0ANA was removed" in said


def test_whoever_says_yes_is_taken_at_their_word(tmp_path: Path) -> None:
    code, said = _at_a_terminal(tmp_path, "erase", "--user", "U0ANA", typed="y\n")
    assert code == 1
    assert "there is no database yet" in said


def test_a_picture_is_not_poured_into_a_terminal(tmp_path: Path) -> None:
    code, said = _at_a_terminal(tmp_path, "report", "--format", "png", typed="")
    assert code == 2
    assert "add > report.png" in said
