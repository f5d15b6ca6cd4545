"""Saving a prompt from a message: what stands in the form, what is kept, and who is told what."""

from typing import Any

from sqlalchemy import text

from bot.library import forms
from bot.library import service as library
from bot.library.rules import LONGEST_TEXT, Draft, State
from bot.library.service import Source
from tests.library.stories import (
    TOLD,
    WORDS,
    finds,
    last_dm,
    opened,
    opened_on,
    prompts,
    saved,
    searched,
    typed,
    verified,
)
from tests.stage import Stage

SECRET = "Write to ana.ruiz@client.example and summarise [notes] in five lines for the tender"


async def test_the_form_holds_the_message_with_title_and_tool_already_read(stage: Stage) -> None:
    await stage.a_team()
    form = await opened(stage)
    assert typed(form, forms.TITLE) == "This one works for tenders in Claude"
    assert typed(form, forms.TEXT) == WORDS
    assert typed(form, forms.TOOL) == "Claude"
    shown = stage.workspace.text_of(form)
    assert "My team (Marketing), as a draft" in shown
    assert "found by everybody in this workspace" in shown
    assert await prompts(stage) == []


async def test_saving_keeps_a_draft_of_ones_own_and_says_how_to_find_and_delete_it(stage: Stage) -> None:
    team = await stage.a_team()
    prompt = await saved(stage, title="Tender summary", limits="Check every figure", tool_version="Opus 4")
    assert (prompt.owner_id, prompt.team_id) == (stage.workspace.person("ana").id, team.id)
    assert (prompt.state, prompt.version, prompt.shared) == (State.DRAFT, 1, True)
    assert (prompt.title, prompt.text, prompt.tool) == ("Tender summary", WORDS, "claude")
    assert (prompt.limits, prompt.tool_version) == ("Check every figure", "Opus 4")
    assert (prompt.review_by - stage.clock().date()).days == 90
    told = last_dm(stage)
    assert "`/afterglow library` and a word of its title finds it" in told
    assert "Your team (Marketing) finds it, marked as a draft" in told
    assert "Check every figure" in told
    buttons = stage.workspace.buttons(stage.workspace.inbox("ana").last)
    assert buttons == ["Edit", "Retire", "Delete", "Where it came from"]


async def test_nobody_else_is_told(stage: Stage) -> None:
    await stage.a_team()
    before = len(stage.workspace.channel_messages("marketing"))
    await saved(stage)
    assert len(stage.workspace.channel_messages("marketing")) == before + 1
    assert len(stage.workspace.inbox("maya")) == 0


async def test_a_message_of_the_teams_channel_is_linked(stage: Stage) -> None:
    await stage.a_team()
    prompt = await saved(stage)
    assert prompt.channel_id == stage.workspace.channel("marketing").id
    assert prompt.message_ts is not None


async def test_a_message_from_elsewhere_is_for_oneself_and_without_a_link(stage: Stage) -> None:
    await stage.a_team()
    told = await stage.workspace.say("maya", TOLD, channel="leads")
    form = await opened_on(stage, "maya", told)
    assert "not from your team's channel" in stage.workspace.text_of(form)
    assert await stage.workspace.submit("maya") == {}
    (prompt,) = await prompts(stage)
    assert not prompt.shared
    assert (prompt.channel_id, prompt.message_ts) == (None, None)
    assert stage.workspace.channel("leads").id not in prompt.origin
    assert "Only you find it" in last_dm(stage, "maya")
    assert not await finds(stage, "tom")
    assert not await finds(stage, "priya"), "an admin sees only what was shared"
    assert await finds(stage, "maya")


async def test_a_direct_message_is_for_oneself(stage: Stage) -> None:
    await stage.a_team()
    told = await stage.workspace.say("ana", TOLD, dm=True)
    await opened_on(stage, "ana", told)
    assert await stage.workspace.submit("ana") == {}
    (prompt,) = await prompts(stage)
    assert (prompt.shared, prompt.channel_id) == (False, None)


async def test_a_private_channel_of_the_team_is_linked_but_not_shared_by_itself(stage: Stage) -> None:
    await stage.a_team(channel="leads", members=("maya", "tom"))
    told = await stage.workspace.say("maya", TOLD, channel="leads")
    form = await opened_on(stage, "maya", told)
    assert "That channel is private" in stage.workspace.text_of(form)
    assert await stage.workspace.submit("maya") == {}
    (prompt,) = await prompts(stage)
    assert (prompt.shared, prompt.channel_id) == (False, stage.workspace.channel("leads").id)


async def test_it_can_be_shared_from_elsewhere_when_its_saver_says_so(stage: Stage) -> None:
    await stage.a_team()
    told = await stage.workspace.say("maya", TOLD, channel="leads")
    await opened_on(stage, "maya", told)
    assert await stage.workspace.submit("maya", {"Who may find it?": forms.SHARED}) == {}
    (prompt,) = await prompts(stage)
    assert (prompt.shared, prompt.channel_id) == (True, None)
    assert await finds(stage, "tom")


async def test_another_persons_message_names_them_and_is_for_oneself(stage: Stage) -> None:
    await stage.a_team()
    form = await opened(stage, "ana", by="tom")
    shown = stage.workspace.text_of(form)
    assert f"<@{stage.workspace.person('tom').id}> wrote this message: the prompt is for you alone" in shown
    assert await prompts(stage) == []
    assert await stage.workspace.submit("ana") == {}
    (prompt,) = await prompts(stage)
    assert not prompt.shared
    assert not await finds(stage, "tom")


async def test_without_a_team_admins_may_find_it(stage: Stage) -> None:
    told = await stage.workspace.say("rosa", TOLD, channel="sales")
    form = await opened_on(stage, "rosa", told)
    assert "Admins, as a draft" in stage.workspace.text_of(form)
    assert await stage.workspace.submit("rosa", {"Who may find it?": forms.SHARED}) == {}
    assert "Admins find it, marked as a draft" in last_dm(stage, "rosa")
    assert await finds(stage, "priya")
    assert not await finds(stage, "ben")


async def test_red_lines_are_taken_out_before_anything_is_stored_and_shown_first(stage: Stage) -> None:
    await stage.a_team()
    form = await opened(stage, words=SECRET)
    assert "client.example" not in typed(form, forms.TEXT)
    assert "I took something out: [e-mail address]" in stage.workspace.text_of(form)
    assert await stage.workspace.submit("ana", {"The prompt": "Call +49 30 901820 about [notes]"}) == {}
    again = stage.workspace.modal("ana")
    assert again is not None
    assert typed(again, forms.TEXT) == "Call [phone number] about [notes]"
    assert "Nothing is stored yet" in stage.workspace.text_of(again)
    assert await prompts(stage) == []
    assert await stage.workspace.submit("ana") == {}
    (prompt,) = await prompts(stage)
    assert prompt.text == "Call [phone number] about [notes]"


async def test_a_second_find_in_the_same_form_is_shown_clean_too(stage: Stage) -> None:
    await stage.a_team()
    await opened(stage)
    for number in ("+49 30 901820", "+44 20 7946 0958"):
        assert await stage.workspace.submit("ana", {"What to watch for?": f"Ask {number}"}) == {}
        form = stage.workspace.modal("ana")
        assert form is not None
        assert typed(form, forms.LIMITS) == "Ask [phone number]"
        assert typed(form, forms.TEXT) == WORDS, "the other fields keep their words"
    assert await prompts(stage) == []


async def test_empty_fields_are_sent_back_with_a_line_beside_each(stage: Stage) -> None:
    await stage.a_team()
    await opened(stage)
    errors = await stage.workspace.submit("ana", {"title": " … ", "text": "\u200b ?"})
    assert errors == {
        "title": "Give it a name that says what it is for.",
        "text": "There is no prompt here yet: paste the words that you give to the tool.",
    }
    assert await prompts(stage) == []


async def test_a_long_message_is_cut_where_we_can_keep_it_and_says_so(stage: Stage) -> None:
    await stage.a_team()
    form = await opened(stage, words="Summarise this tender. " + "Keep every figure as it is. " * 300)
    assert len(typed(form, forms.TEXT)) == LONGEST_TEXT
    assert "here are its first 3000 characters" in stage.workspace.text_of(form)
    assert await stage.workspace.submit("ana") == {}
    (prompt,) = await prompts(stage)
    assert 2900 < len(prompt.text) <= LONGEST_TEXT
    assert "Keep every figure" in stage.workspace.text_of(await searched(stage, "tom"))


async def test_what_people_typed_is_shown_and_obeyed_by_nothing(stage: Stage) -> None:
    await stage.a_team()
    evil = "<!channel> *tender* <http://evil|here> & `x`"
    await saved(stage, title=evil, limits=evil, text=f"{evil} tender")
    shown = await searched(stage, "tom")
    assert "<!channel> *tender*" not in str([one for one in shown.blocks or [] if one["type"] != "rich_text"])
    assert "&lt;!channel&gt;" in str(shown.blocks)


def submission(stage: Stage) -> dict[str, Any]:
    """What Slack sent for the last form."""
    every = (entry.body["payload"] for entry in reversed(stage.workspace.deliveries()))
    return next(payload for payload in every if payload["type"] == "view_submission")


async def test_a_form_that_arrives_twice_counts_once_even_after_editing_and_deleting(stage: Stage) -> None:
    await stage.a_team()
    await saved(stage)
    first = submission(stage)
    await stage.workspace.courier.interactive(first)
    assert [one.version for one in await prompts(stage)] == [1]
    assert len(stage.workspace.inbox("ana")) == 1
    await stage.workspace.press("ana", "Edit")
    assert await stage.workspace.submit("ana", {"title": "Bids"}) == {}
    second = submission(stage)
    for again in (first, second, first):
        await stage.workspace.courier.interactive(again)
    assert [(one.version, one.title) for one in await prompts(stage)] == [(2, "Bids")]
    await stage.workspace.press("ana", "Delete")
    for again in (first, second):
        await stage.workspace.courier.interactive(again)
    await stage.workspace.after()
    assert [(one.state, one.text) for one in await prompts(stage)] == [(State.DELETED, "")]


async def test_the_same_message_opens_what_was_saved_from_it(stage: Stage) -> None:
    await stage.a_team()
    told = await stage.workspace.say("ana", TOLD, channel="marketing")
    await opened_on(stage, "ana", told)
    assert await stage.workspace.submit("ana", {"title": "Bids"}) == {}
    form = await opened_on(stage, "ana", told)
    assert typed(form, forms.TITLE) == "Bids"
    assert "What did you change?" in stage.workspace.text_of(form)
    await stage.workspace.close("ana")
    other = await opened_on(stage, "tom", told)
    assert typed(other, forms.TITLE) != "Bids", "what somebody else saved is theirs"


async def test_two_forms_on_one_message_keep_one_prompt(stage: Stage) -> None:
    await stage.a_team()
    told = await stage.workspace.say("ana", TOLD, channel="marketing")
    await opened_on(stage, "ana", told)
    source = Source(told.channel, told.ts)
    async with stage.db.begin() as session:
        there = await library.saved_before(session, stage.person("ana"), source)
        assert there is None
        draft = Draft(title="Bids", text="Other words", shared=True)
        await library.save(
            session, draft, by=stage.person("ana"), source=source, key="view:V0:0", now=stage.clock()
        )
    errors = await stage.workspace.submit("ana")
    assert errors == {"text": forms.SAVED_BEFORE}
    assert len(await prompts(stage)) == 1


async def test_a_deleted_prompt_can_be_saved_again_from_its_message(stage: Stage) -> None:
    await stage.a_team()
    told = await stage.workspace.say("ana", TOLD, channel="marketing")
    for _ in range(2):
        await opened_on(stage, "ana", told)
        assert await stage.workspace.submit("ana") == {}
        await stage.workspace.press("ana", "Delete")
    assert [one.state for one in await prompts(stage)] == [State.DELETED, State.DELETED]


async def test_deleting_the_message_takes_only_the_link(stage: Stage) -> None:
    await stage.a_team()
    told = await stage.workspace.say("ana", TOLD, channel="marketing")
    await opened_on(stage, "ana", told)
    assert await stage.workspace.submit("ana") == {}
    await stage.workspace.edit("ana", told, "Something else")
    await stage.workspace.delete("ana", told)
    (prompt,) = await prompts(stage)
    assert (prompt.text, prompt.channel_id, prompt.message_ts) == (WORDS, None, None)
    assert await finds(stage, "tom")


async def test_a_prompt_can_be_written_without_a_message(stage: Stage) -> None:
    await stage.a_team()
    page = await stage.workspace.open_home("ana")
    await stage.workspace.press("ana", "Add a prompt", on=page)
    assert await stage.workspace.submit("ana", {"title": "Bids", "text": WORDS}) == {}
    (prompt,) = await prompts(stage)
    assert (prompt.shared, prompt.channel_id) == (True, None)


async def test_words_are_sealed_in_the_database(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    async with stage.db.read() as session:
        (row,) = await session.execute(text("SELECT * FROM prompts"))
    assert "bid writer" not in str(row) and "tenders" not in str(row)
