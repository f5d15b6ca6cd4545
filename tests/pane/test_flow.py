"""Slack's agent pane: whatever is written in one of its threads is answered there."""

import pytest
from sqlalchemy import func, select

from bot.pane import blocks
from bot.pane.rules import ASK as HOW_TO_ASK
from bot.pane.rules import CHALLENGE, OPENERS, WIN, Opener
from bot.questions.models import Question
from bot.revisions.models import Revision
from bot.sandbox.state import Json, Message
from tests.questions.test_flow import ASK, BERLIN
from tests.stage import Stage

SUGGEST = "assistant.threads.setSuggestedPrompts"
POST = "chat.postMessage"
MAYBE = "This may have been answered before:"
TOLD = "Claude saved me two hours on the month-end notes."


@pytest.fixture
async def pane(stage: Stage) -> Message:
    """Ana's thread in the pane, in a workspace that allows one."""
    stage.workspace.state.scopes.add("assistant:write")
    await stage.a_team(zone=BERLIN)
    return await stage.workspace.open_pane("ana")


def said(stage: Stage, thread: Message) -> list[str]:
    """What we said in a thread, oldest first."""
    every = stage.workspace.thread(thread)
    return [stage.workspace.text_of(one) for one in every if one.user == stage.workspace.bot.id]


def beside(stage: Stage, who: str = "ana") -> list[str]:
    """What we said in somebody's direct messages outside every thread."""
    return [one.text for one in stage.workspace.inbox(who) if not one.is_reply and not one.subtype]


async def written(stage: Stage, thread: Message, words: str) -> str:
    """What is answered last to words in a thread, where nothing may come elsewhere."""
    await stage.workspace.say("ana", words, thread=thread)
    assert beside(stage) == []
    return said(stage, thread)[-1]


async def test_who_opens_it_is_greeted_in_the_thread_with_what_to_begin_with(
    stage: Stage, pane: Message
) -> None:
    (greeting,) = said(stage, pane)
    assert blocks.GREETING in greeting and blocks.WHO_SEES in greeting
    (call,) = stage.workspace.calls(SUGGEST)
    assert call.note == "ok"
    assert (call.args["channel_id"], call.args["thread_ts"]) == (pane.channel, pane.ts)
    assert [one["title"] for one in call.args["prompts"]] == [one.title for one in OPENERS]


async def test_the_same_event_again_says_nothing_again(stage: Stage, pane: Message) -> None:
    (told,) = stage.workspace.deliveries("assistant_thread_started")
    assert (await stage.workspace.redeliver(told)).status == 200
    assert len(said(stage, pane)) == 1 and len(stage.workspace.calls(SUGGEST)) == 1
    await stage.workspace.open_pane("ana")
    assert len(stage.workspace.calls(SUGGEST)) == 2


@pytest.mark.parametrize(
    "ill",
    [
        {"error": "not_allowed"},
        {"error": "feature_disabled"},
        {"ratelimited": 30},
        {"drop": "before"},
        {"hang": True},
    ],
    ids=str,
)
async def test_where_slack_shows_no_openers_the_greeting_comes_all_the_same(stage: Stage, ill: Json) -> None:
    stage.workspace.state.scopes.add("assistant:write")
    stage.workspace.trouble.next(SUGGEST, **ill)
    thread = await stage.workspace.open_pane("ana")
    assert blocks.GREETING in said(stage, thread)[0]
    assert [one.status for one in stage.workspace.deliveries("assistant_thread_started")] == [200]


async def test_without_the_permission_it_is_a_plain_thread_that_answers(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    thread = await stage.workspace.open_pane("ana")
    assert [one.note for one in stage.workspace.calls(SUGGEST)] == ["missing_scope"]
    assert ASK in await written(stage, thread, ASK)


async def test_a_question_is_shown_back_asked_and_confirmed_in_the_thread(
    stage: Stage, pane: Message
) -> None:
    assert ASK in await written(stage, pane, ASK)
    await stage.workspace.press("ana", "Ask in the team's channel", on=stage.workspace.thread(pane)[-1])
    posted = stage.workspace.channel_messages("marketing")[-1]
    assert ASK in stage.workspace.text_of(posted)
    assert "<#" in said(stage, pane)[-1], "the confirmation stands in the place of the choice"
    assert beside(stage) == []


async def test_what_was_answered_before_is_shown_in_the_thread_and_may_solve_it(
    stage: Stage, pane: Message
) -> None:
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=asked)
    await stage.workspace.press("ana", "Solved", on=asked)
    before = len(beside(stage))
    await stage.workspace.say("ana", ASK, thread=pane)
    assert MAYBE in said(stage, pane)[-1]
    await stage.workspace.press("ana", "This solved it", on=stage.workspace.thread(pane)[-1])
    assert "Nobody else was asked." in said(stage, pane)[-1]
    assert len(beside(stage)) == before


async def test_what_becomes_of_it_later_comes_by_direct_message(stage: Stage, pane: Message) -> None:
    await written(stage, pane, ASK)
    await stage.workspace.press("ana", "Ask one champion privately", on=stage.workspace.thread(pane)[-1])
    count = len(said(stage, pane))
    (champion,) = (who for who in ("maya", "tom") if len(stage.workspace.inbox(who)))
    await stage.workspace.press(champion, "I'll take it")
    assert "took your question" in beside(stage)[-1]
    assert len(said(stage, pane)) == count


async def test_a_red_line_is_told_of_in_the_thread(stage: Stage, pane: Message) -> None:
    await written(stage, pane, f"{ASK} My key is AKIAIOSFODNN7EXAMPLE")
    assert any("I took something out of what I keep" in one for one in said(stage, pane))
    assert all("AKIAIOSFODNN7EXAMPLE" not in one for one in said(stage, pane))


async def test_a_win_is_proposed_and_logged_in_the_thread(stage: Stage, pane: Message) -> None:
    assert "Log this" in await written(stage, pane, TOLD)
    await stage.workspace.press("ana", "Log it", on=stage.workspace.thread(pane)[-1])
    assert "Logged" in said(stage, pane)[-1]
    assert beside(stage) == []


async def test_a_greeting_gets_the_menu_and_a_wish_for_quiet_the_ways_out_in_the_thread(
    stage: Stage, pane: Message
) -> None:
    assert "Ask a champion" in await written(stage, pane, "hello")
    await written(stage, pane, "please stop")
    assert "Pause" in " ".join(stage.workspace.buttons(stage.workspace.thread(pane)[-1]))


@pytest.mark.parametrize("one", OPENERS, ids=lambda one: one.title)
async def test_each_opener_is_answered_and_none_becomes_a_question(
    stage: Stage, pane: Message, one: Opener
) -> None:
    await written(stage, pane, one.message)
    assert len(said(stage, pane)) == 2
    async with stage.db.read() as session:
        assert await session.scalar(select(func.count(Question.id))) == 0


async def test_the_forms_of_the_openers_open_from_the_thread(stage: Stage, pane: Message) -> None:
    for opener, title in ((HOW_TO_ASK, "What would you like to know?"), (WIN, "What did you use AI for")):
        await written(stage, pane, opener.message)
        await stage.workspace.press("ana", opener.title, on=stage.workspace.thread(pane)[-1])
        assert title in stage.workspace.text_of(stage.workspace.modal("ana"))
        await stage.workspace.close("ana")
    assert "challenge" in await written(stage, pane, CHALLENGE.message)


async def test_in_a_plain_direct_message_all_is_answered_as_ever(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    for words in (ASK, TOLD, "hello", "please stop", HOW_TO_ASK.message):
        await stage.workspace.say("ana", words, dm=True)
    assert len(beside(stage)) == 5 and len(stage.workspace.inbox("ana")) == 5
    assert stage.workspace.calls(SUGGEST) == []


async def test_below_a_direct_message_somebody_is_answered_below_it(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    mine = await stage.workspace.say("ana", "hello", dm=True)
    assert len(beside(stage)) == 1
    await stage.workspace.say("ana", ASK, thread=mine)
    assert ASK in said(stage, mine)[-1] and len(beside(stage)) == 1


async def test_words_changed_in_the_thread_are_what_is_asked(stage: Stage, pane: Message) -> None:
    mine = await stage.workspace.say("ana", ASK, thread=pane)
    await stage.workspace.edit("ana", mine, "How do I get Gemini to compare two offers?")
    await stage.workspace.press("ana", "Ask in the team's channel", on=stage.workspace.thread(pane)[-1])
    posted = stage.workspace.channel_messages("marketing")[-1]
    assert "compare two offers" in stage.workspace.text_of(posted)


async def test_words_deleted_in_the_thread_are_shown_there_no_more(stage: Stage, pane: Message) -> None:
    mine = await stage.workspace.say("ana", ASK, thread=pane)
    await stage.workspace.delete("ana", mine)
    assert ASK not in " ".join(said(stage, pane))
    assert beside(stage) == []


async def test_where_somebody_looks_meanwhile_is_taken_and_not_read(stage: Stage, pane: Message) -> None:
    thread: Json = {"user_id": stage.person("ana").user_id, "channel_id": pane.channel, "thread_ts": pane.ts}
    for kind, more in (
        (
            "assistant_thread_context_changed",
            {"assistant_thread": thread | {"context": {"channel_id": "C0"}}},
        ),
        ("app_context_changed", {"user": thread["user_id"], "context": {"entities": []}}),
    ):
        assert (await stage.workspace.event({"type": kind, "event_ts": "1.0", **more})).status == 200
    assert len(said(stage, pane)) == 1


async def test_the_title_that_slack_gives_a_thread_is_not_kept(stage: Stage, pane: Message) -> None:
    root: Json = {"subtype": "assistant_app_thread", "user": stage.workspace.bot.id, "ts": pane.ts}
    event = {
        "type": "message",
        "subtype": "message_changed",
        "channel": pane.channel,
        "channel_type": "im",
        "ts": "1795420000.000100",
        "message": root | {"text": "How do I get Claude to keep our brand voice?"},
        "previous_message": root | {"text": "New chat"},
    }
    assert (await stage.workspace.event(event)).status == 200
    async with stage.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Revision)) == 0


@pytest.mark.parametrize("thread", [None, {}, {"channel_id": "D0"}, {"thread_ts": "1.0"}])
async def test_an_event_without_its_thread_is_taken_and_says_nothing(
    stage: Stage, thread: Json | None
) -> None:
    event = {"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": "1.0"}
    assert (await stage.workspace.event(event)).status == 200
    assert stage.workspace.calls(POST) == []
