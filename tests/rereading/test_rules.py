"""Which messages are read again, and what the two say of each other."""

import pytest

from bot.reading.rules import Kind, Verdict, is_unsure
from bot.rereading.rules import SAMPLED, Agreement, Case, a_day_of, chance_of, is_wanted

SURE = Verdict(Kind.NONE, 0.9, acting=0.05)
UNSURE = Verdict(Kind.NONE, 0.5, acting=0.45)


def test_what_was_not_acted_on_and_might_have_been_is_unsure() -> None:
    assert is_unsure(UNSURE, is_acted_on=False)
    assert not is_unsure(UNSURE, is_acted_on=True)
    assert not is_unsure(SURE, is_acted_on=False)


def test_the_unsure_are_always_wanted_and_the_sure_by_chance() -> None:
    assert is_wanted(UNSURE, is_acted_on=False, chance=0.99)
    assert is_wanted(SURE, is_acted_on=False, chance=SAMPLED / 2)
    assert not is_wanted(SURE, is_acted_on=False, chance=SAMPLED)


def test_chance_is_the_messages_own_and_picks_as_many_as_it_should() -> None:
    assert chance_of("T1", "C1", "1.0") == chance_of("T1", "C1", "1.0")
    picked = sum(chance_of("T1", "C1", f"{number}.000100") < SAMPLED for number in range(4_000))
    assert 140 < picked < 260


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("", 0), ("0", 0), (" 50 ", 50), ("1,000", 1000), ("10000", 10_000), ("10001", None), ("-5", None),
     ("ten", None), ("٣", None), ("9" * 40, None)],
)  # fmt: skip
def test_a_number_of_messages_a_day(typed: str, meant: int | None) -> None:
    assert a_day_of(typed) == meant


def test_agreement_is_of_what_was_sure_and_finds_are_of_what_was_not() -> None:
    found = Agreement(
        {
            Case(True, Kind.NONE, Kind.NONE): 8,
            Case(True, Kind.NONE, Kind.WIN): 2,
            Case(False, Kind.NONE, Kind.QUESTION): 3,
            Case(False, Kind.WIN, Kind.WIN): 4,
            Case(False, Kind.CONCERN, Kind.CONCERN): 1,
        }
    )
    assert (found.sure, found.agreed, found.unsure) == (10, 8, 8)
    assert (found.found(Kind.QUESTION), found.found(Kind.WIN)) == (3, 4)
