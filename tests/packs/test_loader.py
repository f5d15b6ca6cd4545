"""What a good pack becomes, and how a broken one stays out without taking others along."""

from datetime import date
from pathlib import Path

import pytest

from bot.packs.check import report
from bot.packs.loader import is_pack, load, load_one
from bot.packs.schema import Benefit, Question, Role, Status, Task, Tier
from tests.packs.builders import (
    CARD,
    PACK,
    a_card,
    a_pack,
    a_task_card,
    changed,
    good_marketing,
    task_card,
    write,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "packs"


def test_a_good_pack_loads_whole(root: Path) -> None:
    good_marketing(root)
    loaded = load(root)
    assert loaded.faults == ()
    (pack,) = loaded.catalog.packs
    assert (pack.id, pack.role, pack.status) == ("marketing", Role.MARKETING, Status.ACTIVE)
    assert pack.order == ("prompt-patterns", "workflow-design")
    assert [card.id for card in pack.cards] == ["marketing-brief"]
    assert [challenge.id for challenge in pack.challenges] == ["marketing-challenge-one-brief"]


def test_a_card_says_all_that_its_file_says(root: Path) -> None:
    good_marketing(root)
    card = load(root).catalog.card("marketing-brief")
    assert card is not None
    assert (card.pack, card.tier, card.benefit, card.minutes) == (
        "marketing",
        Tier.FLUENCY,
        Benefit.FASTER,
        5,
    )
    assert card.review_by == date(2027, 2, 15)
    assert card.problem == "A call of an hour becomes a brief of three lines."
    assert card.after == "Ten minutes: paste the notes, name the reader, correct the draft."
    assert card.prompt == "You write briefs for [team].\n# Notes\n[notes]\nIf something is missing, ask."
    assert card.task is None
    assert card.questions[1] == Question(
        ask="A colleague's brief reads like minutes. What was missing?",
        choices=("A longer transcript", "Who reads it and what they decide"),
        answer=1,
        because="The reader decides what belongs in it.",
    )


def test_a_card_may_hold_a_task_in_place_of_questions(root: Path) -> None:
    good_marketing(root)
    write(root, "marketing/cards/marketing-brief.md", task_card())
    loaded = load(root)
    assert loaded.faults == ()
    card = loaded.catalog.card("marketing-brief")
    assert card is not None
    assert card.questions == ()
    assert card.task == Task(
        "Run the prompt on the notes of your last call.", "A half-page brief you would send.", 10
    )


def test_a_challenge_keeps_the_lines_of_what_to_do(root: Path) -> None:
    good_marketing(root)
    challenge = load(root).catalog.challenge("marketing-challenge-one-brief")
    assert challenge is not None
    assert challenge.do == "1. Take a call of this week.\n2. Write the brief with the prompt."
    assert challenge.done_when == "A colleague has answered it."


def test_a_card_saved_on_windows_loads_the_same(root: Path) -> None:
    good_marketing(root)
    plain = load(root).catalog.packs
    file = root / "marketing/cards/marketing-brief.md"
    file.write_bytes(b"\xef\xbb\xbf" + CARD.replace("\n", "\r\n").encode())
    assert load(root).catalog.packs == plain


def test_a_pack_with_one_fault_contributes_nothing_and_the_others_load(root: Path) -> None:
    good_marketing(root)
    a_pack(root, "sales")
    a_card(root, "sales-good")
    a_card(root, "sales-bad", tier="expert")
    loaded = load(root)
    assert [pack.id for pack in loaded.catalog.packs] == ["marketing"]
    assert loaded.refused == frozenset({"sales"})


def test_cards_stand_in_curriculum_order_each_behind_its_prerequisites(root: Path) -> None:
    a_pack(root, "marketing", order="[prompt-patterns, workflow-design, measurement]")
    a_card(root, "marketing-a", skill="measurement")
    a_card(root, "marketing-b", skill="workflow-design")
    a_card(root, "marketing-c", skill="prompt-patterns", requires="[marketing-d]")
    a_card(root, "marketing-d", skill="prompt-patterns")
    (pack,) = load(root).catalog.packs
    assert [card.id for card in pack.cards] == ["marketing-d", "marketing-c", "marketing-b", "marketing-a"]


def test_faults_are_named_as_a_person_in_the_project_would_type_them(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = root / "prompts" / "packs"
    good_marketing(here)
    write(here, "marketing/cards/marketing-brief.md", changed(CARD, "tier: fluency", "tier: expert"))
    monkeypatch.chdir(root)
    expected = (
        "prompts/packs/marketing/cards/marketing-brief.md:6:"
        " 'tier' is \"expert\"; use one of literacy, fluency, competence"
    )
    assert [str(fault) for fault in load(Path("prompts/packs")).faults] == [expected]
    assert [str(fault) for fault in load(here).faults] == [expected]


def test_a_folder_that_is_not_there_is_one_fault(root: Path) -> None:
    loaded = load(root / "nowhere")
    assert [fault.reason for fault in loaded.faults] == [
        "the packs cannot be read (No such file or directory)"
    ]
    assert loaded.refused is None


def test_hidden_files_copies_and_readmes_are_no_faults(root: Path) -> None:
    good_marketing(root)
    for path in ("README.md", ".DS_Store", "marketing/README.md", "marketing/cards/.draft.md.swp"):
        write(root, path, "words")
    write(root, "marketing/cards/marketing-brief.md~", "words")
    write(root, "__pycache__/x.pyc", "words")
    loaded = load(root)
    assert loaded.faults == ()
    assert len(loaded.catalog.packs) == 1


def test_links_inside_the_packs_are_followed_and_links_out_of_them_are_refused(root: Path) -> None:
    good_marketing(root)
    (root / "..data").mkdir()
    (root / "marketing").rename(root / "..data" / "marketing")
    (root / "marketing").symlink_to(root / "..data" / "marketing")
    assert load(root).faults == ()
    secret = write(root.parent, "secret.md", CARD)
    (root / "marketing/cards/marketing-secret.md").symlink_to(secret)
    (fault,) = load(root).faults
    assert fault.file.endswith("marketing/cards/marketing-secret.md")
    assert fault.reason == "this is a link that leads out of the packs"


def test_a_healthy_check_counts_what_there_is(root: Path) -> None:
    a_pack(root, order="[prompt-patterns]")
    a_card(root, "marketing-brief")
    a_task_card(root, "marketing-two")
    assert report(load(root)) == "1 pack, 2 cards, 0 challenges: no faults"


def test_a_check_with_faults_lists_them_and_counts_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good_marketing(root)
    write(root, "marketing/pack.yaml", changed(PACK, "status: active", "status: live"))
    bad = changed(changed(CARD, "tool: any", "tool: Any"), "minutes: 5", "minutes: 11")
    write(root, "marketing/cards/marketing-brief.md", bad)
    monkeypatch.chdir(root)
    assert report(load(Path())).splitlines() == [
        'marketing/cards/marketing-brief.md:9: \'tool\' is "Any"; write it in lower case: "any"',
        "marketing/cards/marketing-brief.md:10: 'minutes' is 11; use 1 to 10",
        "marketing/pack.yaml:6: 'status' is \"live\"; use one of draft, active, paused",
        "3 faults in 2 files",
    ]


def test_one_pack_is_checked_alone_and_knows_the_cards_beside_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pack(root, order="[prompt-patterns]")
    a_card(root, "marketing-brief")
    a_task_card(root, "marketing-two")
    a_pack(root, "sales")
    a_card(root, "sales-good", requires="[marketing-brief]")
    a_card(root, "sales-bad", tier="expert")
    assert not is_pack(root) and is_pack(root / "sales")
    assert report(load_one(root / "marketing")) == "1 pack, 2 cards, 0 challenges: no faults"
    monkeypatch.chdir(root / "sales")
    assert report(load_one(Path())).splitlines() == [
        "cards/sales-bad.md:6: 'tier' is \"expert\"; use one of literacy, fluency, competence",
        "cards/sales-good.md:7: 'requires' names \"marketing-brief\" of the pack marketing;"
        " name a card of this pack or of a general one",
        "2 faults in 2 files",
    ]
