"""A draft as a file: whatever is typed, either a card comes of it or each fault stands at its field."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.authoring import pages
from bot.authoring.blocks import LABELS, Shown, drafted, incomplete, standing
from bot.authoring.forms import Aim, asks_form, card_form
from bot.authoring.pages import Label
from bot.authoring.rules import Draft, Heard, Source, State, Wording, packed, unpacked
from bot.authoring.sources import begun
from bot.packs import parse
from bot.packs.schema import Card
from bot.packs.source import Page
from bot.sandbox.limits import message_faults, view_faults
from tests.stage import shipped

TODAY = date(2026, 11, 23)
ASKED = Wording("What comes first?", ("The actions", "The summary"), 1, "They are what is done.")
WHOLE = Draft(
    "Actions first", "A call is over.", "By hand.", "With it.", "List the actions in [notes].", "It guesses.",
    "sales/measurement", "any", "faster", 5, wordings=(ASKED, replace(ASKED, ask="And then?")),
)  # fmt: skip
ODD = (
    "---", "## Prompt", "```\nx\n```", "a: [b", "'\"", "null", "2027-01-01", "# x", "- a", "<b>", "a #b",
    "\u2028", "…",
)  # fmt: skip
TEXTS = st.text(max_size=80) | st.sampled_from(ODD)
DRAFTS = st.builds(
    Draft,
    *(TEXTS for _ in range(6)),
    place=st.sampled_from(("sales/measurement", "foundation/red-lines", "sales/none", "")),
    tool=TEXTS,
    benefit=st.sampled_from(("faster", "nonsense", "")),
    minutes=st.integers(0, 12),
    is_task=st.booleans(),
    wordings=st.tuples(
        *(
            st.builds(Wording, TEXTS, st.lists(TEXTS, max_size=5).map(tuple), st.integers(0, 5), TEXTS)
            for _ in "12"
        )
    ),
    do=TEXTS,
    deliverable=TEXTS,
    task_minutes=st.integers(0, 12),
)


def read(draft: Draft) -> Card | None:
    """The card that its file gives; None when the file has a fault."""
    pack = pages.pack_of(shipped(), draft)
    assert pack is not None
    page = Page("the-card.md")
    text = pages.markdown(draft, Label("the-card", 'Maya: "M" #1', TODAY), pack)
    made = parse.card(text.removesuffix("\n"), page, folder=draft.pack)
    return made.item if made is not None and not page.faults else None


@settings(deadline=None, max_examples=150)
@given(DRAFTS)
def test_a_file_gives_what_was_typed_or_each_fault_has_a_field(typed: Draft) -> None:
    draft = pages.settled(typed)
    assert pages.settled(draft) == draft
    assert unpacked(packed(draft)) == draft
    faults = pages.faults(draft, shipped(), today=TODAY)
    assert set(faults) <= {*pages.CARD_FIELDS, *pages.WORDING_FIELDS, *pages.TASK_FIELDS}
    if "place" in faults:
        return
    card = read(draft)
    assert (card is None) == bool(faults)
    if card is not None:
        given_back = (card.title, card.problem, card.before, card.after, card.prompt, card.guardrail)
        assert given_back == tuple(
            getattr(draft, name) for name in ("title", "problem", "before", "after", "prompt", "guardrail")
        )
        assert [(one.ask, one.choices, one.answer + 1, one.because) for one in card.questions] == [
            (one.ask, one.choices, one.answer, one.because) for one in draft.wordings if not draft.is_task
        ]


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"title": ""}, "title", "This is empty."),
        ({"title": "x" * 61}, "title", "61 characters; 60 at most"),
        ({"after": "See **this**"}, "after", "plain text"),
        ({"prompt": "Use <notes>"}, "prompt", "say it in words"),
        ({"minutes": 0}, "minutes", "Choose one."),
        ({"place": "sales/nothing"}, "place", "Choose the pack"),
        ({"wordings": (ASKED, ASKED)}, "ask_2", "same as in a wording before"),
        ({"wordings": (replace(ASKED, choices=("a", "A")), ASKED)}, "choices_1", "twice"),
        ({"wordings": (replace(ASKED, answer=3), ASKED)}, "answer_1", "Choose one."),
        ({"is_task": True, "do": "Do it", "task_minutes": 5}, "deliverable", "This is empty."),
    ],
)
def test_a_fault_is_told_at_its_field_in_plain_words(
    changed: dict[str, object], field: str, told: str
) -> None:
    faults = pages.faults(pages.settled(replace(WHOLE, **changed)), shipped(), today=TODAY)  # type: ignore[arg-type]
    assert told in faults[field]
    assert "'" not in faults[field].replace("'<'", "")


def test_a_whole_draft_has_no_fault_and_its_id_is_like_no_other() -> None:
    assert pages.faults(WHOLE, shipped(), today=TODAY) == {}
    assert pages.card_id(WHOLE, ()) == "sales-actions-first"
    assert pages.card_id(WHOLE, {"sales-actions-first", "sales-actions-first-2"}) == "sales-actions-first-3"
    assert pages.card_id(replace(WHOLE, title="会議"), ()) == "sales-card"
    assert len(pages.card_id(replace(WHOLE, title="long " * 40), ())) <= 60


def test_a_card_of_everybodys_pack_is_a_first_one() -> None:
    general = replace(WHOLE, place="foundation/red-lines")
    made = [read(one) for one in (WHOLE, general)]
    assert [str(card.tier) for card in made if card is not None] == ["fluency", "literacy"]


def test_what_is_known_fills_the_form() -> None:
    told = begun(Heard(question="How do I get a table? " * 20, answer="Use this: ```List [x] as a table```"))
    assert (told.title, told.prompt) == ("", "List [x] as a table")
    assert len(told.problem) == 160
    assert begun(Heard()) == Draft()


def test_the_longest_texts_fit_the_forms_of_slack() -> None:
    long = "x" * 4000
    wordings = (Wording(long, (long,) * 4, 4, long),) * 2
    huge = Draft(long, long, long, long, long, long, tool=long, wordings=wordings)
    for view in (
        card_form(huge, Aim(), shipped().packs),
        asks_form(huge, Aim()),
        asks_form(replace(huge, is_task=True), Aim()),
    ):
        assert view_faults(view) == []
    shown = Shown(1, 1, State.WRITING, pages.settled(huge), is_models=True)
    for post in (
        standing(shown),
        drafted(shown, Source.WIN),
        incomplete(1, dict.fromkeys(LABELS, "x" * 200)),
    ):
        assert message_faults({"channel": "D1", "text": post.text, "blocks": post.blocks}) == []
