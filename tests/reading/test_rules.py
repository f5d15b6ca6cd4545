"""The reader tells questions, wins and concerns apart, and keeps quiet when in doubt."""

import json
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading import model
from bot.reading.rules import Kind, Verdict, heard, is_acting, may_matter, read

DATA = Path(__file__).parents[2] / "bot/reading/training/data"
PROBE = [json.loads(line) for line in (DATA / "probe.jsonl").read_text(encoding="utf-8").splitlines()]

READ = [
    ("How do I get Claude to summarise a 40 page PDF without losing the tables?", Kind.QUESTION),
    ("anyone got a prompt for turning meeting notes into tasks", Kind.QUESTION),
    ("Wie bringe ich ChatGPT dazu, in der Sie-Form zu schreiben?", Kind.QUESTION),
    ("Used ChatGPT for the monthly report today, saved me 2 hours!", Kind.WIN),
    ("J'ai rédigé le compte rendu avec Copilot, une heure de gagnée", Kind.WIN),
    ("Are we even allowed to put customer data into ChatGPT? I'd rather not", Kind.CONCERN),
    ("I'm afraid that AI will replace our team next year", Kind.CONCERN),
    ("lunch at 12?", Kind.NONE),
    ("AI workshop moved to Thursday, room 4", Kind.NONE),
    ("Claude Dubois from accounting is on holiday until Monday", Kind.NONE),
]


def f1(kind: str, verdicts: list[str]) -> float:
    pairs: list[tuple[str, str]] = list(zip((row["label"] for row in PROBE), verdicts, strict=True))
    right: int = sum(truth == guess == kind for truth, guess in pairs)
    return 2.0 * right / max(1, sum((truth == kind) + (guess == kind) for truth, guess in pairs))


@pytest.mark.parametrize(("text", "kind"), READ)
def test_a_plain_message_is_read_as_what_it_is(text: str, kind: Kind) -> None:
    assert read(text).kind is kind


def test_the_fresh_probe_is_read_as_well_as_promised() -> None:
    verdicts = [read(row["text"]).kind.value for row in PROBE]
    scores = {kind.value: f1(kind.value, verdicts) for kind in Kind}
    assert sum(scores.values()) / len(scores) >= 0.82, scores
    assert min(scores["question"], scores["win"]) >= 0.85, scores


def test_the_bot_is_right_nine_times_of_ten_when_it_acts() -> None:
    acted = [(row["label"], verdict.kind) for row in PROBE if is_acting(verdict := read(row["text"]))]
    assert len(acted) >= 55
    assert sum(label == kind for label, kind in acted) / len(acted) >= 0.9


def test_the_probe_is_no_part_of_the_training_messages() -> None:
    trained = {
        json.loads(line)["text"]
        for path in DATA.glob("*.jsonl")
        if path.name != "probe.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert not trained & {row["text"] for row in PROBE}


def test_a_win_comes_with_its_minutes_and_its_tool() -> None:
    verdict = read("Wrote the safety manual with GitHub Copilot today: 30 min instead of 2 hours, so happy!")
    assert (verdict.kind, verdict.minutes_saved, verdict.tool) == (Kind.WIN, 90, "copilot")


def test_a_question_has_a_tool_but_never_minutes() -> None:
    verdict = read("How do I get chat gpt to keep our tone? I already lost 2 hours")
    assert (verdict.kind, verdict.minutes_saved, verdict.tool) == (Kind.QUESTION, None, "chatgpt")


def test_a_question_which_of_several_names_no_tool() -> None:
    assert read("Which one is better for long contracts, Claude or NotebookLM?").tool is None


@pytest.mark.parametrize(
    "text", ["How do I merge two PDFs?", "I automated the report with a macro, saved me 3 hours!!"]
)
def test_without_a_word_of_ai_nothing_is_a_question_or_a_win(text: str) -> None:
    assert not may_matter(text)
    assert read(text).kind in {Kind.NONE, Kind.CONCERN}


@pytest.mark.parametrize(
    ("kind", "confidence", "acts"),
    [
        (Kind.QUESTION, 0.52, True),
        (Kind.QUESTION, 0.51, False),
        (Kind.WIN, 0.67, True),
        (Kind.WIN, 0.66, False),
        (Kind.CONCERN, 1.0, False),
        (Kind.NONE, 1.0, False),
    ],
)
def test_the_bot_acts_only_when_sure_and_never_on_a_concern(
    kind: Kind, confidence: float, *, acts: bool
) -> None:
    assert is_acting(Verdict(kind=kind, confidence=confidence)) is acts


@given(st.text(max_size=300))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert 0 <= read(text).confidence <= 1


def test_a_very_long_message_is_read_in_good_time() -> None:
    read("warm up")
    start = perf_counter()
    read("How do I use Claude for 2 hours `code` <https://example.org|here>? " * 600)
    assert perf_counter() - start < 0.5


def test_the_weights_stay_small() -> None:
    assert model.WEIGHTS.stat().st_size < 2_000_000


@pytest.mark.parametrize(
    "text",
    [
        'prompt of the week: "Explain this contract clause to me as if I were new. What could go wrong?"',
        "Unser Prompt für ChatGPT: „Wie viele Tage sind im März noch frei? Nenne mir nur die Zahl.“",
        "À reprendre : « Tu es juriste. Que manque-t-il dans ce bail ? Pose-moi trois questions. »",
    ],
)
def test_what_a_shared_prompt_asks_is_not_asked_of_colleagues(text: str) -> None:
    assert heard(text) is None


def test_who_wants_help_with_a_prompt_still_asks() -> None:
    told = heard('How do I get Claude to obey this? "Summarise the call in five bullets, no names at all."')
    assert told is not None
    assert told.kind is Kind.QUESTION
