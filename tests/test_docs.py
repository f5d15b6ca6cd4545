"""The documents say what is true: settings and commands are in them, and every README command runs."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import handlers
from bot.cli.root import command_line
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
OPERATING = (ROOT / "docs/operating.md").read_text()


def commands_in(text: str) -> list[str]:
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def cli_words() -> list[str]:
    """Every command of `afterglow`, groups with their commands."""
    group = typer.main.get_command(command_line())
    words = []
    for name, command in getattr(group, "commands", {}).items():
        under = getattr(command, "commands", None)
        words += [f"{name} {one}" for one in under] if under else [name]
    return words


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in OPERATING


@pytest.mark.parametrize("word", cli_words())
def test_every_command_is_documented(word: str) -> None:
    assert f"afterglow {word}" in OPERATING


@pytest.mark.parametrize("word", [word for word in handlers.COMMANDS if word])
def test_every_slash_command_is_documented(word: str) -> None:
    assert f"/afterglow {word}" in OPERATING


@pytest.mark.parametrize("word", cli_words())
def test_every_command_explains_itself_with_an_example(word: str) -> None:
    shown = CliRunner().invoke(command_line(), [*word.split(), "--help"])
    assert shown.exit_code == 0
    assert "Example:" in shown.stdout


@pytest.mark.parametrize("command", [one for one in commands_in(README) if one.startswith(".venv/bin/")])
def test_every_tool_command_of_the_readme_runs(command: str) -> None:
    words = command.removeprefix(".venv/bin/afterglow ").split()
    assert _run([sys.executable, "-m", "bot", *words]).returncode == 0


def test_every_make_target_named_exists() -> None:
    texts = README + (ROOT / "CONTRIBUTING.md").read_text()
    targets = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(commands_in(texts)))) - {"help"}
    assert targets >= {"run", "test", "check", "bench"}
    for target in targets:
        assert _run(["make", "--dry-run", "--always-make", target]).returncode == 0, target


def test_make_run_opens_the_sandbox(tmp_path: Path, unused_tcp_port: int) -> None:
    """`make run` with no Slack settings, exactly as the README has it."""
    if not (ROOT / ".venv/.run").exists():
        pytest.skip("this checkout's .venv was not made by make")
    environment = _clean() | {
        "PORT": str(unused_tcp_port),
        "DATABASE_URL": f"sqlite:///{tmp_path}/run.db",
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        ["make", "run"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        assert any(f"The sandbox is open: http://127.0.0.1:{unused_tcp_port}" in line for line in lines)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=30)


def test_every_picture_of_the_readme_is_there() -> None:
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture).stat().st_size > 10_000, picture


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=ROOT, env=_clean(), capture_output=True, text=True, timeout=60, check=False
    )


def _clean() -> dict[str, str]:
    """An environment without anybody's Slack settings."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "AFTERGLOW_"))}


def test_the_image_is_locked_and_its_process_is_nobody_with_one_folder_to_write_in() -> None:
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    said = [line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#")]
    last = {word: rest for word, rest in said}
    words = [word for word, _ in said]
    assert last["USER"] not in ("root", "0")
    assert words.index("USER") > max(at for at, word in enumerate(words) if word in ("COPY", "RUN"))
    assert last["VOLUME"] == "/app/var" and "/healthz" in last["HEALTHCHECK"]
    assert "PYTHONDONTWRITEBYTECODE=1" in last["ENV"], "the rest may be read-only"
    installs = [rest for word, rest in said if word == "RUN" and "pip install" in rest]
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)
    assert not {"ADD", "SHELL"} & set(words) and not any("curl" in rest or "wget" in rest for _, rest in said)
    locked = (ROOT / "requirements.txt").read_text()
    pinned = re.findall(r"^[\w.\[\]-]+==[^\\\n]+\\\n +--hash=sha256:", locked, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[\w.\[\]-]+==", locked, re.MULTILINE)) > 20
