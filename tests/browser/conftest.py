"""A real Chromium before the real sandbox, started as `make run` starts it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.person import Person

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 30_000  # a slow machine is no defect of the page: only what never comes is
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """An installed Chromium, for all of them; without one these tests are skipped and say so."""
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium is installed; .ci/run installs one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def sandbox(tmp_path: Path, unused_tcp_port_factory: Callable[[], int]) -> Iterator[str]:
    """The sandbox in a process of its own; its address."""
    with opened(tmp_path, unused_tcp_port_factory()) as address:
        yield address


@contextmanager
def opened(folder: Path, port: int, **settings: str) -> Iterator[str]:
    """A sandbox that keeps its database in this folder, unless set otherwise, and ends well; its address."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "AFTERGLOW_"))}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "bot", "run"],
        cwd=folder,
        env=clean | {"PORT": str(port), "PYTHONPATH": str(ROOT), "LOG_LEVEL": "WARNING"} | settings,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        assert "The sandbox is open" in said
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.fixture(scope="module")
def fresh(
    tmp_path_factory: pytest.TempPathFactory, unused_tcp_port_factory: Callable[[], int]
) -> Iterator[str]:
    """One for a module."""
    with opened(tmp_path_factory.mktemp("sandbox"), unused_tcp_port_factory()) as address:
        yield address


@pytest.fixture(scope="session")
def shared_sandbox(
    tmp_path_factory: pytest.TempPathFactory, unused_tcp_port_factory: Callable[[], int]
) -> Iterator[str]:
    """One for all tests that leave the clock and everybody's rhythm as they were."""
    with opened(tmp_path_factory.mktemp("sandbox"), unused_tcp_port_factory()) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page that fails the test on a script error."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def person(page: Page, sandbox: str, pytestconfig: pytest.Config) -> Person:
    """Somebody at the page, who starts as Ana; takes pictures where asked to."""
    page.goto(sandbox)
    pictures = pytestconfig.getoption("--pictures")
    return Person(page, Path(pictures) if pictures else None)
