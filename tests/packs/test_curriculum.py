"""The curriculum: tiers that build on each other, skills in their order, company rules before all."""

from pathlib import Path

import pytest

from bot.packs.loader import load
from tests.packs.builders import CARD, a_card, a_pack, changed, task_card, told, write

WHOLE = "mental-models, prompt-patterns, verification, bias, workflow-design, red-lines, measurement"


def test_a_card_may_not_wait_for_one_of_a_tier_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-basics", requires="[sales-hard]")
    a_card(tmp_path, "sales-hard", tier="competence")
    assert told(tmp_path, monkeypatch) == [
        "sales/cards/sales-basics.md:7: 'requires' names \"sales-hard\" of tier competence,"
        " and this card is of tier fluency; name a card that comes earlier, or take it out"
    ]


def test_a_card_may_wait_for_one_of_its_own_tier_or_below(tmp_path: Path) -> None:
    a_pack(tmp_path, "foundation", role="general")
    a_card(tmp_path, "foundation-x")
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-basics", requires="[foundation-x]")
    a_card(tmp_path, "sales-hard", tier="competence", requires="[sales-basics, foundation-x]")
    assert load(tmp_path).faults == ()


def test_skills_stand_in_the_order_of_the_curriculum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_pack(tmp_path, "sales", order="[measurement, prompt-patterns, workflow-design]")
    a_card(tmp_path, "sales-x")
    (first, second) = told(tmp_path, monkeypatch)
    assert first == (
        'sales/pack.yaml:7: \'order\' teaches "prompt-patterns" after "measurement";'
        f' put it before "measurement": {WHOLE}, and tool-… last'
    )
    assert 'teaches "workflow-design" after "measurement"' in second


def test_a_tool_comes_last_and_a_skill_of_ones_own_stands_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pack(tmp_path, "sales", order="[cold-calls, prompt-patterns, pricing, measurement, tool-crm]")
    a_card(tmp_path, "sales-x")
    assert load(tmp_path).faults == ()
    a_pack(tmp_path, "sales", order="[tool-crm, prompt-patterns]")
    (fault,) = told(tmp_path, monkeypatch)
    assert '\'order\' teaches "prompt-patterns" after "tool-crm"' in fault


def test_a_policy_card_waits_for_nothing_but_other_policy_cards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pack(tmp_path, "foundation", role="general")
    a_card(tmp_path, "foundation-x")
    a_card(tmp_path, "policy-one", pack="foundation", tier="literacy", requires="[policy-two]")
    a_card(tmp_path, "policy-two", pack="foundation", tier="literacy", requires="[foundation-x]")
    assert told(tmp_path, monkeypatch) == [
        "foundation/cards/policy-two.md:7: 'requires' names \"foundation-x\", and a policy card comes"
        " before everything else; name a card that comes earlier, or take it out"
    ]


def test_a_task_states_what_one_ends_with_and_fits_into_ten_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pack(tmp_path)
    long = task_card(CARD).replace("  minutes: 10", "  minutes: 25")
    endless = changed(long, "  deliverable: A half-page brief you would send.\n", "")
    write(tmp_path, "marketing/cards/marketing-brief.md", endless)
    missing, late = sorted(told(tmp_path, monkeypatch))
    assert "'deliverable' is missing in 'task'; add it" in missing
    assert "'minutes' is 25; use 1 to 10" in late
