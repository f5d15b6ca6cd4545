"""Each thing that can be wrong in a card is named with its line and a way to mend it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.packs.loader import load
from tests.packs.builders import (
    CARD,
    CARD_PATH,
    TASK,
    changed,
    good_marketing,
    question_lines,
    task_card,
    told,
    write,
)

Case = tuple[str, str, tuple[str, ...]]


def case(old: str, new: str, *expected: str) -> Case:
    """One change to the good card and all that is then said of it."""
    return old, new, expected


FRONT = [
    case(
        "title: Turn",
        "titel: Turn",
        "1: 'title' is missing; add it",
        "3: 'titel' is not a known key; did you mean 'title'?",
    ),
    case("topic: briefs\n", "", "1: 'topic' is missing; add it"),
    case(
        "topic: briefs\n",
        "topic: briefs\ntopic: calls\n",
        "6: 'topic' is given twice, first in line 5; keep one",
    ),
    case(
        "topic: briefs",
        "topic: Client briefs",
        "5: 'topic' is \"Client briefs\"; use a-z, 0-9 and single hyphens",
    ),
    case("topic: briefs", "topic:", "5: 'topic' is empty; write it, or in quotes if it is the word null"),
    case(
        "topic: briefs",
        "topic: [briefs]",
        "5: 'topic' is not a text; write one text, in quotes if it holds signs",
    ),
    case(
        "topic: briefs",
        "topic: 2027",
        "5: 'topic' holds 2027, which YAML reads as a number; write \"2027\"",
    ),
    case(
        "tier: fluency",
        "tier: expert",
        "6: 'tier' is \"expert\"; use one of literacy, fluency, competence",
    ),
    case(
        "tier: fluency",
        "tier: literacy",
        "6: 'tier' is \"literacy\" in a pack of role marketing; use fluency or competence",
    ),
    case(
        "benefit: faster",
        "benefit: on",
        "8: 'benefit' holds on, which YAML reads as yes or no; write \"on\"",
    ),
    case(
        "requires: []",
        "requires: marketing-x",
        "7: 'requires' is not a list; write [one, two] or a line '- one' each",
    ),
    case(
        "requires: []",
        "requires:\n  - foundation-ai\n  - marketing-breif",
        "8: 'requires' names \"foundation-ai\", and there is no such card; name the id of a card",
        "9: 'requires' names \"marketing-breif\", and there is no such card; did you mean 'marketing-brief'?",
    ),
    case(
        "requires: []",
        "requires: [marketing-brief]",
        "7: 'requires' goes in a circle: marketing-brief -> marketing-brief; take one of them out",
    ),
    case(
        "requires: []",
        "requires: [Foundation]",
        "7: 'requires' has \"Foundation\"; use a-z, 0-9 and single hyphens",
    ),
    case(
        "skill: prompt-patterns",
        "skill: prompt-pattern",
        "4: 'skill' is \"prompt-pattern\", which is not in the order of pack.yaml;"
        " did you mean 'prompt-patterns'?",
    ),
    case(
        "id: marketing-brief",
        "id: marketing-briefs",
        '2: \'id\' is "marketing-briefs" and the file is named "marketing-brief"; give both the same name',
    ),
    case("minutes: 5", "minutes: five", "10: 'minutes' is not a whole number; use 1 to 10, without quotes"),
    case("minutes: 5", "minutes: 0x5", "10: 'minutes' is not a whole number; use 1 to 10, without quotes"),
    case("minutes: 5", "minutes: 010", "10: 'minutes' is not a whole number; use 1 to 10, without quotes"),
    case("minutes: 5", "minutes: 0", "10: 'minutes' is 0; use 1 to 10"),
    case(
        "2027-02-15",
        "2027-02-30",
        "13: 'review_by' is not a date; write year-month-day, such as 2027-02-15",
    ),
    case(
        "2027-02-15",
        "20270215",
        "13: 'review_by' is not a date; write year-month-day, such as 2027-02-15",
    ),
    case("2027-02-15", "soon", "13: 'review_by' is not a date; write year-month-day, such as 2027-02-15"),
    case("Take client names and prices out", "x" * 141, "11: 'guardrail' has 159 characters; 140 at most"),
    case(
        "names and prices",
        "<names> and prices",
        "11: 'guardrail' holds '<', which Slack reads as markup; say it in words",
    ),
    case(
        "names and prices",
        "**names** and prices",
        "11: 'guardrail' holds markdown; write plain text without links and stars",
    ),
    case(
        "out before you paste.",
        "out of row #2 # before",
        "11: 'guardrail' ends at ' #', which begins a comment; put the text in quotes",
    ),
    case(
        "title: Turn a",
        "title: Turn: a",
        "3: not valid YAML: mapping values are not allowed here; put a text that holds a colon in quotes",
    ),
    case(
        "title: Turn a client",
        'title: "Turn a client',
        "3: not valid YAML: found unexpected end of stream; close the quote",
    ),
    case(
        "requires: []",
        "requires: [",
        "7: not valid YAML: expected ',' or ']', but got ':';"
        " close the bracket, and put texts that hold commas, colons or quotes in quotes",
    ),
    case(
        "topic: briefs",
        "\ttopic: briefs",
        "5: not valid YAML: found character '\\t' that cannot start any token;"
        " put the text in quotes; indent with spaces",
    ),
    case(
        "topic: briefs",
        "topic: br\x07iefs",
        "5: there is a character here that YAML does not allow; delete it",
    ),
    case("topic: briefs", "topic: " + "[" * 3000, "2: the YAML is nested too deeply to be a pack"),
]

QUESTIONS = [
    case(question_lines(), "", "1: 'questions' and 'task' are both missing; add one of the two"),
    case("questions:", TASK + "questions:", "14: 'task' stands beside 'questions'; keep one of the two"),
    case("    answer: 1\n", "", "15: 'answer' is missing in 'questions'; add it"),
    case("answer: 1", "answer: 4", "17: 'answer' is 4 and there are 3 choices; use 1 to 3"),
    case("answer: 1", "answer: 0", "17: 'answer' is 0; use 1 to 4"),
    case(
        "answer: 1",
        "answr: 1",
        "15: 'answer' is missing in 'questions'; add it",
        "17: 'answr' is not a known key; did you mean 'answer'?",
    ),
    case(
        "The reader and the decision",
        "The Length you want",
        "16: 'choices' has \"The length you want\" twice; keep one",
    ),
    case(
        "A request to be creative",
        "Yes",
        "16: 'choices' holds Yes, which YAML reads as yes or no; write \"Yes\"",
    ),
    case(
        "A request to be creative",
        "Nothing, it is enough",
        "16: 'choices' was cut at a comma before \"it is enough\"; put the text with a comma in quotes",
    ),
    case(
        "    answer: 1\n",
        "    answer: 1\n    rubric: [The reader, The decision]\n    example: Who reads it, and why.\n",
        "16: 'choices' stands beside a rubric; keep choices, or 'rubric' and 'example'",
        "17: 'answer' stands beside a rubric; keep choices, or 'rubric' and 'example'",
        "20: 'because' stands beside a rubric; keep choices, or 'rubric' and 'example'",
    ),
    case(
        question_lines(),
        "questions:\n  - ask: One?\n    rubric: [The reader]\n  - ask: Two?\n    example: Who reads it.\n",
        "15: 'example' is missing in 'questions'; add it",
        "16: 'rubric' lists 1; give 2 to 4",
        "17: 'rubric' is missing in 'questions'; add it",
    ),
    case("      - A longer transcript\n", "", "20: 'choices' lists 1; give 2 to 4"),
    case("Who reads it and what they decide", "w" * 76, "22: 'choices' has 76 characters; 75 at most"),
    case(
        "  - ask: A colleague's brief reads like minutes. What was missing?",
        "  - ask: You paste a 40-minute transcript. What do you add first?",
        "19: 'ask' is the same as in a wording before; ask it in another situation",
    ),
    case(
        question_lines(),
        "questions: none\n",
        "14: 'questions' is not a list; write [one, two] or a line '- one' each",
    ),
    case(
        question_lines(),
        "questions: [a, b]\n",
        "14: 'questions' does not hold keys; write ask, choices, answer, because, rubric, example below it",
        "14: 'questions' does not hold keys; write ask, choices, answer, because, rubric, example below it",
    ),
]

BODY = [
    case(
        "## Before",
        "## Befor",
        "1: the section '## Before' is missing; add it below the front matter",
        "28: '## Befor' is not a known section; did you mean 'Before'?",
    ),
    case(
        "## Before",
        "## Problem",
        "1: the section '## Before' is missing; add it below the front matter",
        "28: '## Problem' is there twice, first in line 26; keep one",
    ),
    case(
        "## Before",
        "# Before",
        "1: the section '## Before' is missing; add it below the front matter",
        "28: '# Before' is not a section; write a heading as '## Problem'",
    ),
    case("About 40 minutes of typing after each call.\n", "", "28: '## Before' is empty; write it"),
    case("A call of an hour", "A call of an hour" * 12, "26: '## Problem' has 236 characters; 160 at most"),
    case(
        "correct the draft.",
        "correct the [draft](draft.md).",
        "32: '## After' holds markdown; write plain text without links and stars",
    ),
    case(
        "If something is missing, ask.",
        "If a > b, ask.",
        "38: '## Prompt' holds '>', which Slack reads as markup; say it in words",
    ),
    case("[notes]\n", "x" * 701 + "\n", "33: '## Prompt' has 768 characters; 700 at most"),
    case(
        "```text\n",
        "",
        "33: '## Prompt' is not one fenced block; put it between '```text' and '```'",
        "35: '# Notes' is not a section; write a heading as '## Problem'",
        "38: the fenced block is never closed; end it with a line of three backticks",
    ),
    case(
        "If something is missing, ask.\n```\n",
        "If something is missing, ask.\n```\nThen send it.\n",
        "33: '## Prompt' is not one fenced block; put it between '```text' and '```'",
    ),
    case(
        "## Problem\n",
        "Hello.\n## Problem\n",
        "26: there is text before the first heading; begin with '## ' and a name",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), [*FRONT, *QUESTIONS, *BODY])
def test_a_fault_in_a_card_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: tuple[str, ...]
) -> None:
    good_marketing(tmp_path)
    write(tmp_path, CARD_PATH, changed(CARD, old, new))
    assert sorted(told(tmp_path, monkeypatch)) == sorted(f"{CARD_PATH}:{line}" for line in expected)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  minutes: 10\n", "", "14: 'minutes' is missing in 'task'; add it"),
        ("  minutes: 10\n", "  minutes: 15\n", "17: 'minutes' is 15; use 1 to 10"),
        ("Run the prompt on", "Run it " * 40, "15: 'do' has 308 characters; 240 at most"),
        (TASK, "task: Run it.\n", "14: 'task' does not hold keys; write do, deliverable, minutes below it"),
    ],
)
def test_a_fault_in_a_task_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: str
) -> None:
    good_marketing(tmp_path)
    write(tmp_path, CARD_PATH, changed(task_card(), old, new))
    assert told(tmp_path, monkeypatch) == [f"{CARD_PATH}:{expected}"]


SLIPS = [
    "\t",
    "---\n",
    "```\n",
    ": ",
    " #",
    "[",
    "{",
    "&a ",
    "*a",
    "!!int ",
    "|\n",
    "'",
    '"',
    "? ",
    "<<: ",
    "%",
    "\u2028",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=some.integers(0, len(CARD) - 1), cut=some.integers(0, 20), slip=some.sampled_from(SLIPS))
def test_no_slip_of_the_hand_stops_the_reader(tmp_path: Path, at: int, cut: int, slip: str) -> None:
    good_marketing(tmp_path)
    card = CARD[:at] + slip + CARD[at + cut :]
    write(tmp_path, CARD_PATH, card)
    loaded = load(tmp_path)
    assert bool(loaded.faults) is not bool(loaded.catalog.packs)
    assert all(1 <= fault.line <= card.count("\n") + 1 for fault in loaded.faults)
