"""The packs that are shipped."""

from datetime import date, timedelta

import pytest

from bot.packs.loader import Loaded, load
from bot.packs.schema import Role, Status

WRITTEN = date(2026, 11, 21)
ROLES = tuple(role for role in Role if role not in (Role.GENERAL, Role.CHAMPION))


@pytest.fixture(scope="module")
def shipped() -> Loaded:
    return load()


def test_each_shipped_pack_loads_without_a_fault(shipped: Loaded) -> None:
    assert [str(fault) for fault in shipped.faults] == []


def test_everybody_has_forty_cards_to_begin_with(shipped: Loaded) -> None:
    assert len(shipped.catalog.cards_for(Role.GENERAL, today=WRITTEN)) >= 40


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_cards_and_challenges_of_its_own(shipped: Loaded, role: Role) -> None:
    cards = [card for card in shipped.catalog.cards_for(role, today=WRITTEN) if card.pack == role]
    challenges = [one for one in shipped.catalog.challenges_for(role, today=WRITTEN) if one.pack == role]
    assert len(cards) >= 12
    assert challenges


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_and_tries_its_own_red_lines_and_measures(shipped: Loaded, role: Role) -> None:
    cards = [card for card in shipped.catalog.cards_for(role, today=WRITTEN) if card.pack == role]
    for skill in ("red-lines", "measurement", "workflow-design", "prompt-patterns"):
        own = [card for card in cards if card.skill == skill]
        assert any(card.questions for card in own) and any(card.task for card in own), skill


def test_champions_have_a_track_of_their_own_and_nobody_else_gets_it(shipped: Loaded) -> None:
    def track(role: Role, *, leads: bool) -> list[str]:
        every = shipped.catalog.cards_for(role, today=WRITTEN, leads=leads)
        return [card.id for card in every if card.pack == Role.CHAMPION]

    assert len(track(Role.SALES, leads=True)) == 12
    assert len(track(Role.GENERAL, leads=True)) == 12
    for role in (Role.GENERAL, *ROLES):
        assert track(role, leads=False) == []
    assert not any(card.pack == Role.CHAMPION for card in shipped.catalog.in_use(today=WRITTEN))


def test_there_are_challenges_for_a_quarter_general_ones_among_them(shipped: Loaded) -> None:
    packs = shipped.catalog.packs
    assert sum(len(pack.challenges) for pack in packs if pack.status is Status.ACTIVE) >= 40
    assert shipped.catalog.challenges_for(Role.GENERAL, today=WRITTEN)


def test_no_shipped_content_is_trusted_for_more_than_ninety_days(shipped: Loaded) -> None:
    last = WRITTEN + timedelta(days=90)
    packs = shipped.catalog.packs
    late = [card.id for pack in packs for card in pack.cards if card.review_by > last]
    late += [challenge.id for pack in packs for challenge in pack.challenges if challenge.review_by > last]
    assert late == []


def test_right_answers_do_not_gather_in_one_place(shipped: Loaded) -> None:
    questions = [one for pack in shipped.catalog.packs for card in pack.cards for one in card.with_choices]
    places = [question.answer for question in questions]
    assert max(places.count(place) for place in set(places)) <= len(places) * 0.45


def test_no_two_cards_begin_with_the_same_problem_or_prompt(shipped: Loaded) -> None:
    cards = [card for pack in shipped.catalog.packs for card in pack.cards]
    assert len({card.problem for card in cards}) == len(cards)
    assert len({card.prompt for card in cards}) == len(cards)
    assert len({card.title for card in cards}) == len(cards)
