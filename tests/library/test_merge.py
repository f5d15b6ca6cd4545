"""Two that say the same become one: by whoever saves, and by whoever curates."""

import pytest

from bot.library import blocks, forms, merging, rules, shelf
from bot.library import service as library
from bot.library.models import Prompt
from bot.library.rules import State
from bot.people.rules import Person
from tests.library.stories import (
    TOLD,
    WORDS,
    finds,
    last_dm,
    opened,
    prompts,
    saved,
    searched,
    verified,
)
from tests.stage import Stage

NEAR = (
    "You are a careful bid writer. Turn my [notes] into a one-page tender summary, with all open points last."
)
OTHER = "Rewrite this [mail] for a customer who does not know our product, in plain words."


async def hers(stage: Stage, who: str = "maya", text: str = NEAR, **typed: str) -> str:
    """Somebody saves nearly the same; what the form says then."""
    await opened(stage, who, TOLD)
    assert await stage.workspace.submit(who, {"text": text, **typed}) == {}
    form = stage.workspace.modal(who)
    return stage.workspace.text_of(form) if form is not None else ""


async def twins(stage: Stage) -> tuple[Prompt, Prompt]:
    """Ana's verified prompt, and Maya's draft that says nearly the same."""
    await stage.a_team()
    first = await verified(stage, by="tom")
    await hers(stage)
    assert await stage.workspace.submit("maya") == {}
    return first, (await prompts(stage))[-1]


async def test_what_looks_like_another_is_shown_before_anything_is_stored(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    said = await hers(stage)
    assert "This looks like “This one works for tenders in Claude”." in said
    assert "Nothing is stored yet" in said and WORDS in said
    assert len(await prompts(stage)) == 1


async def test_both_may_be_kept(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    await hers(stage)
    assert await stage.workspace.submit("maya") == {}
    assert [one.text for one in await prompts(stage)] == [WORDS, NEAR]


async def test_who_merges_with_somebody_elses_gets_that_one_and_stores_nothing(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    await hers(stage)
    assert await stage.workspace.submit("maya", {"What should I do?": forms.MERGE}) == {}
    assert len(await prompts(stage)) == 1
    assert "Not saved twice" in last_dm(stage, "maya") and WORDS in last_dm(stage, "maya")


async def test_who_merges_with_their_own_makes_its_next_version(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    assert "Make mine its next version" in await hers(stage, "ana")
    assert await stage.workspace.submit("ana", {"What should I do?": forms.MERGE}) == {}
    (prompt,) = await prompts(stage)
    assert (prompt.text, prompt.version) == (NEAR, 2)


async def test_what_somebody_may_not_see_is_not_shown_to_them(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage, **{"Who may find it?": forms.OWN})
    assert await hers(stage) == ""
    assert len(await prompts(stage)) == 2


async def test_what_says_something_else_is_saved_at_once(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    assert await hers(stage, text=OTHER, title="Plain words") == ""
    assert len(await prompts(stage)) == 2


async def test_a_merged_one_is_answered_by_the_one_that_stays(stage: Stage) -> None:
    first, second = await twins(stage)
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=("ben",))
    shown = await searched(stage, "tom", "")
    await stage.workspace.press("tom", "Show", on=shown)
    offered = stage.workspace.ephemerals("tom")[-1]
    assert "It looks like “This one works for tenders in Claude”" in stage.workspace.text_of(offered)
    before = len(stage.workspace.inbox("maya"))
    await stage.workspace.press("tom", "Merge into that one", on=offered)
    one, two = await prompts(stage)
    assert (one.state, two.state, two.merged_into) == (State.VERIFIED, State.RETIRED, first.id)
    assert "merged a prompt of yours into one that says the same" in last_dm(stage, "maya")
    assert len(stage.workspace.inbox("maya")) == before + 1
    await stage.workspace.press("tom", "Show", on=shown)
    assert WORDS in stage.workspace.text_of(stage.workspace.ephemerals("tom")[-1])
    async with stage.db.begin() as session:
        seen = await shelf.find(session, second.id, by=stage.person("rosa"))
        assert seen is not None and seen.prompt.id == first.id
        changed = await library.retire(
            session, second.id, by=stage.person("tom"), version=1, now=stage.clock()
        )
    assert changed is not None and not changed.won, "an order about the old one does nothing to the other"
    assert (await prompts(stage))[0].state == State.VERIFIED


async def test_an_old_button_says_that_it_was_merged(stage: Stage) -> None:
    first, second = await twins(stage)
    old = await searched(stage, "tom", "bid writer tender")
    await merged(stage, second, first, by="priya")
    await stage.workspace.press("tom", "Mark as verified", on=old)
    assert blocks.MERGED in stage.workspace.text_of(stage.workspace.ephemerals("tom")[-1])
    assert [each.state for each in await prompts(stage)] == [State.VERIFIED, State.RETIRED]


async def test_its_owner_keeps_it_and_may_bring_it_back(stage: Stage) -> None:
    first, second = await twins(stage)
    await merged(stage, second, first)
    assert NEAR in stage.workspace.text_of(await searched(stage, "maya", "bid writer tender"))
    await opened_again(stage)
    one = (await prompts(stage))[-1]
    assert (one.state, one.merged_into, one.version) == (State.DRAFT, None, 2)


async def merged(stage: Stage, one: Prompt, into: Prompt, by: str = "tom") -> bool | None:
    async with stage.db.begin() as session:
        changed = await merging.merge(
            session, one.id, into.id, by=stage.person(by), version=one.version, now=stage.clock()
        )
    return changed.won if changed is not None else None


async def opened_again(stage: Stage) -> None:
    """Maya edits her retired prompt."""
    shown = await searched(stage, "maya", "")
    await stage.workspace.press("maya", "Show", on=shown)
    await stage.workspace.press("maya", "Edit", on=stage.workspace.ephemerals("maya")[-1])
    assert await stage.workspace.submit("maya") == {}


async def test_what_was_merged_into_it_follows_when_it_is_merged_too(stage: Stage) -> None:
    first, second = await twins(stage)
    third = await saved(stage, "tom", title="Mine", text=OTHER)
    assert await merged(stage, second, third, by="priya")
    assert await merged(stage, third, first, by="priya")
    assert [one.merged_into for one in await prompts(stage)] == [None, first.id, first.id]


async def test_only_who_curates_merges_and_never_across_workspaces(stage: Stage) -> None:
    first, second = await twins(stage)
    for by in ("ana", "rosa"):
        assert not await merged(stage, second, first, by=by)
    assert await merged(stage, second, second) is False
    async with stage.db.begin() as session:
        stranger = Person("T0ELSEWHERE", stage.person("tom").user_id)
        assert (
            await merging.merge(session, second.id, first.id, by=stranger, version=1, now=stage.clock())
            is None
        )
    assert [one.state for one in await prompts(stage)] == [State.VERIFIED, State.DRAFT]


async def test_two_are_never_merged_into_each_other(stage: Stage) -> None:
    first, second = await twins(stage)
    assert await merged(stage, second, first, by="priya")
    assert not await merged(stage, first, second, by="priya")
    assert [one.state for one in await prompts(stage)] == [State.VERIFIED, State.RETIRED]


ALIKE = [
    (("Tender summary", WORDS), ("Bids", NEAR), True),
    (("Tender summary", WORDS), ("Tender summary", OTHER), False),
    (("Tender summary", "Turn [notes] into one page, open points last"),
     ("The tender summary", "Turn notes into one page of at most ten lines, with open points"), True),
    (("Mail", OTHER), ("Tender summary", WORDS), False),
    (("", ""), ("", ""), False),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "is_alike"), ALIKE)
def test_what_is_alike(one: tuple[str, str], other: tuple[str, str], is_alike: bool) -> None:
    assert (rules.likeness(one, other) > 0) is is_alike
    assert rules.likeness(one, other) == rules.likeness(other, one)


async def test_a_retired_twin_is_not_found(stage: Stage) -> None:
    first, second = await twins(stage)
    await merged(stage, second, first)
    assert await finds(stage, "rosa", "bid writer tender")
