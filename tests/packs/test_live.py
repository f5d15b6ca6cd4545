"""The last good pack stays."""

from pathlib import Path

from bot.packs.live import Shelf
from tests.packs.builders import a_card, a_pack, write


def shelf_with_two_packs(root: Path) -> Shelf:
    for name in ("hr", "sales"):
        a_pack(root, name)
        a_card(root, f"{name}-a")
    shelf = Shelf(root)
    assert shelf.reload() == ()
    return shelf


def names(shelf: Shelf) -> dict[str, list[str]]:
    return {pack.id: [card.id for card in pack.cards] for pack in shelf.catalog.packs}


def test_a_shelf_is_empty_until_it_is_loaded(tmp_path: Path) -> None:
    assert Shelf(tmp_path).catalog.packs == ()


def test_a_pack_that_breaks_stays_as_it_was_while_others_change(tmp_path: Path) -> None:
    shelf = shelf_with_two_packs(tmp_path)
    a_card(tmp_path, "sales-b", tier="expert")
    a_card(tmp_path, "hr-b")
    (fault,) = shelf.reload()
    assert fault.file.endswith("sales-b.md")
    assert shelf.faults == (fault,)
    assert names(shelf) == {"hr": ["hr-a", "hr-b"], "sales": ["sales-a"]}


def test_a_mended_pack_comes_back_whole(tmp_path: Path) -> None:
    shelf = shelf_with_two_packs(tmp_path)
    a_card(tmp_path, "sales-b", tier="expert")
    shelf.reload()
    a_card(tmp_path, "sales-b")
    assert shelf.reload() == ()
    assert names(shelf)["sales"] == ["sales-a", "sales-b"]


def test_a_pack_that_breaks_twice_still_stays(tmp_path: Path) -> None:
    shelf = shelf_with_two_packs(tmp_path)
    write(tmp_path, "sales/pack.yaml", "id: [")
    shelf.reload()
    shelf.reload()
    assert names(shelf)["sales"] == ["sales-a"]


def test_a_pack_that_is_removed_goes(tmp_path: Path) -> None:
    shelf = shelf_with_two_packs(tmp_path)
    (tmp_path / "sales").rename(tmp_path / ".sales")
    assert shelf.reload() == ()
    assert list(names(shelf)) == ["hr"]


def test_all_packs_stay_while_their_folder_is_away(tmp_path: Path) -> None:
    root = tmp_path / "packs"
    shelf = shelf_with_two_packs(root)
    root.rename(tmp_path / "elsewhere")
    assert len(shelf.reload()) == 1
    assert list(names(shelf)) == ["hr", "sales"]


def test_a_card_that_moved_to_a_good_pack_is_not_there_twice(tmp_path: Path) -> None:
    shelf = shelf_with_two_packs(tmp_path)
    a_pack(tmp_path, "foundation", role="general")
    a_card(tmp_path, "sales-a", pack="foundation", tier="literacy")
    (fault,) = shelf.reload()
    assert "is taken by" in fault.reason
    assert names(shelf) == {"foundation": ["sales-a"], "hr": ["hr-a"], "sales": []}
