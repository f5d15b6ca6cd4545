"""Saved replies: kept by a champion, begun with in the queue, posted in their name."""

import pytest

from bot.champions import macros
from bot.champions.macro_blocks import FULL, GONE
from bot.champions.rules import MOST_MACROS
from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at
from tests.stage import Stage

ANSWER = "Paste it in parts, and ask for the action items of each part first."


@pytest.fixture
async def asked(stage: Stage) -> Message:
    """Ana's open question on a Monday at nine; Maya and Tom champion her team."""
    await stage.a_team(zone=BERLIN)
    return await stage.workspace.say("ana", ASK, channel="marketing")


def seen(stage: Stage, who: str) -> str:
    return stage.workspace.text_of(stage.workspace.modal(who))


def below(stage: Stage, asked: Message) -> list[str]:
    return [stage.workspace.text_of(one) for one in stage.workspace.thread(asked)]


async def open_reply(stage: Stage, who: str) -> None:
    shown = await stage.workspace.command(who, "/afterglow queue")
    await stage.workspace.press(who, "Reply", on=shown)


async def reply(stage: Stage, who: str, text: str, *, kept: str = "") -> dict[str, str]:
    await open_reply(stage, who)
    return await stage.workspace.submit(who, {"Your answer": text, "reply_keep": kept})


async def open_saved(stage: Stage, who: str) -> None:
    await stage.workspace.press(who, "Saved replies", on=await stage.workspace.open_home(who))


async def keep(
    stage: Stage, who: str, title: str, text: str = ANSWER, *, shared: bool = False
) -> dict[str, str]:
    await open_saved(stage, who)
    await stage.workspace.press(who, "New reply")
    boxes = ["macro_shared"] if shared else []
    return await stage.workspace.submit(who, {"Name": title, "Reply": text, "macro_shared": boxes})


async def test_a_reply_is_posted_in_the_champions_name_and_asks_whether_it_helped(
    stage: Stage, asked: Message
) -> None:
    assert await reply(stage, "maya", ANSWER) == {}
    offer, answer = below(stage, asked)
    assert f"{at(stage, 'maya')} answers, and I post it for them:" in answer
    assert ANSWER in answer
    assert f"{at(stage, 'ana')}, did that solve it?" in offer
    await stage.pass_time(days=1)
    assert "waits for an answer" not in " ".join(stage.workspace.inbox("maya").texts())
    await stage.workspace.press("ana", "Solved", on=asked)
    assert f"Solved, says {at(stage, 'ana')}." in below(stage, asked)[0]


async def test_a_kept_reply_begins_the_next_answer(stage: Stage, asked: Message) -> None:
    await reply(stage, "maya", ANSWER, kept="Long calls")
    await stage.workspace.press("maya", "Solved", on=asked)
    again = await stage.workspace.say(
        "ana", "@afterglow how do I make slides from a brief?", channel="marketing"
    )
    await open_reply(stage, "maya")
    await stage.workspace.press("maya", "Long calls")
    assert await stage.workspace.submit("maya", {"Your answer": f"{ANSWER} Hour by hour."}) == {}
    assert any(f"{ANSWER} Hour by hour." in one for one in below(stage, again))


async def test_the_dots_below_an_offer_lead_to_the_same_form(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("tom", "Answer with a saved reply", on=asked)
    assert ASK in seen(stage, "tom")
    await stage.workspace.submit("tom", {"Your answer": ANSWER})
    assert f"{at(stage, 'tom')} has replied." in below(stage, asked)[0]


async def test_who_is_no_champion_is_told_where_to_answer(stage: Stage, asked: Message) -> None:
    await stage.workspace.invite("rosa", "marketing")
    await stage.workspace.press("rosa", "Answer with a saved reply", on=asked)
    assert "You can still answer in the thread." in seen(stage, "rosa")


async def test_whoever_was_faster_keeps_it(stage: Stage, asked: Message) -> None:
    await open_reply(stage, "maya")
    await stage.workspace.press("tom", "I'll take it", on=asked)
    errors = await stage.workspace.submit("maya", {"Your answer": ANSWER})
    assert f"{at(stage, 'tom')} got there first." in errors["reply_text"]
    assert len(below(stage, asked)) == 1


async def test_a_red_line_is_neither_posted_nor_kept(stage: Stage, asked: Message) -> None:
    errors = await reply(stage, "maya", "Write to jan.kowalski@example.com about it.", kept="Ask Jan")
    assert "Take it out" in errors["reply_text"]
    assert len(below(stage, asked)) == 1
    await stage.workspace.close("maya")
    errors = await keep(stage, "maya", "Ask Jan", "Write to jan.kowalski@example.com about it.")
    assert "Take it out" in errors["macro_text"]


async def test_asked_privately_it_reaches_its_asker_alone(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=("maya",))
    await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask one champion privately")
    assert await reply(stage, "maya", ANSWER) == {}
    told = stage.workspace.inbox("ana").texts()
    assert any(ANSWER in one and at(stage, "maya") in one for one in told)
    assert any("Did that solve it?" in one for one in told)
    channel = stage.workspace.channel("marketing").id
    assert not any(ANSWER in one.text for one in stage.workspace.channel_messages(channel, replies=True))


async def test_a_reply_is_changed_and_deleted_by_its_owner(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    assert await keep(stage, "maya", "Long calls") == {}
    await stage.workspace.press("maya", "Edit")
    await stage.workspace.submit("maya", {"Name": "Calls of an hour", "Reply": "In two halves."})
    assert "Calls of an hour" in seen(stage, "maya")
    assert "In two halves." in seen(stage, "maya")
    await stage.workspace.press("maya", "Delete")
    assert "Deleted." in seen(stage, "maya")
    assert "Calls of an hour" not in seen(stage, "maya")


async def test_what_is_shared_is_used_by_champions_of_the_same_team_only(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben",))
    await keep(stage, "maya", "For all of us", shared=True)
    await keep(stage, "maya", "Mine alone")
    await open_saved(stage, "tom")
    assert f"*For all of us* (shared by {at(stage, 'maya')})" in seen(stage, "tom")
    assert "Mine alone" not in seen(stage, "tom")
    assert "Edit" not in seen(stage, "tom")
    await open_saved(stage, "ben")
    assert "You keep no replies yet." in seen(stage, "ben")


async def test_the_same_name_replaces_and_twenty_are_enough(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    for number in range(MOST_MACROS):
        assert await keep(stage, "maya", f"Reply {number}") == {}
    assert await keep(stage, "maya", "One more") == {"macro_title": FULL}
    assert await keep(stage, "maya", "reply 3", "New words.") == {}
    assert seen(stage, "maya").count("New words.") == 1


async def test_a_reply_that_is_gone_is_said_to_be(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await keep(stage, "maya", "Long calls")
    await stage.workspace.press("maya", "Edit")
    async with stage.db.begin() as session:
        (saved,) = await macros.listed(session, stage.person("maya"))
        assert not await macros.drop(session, saved.id, by=stage.person("tom"))
        assert await macros.drop(session, saved.id, by=stage.person("maya"))
    assert await stage.workspace.submit("maya", {"Name": "Calls"}) == {"macro_title": GONE}
