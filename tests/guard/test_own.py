"""A company's own red lines: what they find, what is refused, and that no text takes them long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard import own
from bot.guard.rules import Guard, Kind, named

LINES = """
customer number: KD-######, K@-##
project: Bluebird, Night Owl
host: *.corp.example.com
"""
GUARD = Guard(own.lines(LINES))
FOUND = [
    ("about KD-123456, please", "about [customer number], please"),
    ("kd-123456.", "[customer number]."),
    ("KX-12", "[customer number]"),
    ("the bluebird deck", "the [project] deck"),
    ("NIGHT  OWL and night\nowl", "[project] and [project]"),
    ("db-1.eu.corp.example.com is down", "[host] is down"),
    ("(Bluebird)", "([project])"),
]  # fmt: skip
LEFT = [
    "KD-12345",
    "KD-1234567",
    "Bluebirds sing",
    "an owl at night",
    "corp.example.com",
    "K1-22",
]
WRONG = [
    ("Bluebird", "Line 1: write a name, a colon and what to take out, such as customer number: KD-######"),
    ("project:", "Line 1: write a name, a colon"),
    ("project: Bluebird,", "Line 1: write a name, a colon"),
    (": Bluebird", "Line 1: write a name, a colon"),
    ("project: Bluebird\n\n*: KD-######", "Line 3: write a name, a colon"),
    ("<!channel>: Bluebird", "Line 1: the name before the colon"),
    ("a: *.corp.*", "Line 1: “*.corp.*” has more than one *"),
    ("a: *", "Line 1: “*” is too short"),
    ("a: --", "Line 1: “--” is too short"),
    ("a: AI", "Line 1: “AI” is too short"),
    ("a: Team", "Line 1: “Team” would take out ordinary words, such as “team”"),
    ("a: @@@@", "would take out ordinary words"),
    ("a: ####", "Line 1: “####” would take out ordinary words, such as “1000”"),
    ("a: @@@*", "would take out ordinary words"),
    ("a: ####-##-##", "would take out ordinary words, such as “2026-11-23”"),
    ("a: " + "x" * 90, "is longer than 80 signs"),
    ("a: " + ", ".join(f"Bluebird {n:03}" for n in range(51)), "These are 51, and 50 are the most"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clean"), FOUND)
def test_words_and_shapes_are_found_by_their_name(text: str, clean: str) -> None:
    assert GUARD.redact(text).text == clean


@pytest.mark.parametrize("text", LEFT)
def test_only_whole_words_and_whole_shapes_are_found(text: str) -> None:
    assert GUARD.redact(text).text == text


def test_what_everybody_keeps_secret_comes_before_what_a_company_does() -> None:
    found = GUARD.redact("write to ana@db.corp.example.com about Bluebird").spans
    assert [span.kind for span in found] == [Kind.EMAIL, Kind.OWN]
    assert named(found) == "e-mail address, project"


def test_lines_without_fault_are_all_used() -> None:
    assert own.fault(LINES) is None
    assert [line.shape for line in own.lines(LINES)] == [
        "KD-######", "K@-##", "Bluebird", "Night Owl", "*.corp.example.com",
    ]  # fmt: skip


@pytest.mark.parametrize(("typed", "why"), WRONG)
def test_what_cannot_be_a_red_line_is_said_with_its_line(typed: str, why: str) -> None:
    assert why in str(own.fault(typed))


@given(st.text(max_size=200))
def test_whatever_is_typed_is_either_refused_or_kept_whole(typed: str) -> None:
    shapes = [
        shape for line in typed.splitlines() if line.strip() for shape in line.partition(":")[2].split(",")
    ]
    assert own.fault(typed) is not None or len(own.lines(typed)) == len(shapes)


def test_names_and_shapes_stand_in_no_log() -> None:
    assert "Bluebird" not in repr(GUARD)
    assert "project" not in repr(GUARD.find("Bluebird"))
