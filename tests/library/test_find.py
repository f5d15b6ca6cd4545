"""Finding prompts: by command, in a modal, on App Home; and who finds what."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import blocks, forms, rules
from bot.library.rules import State
from tests.library.stories import (
    TOLD,
    WORDS,
    finds,
    opened_on,
    prompts,
    saved,
    searched,
    verified,
)
from tests.stage import Stage


async def test_the_library_gives_prompts_to_copy(stage: Stage) -> None:
    found = await stage.workspace.command("ana", "/afterglow library meeting notes")
    text = stage.workspace.text_of(found)
    assert "Prompts for “meeting notes”" in text and "Keep in mind:" in text
    none = await stage.workspace.command("ana", "/afterglow library zzyzx <!channel>")
    assert none is not None and "&lt;!channel&gt;" in none.text
    empty = await stage.workspace.command("ana", "/afterglow library")
    assert empty is not None and "/afterglow library meeting notes" in empty.text


async def test_a_shared_draft_is_found_by_the_team_and_nobody_else(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    for mate in ("ana", "maya", "tom"):
        assert "·  draft" in stage.workspace.text_of(await searched(stage, mate))
    assert not await finds(stage, "rosa")
    assert await finds(stage, "priya"), "admins find what they may verify"


async def test_what_is_kept_for_oneself_is_found_by_oneself(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage, **{"Who may find it?": forms.OWN})
    assert "only for you" in stage.workspace.text_of(await searched(stage, "ana"))
    for other in ("maya", "tom", "priya"):
        assert not await finds(stage, other)


async def test_a_verified_one_is_found_by_everybody(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    shown = await searched(stage, "rosa", "bid writer tender")
    assert WORDS in stage.workspace.text_of(shown)
    assert f"Verified by <@{stage.workspace.person('maya').id}>" in stage.workspace.text_of(shown)
    assert "Edit" not in stage.workspace.buttons(shown)


async def test_a_guest_finds_the_cards_and_their_own(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    text = stage.workspace.text_of(await searched(stage, "gail", "bid writer tender summary"))
    assert WORDS not in text
    assert "Keep in mind:" in text


async def test_where_it_came_from_is_for_the_team(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    assert "Where it came from" in stage.workspace.buttons(await searched(stage, "tom"))
    assert "Where it came from" not in stage.workspace.buttons(await searched(stage, "rosa"))


async def test_saved_prompts_and_cards_stand_in_one_list(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage, text="Sort the meeting notes by owner", title="Meeting notes by owner")
    text = stage.workspace.text_of(await searched(stage, "ana", "meeting notes"))
    assert "Meeting notes by owner" in text
    assert "Keep in mind:" in text


async def test_without_words_the_newest_are_listed_with_how_to_add_one(stage: Stage) -> None:
    await stage.a_team(led_by=("maya",))
    for number in range(7):
        await saved(stage, title=f"Tender {number}", words=f"{TOLD} {number}")
        await stage.pass_time(minutes=1)
    shown = await searched(stage, "tom", "")
    text = stage.workspace.text_of(shown)
    assert [f"Tender {number}" in text for number in range(7)] == [False, False, *[True] * 5]
    assert "“Save as prompt”" in text
    await stage.workspace.press("tom", "Show", on=shown)
    assert WORDS in stage.workspace.text_of(stage.workspace.ephemerals("tom")[-1])


async def test_whoever_verifies_sees_first_what_waits_for_it(stage: Stage) -> None:
    await stage.a_team(led_by=("maya",))
    for number in range(3):
        await saved(stage, title=f"Tender {number}", words=f"{TOLD} {number}")
        await stage.pass_time(minutes=1)
    await saved(stage, who="maya", title="Her own")
    page = await stage.workspace.open_home("maya")
    await stage.workspace.press("maya", "Search prompts", on=page)
    text = stage.workspace.text_of(stage.workspace.modal("maya"))
    places = [
        text.index(one) for one in ("Waiting to be verified", "Tender 0", "Tender 2", "Saved last", "Her own")
    ]
    assert places == sorted(places)
    assert "Waiting to be verified" not in stage.workspace.text_of(await searched(stage, "tom", ""))


async def test_an_empty_library_says_how_to_fill_it(stage: Stage) -> None:
    text = stage.workspace.text_of(await searched(stage, "rosa", ""))
    assert "Nobody has saved a prompt here yet" in text


async def test_home_opens_the_search_and_everything_is_found_there(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage, title="Bids in an hour")
    page = await stage.workspace.open_home("tom")
    await stage.workspace.press("tom", "Search prompts", on=page)
    assert "Bids in an hour" in stage.workspace.text_of(stage.workspace.modal("tom"))
    assert await stage.workspace.submit("tom", {"What are you looking for?": "bids"}) == {}
    assert WORDS in stage.workspace.text_of(stage.workspace.modal("tom"))
    assert await stage.workspace.submit("tom", {"What are you looking for?": "zzyzx"}) == {}
    assert "I have no prompt for “zzyzx” yet" in stage.workspace.text_of(stage.workspace.modal("tom"))


async def test_the_list_in_the_modal_opens_one_prompt(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    page = await stage.workspace.open_home("ana")
    await stage.workspace.press("ana", "Search prompts", on=page)
    await stage.workspace.press("ana", "Show")
    modal = stage.workspace.modal("ana")
    assert modal is not None
    assert WORDS in stage.workspace.text_of(modal)
    assert stage.workspace.buttons(modal)[:3] == ["Edit", "Retire", "Delete"]


async def test_a_prompt_changes_and_goes_in_the_modal_it_was_found_in(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    page = await stage.workspace.open_home("ana")
    await stage.workspace.press("ana", "Search prompts", on=page)
    await stage.workspace.press("ana", "Show")
    await stage.workspace.press("ana", "Edit")
    assert await stage.workspace.submit("ana", {"title": "Bids", "change": "A better name"}) == {}
    (prompt,) = await prompts(stage)
    assert (prompt.title, prompt.version) == ("Bids", 2)
    await stage.workspace.press("ana", "Search prompts", on=page)
    await stage.workspace.press("ana", "Show")
    await stage.workspace.press("ana", "Delete")
    assert "Deleted." in stage.workspace.text_of(stage.workspace.modal("ana"))


@pytest.mark.parametrize("days", [91, 200])
async def test_past_its_review_date_only_owner_and_curators_find_it(stage: Stage, days: int) -> None:
    await stage.a_team(led_by=("maya",))
    await verified(stage)
    stage.clock.advance(timedelta(days=days))
    await stage.play.run_ticks()
    (prompt,) = await prompts(stage)
    assert prompt.state == State.EXPIRED
    assert not await finds(stage, "rosa")
    assert not await finds(stage, "tom")
    assert await finds(stage, "ana")
    assert "to be looked at again" in stage.workspace.text_of(await searched(stage, "maya"))


async def test_on_its_review_date_it_still_stands(stage: Stage) -> None:
    await stage.a_team()
    prompt = await verified(stage)
    stage.clock.advance(timedelta(days=(prompt.review_by - stage.clock().date()).days))
    await stage.play.run_ticks()
    assert (await prompts(stage))[0].state == State.VERIFIED


async def test_a_prompt_that_is_gone_since_it_was_listed_answers_kindly(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    shown = await searched(stage, "tom", "")
    await stage.workspace.press("ana", "Delete")
    await stage.workspace.press("tom", "Show", on=shown)
    assert blocks.GONE in stage.workspace.text_of(stage.workspace.ephemerals("tom")[-1])


async def test_the_team_of_the_time_of_saving_finds_it(stage: Stage) -> None:
    await stage.a_team()
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben",))
    told = await stage.workspace.say("rosa", TOLD, channel="sales")
    await opened_on(stage, "rosa", told)
    assert await stage.workspace.submit("rosa") == {}
    assert await finds(stage, "ben")
    assert not await finds(stage, "maya"), "a champion of another team"


WANTED = [
    ("meeting notes", "Sort the meeting notes by owner", 2),
    ("the meetings", "One meeting a day", 1),
    ("summarise", "It summarised my notes", 1),
    ("the", "To be or not to be", 0),
    ("", "anything", 0),
]


@pytest.mark.parametrize(("query", "text", "count"), WANTED)
def test_words_are_found_in_their_forms(query: str, text: str, count: int) -> None:
    assert rules.held(rules.wanted(query), text) == count


def test_the_closest_comes_first_and_the_rest_is_left_out() -> None:
    texts = [
        ("Invoices", "Match invoices"),
        ("Meeting notes", "Sort them"),
        ("Notes", "Take the notes of calls"),
    ]
    assert rules.ranked("meeting notes", texts, limit=5) == [1, 2]
    assert rules.ranked("meeting notes", texts, limit=1) == [1]
    assert rules.ranked("zzyzx", texts, limit=5) == []


@given(st.lists(st.text("abcdeß İ", max_size=12), max_size=3), st.text("abcdeß İ", max_size=40))
def test_looking_for_beginnings_first_misses_nothing(words: list[str], text: str) -> None:
    sought = rules.wanted(" ".join(words))
    there = rules.words_of(text)
    assert rules.held(sought, text) == sum(rules.match(word, there) > 0 for word in sought)
