"""The open places of packs: filled with a company's own words, or with words that fit anybody."""

from pathlib import Path

import pytest

from bot.packs.company import OPEN, fill, filled
from bot.workspaces.rules import NOTHING_SAID, Company
from tests.packs.builders import CARD, CARD_PATH, changed, good_marketing, told, write
from tests.stage import Stage, shipped

OURS = Company("the data office", "Copilot & Claude", "https://intranet.example.com/ai")


@pytest.mark.parametrize(
    ("text", "ours", "anybodys"),
    [
        (
            "Ask [your company's policy owner] first.",
            "Ask the data office first.",
            "Ask your company's policy owner first.",
        ),
        (
            "[your company's policy owner] knows.",
            "The data office knows.",
            "Your company's policy owner knows.",
        ),
        (
            "It waits. [your company's policy owner] knows.",
            "It waits. The data office knows.",
            "It waits. Your company's policy owner knows.",
        ),
        (
            "Only [your company's approved AI tools].",
            "Only Copilot & Claude.",
            "Only your company's approved AI tools.",
        ),
        ("Nothing [is] open.", "Nothing [is] open.", "Nothing [is] open."),
    ],
)
def test_an_open_place_is_filled(text: str, ours: str, anybodys: str) -> None:
    assert fill(text, OURS) == ours
    assert fill(text, NOTHING_SAID) == anybodys


@pytest.mark.parametrize("company", [OURS, NOTHING_SAID])
def test_no_shipped_text_keeps_an_open_place(company: Company) -> None:
    packs = shipped().packs
    assert sum("[your company's" in str(card) for pack in packs for card in pack.cards) > 5
    shown = [str(filled(card, company)) for pack in packs for card in pack.cards]
    shown += [str(filled(challenge, company)) for pack in packs for challenge in pack.challenges]
    assert [text for text in shown if any(place in text for place in OPEN)] == []


def test_a_place_that_nothing_fills_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good_marketing(tmp_path)
    write(tmp_path, CARD_PATH, changed(CARD, "guardrail: Take", "guardrail: Ask [your company lawyer]. Take"))
    assert any("[your company lawyer], which nothing fills" in one for one in told(tmp_path, monkeypatch))


async def test_an_admin_says_it_once_and_cards_and_rules_name_it(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow settings")
    assert (
        await stage.workspace.submit(
            "priya",
            {
                "Who answers for your rules about AI": OURS.policy_owner,
                "Which AI tools people may use": OURS.tools,
                "Where your rules about AI are": OURS.rules_at,
            },
        )
        == {}
    )
    said = await stage.workspace.command("ana", "/afterglow policy")
    assert said is not None
    text = stage.workspace.text_of(said)
    assert "Internal goes only into Copilot &amp; Claude." in text
    assert "The data office knows what applies" in text
    assert "Where: " not in text
    assert "*The rules themselves:* https://intranet.example.com/ai" in text
    found = await stage.workspace.command("ana", "/afterglow library mask the log")
    assert found is not None
    assert "then tell the data office" in stage.workspace.text_of(found)
    await stage.workspace.command("priya", "/afterglow settings")
    form = stage.workspace.modal("priya")
    assert form is not None
    assert "Copilot & Claude" in str(form)
