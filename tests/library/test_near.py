"""How near texts are: the cosine of their n-grams, as another library counts it."""

import pytest

from bot.library import rules
from bot.library.rules import Shelf, similar
from tests.stage import shipped

TEXTS = [f"{card.title} {card.problem}" for pack in shipped().packs for card in pack.cards][:60]
QUERIES = ("How do I summarise a long call with Claude?", "minutes of the meeting", "a", "qqq zzz", TEXTS[7])


def plain(text: str) -> str:
    """Words between single blanks: there both cut a text alike."""
    return " ".join(rules._WORD.findall(text.casefold()))


@pytest.mark.parametrize("query", QUERIES)
def test_it_is_the_cosine_of_weighted_n_grams(query: str) -> None:
    # Loaded for this alone: it takes longer than all that is tested here.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    counted = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(rules.SHORTEST, rules.LONGEST), sublinear_tf=True
    ).fit_transform([plain(text) for text in (query, *TEXTS)])
    expected = cosine_similarity(counted[0], counted[1:])[0]
    assert Shelf(TEXTS).near(query) == pytest.approx(list(expected), abs=1e-9)


def test_a_shelf_is_not_changed_by_who_asks() -> None:
    shelf = Shelf(TEXTS)
    before = shelf.near(QUERIES[0])
    for query in QUERIES:
        shelf.near(query)
    assert shelf.near(QUERIES[0]) == before
    assert shelf.near(TEXTS[7])[7] == pytest.approx(1.0)


def test_nothing_is_near_to_nothing() -> None:
    assert similar("", TEXTS) == [0.0] * len(TEXTS)
    assert similar("anything", []) == []
    assert similar("anything", ["", "..."]) == [0.0, 0.0]
