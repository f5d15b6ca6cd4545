"""Buddies as people meet them: join, be named to one another, meet, skip, leave; nobody is told."""

from datetime import timedelta

import pytest

from bot.buddies import rounds
from bot.buddies.rules import PartState
from bot.packs.schema import Role
from tests.buddies.acts import MONDAY, SUNDAY, joined, monday_morning, states, switched_on, told, two_teams
from tests.challenges.acts import AN_HOUR, again, leap, take_part
from tests.stage import Stage, shipped

FOUR = ("ana", "maya", "leila", "tom")


def buddy_in(stage: Stage, who: str) -> str:
    """The handle of the one whom somebody's newest message names."""
    text = told(stage, who)[-1].text
    named = [each for each in FOUR if stage.workspace.person(each).id in text and each != who]
    return named[0]


async def test_it_is_off_until_an_admin_switches_it_on(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await stage.workspace.command("ana", "/afterglow buddies")
    shown = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "not switched on here yet" in shown
    assert "How often" not in shown, "that is for admins"
    assert "Buddies" not in stage.workspace.text_of(await stage.workspace.open_home("ana"))


async def test_four_people_are_paired_across_their_teams_and_each_hears_it_once(stage: Stage) -> None:
    await two_teams(stage)
    await joined(stage, *FOUR)
    await monday_morning(stage)
    for who in FOUR:
        (message,) = told(stage, who)
        other = buddy_in(stage, who)
        assert buddy_in(stage, other) == who
        assert {who, other} not in ({"ana", "maya"}, {"leila", "tom"}), "across teams"
        shown = stage.workspace.text_of(message)
        assert "You end up with" in shown and "You get this because you joined the buddies" in shown
    firsts = [who for who in FOUR if "You write first" in told(stage, who)[0].text]
    assert len(firsts) == 2, "one of each pair"


async def test_it_takes_the_place_of_that_days_card(stage: Stage) -> None:
    await two_teams(stage)
    await joined(stage, *FOUR)
    await leap(stage, SUNDAY)
    await leap(stage, MONDAY - AN_HOUR)
    before = len(stage.workspace.inbox("ana"))
    await monday_morning(stage)
    assert len(stage.workspace.inbox("ana")) - before == 1


async def test_whoever_met_says_so_for_themselves(stage: Stage) -> None:
    await two_teams(stage)
    await joined(stage, *FOUR)
    await monday_morning(stage)
    other = buddy_in(stage, "ana")
    before = len(stage.workspace.inbox(other))
    await stage.workspace.press("ana", "We met", on=told(stage, "ana")[0])
    assert (await states(stage))["ana"] == PartState.MET
    assert "Good that you met" in stage.workspace.inbox("ana").last.text
    assert len(stage.workspace.inbox(other)) == before, "nobody is told"
    await again(stage, "block_actions")
    assert (await states(stage))["ana"] == PartState.MET


async def test_whoever_skips_before_the_other_heard_of_it_leaves_them_first_in_the_next_round(
    stage: Stage,
) -> None:
    await two_teams(stage)
    await joined(stage, "ana", "leila")
    await leap(stage, SUNDAY)
    await leap(stage, MONDAY + 9 * AN_HOUR)  # ten in Madrid, nine in London
    (message,) = told(stage, "ana")
    await stage.workspace.press("ana", "Skip this round", on=message)
    await leap(stage, MONDAY + 10 * AN_HOUR)
    assert told(stage, "leila") == [], "there is nobody to meet any more"
    await monday_morning(stage, MONDAY + timedelta(weeks=2))
    assert len(told(stage, "leila")) == 1 or len(told(stage, "ana")) == 1


async def test_leaving_is_quiet_and_the_next_round_goes_on_without_them(stage: Stage) -> None:
    await two_teams(stage)
    await joined(stage, "ana", "leila", "tom", "maya")
    await monday_morning(stage)
    other = buddy_in(stage, "ana")
    before = len(stage.workspace.inbox(other))
    await stage.workspace.press("ana", "Leave quietly", on=told(stage, "ana")[0])
    assert len(stage.workspace.inbox(other)) == before
    assert "nobody is told" in stage.workspace.inbox("ana").last.text
    await monday_morning(stage, MONDAY + timedelta(weeks=2))
    assert len(told(stage, "ana")) == 0, "her own message says now that she left"
    trio = [who for who in ("leila", "tom", "maya") if "Your buddies" in told(stage, who)[-1].text]
    assert len(trio) in (0, 3)


async def test_three_people_meet_as_three(stage: Stage) -> None:
    await two_teams(stage)
    await joined(stage, "ana", "leila", "tom")
    await monday_morning(stage)
    for who in ("ana", "leila", "tom"):
        assert "Your buddies for the next two weeks" in told(stage, who)[0].text


@pytest.mark.long
async def test_nobody_is_paired_again_within_twelve_weeks(stage: Stage) -> None:
    await two_teams(stage)
    await joined(stage, "ana", "leila")
    await monday_morning(stage)
    await stage.workspace.press("ana", "We met", on=told(stage, "ana")[0])
    await stage.workspace.press("leila", "We met", on=told(stage, "leila")[0])
    for round_ in range(1, 6):
        await monday_morning(stage, MONDAY + timedelta(weeks=2 * round_))
        assert told(stage, "ana") == [], "there is nobody else"
    await monday_morning(stage, MONDAY + timedelta(weeks=12))
    assert len(told(stage, "ana")) == 1


async def test_whoever_is_away_or_skips_the_next_round_is_not_paired(stage: Stage) -> None:
    await two_teams(stage)
    await joined(stage, *FOUR)
    await stage.workspace.command("tom", "/afterglow pause 3 weeks")
    await stage.workspace.command("maya", "/afterglow buddies")
    await stage.workspace.press("maya", "Skip the next round")
    assert "Monday 14 December" in stage.workspace.text_of(stage.workspace.modal("maya"))
    await monday_morning(stage)
    assert told(stage, "tom") == [] and told(stage, "maya") == []
    assert buddy_in(stage, "ana") == "leila"


@pytest.mark.long
async def test_after_three_rounds_of_silence_they_rest_and_were_told_so(stage: Stage) -> None:
    others = ("maya", "tom", "leila", "priya", "sam", "jonas", "dana")
    await stage.a_team(members=("ana", *others), led_by=("maya",))
    await switched_on(stage)
    await joined(stage, "ana", *others)
    for round_ in range(4):
        await stage.workspace.command("ana", "/afterglow resume")  # silent with cards too
        await monday_morning(stage, MONDAY + timedelta(weeks=2 * round_))
        for who in others:
            if told(stage, who):
                await stage.workspace.press(who, "We met", on=told(stage, who)[-1])
    heard = told(stage, "ana")
    assert len(heard) == 3
    shown = [stage.workspace.text_of(one) for one in heard]
    assert ["I pair you no more" in each for each in shown] == [False, False, True]
    await stage.workspace.command("ana", "/afterglow buddies")
    shown_now = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "You rest" in shown_now, shown_now
    await stage.workspace.press("ana", "Pair me again")
    assert "You are in, every two weeks" in stage.workspace.text_of(stage.workspace.modal("ana"))


async def test_switched_off_it_pairs_nobody(stage: Stage) -> None:
    await two_teams(stage)
    await joined(stage, *FOUR)
    await switched_on(stage, weeks=0)
    assert "Buddies are off" in stage.workspace.text_of(stage.workspace.modal("priya"))
    await monday_morning(stage)
    assert told(stage, "ana") == []


async def test_the_page_says_who_it_is_and_when_the_next_round_comes(stage: Stage) -> None:
    await two_teams(stage)
    await joined(stage, *FOUR)
    page = stage.workspace.text_of(await stage.workspace.open_home("ana"))
    assert "Your next round comes in the week of Monday 30 November" in page
    await monday_morning(stage)
    page = stage.workspace.text_of(await stage.workspace.open_home("ana"))
    assert "Your buddy for the next two weeks" in page


def test_both_of_one_kind_of_work_get_a_task_of_it_and_others_one_for_all() -> None:
    own = {card.id for pack in shipped().packs if pack.role is Role.FINANCE for card in pack.cards}
    same = rounds.task_for(shipped(), ["finance", "finance"], week=MONDAY.date(), key="1")
    mixed = rounds.task_for(shipped(), ["finance", "sales"], week=MONDAY.date(), key="1")
    assert same in own and mixed not in own and mixed
