"""A proposed cadence survives its modal, and nothing else passes for one."""

from datetime import time, timedelta

import pytest

from bot.cadence.proposals import Proposal, packed, read, unpacked, values_of
from bot.cadence.rules import Cadence

SUNDAY_TEAM = Cadence(
    days=frozenset({6, 0, 2}),
    window=(time(8, 30), time(16)),
    default_at=time(9, 15),
    challenge_day=2,
    digest_day=3,
    digest_at=time(15, 30),
    escalate_after=timedelta(minutes=45),
    workdays=frozenset({6, 0, 1, 2, 3}),
)


@pytest.mark.parametrize("cadence", [Cadence(), SUNDAY_TEAM])
def test_a_form_holds_the_whole_cadence(cadence: Cadence) -> None:
    assert read(values_of(cadence)) == cadence


@pytest.mark.parametrize("team_id", [None, 7])
def test_a_proposal_comes_back_as_it_went(team_id: int | None) -> None:
    proposal = Proposal(team_id, Cadence(), SUNDAY_TEAM)
    assert unpacked(packed(proposal)) == proposal


@pytest.mark.parametrize(
    "text",
    ["", "7", "[]", "null", '[1, "a", "b"]', '["1", "x|y", "x|y"]', "{}", "[" * 2000, "[1,2,3]"],
)
def test_what_we_did_not_pack_is_no_proposal(text: str) -> None:
    assert unpacked(text) is None


def test_a_forged_team_is_no_proposal() -> None:
    good = packed(Proposal(7, Cadence(), SUNDAY_TEAM))
    assert unpacked(good.replace("[7,", '["7",')) is None


def test_a_forged_time_is_no_proposal() -> None:
    good = packed(Proposal(7, Cadence(), SUNDAY_TEAM))
    assert unpacked(good.replace("09:15", "29:15")) is None
