"""The answer to a question, kept from its thread in two presses."""

from typing import Any

import pytest

from bot.library import forms
from bot.library.rules import LONGEST_ANSWER, Kind, State
from bot.questions import threads
from bot.sandbox.state import Message
from tests.library.stories import last_dm, opened_on, prompts, searched, typed
from tests.questions.test_flow import ASK, BERLIN
from tests.stage import Stage

ANSWER = "Paste the transcript and ask for a table with owner and day. Only then ask for the summary."
NUMBER = "Call +49 30 901820, they know."


async def solved(stage: Stage, words: str = ANSWER, channel: str = "marketing") -> Message:
    """Ana's question, answered by Maya in its thread and solved; the answer."""
    asked = await stage.workspace.say("ana", ASK, channel=channel)
    await stage.workspace.press("maya", "I'll take it", on=asked)
    answer = await stage.workspace.say("maya", words, thread=asked)
    await stage.workspace.press("ana", "Solved", on=asked)
    return answer


async def test_the_answer_is_saved_from_its_thread_in_two_presses(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    answer = await solved(stage)
    form = await opened_on(stage, "maya", answer)
    shown = stage.workspace.text_of(form)
    assert "Which question does it answer?" in shown
    assert typed(form, forms.TEXT) == ANSWER
    assert ASK.startswith(typed(form, forms.TITLE).rstrip("…"))
    assert await stage.workspace.submit("maya") == {}
    (kept,) = await prompts(stage)
    assert (kept.kind, kept.text, kept.state, kept.shared) == (Kind.ANSWER, ANSWER, State.DRAFT, True)
    assert ANSWER in last_dm(stage, "maya")


async def test_a_verified_answer_is_shown_to_who_asks_again(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, members=("ana", "maya", "tom", "leila"))
    await stage.workspace.invite("leila", "marketing")
    await opened_on(stage, "maya", await solved(stage))
    assert await stage.workspace.submit("maya") == {}
    await stage.workspace.press("tom", "Mark as verified", on=await searched(stage, "tom", "transcript"))
    again = "How can Claude summarise a long call transcript so that no action items get lost?"
    await stage.workspace.say("leila", again, channel="marketing")
    shown = stage.workspace.text_of(stage.workspace.ephemerals("leila")[-1])
    assert "verified answer" in shown and ANSWER in shown


async def test_a_prompt_in_an_answer_is_a_prompt_named_by_the_question(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    answer = await solved(stage, "This one:\n```List every action with owner and day.```")
    form = await opened_on(stage, "maya", answer)
    assert "What is it for?" in stage.workspace.text_of(form)
    assert typed(form, forms.TEXT) == "List every action with owner and day."
    assert ASK.startswith(typed(form, forms.TITLE).rstrip("…"))


async def test_a_long_answer_is_cut_where_we_can_show_it_and_says_so(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    form = await opened_on(stage, "maya", await solved(stage, "Ask for a table. " * 300))
    assert len(typed(form, forms.TEXT)) == LONGEST_ANSWER
    assert "here are its first 2400 characters" in stage.workspace.text_of(form)
    assert await stage.workspace.submit("maya") == {}
    (kept,) = await prompts(stage)
    assert kept.text[-30:] in last_dm(stage, "maya")


async def test_red_lines_are_taken_out_of_an_answer_first(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    form = await opened_on(stage, "maya", await solved(stage, NUMBER))
    assert typed(form, forms.TEXT) == "Call [phone number], they know."
    assert "I took something out" in stage.workspace.text_of(form)


async def test_somebody_elses_answer_starts_for_oneself(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await opened_on(stage, "tom", await solved(stage))
    assert await stage.workspace.submit("tom") == {}
    (kept,) = await prompts(stage)
    assert not kept.shared


async def test_the_question_itself_and_other_threads_are_no_answer(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    form = await opened_on(stage, "ana", asked)
    assert "What is it for?" in stage.workspace.text_of(form)


async def test_below_a_solved_question_its_answer_is_written_down(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    answer = await solved(stage)
    await stage.workspace.press("ana", "Save the answer", on=offer(stage, answer))
    form = stage.workspace.modal("ana")
    assert form is not None
    assert ASK.startswith(typed(form, forms.TITLE).rstrip("…")) and typed(form, forms.TEXT) == ""
    assert "There is no answer here yet" in (await stage.workspace.submit("ana", {"text": "…"}))["text"]
    assert await stage.workspace.submit("ana", {"The answer": ANSWER}) == {}
    (kept,) = await prompts(stage)
    assert (kept.kind, kept.text, kept.channel_id) == (Kind.ANSWER, ANSWER, None)


async def test_whoever_answered_finds_their_own_words_in_the_form(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    answer = await solved(stage)
    await stage.workspace.say("tom", "I do it by hand.", thread=answer)
    await stage.workspace.say("maya", f"And read it again. {NUMBER}", thread=answer)
    await stage.workspace.press("maya", "Save the answer", on=offer(stage, answer))
    form = stage.workspace.modal("maya")
    assert form is not None
    assert typed(form, forms.TEXT).startswith(f"{ANSWER}\n\nAnd read it again. Call [")
    assert await stage.workspace.submit("maya") == {}
    assert [one.kind for one in await prompts(stage)] == [Kind.ANSWER]


@pytest.mark.parametrize("ill", [{"error": "missing_scope"}, {"ratelimited": 30}, {"hang": True}])
async def test_where_slack_does_not_say_them_the_form_is_empty(stage: Stage, ill: dict[str, Any]) -> None:
    await stage.a_team(zone=BERLIN)
    answer = await solved(stage)
    stage.workspace.trouble.next("conversations.replies", **ill)
    await stage.workspace.press("maya", "Save the answer", on=offer(stage, answer))
    form = stage.workspace.modal("maya")
    assert form is not None and typed(form, forms.TEXT) == ""


def offer(stage: Stage, answer: Message) -> Message:
    """Our message in the thread of an answer."""
    root = next(one for one in stage.workspace.channel_messages("marketing") if one.ts == answer.thread_ts)
    return next(one for one in stage.workspace.thread(root) if one.user != answer.user)


async def test_a_question_of_a_private_channel_is_opened_only_there(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, channel="leads", members=("maya", "tom", "dana"))
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben",))
    for who in ("maya", "tom", "afterglow"):
        await stage.workspace.invite(who, "leads", by="dana")
    asked = await stage.workspace.say("tom", ASK, channel="leads")
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("tom", "Solved", on=asked)
    (below,) = [one for one in stage.workspace.thread(asked) if one.user != asked.user]
    await stage.workspace.press("maya", "Save the answer", on=below)
    form = stage.workspace.modal("maya")
    assert form is not None and "Only me" in stage.workspace.text_of(form)
    assert await stage.workspace.submit("maya", {"The answer": ANSWER}) == {}
    (kept,) = await prompts(stage)
    assert not kept.shared
    async with stage.db.read() as session:
        for who, channel in (("rosa", None), ("rosa", "C0ELSEWHERE"), ("priya", None)):
            found = await threads.solved(session, 1, by=stage.person(who), channel=channel)
            assert found is None, "an id alone opens nothing"


async def test_what_makes_it_safe_for_others_is_kept_and_shown(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await opened_on(stage, "maya", await solved(stage, "```List the actions in [notes].```"))
    told = {
        "An example": "The call with the Lisbon agency",
        "What must never happen with it?": "Customer names go in",
        "Which workflow is it part of?": "Calls",
    }
    assert await stage.workspace.submit("maya", told) == {}
    shown = stage.workspace.text_of(await searched(stage, "tom", "actions calls"))
    for line in (
        "Example: The call with the Lisbon agency",
        "Never: Customer names go in",
        "Part of Calls.",
    ):
        assert line in shown
