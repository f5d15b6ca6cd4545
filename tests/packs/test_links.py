"""What goes wrong between files: shared ids, prerequisites, tiers."""

from pathlib import Path

import pytest

from bot.packs.loader import Loaded, load
from tests.packs.builders import a_card, a_challenge, a_pack, write


def check(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Loaded, list[str]]:
    monkeypatch.chdir(root)
    loaded = load(Path())
    return loaded, [str(fault) for fault in loaded.faults]


def test_an_id_used_twice_names_both_files_and_the_general_pack_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pack(tmp_path, "foundation", role="general")
    a_card(tmp_path, "foundation-x")
    a_pack(tmp_path, "acme", role="sales")
    a_card(tmp_path, "foundation-x", pack="acme", tier="fluency")
    loaded, faults = check(tmp_path, monkeypatch)
    assert faults == [
        "acme/cards/foundation-x.md:2: 'id' \"foundation-x\" is taken by foundation/cards/foundation-x.md;"
        " give it another id and file name",
        "acme/cards/foundation-x.md:2: 'id' is \"foundation-x\" in the pack acme; begin it with 'acme-'",
    ]
    assert [pack.id for pack in loaded.catalog.packs] == ["foundation"]


def test_a_card_and_a_challenge_may_not_share_an_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-x")
    a_challenge(tmp_path, "sales-x")
    _, faults = check(tmp_path, monkeypatch)
    assert faults == [
        "sales/challenges/sales-x.md:2: 'id' \"sales-x\" is taken by sales/cards/sales-x.md;"
        " give it another id and file name"
    ]


def test_a_role_card_may_wait_for_a_general_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_pack(tmp_path, "foundation", role="general")
    a_card(tmp_path, "foundation-x")
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-x", requires="[foundation-x]")
    _, faults = check(tmp_path, monkeypatch)
    assert faults == []


def test_a_card_may_not_wait_for_another_roles_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_pack(tmp_path, "hr")
    a_card(tmp_path, "hr-x")
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-x", requires="[hr-x]")
    loaded, faults = check(tmp_path, monkeypatch)
    assert faults == [
        "sales/cards/sales-x.md:7: 'requires' names \"hr-x\" of the pack hr;"
        " name a card of this pack or of a general one"
    ]
    assert loaded.refused == frozenset({"sales"})


def test_a_circle_of_prerequisites_is_told_once_with_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-a", requires="[sales-b]")
    a_card(tmp_path, "sales-b", requires="[sales-c]")
    a_card(tmp_path, "sales-c", requires="[sales-d, sales-b]")
    a_card(tmp_path, "sales-d")
    _, faults = check(tmp_path, monkeypatch)
    assert faults == [
        "sales/cards/sales-b.md:7: 'requires' goes in a circle: sales-b -> sales-c -> sales-b;"
        " take one of them out"
    ]


def test_cards_that_share_prerequisites_are_no_circle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-a", requires="[sales-b, sales-c]")
    a_card(tmp_path, "sales-b", requires="[sales-d]")
    a_card(tmp_path, "sales-c", requires="[sales-d]")
    a_card(tmp_path, "sales-d")
    _, faults = check(tmp_path, monkeypatch)
    assert faults == []


def test_a_general_pack_teaches_literacy_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_pack(tmp_path, "foundation", role="general")
    a_card(tmp_path, "foundation-x", tier="fluency")
    _, faults = check(tmp_path, monkeypatch)
    assert faults == [
        "foundation/cards/foundation-x.md:6: 'tier' is \"fluency\" in a pack of role general; use literacy"
    ]


def test_a_card_of_a_role_pack_is_named_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "call-brief", pack="sales")
    _, faults = check(tmp_path, monkeypatch)
    assert faults == [
        "sales/cards/call-brief.md:2: 'id' is \"call-brief\" in the pack sales; begin it with 'sales-'"
    ]


def test_a_broken_card_makes_no_faults_in_cards_that_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pack(tmp_path, "foundation", role="general")
    write(tmp_path, "foundation/cards/foundation-x.md", "not a card")
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-x", requires="[foundation-x]")
    loaded, faults = check(tmp_path, monkeypatch)
    assert faults == [
        "foundation/cards/foundation-x.md:1: the file does not begin with front matter;"
        " make '---' the first line"
    ]
    assert [pack.id for pack in loaded.catalog.packs] == ["sales"]


def test_an_unknown_role_makes_no_faults_of_tiers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_pack(tmp_path, "sales", role="seller")
    a_card(tmp_path, "sales-x", tier="literacy")
    _, faults = check(tmp_path, monkeypatch)
    assert len(faults) == 1
    assert faults[0].startswith("sales/pack.yaml:3: 'role' is \"seller\"")
