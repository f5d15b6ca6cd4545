"""Something to read and something to try in each skill: what is missing is named, and refuses nothing."""

from pathlib import Path

import pytest

from bot.packs.check import UNFINISHED, facts, report
from bot.packs.loader import load, load_one
from bot.packs.schema import Role
from tests.packs.builders import CARD, PACK, a_card, a_pack, a_task_card, changed, write


def gaps(root: Path) -> list[str]:
    return [str(gap).removeprefix(f"{root}/") for gap in load(root).gaps]


def test_a_skill_with_questions_alone_has_nothing_to_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    a_pack(tmp_path, order="[prompt-patterns]")
    a_card(tmp_path, "marketing-brief")
    assert report(load(Path())).splitlines() == [
        "marketing/pack.yaml:7: 'order' teaches \"prompt-patterns\", and there is nothing to try in it;"
        " add a card with a 'task' of up to ten minutes whose 'skill' is \"prompt-patterns\"",
        "1 gap in 1 file",
        UNFINISHED,
    ]
    assert len(load(tmp_path).catalog.packs) == 1, "it is in use all the same"


def test_a_skill_with_a_task_alone_has_nothing_to_read_and_an_empty_one_neither(tmp_path: Path) -> None:
    a_pack(tmp_path, order="[prompt-patterns, bias]")
    a_task_card(tmp_path, "marketing-brief")
    found = gaps(tmp_path)
    assert [one.split(", and there is ")[1].split(" in it")[0] for one in found] == [
        "nothing to read",
        "nothing to try",
        "nothing to read",
    ]


def test_a_general_pack_completes_a_roles_pack_and_its_own_gap_is_told_once(tmp_path: Path) -> None:
    a_pack(tmp_path, "sales", order="[prompt-patterns, cold-calls]")
    a_card(tmp_path, "sales-x")
    a_card(tmp_path, "sales-y", skill="cold-calls")
    a_task_card(tmp_path, "sales-z", skill="cold-calls")
    a_pack(tmp_path, "foundation", role="general", order="[prompt-patterns]")
    a_card(tmp_path, "foundation-x")
    assert [one.split(":")[0] for one in gaps(tmp_path)] == ["foundation/pack.yaml"]
    a_task_card(tmp_path, "foundation-y")
    assert gaps(tmp_path) == []
    (tmp_path / "sales/cards/sales-z.md").unlink()
    (gap,) = gaps(tmp_path)
    assert gap.startswith("sales/pack.yaml:7:") and '"cold-calls", and there is nothing to try' in gap


def test_another_roles_cards_complete_nothing(tmp_path: Path) -> None:
    for name in ("sales", "marketing"):
        a_pack(tmp_path, name, order="[prompt-patterns]")
        a_card(tmp_path, f"{name}-x")
    a_task_card(tmp_path, "sales-y")
    assert [one.split(":")[0] for one in gaps(tmp_path)] == ["marketing/pack.yaml"]


def test_while_a_file_is_broken_nothing_is_said_of_what_it_may_hold(tmp_path: Path) -> None:
    a_pack(tmp_path, "foundation", role="general", order="[prompt-patterns]")
    a_card(tmp_path, "foundation-x")
    write(tmp_path, "foundation/cards/foundation-broken.md", changed(CARD, "tool: any", "tool: Any"))
    a_pack(tmp_path, "sales", order="[cold-calls]")
    a_card(tmp_path, "sales-x", skill="cold-calls")
    loaded = load(tmp_path)
    assert loaded.faults and loaded.gaps == ()
    write(tmp_path, "sales/pack.yaml", changed(PACK, "status: active", "status: live"))
    assert load(tmp_path).gaps == ()


def test_one_pack_is_told_its_own_gaps_and_completed_by_the_general_one_beside_it(tmp_path: Path) -> None:
    a_pack(tmp_path, "foundation", role="general", order="[prompt-patterns]")
    a_card(tmp_path, "foundation-x")
    a_pack(tmp_path, "sales", order="[prompt-patterns, cold-calls]")
    a_card(tmp_path, "sales-x")
    (read, tried) = load_one(tmp_path / "sales").gaps
    assert '"cold-calls", and there is nothing to read' in str(read)
    assert '"cold-calls", and there is nothing to try' in str(tried)


def test_machines_are_told_of_gaps_and_that_all_is_not_well(tmp_path: Path) -> None:
    a_pack(tmp_path, order="[prompt-patterns]")
    a_card(tmp_path, "marketing-brief")
    told = facts(load(tmp_path))
    assert told["ok"] is False and told["faults"] == []
    assert "'line': 7" in str(told["gaps"])


@pytest.mark.parametrize("role", Role)
def test_whoever_learns_from_the_shipped_packs_can_read_and_try_each_skill(role: Role) -> None:
    loaded = load()
    assert loaded.gaps == ()
    packs = list(loaded.catalog.packs_for(role))
    cards = [card for pack in packs for card in pack.cards]
    for skill in {skill for pack in packs for skill in pack.order}:
        assert any(card.skill == skill and card.questions for card in cards), skill
        assert any(card.skill == skill and card.task for card in cards), skill
