"""The command line loads what was typed, and knows all the rest."""

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.root import PARTS, command_line


def _names(*typed: str) -> list[str]:
    group = typer.main.get_command(command_line(typed))
    return list(group.commands)  # type: ignore[attr-defined]


def test_every_part_brings_what_is_written_of_it() -> None:
    assert set(_names()) == {name for commands in PARTS.values() for name in commands}
    for commands in PARTS.values():
        assert all(set(_names(name)) == set(commands) for name in commands)


@pytest.mark.parametrize("typed", [("--help",), ("nonsense",), ()])
def test_whoever_asks_reads_of_all_commands(typed: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(command_line(typed), list(typed) or ["--help"])
    assert "nonsense" in typed or all(name in shown.output for name in _names())
    assert shown.exit_code == (2 if "nonsense" in typed else 0)


@pytest.mark.parametrize("word", [name for commands in PARTS.values() for name in commands])
def test_a_command_that_is_loaded_alone_reads_the_same(word: str) -> None:
    alone, among = (
        CliRunner().invoke(app, [word, "--help"]) for app in (command_line([word]), command_line())
    )
    assert alone.exit_code == 0 and alone.output == among.output


def test_the_bot_starts_without_what_only_others_need() -> None:
    code = (
        "import sys; from bot.cli.root import command_line; command_line(['run'])\n"
        "sys.exit(any(name in sys.modules for name in ('bot.adoption.picture', 'bot.copying', 'bot.packs')))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120, check=False).returncode == 0
