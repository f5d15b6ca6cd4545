"""`similar` and `simulate`, and the exit codes of a real process."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.llm import fake_openai

ROOT = Path(__file__).resolve().parents[2]


def line(query: str, *candidates: str) -> str:
    return json.dumps({"query": query, "candidates": candidates}) + "\n"


def test_the_nearest_text_has_the_highest_score_in_the_order_given(run: Run) -> None:
    asked = line(
        "How do I summarise a meeting?", "Translate a contract", "how to summarize meetings", "Fix VBA"
    )
    done = run("similar", typed=asked + "\n" + line("x") + line("same words", "same words", ""))
    first, second, third = (json.loads(each)["scores"] for each in done.stdout.splitlines())
    assert first[1] == max(first) > 0.2
    assert all(0 <= score <= 1 for score in first)
    assert second == []
    assert third == [1.0, 0.0]


@pytest.mark.parametrize(
    "typed", ["hello\n", "[]\n", '{"query": "x"}\n', '{"query": "x", "candidates": [1]}\n']
)
def test_a_line_of_another_shape_is_named(run: Run, typed: str) -> None:
    done = run("similar", typed=line("x", "y") + typed)
    assert done.exit_code == 2
    assert "line 2" in done.output


MAYBE = "claude sorted the tickets into themes for me, not bad"
SURE = "How do I get Claude to summarise a call transcript?"


def messages(*texts: str) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


async def test_the_model_reads_only_what_the_reader_is_unsure_of(run: Run) -> None:
    async with fake_openai.serving(fake_openai.saying({"kind": "concern", "confidence": 0.9})) as fake:
        asked = messages("lunch?", SURE, "not sure about copilot tbh, the macro kind of worked")
        done = await asyncio.to_thread(
            run, "read", "--model", env={"OPENAI_BASE_URL": fake.address}, typed=asked
        )
    chatter, sure, unsure = (json.loads(line) for line in done.stdout.splitlines())
    assert (chatter["kind"], sure["kind"]) == ("none", "question")
    assert (unsure["kind"], unsure["confidence"]) == ("concern", 0.9)
    (body,) = fake.bodies
    assert "the macro kind of worked" in body


async def test_a_model_that_fails_leaves_the_offline_verdict(run: Run) -> None:
    offline = run("read", typed=messages(MAYBE)).stdout
    async with fake_openai.serving(fake_openai.status(500)) as fake:
        done = await asyncio.to_thread(
            run, "read", "--model", env={"OPENAI_BASE_URL": fake.address}, typed=messages(MAYBE)
        )
    assert done.exit_code == 0
    assert done.stdout == offline


def test_reading_by_model_needs_one(run: Run) -> None:
    done = run("read", "--model", typed=messages(MAYBE))
    assert done.exit_code == 2
    assert "OPENAI_API_KEY" in done.output


def test_a_fortnight_is_shown_day_by_day(run: Run) -> None:
    done = run("simulate", "--days", "14", "--role", "finance")
    assert done.exit_code == 0
    assert "in 14 days" in done.output
    told = json.loads(run("simulate", "--role", "finance", "--json").stdout)
    days = [one["day"] for one in told]
    assert len(days) == len(set(days)) <= 10
    assert {one["kind"] for one in told} == {"card", "challenge"}


def test_a_tier_narrows_what_is_shown(run: Run) -> None:
    everything = json.loads(run("simulate", "--days", "60", "--json").stdout)
    literacy = json.loads(run("simulate", "--days", "60", "--tier", "literacy", "--json").stdout)
    assert 0 < len(literacy) <= len(everything)


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "--role", "wizard"),
        ("simulate", "--zone", "Mars/Base"),
        ("simulate", "--days", "0"),
        ("erase",),
        ("report", "--format", "gif"),
        ("nonsense",),
    ],
)
def test_wrong_use_of_a_real_process_ends_with_2_and_no_traceback(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
