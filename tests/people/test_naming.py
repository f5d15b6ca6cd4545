"""Whom people mean by what they type."""

import pytest

from bot.people.naming import meant, mentioned

PEOPLE = ("Ana Ruiz", "Ana Silva", "Maya Chen", "Tom Becker", "Anatol Weber")


@pytest.mark.parametrize(
    ("text", "user_id"),
    [("<@U0ANA|ana>", "U0ANA"), ("for <@W12345> please", "W12345"), ("@ana", None), ("<#C1|sales>", None)],
)
def test_a_mention_names_its_person(text: str, user_id: str | None) -> None:
    assert mentioned(text) == user_id


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Maya Chen", ("Maya Chen",)),
        ("@maya", ("Maya Chen",)),
        ("ana", ("Ana Ruiz", "Ana Silva")),
        ("ana  ruiz", ("Ana Ruiz",)),
        ("anat", ("Anatol Weber",)),
        ("beck", ("Tom Becker",)),
        ("Maja Chen", ("Maya Chen",)),
        ("beckr", ("Tom Becker",)),
        ("", ()),
        ("@", ()),
        ("Zoltan", ()),
    ],
)
def test_a_name_is_found_by_its_nearest_reading(text: str, names: tuple[str, ...]) -> None:
    assert meant(text, PEOPLE) == names
