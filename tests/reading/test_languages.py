"""In which language a message is: told where it is sure, and not guessed where it is not."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.languages import NAMES, language_of, parse_languages

DATA = Path(__file__).parents[2] / "bot/reading/training/data"
SURE = {
    "How do I get Claude to keep our tone of voice?": "en",
    "Wie bekomme ich Copilot dazu, die Tabelle nicht umzubauen?": "de",
    "Comment faire pour que ChatGPT garde le tableau ?": "fr",
    "¿Cómo hago para que Claude no cambie la tabla?": "es",
    "Come faccio a far tenere la tabella a Copilot?": "it",
    "Como é que faço para o Claude não mudar a tabela?": "pt",
    "Hoe krijg ik Copilot zover dat de tabel niet verandert?": "nl",
    "Czy ktoś wie, jak zmusić Copilota, żeby nie zmieniał tabeli?": "pl",
    "Hur får jag Copilot att inte ändra i tabellen?": "sv",
    "Copilot'un tabloyu bozmaması için ne yapmam lazım, bilen var mı?": "tr",
    "議事録をClaudeで要約する方法を教えてください": "ja",
}
UNSURE = [
    "", "?", "Copilot in Excel", "Prompt", "Claude: 12, 13, 14", "```the of and is```",
    "Как сделать сводку в ChatGPT?",
    "如何用 Claude 总结会议?", "https://example.com/the/and/of/is/it", "<@U0ANA> <@U0TOM>",
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), SURE.items())
def test_a_sentence_is_known_by_its_small_words(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", UNSURE)
def test_nothing_is_said_where_it_is_not_sure(text: str) -> None:
    assert language_of(text) is None


def test_of_all_the_messages_the_reader_learnt_from_hardly_one_is_taken_for_another_language() -> None:
    lines = [line for file in sorted(DATA.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    told = [(one["lang"], language_of(one["text"])) for one in map(json.loads, lines) if one["lang"] in NAMES]
    right = Counter(lang for lang, found in told if found == lang)
    wrong = [one for one in told if one[1] not in (one[0], None)]
    assert len(told) > 6000
    assert len(wrong) / len(told) < 0.003
    assert right.total() / len(told) > 0.9
    assert all(right[lang] / count > 0.7 for lang, count in Counter(lang for lang, _ in told).items())


@given(st.text(max_size=300))
def test_any_text_has_a_known_language_or_none(text: str) -> None:
    assert language_of(text) in (*NAMES, None)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("english, deutsch", ("en", "de")),
        ("German and french", ("de", "fr")),
        ("fr; pl nl", ("fr", "pl", "nl")),
        ("日本語", ("ja",)),
        ("english, klingon", None),
        ("deutsch deutsch", ("de",)),
    ],
)
def test_languages_are_read_as_people_type_them(typed: str, codes: tuple[str, ...] | None) -> None:
    assert parse_languages(typed) == codes
