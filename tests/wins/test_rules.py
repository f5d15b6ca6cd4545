"""What an author typed, and whom a digest quotes."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wins import words
from bot.wins.rules import Draft, Entry, Kind, duration, saved_together, settled, spotlight

TIMES = {
    "90": 90,
    "45 min": 45,
    "3h": 180,
    "3 hrs": 180,
    "2 hours": 120,
    "1.5 h": 90,
    "1,5 h": 90,
    "1h30": 90,
    "1 h 30 min": 90,
    "1 hour and 15 minutes": 75,
    "1:30": 90,
    "~20": 20,
    "about 2 hours": 120,
    "half an hour": 30,
    "an hour and a half": 90,
    "two hours": 120,
    "1-2 hours": 90,
    "eine halbe Stunde": 30,
    "a day": 480,
    "0": 0,
}
NONSENSE = (
    "abc",
    "-5",
    "-5 min",
    "9e99 hours",
    "9e9 hours",
    "1.5",
    "NaN",
    "inf",
    "²",
    "1" * 60,
    "3h3h",
    "$90",
)


@pytest.mark.parametrize(("typed", "minutes"), TIMES.items())
def test_times_are_read_as_people_type_them(typed: str, minutes: int) -> None:
    assert words.minutes_of(typed) == minutes


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_gets_a_kind_line_beside_the_field(typed: str) -> None:
    assert words.entry_of(Draft(text="It wrote my mail", minutes=typed)) == {"minutes": words.NOT_A_TIME}


@pytest.mark.parametrize("typed", ["2401", "41 h", "40:01", "2 weeks"])
def test_more_than_a_working_week_at_once_is_refused(typed: str) -> None:
    assert words.entry_of(Draft(text="It wrote my mail", minutes=typed)) == {"minutes": words.TOO_MUCH}


@given(st.text(max_size=60))
def test_no_typed_time_breaks_the_form_or_leaves_its_bounds(typed: str) -> None:
    entry = words.entry_of(Draft(text="It wrote my mail", minutes=typed))
    if isinstance(entry, Entry):
        assert entry.minutes is None or 0 <= entry.minutes <= 2400
    else:
        assert list(entry) == ["minutes"]


@given(st.text(max_size=200))
def test_no_message_breaks_the_form_that_it_fills(text: str) -> None:
    draft = words.told_by(words.readable(text))
    entry = words.entry_of(draft)
    assert isinstance(entry, Entry) or list(entry) == ["text"]


@pytest.mark.parametrize("text", ["", "  ", "…", "\u200b\u200b", "🎉"])
def test_a_form_without_words_is_sent_back(text: str) -> None:
    assert words.entry_of(Draft(text=text)) == {"text": words.NO_WORDS}


def test_a_text_fills_in_its_own_tool_and_minutes() -> None:
    draft = words.told_by("NotebookLM summarised the 40-page tender, saved me 3 hours")
    assert (draft.tool, draft.minutes) == ("NotebookLM", "180")


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("Claude", "claude", "Claude"),
        ("chat gpt", "chatgpt", "ChatGPT"),
        ("our n8n flow", "our n8n flow", "our n8n flow"),
    ],
)
def test_tools_are_kept_under_one_name(typed: str, kept: str, shown: str) -> None:
    assert words.tool_of(typed) == kept
    assert words.tool_name(kept) == shown


def test_a_tool_is_never_longer_than_its_column_nor_unprintable() -> None:
    assert words.tool_of("\x00\n ") is None
    assert words.tool_of("x" * 99) == "x" * 40


def test_slack_markup_reads_as_a_person_reads_it() -> None:
    said = "Thanks <@U123>, see <#C1|sales>, <!here> and <https://x.example/a|the doc>: 3 < 4"
    assert words.readable(said) == "Thanks a colleague, see #sales, @here and the doc: 3 < 4"


def test_a_failure_saves_no_time_and_a_win_carries_its_name() -> None:
    assert settled(Entry("x", Kind.DIDNT_WORK, minutes=30, anonymous=True)) == Entry(
        "x", Kind.DIDNT_WORK, anonymous=True
    )
    assert settled(Entry("x", Kind.WIN, minutes=30, anonymous=True)) == Entry("x", Kind.WIN, minutes=30)


@dataclass(frozen=True)
class One:
    author_id: str
    number: int


def test_everybody_is_quoted_once_before_anybody_twice() -> None:
    newest = [One("tom", 1), One("tom", 2), One("tom", 3), One("ana", 4), One("maya", 5)]
    assert [one.number for one in spotlight(newest, limit=4)] == [1, 4, 5, 2]


def test_minutes_of_fewer_than_five_people_are_not_summed() -> None:
    four = [(who, 60) for who in "abcd"]
    assert saved_together([*four, ("a", 30), ("e", None), ("f", 0)]) is None


def test_minutes_of_five_people_are_a_range_from_half_to_all() -> None:
    saved = saved_together([(who, 60) for who in "abcde"])
    assert saved is not None
    assert (saved.low, saved.high, saved.people) == (150, 300, 5)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (90, "1 h 30 min"), (180, "3 hours")],
)
def test_durations_are_written_as_people_say_them(minutes: int, text: str) -> None:
    assert duration(minutes) == text
