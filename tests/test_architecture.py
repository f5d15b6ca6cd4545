"""Who may import whom, and how big a file may be: the house rules, checked."""

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("bot", "handlers", "schedules", "migrations")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
STDLIB = "|".join(sys.stdlib_module_names)

# A service may call services of features to its left, and of its own.
ORDER = (
    "workspaces",
    "people",
    "cadence",
    "packs",
    "guard",
    "reading",
    "rereading",
    "champions",
    "enrolment",
    "cohorts",
    "setup",
    "coverage",
    "goals",
    "teaching",
    "cues",
    "grading",
    "library",
    "nominations",
    ("nudges", "questions", "wins"),
    "concerns",
    "authoring",
    "office_hours",
    "challenges",
    "buddies",
    "record",
    "assessment",
    "programme",
    "adoption",
    "rescue",
    "home",
    "pane",
)
GROUND = ("bot.db", "bot.vault", "bot.clock", "bot.slack.blockkit", "bot.slack.outcomes")
NEVER_INSIDE = ("slack_bolt", "slack_sdk", "aiohttp", "openai", "apscheduler", "typer")


def files(*patterns: str) -> list[str]:
    found = (p.relative_to(ROOT).as_posix() for each in FOLDERS for p in (ROOT / each).rglob("*.py"))
    return sorted(one for one in found if any(fnmatch(one, pattern) for pattern in patterns))


@cache
def imports(file: str) -> tuple[str, ...]:
    """Every module a file imports, as absolute names; relative ones resolved."""
    return tuple(_imports(file))


def _imports(file: str) -> Iterator[str]:
    package = file.removesuffix(".py").removesuffix("/__init__").split("/")
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def inside(name: str, *prefixes: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in prefixes)


def rank(feature: str) -> int | None:
    for place, each in enumerate(ORDER):
        if feature == each or (isinstance(each, tuple) and feature in each):
            return place
    return None


FEATURES = tuple(one for each in ORDER for one in (each if isinstance(each, tuple) else (each,)))


@pytest.mark.parametrize("file", files("bot/*/rules.py", "bot/nudges/fsrs.py", "bot/outbox/pace.py"))
def test_rules_are_pure(file: str) -> None:
    for name in imports(file):
        own = inside(name, "bot") and (
            name.split(".")[-1] == "rules" or ".rules" in name or inside(name, *_neighbours(file))
        )
        assert own or name.split(".")[0] in sys.stdlib_module_names or name == "bot" or _of_rules(name), (
            f"{file} imports {name}"
        )


def _neighbours(file: str) -> tuple[str, ...]:
    """Pure modules that a feature's rules are split into."""
    folder = file.rsplit("/", 1)[0].replace("/", ".")
    return (folder,) if folder in ("bot.reading", "bot.nudges", "bot.guard") else ()


def _of_rules(name: str) -> bool:
    return inside(name, "bot") and any(part == "rules" for part in name.split("."))


@pytest.mark.parametrize("file", files("bot/*/blocks.py"))
def test_blocks_know_only_rules_and_block_kit(file: str) -> None:
    for name in imports(file):
        allowed = (
            name.split(".")[0] in sys.stdlib_module_names
            or inside(name, "bot.slack", "bot.packs")
            or _of_rules(name)
            or "blocks" in name
            or name in ("bot", *(f"bot.{each}" for each in FEATURES))
            or name.endswith(".fsrs")
            or ".fsrs." in name
            or "until" in name
        )
        assert allowed, f"{file} imports {name}"


@pytest.mark.parametrize("file", [one for f in FEATURES for one in files(f"bot/{f}/*.py")])
def test_features_know_no_doors_and_no_clock(file: str) -> None:
    for name in imports(file):
        assert not inside(name, *NEVER_INSIDE), f"{file} imports {name}"
        assert not inside(name, "handlers", "schedules", "bot.web", "bot.sandbox", "bot.cli", "bot.app"), (
            f"{file} imports {name}"
        )
        if not file.endswith(("standings.py",)):
            assert name not in ("bot.clock.now",), f"{file} reads the clock"


@pytest.mark.parametrize("file", [one for f in FEATURES for one in files(f"bot/{f}/*.py")])
def test_services_call_only_to_their_left(file: str) -> None:
    mine = rank(file.split("/")[1])
    assert mine is not None
    own = file.split("/")[1]
    for name in imports(file):
        parts = name.split(".")
        if len(parts) < 2 or parts[0] != "bot" or rank(parts[1]) is None or parts[1] == own:
            continue
        theirs = rank(parts[1])
        assert theirs is not None
        if parts[2:3] in (["rules"], ["blocks"], ["models"]):
            continue
        assert theirs < mine, f"{file} calls {name}, which is not to its left"


@pytest.mark.parametrize("file", files("handlers/*.py", "schedules/*.py"))
def test_doors_know_no_sql_and_not_each_other(file: str) -> None:
    folder = file.split("/")[0]
    other = {"handlers": "schedules", "schedules": "handlers"}[folder]
    for name in imports(file):
        assert not inside(name, other, "bot.app", "bot.sandbox"), f"{file} imports {name}"
        assert ".models" not in name, f"{file} imports {name}"
        if inside(name, "sqlalchemy"):
            assert name in ("sqlalchemy.ext.asyncio", "sqlalchemy.ext.asyncio.AsyncSession"), (
                f"{file} imports {name}"
            )
        if file != "handlers/bolt.py":
            assert not inside(name, "slack_bolt", "slack_sdk"), f"{file} imports {name}"


@pytest.mark.parametrize("file", files("*"))
def test_only_their_keepers_know_the_outside(file: str) -> None:
    keepers = {
        "openai": ("bot/llm/openai_client.py",),
        "apscheduler": ("schedules/ticker.py",),
        "opentelemetry": ("bot/otlp.py",),
        "resvg_py": ("bot/adoption/picture.py",),
        "slack_sdk": ("bot/slack/*.py", "handlers/bolt.py", "bot/web/installs.py", "bot/web/oauth.py"),
        "slack_bolt": ("bot/app.py", "bot/slack/*.py", "bot/web/*.py", "handlers/bolt.py"),
        "bot.app": ("bot/cli/*.py", "bot/sandbox/show.py", "bot/sandbox/story.py"),
    }
    for name in imports(file):
        for library, allowed in keepers.items():
            if inside(name, library):
                assert any(fnmatch(file, one) for one in allowed), f"{file} imports {name}"


@pytest.mark.parametrize("file", files("*"))
def test_files_and_functions_fit_in_the_eye(file: str) -> None:
    text = (ROOT / file).read_text()
    if file.startswith("migrations/versions/"):
        return
    assert len(text.splitlines()) <= LONGEST_FILE, f"{file} is too long"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{file}: {node.name} has {length} lines"


def test_no_junk_drawers() -> None:
    for file in files("*"):
        for word in ("utils", "helpers", "common", "core", "manager"):
            assert word not in Path(file).parts[-1], file
