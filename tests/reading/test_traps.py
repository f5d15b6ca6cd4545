"""Told failures, other people's gains and account requests are none; what turned out well stays a win."""

import pytest

from bot.reading.rules import Kind, heard, read


@pytest.mark.parametrize(
    "text",
    [
        "Tried Copilot for the forecast and it did not work, wasted an hour",
        "ChatGPT failed completely on my spreadsheet today",
        "Copilot hat beim Dienstplan leider nicht funktioniert, zwei Stunden verloren",
        "J'ai perdu deux heures avec Claude, résultat inutilisable",
        "My friend saved 3 hours with Claude",
        "My colleague saved 2 hours with ChatGPT",
        "<@U0ANA> saved 3 hours with Claude yesterday",
        "Meine Schwester hat mit Claude 3 Stunden gespart",
        "Does anyone know how to reset my ChatGPT password?",
        "Where do I send the invoice for Midjourney?",
        "Wer kann mir eine Lizenz für Copilot geben?",
    ],
)
def test_nothing_is_offered_for_a_failure_somebody_elses_gain_or_an_account(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("First Copilot failed, then Claude did the forecast, saved me an hour", Kind.WIN),
        ("My friend showed me a Claude prompt and I saved an hour on the minutes", Kind.WIN),
        ("How do I use Claude to draft our password policy?", Kind.QUESTION),
        ("Which prompt compares two licence contracts in ChatGPT?", Kind.QUESTION),
    ],
)
def test_what_only_looks_like_a_trap_is_read_as_what_it_is(text: str, kind: Kind) -> None:
    assert read(text).kind is kind
