"""docs/operating.md says of every permission what the manifest says."""

from pathlib import Path

import pytest

from bot.authoring import drafting
from bot.authoring.rules import MOST_ASKED
from bot.grading import service as grading
from bot.llm import openai_client, port
from bot.questions import drafts
from bot.slack import manifest
from bot.slack.manifest import PaneView, Scope

PAGE = (Path(__file__).resolve().parents[2] / "docs/operating.md").read_text()


@pytest.mark.parametrize("scope", manifest.SCOPES, ids=lambda scope: scope.name)
def test_every_permission_has_its_reason(scope: Scope) -> None:
    optional = " (optional)" if scope.optional else ""
    assert f"| `{scope.name}`{optional} | {scope.why} | {scope.without} |" in PAGE


def test_what_the_agent_pane_asks_for_has_its_reason() -> None:
    scope = manifest.PANE_SCOPE
    assert f"| `{scope.name}` (with `--pane`) | {scope.why} | {scope.without} |" in PAGE
    assert all(f"`manifest --pane {view}`" in PAGE for view in PaneView)


@pytest.mark.parametrize("name", [name for name, _, _ in (*manifest.EVENTS, *manifest.PANE_EVENTS)])
def test_every_event_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_what_is_said_of_the_model_is_true() -> None:
    said = " ".join(PAGE.split())
    assert f"| `AFTERGLOW_MODEL` | `{openai_client.DEFAULT_MODEL}` |" in PAGE
    assert f"{openai_client.LIMIT.seconds} seconds at most" in said
    assert f"more than {openai_client.LARGEST // 1024} kB" in said
    assert f"At most {drafts.A_DAY} questions and {grading.A_DAY} answers a day and workspace" in said
    assert f"and {drafting.A_DAY} cards, one card three times at most" in said and MOST_ASKED == 3
    assert f"it has {openai_client.LIMIT.seconds * openai_client.FOR_A_CARD} seconds" in said
    assert (port.FAILURES, port.REST.seconds) == (5, 300)
    assert "After five failures in a row it rests for five minutes" in said
