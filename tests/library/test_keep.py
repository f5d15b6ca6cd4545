"""What its owner, champions and admins may do with a saved prompt; and strangers may not."""

import asyncio
from datetime import timedelta

from bot.champions import service as champions
from bot.library import blocks
from bot.library import service as library
from bot.library.rules import Draft, State
from bot.people import service as people
from bot.people.rules import Person
from bot.privacy import service as privacy
from tests.library.stories import WORDS, finds, last_dm, prompts, saved, searched, verified
from tests.stage import Stage


def last_whisper(stage: Stage, who: str) -> str:
    return stage.workspace.text_of(stage.workspace.ephemerals(who)[-1])


async def test_a_champion_verifies_and_the_owner_is_told(stage: Stage) -> None:
    await stage.a_team()
    prompt = await verified(stage)
    assert (prompt.state, prompt.verified_by) == (State.VERIFIED, stage.workspace.person("maya").id)
    assert "everybody in this workspace finds it now" in last_whisper(stage, "maya")
    assert f"<@{stage.workspace.person('maya').id}> verified a prompt of yours" in last_dm(stage)


async def test_verifying_twice_tells_the_owner_once(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    shown = await searched(stage, "maya", "bid writer tender")
    before = len(stage.workspace.inbox("ana"))
    await asyncio.gather(
        stage.workspace.press("maya", "Mark as verified", on=shown),
        stage.workspace.press("maya", "Mark as verified", on=shown),
    )
    assert len(stage.workspace.inbox("ana")) == before + 1
    assert any(
        blocks.NOTHING_NEW in stage.workspace.text_of(one) for one in stage.workspace.ephemerals("maya")
    )


async def test_an_admin_verifies_and_renews_the_review_date(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    stage.clock.advance(timedelta(days=91))
    await stage.play.run_ticks()
    shown = await searched(stage, "priya", "bid writer tender")
    await stage.workspace.press("priya", "Mark as verified", on=shown)
    (prompt,) = await prompts(stage)
    assert prompt.state == State.VERIFIED
    assert (prompt.review_by - stage.clock().date()).days == 90


async def test_what_changed_since_it_was_read_is_not_verified_unread(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    shown = await searched(stage, "maya", "bid writer tender")
    await stage.workspace.press("ana", "Edit")
    assert await stage.workspace.submit("ana", {"text": "Now it says this about the tender"}) == {}
    await stage.workspace.press("maya", "Mark as verified", on=shown)
    (prompt,) = await prompts(stage)
    assert prompt.state == State.DRAFT
    assert blocks.CHANGED in last_whisper(stage, "maya")
    assert "Now it says this" in last_whisper(stage, "maya")


async def test_editing_makes_the_next_version_and_a_draft_again(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    await stage.workspace.press("ana", "Edit")
    assert await stage.workspace.submit("ana", {"title": "Bids", "What did you change?": "Shorter"}) == {}
    (prompt,) = await prompts(stage)
    assert (prompt.state, prompt.version, prompt.verified_by) == (State.DRAFT, 2, None)
    assert (prompt.title, prompt.text, prompt.change_note) == ("Bids", WORDS, "Shorter")
    assert "Saved as version 2." in last_dm(stage)
    assert "Version 2: Shorter" in last_dm(stage)
    assert not await finds(stage, "rosa")


async def test_two_open_forms_do_not_overwrite_each_other_unseen(stage: Stage) -> None:
    await stage.a_team()
    prompt = await saved(stage)
    await stage.workspace.press("ana", "Edit")
    async with stage.db.begin() as session:
        draft = Draft(title="Bids", text="Other words", shared=True)
        await library.change(
            session, prompt.id, draft, by=stage.person("ana"), version=1, key="view:V0:1", now=stage.clock()
        )
    errors = await stage.workspace.submit("ana", {"title": "Mine"})
    assert "changed or deleted in the meantime" in errors["text"]
    assert [(one.title, one.version) for one in await prompts(stage)] == [("Bids", 2)]


async def test_red_lines_are_taken_out_of_a_change_too(stage: Stage) -> None:
    await stage.a_team()
    prompt = await saved(stage)
    async with stage.db.begin() as session:
        draft = Draft(title="Bids", text="Mail ana.ruiz@client.example", change="for ben@client.example")
        await library.change(
            session, prompt.id, draft, by=stage.person("ana"), version=1, key="view:V0:1", now=stage.clock()
        )
    (kept,) = await prompts(stage)
    assert "client.example" not in f"{kept.text} {kept.change_note}"


async def test_its_owner_retires_it_and_brings_it_back(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    await stage.workspace.press("ana", "Retire")
    assert "Retired" in last_dm(stage)
    assert not await finds(stage, "tom")
    assert "·  retired" in stage.workspace.text_of(await searched(stage, "ana"))
    await stage.workspace.press("ana", "Edit")
    assert await stage.workspace.submit("ana") == {}
    assert await finds(stage, "tom")


async def test_a_champion_retires_it_and_the_owner_keeps_it(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    shown = await searched(stage, "tom", "bid writer tender")
    await stage.workspace.press("tom", "Retire", on=shown)
    assert f"<@{stage.workspace.person('tom').id}> retired a prompt of yours" in last_dm(stage)
    assert not await finds(stage, "tom")
    assert await finds(stage, "ana")


async def test_deleting_forgets_the_words_everywhere_here(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    await stage.workspace.press("ana", "Delete")
    assert blocks.DELETED in last_dm(stage)
    (prompt,) = await prompts(stage)
    assert (prompt.state, prompt.title, prompt.text, prompt.limits) == (State.DELETED, "", "", "")
    for who in ("ana", "maya", "priya", "rosa"):
        assert not await finds(stage, who)


async def test_only_its_owner_deletes_and_edits(stage: Stage) -> None:
    await stage.a_team()
    prompt = await saved(stage)
    now, draft = stage.clock(), Draft(title="x", text="x")
    for who in ("maya", "priya", "rosa"):
        by = stage.person(who)
        async with stage.db.begin() as session:
            assert await library.delete(session, prompt.id, by=by, version=1, now=now) is None
            changed = await library.change(session, prompt.id, draft, by=by, version=1, key="k", now=now)
            assert changed is None
    assert (await prompts(stage))[0].text == WORDS


async def test_an_old_button_of_somebody_who_may_no_longer_is_answered(stage: Stage) -> None:
    team = await stage.a_team()
    await saved(stage)
    shown = await searched(stage, "maya", "bid writer tender")
    async with stage.db.begin() as session:
        tom = await people.member(session, stage.person("tom"), now=stage.clock())
        await champions.appoint(session, stage.team_id, [tom], team_id=team.id, now=stage.clock())
    for button in ("Mark as verified", "Retire"):
        await stage.workspace.press("maya", button, on=shown)
        assert blocks.NOT_YOURS in last_whisper(stage, "maya")
    async with stage.db.begin() as session:
        maya = await people.member(session, stage.person("maya"), now=stage.clock())
        maya.team_id = None
    await stage.workspace.press("maya", "Retire", on=shown)
    assert blocks.GONE in last_whisper(stage, "maya")
    assert [one.state for one in await prompts(stage)] == [State.DRAFT]


async def test_a_stranger_sees_and_changes_nothing(stage: Stage) -> None:
    await stage.a_team()
    prompt = await saved(stage)
    async with stage.db.begin() as session:
        for order in (library.verify, library.retire, library.delete):
            changed = await order(session, prompt.id, by=stage.person("rosa"), version=1, now=stage.clock())
            assert changed is None
    assert [one.state for one in await prompts(stage)] == [State.DRAFT]


async def test_the_owner_cannot_verify_without_being_a_champion(stage: Stage) -> None:
    await stage.a_team()
    prompt = await saved(stage)
    async with stage.db.begin() as session:
        changed = await library.verify(
            session, prompt.id, by=stage.person("ana"), version=1, now=stage.clock()
        )
    assert changed is not None and not changed.may


async def test_another_workspace_sees_and_changes_nothing(stage: Stage) -> None:
    await stage.a_team()
    prompt = await verified(stage)
    stranger = Person("T0ELSEWHERE", stage.person("ana").user_id)
    now = stage.clock()
    async with stage.db.begin() as session:
        for order in (library.verify, library.retire, library.delete):
            assert await order(session, prompt.id, by=stranger, version=1, now=now) is None
        draft = Draft(title="x", text="x")
        changed = await library.change(session, prompt.id, draft, by=stranger, version=1, key="k", now=now)
        assert changed is None
        await library.message_deleted(
            session, "T0ELSEWHERE", channel=str(prompt.channel_id), ts=str(prompt.message_ts)
        )
    (kept,) = await prompts(stage)
    assert (kept.state, kept.text, kept.channel_id) == (State.VERIFIED, WORDS, prompt.channel_id)


async def test_what_was_retired_or_deleted_goes_after_ninety_days(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    await stage.workspace.press("ana", "Retire")
    await saved(stage, words="Another `tender` prompt for Claude: list the open points")
    stage.clock.advance(timedelta(days=89))
    await stage.play.run_ticks()
    assert len(await prompts(stage)) == 2
    stage.clock.advance(timedelta(days=2))
    await stage.play.run_ticks()
    assert [one.state for one in await prompts(stage)] == [State.EXPIRED]


async def test_an_erased_person_takes_their_prompts_along(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    async with stage.db.begin() as session:
        found = await privacy.export(session, stage.team_id, user_id=stage.person("ana").user_id)
        assert [row["text"] for row in found["prompts"]] == [WORDS]
        await privacy.erase(session, stage.person("ana"), now=stage.clock())
    assert await prompts(stage) == []


async def test_an_erased_champion_is_not_named_on_what_they_verified(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("maya"), now=stage.clock())
    (prompt,) = await prompts(stage)
    assert (prompt.state, prompt.verified_by) == (State.VERIFIED, None)
    assert await finds(stage, "rosa")
