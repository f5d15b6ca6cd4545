"""What a person may be sent, and what a search finds."""

from datetime import date
from pathlib import Path

from bot.packs.catalog import Catalog
from bot.packs.loader import load
from bot.packs.schema import Card, Role
from tests.packs.builders import a_card, a_challenge, a_pack

TODAY = date(2026, 11, 21)


def catalog_of(root: Path) -> Catalog:
    loaded = load(root)
    assert loaded.faults == ()
    return loaded.catalog


def two_roles(root: Path) -> None:
    a_pack(root, "foundation", role="general")
    a_card(root, "foundation-a", skill="workflow-design")
    a_card(root, "foundation-b")
    a_pack(root, "hr")
    a_card(root, "hr-a")
    a_pack(root, "sales")
    a_card(root, "sales-a")
    for pack in ("foundation", "hr", "sales"):
        a_challenge(root, f"{pack}-challenge")


def ids(cards: tuple[Card, ...]) -> list[str]:
    return [card.id for card in cards]


def test_a_role_gets_the_foundation_first_and_then_its_own_pack(tmp_path: Path) -> None:
    two_roles(tmp_path)
    catalog = catalog_of(tmp_path)
    assert ids(catalog.cards_for(Role.SALES, today=TODAY)) == ["foundation-b", "foundation-a", "sales-a"]
    assert ids(catalog.cards_for(Role.GENERAL, today=TODAY)) == ["foundation-b", "foundation-a"]
    assert ids(catalog.cards_for(Role.LEGAL, today=TODAY)) == ["foundation-b", "foundation-a"]


def test_a_role_gets_general_challenges_and_its_own(tmp_path: Path) -> None:
    two_roles(tmp_path)
    challenges = catalog_of(tmp_path).challenges_for(Role.HR, today=TODAY)
    assert [challenge.id for challenge in challenges] == ["foundation-challenge", "hr-challenge"]


def test_a_card_is_sent_until_its_review_date_and_not_after(tmp_path: Path) -> None:
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-a", review_by="2026-11-21")
    a_challenge(tmp_path, "sales-challenge", review_by="2026-11-21")
    catalog = catalog_of(tmp_path)
    assert ids(catalog.cards_for(Role.SALES, today=date(2026, 11, 21))) == ["sales-a"]
    assert len(catalog.challenges_for(Role.SALES, today=date(2026, 11, 21))) == 1
    assert catalog.cards_for(Role.SALES, today=date(2026, 11, 22)) == ()
    assert catalog.challenges_for(Role.SALES, today=date(2026, 11, 22)) == ()


def test_a_card_sent_earlier_is_still_found_by_its_id(tmp_path: Path) -> None:
    a_pack(tmp_path, "sales", status="paused")
    a_card(tmp_path, "sales-a", review_by="2020-01-01")
    a_challenge(tmp_path, "sales-challenge")
    catalog = catalog_of(tmp_path)
    card, challenge = catalog.card("sales-a"), catalog.challenge("sales-challenge")
    assert card and card.id == "sales-a"
    assert challenge and challenge.id == "sales-challenge"
    assert catalog.card("sales-b") is None


def test_drafts_and_paused_packs_are_not_sent(tmp_path: Path) -> None:
    for name, status in (("sales", "paused"), ("hr", "draft")):
        a_pack(tmp_path, name, status=status)
        a_card(tmp_path, f"{name}-a")
        a_challenge(tmp_path, f"{name}-challenge")
    catalog = catalog_of(tmp_path)
    for role in (Role.SALES, Role.HR):
        assert catalog.cards_for(role, today=TODAY) == ()
        assert catalog.challenges_for(role, today=TODAY) == ()
    assert catalog.search("brief", today=TODAY) == ()


def test_an_expired_prerequisite_holds_no_card_back(tmp_path: Path) -> None:
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-a", review_by="2026-01-01")
    a_card(tmp_path, "sales-b")
    a_card(tmp_path, "sales-c", requires="[sales-a, sales-b]")
    cards = catalog_of(tmp_path).cards_for(Role.SALES, today=TODAY)
    assert {card.id: card.requires for card in cards} == {"sales-b": (), "sales-c": ("sales-b",)}


def test_search_puts_the_card_that_says_it_in_the_title_first(tmp_path: Path) -> None:
    a_pack(tmp_path, "sales")
    a_card(tmp_path, "sales-a", title="Prepare a renewal")
    a_card(tmp_path, "sales-b", title="Answer an objection")
    a_card(tmp_path, "sales-c", title="Notes before a renewal call")
    catalog = catalog_of(tmp_path)
    assert ids(catalog.search("How do I do the renewals?", today=TODAY)) == ["sales-a", "sales-c"]
    assert ids(catalog.search("NOTES for my renewal", today=TODAY)) == ["sales-c", "sales-a", "sales-b"]
    assert catalog.search("payroll", today=TODAY) == ()
    assert catalog.search("  ?!", today=TODAY) == ()
