"""Flow B: a question asked, offered, claimed, handed on, closed."""

import asyncio
from datetime import timedelta

import pytest

from bot.sandbox.state import Message
from tests.stage import Stage

BERLIN = "Europe/Berlin"
ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


@pytest.fixture
async def asked(stage: Stage) -> Message:
    """Ana's question in her team's channel, offered to a champion."""
    await stage.a_team(zone=BERLIN)
    return await stage.workspace.say("ana", ASK, channel="marketing")


def at(stage: Stage, handle: str) -> str:
    return f"<@{stage.workspace.person(handle).id}>"


def offer_in(stage: Stage, question: Message) -> Message:
    """The one message of ours in the thread."""
    (offer,) = stage.workspace.thread(question)
    return offer


async def test_a_question_in_the_teams_channel_is_offered_in_its_thread(stage: Stage, asked: Message) -> None:
    offer = offer_in(stage, asked)
    assert f"{at(stage, 'maya')}, can you take this one?" in offer.text
    assert stage.workspace.buttons(offer) == ["I'll take it"]


async def test_chatter_and_other_channels_are_left_alone(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    for place, text in (("marketing", "Lunch at noon, the usual place?"), ("general", ASK)):
        said = await stage.workspace.say("ana", text, channel=place)
        assert stage.workspace.thread(said) == []
    assert stage.workspace.calls("chat.postMessage") == []


async def test_of_two_who_press_at_once_one_wins_and_the_other_reads_who(
    stage: Stage, asked: Message
) -> None:
    await asyncio.gather(
        stage.workspace.press("maya", "I'll take it", on=asked),
        stage.workspace.press("tom", "I'll take it", on=asked),
    )
    offer = offer_in(stage, asked)
    winner, loser = ("maya", "tom") if f"{at(stage, 'maya')} is on it." in offer.text else ("tom", "maya")
    assert f"{at(stage, winner)} is on it." in offer.text
    (told,) = stage.workspace.ephemerals(loser)
    assert f"{at(stage, winner)} got there first." in told.text
    assert stage.workspace.ephemerals(winner) == []


async def test_somebody_who_is_no_champion_is_told_kindly(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("ana", "I'll take it", on=asked)
    assert "Only champions take questions" in stage.workspace.ephemerals("ana")[-1].text
    assert "can you take this one?" in offer_in(stage, asked).text


async def test_a_released_question_goes_to_the_next_champion(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Release", on=asked)
    offer = offer_in(stage, asked)
    assert f"{at(stage, 'tom')}, can you take this one?" in offer.text
    assert "You are next in turn" in stage.workspace.inbox("tom").texts()[-1]


async def test_a_handed_over_question_changes_hands_at_once(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Hand over", on=asked)
    offered = str(stage.workspace.modal("maya").blocks)  # type: ignore[union-attr]
    assert stage.workspace.person("tom").id in offered
    assert stage.workspace.person("ana").id not in offered
    assert stage.workspace.person("maya").id not in offered
    assert await stage.workspace.submit("maya", {"heir": stage.workspace.person("tom").id}) == {}
    assert f"{at(stage, 'tom')} is on it." in offer_in(stage, asked).text
    assert f"{at(stage, 'maya')} handed you a question" in stage.workspace.inbox("tom").texts()[-1]


async def test_the_asker_solves_and_reopens(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("ana", "Solved", on=asked)
    assert f"Solved, says {at(stage, 'ana')}." in offer_in(stage, asked).text
    await stage.workspace.press("ana", "Reopen", on=asked)
    assert "can you take this one?" in offer_in(stage, asked).text


async def test_somebody_uninvolved_cannot_close_it(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.invite("jonas", "marketing")
    await stage.workspace.press("jonas", "Solved", on=asked)
    assert "Only the asker, a champion or an admin" in stage.workspace.ephemerals("jonas")[-1].text
    assert "is on it." in offer_in(stage, asked).text


async def test_unclaimed_it_goes_up_the_ladder_in_working_hours_only(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, members=("ana", "maya", "tom", "rosa"), led_by=("maya", "tom", "rosa"))
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    pinged = {who: len(stage.workspace.inbox(who)) for who in ("maya", "tom", "rosa", "priya", "dana")}
    assert set(pinged.values()) == {0}
    await stage.pass_time(hours=2)  # 08:00 → 10:00; the window opens at 09:00
    asked = [who for who in ("tom", "rosa") if len(stage.workspace.inbox(who))]
    assert len(asked) >= 1
    await stage.pass_time(hours=3)
    assert all(len(stage.workspace.inbox(who)) == 1 for who in ("tom", "rosa"))
    admins = [who for who in ("priya", "dana") if len(stage.workspace.inbox(who))]
    assert len(admins) == 1
    before = {who: len(stage.workspace.inbox(who)) for who in ("tom", "rosa", admins[0])}
    await stage.pass_time(days=3)
    assert before == {who: len(stage.workspace.inbox(who)) for who in before}
    assert "I have asked an admin" in offer_in(stage, question).text


async def test_nobody_is_pinged_at_night(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.pass_time(hours=9.5)  # Monday 17:30, after the window
    await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.pass_time(hours=14)  # Tuesday 07:30
    assert len(stage.workspace.inbox("tom")) == 0
    await stage.pass_time(hours=3)
    assert len(stage.workspace.inbox("tom")) == 1


async def test_every_pending_ping_stops_on_claim(stage: Stage, asked: Message) -> None:
    stage.workspace.settle = _nothing  # the ping is promised but not sent yet
    stage.clock.advance(timedelta(hours=1.75))
    await stage.product.tick(stage.clock())
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.play.settle()
    assert len(stage.workspace.inbox("tom")) == 0
    await stage.workspace.say("maya", "Ask for the action items first.", thread=asked)
    await stage.pass_time(days=2)
    assert len(stage.workspace.inbox("tom")) == 0


async def _nothing() -> None:
    return None


async def test_asked_in_the_evening_nobody_is_mentioned_before_the_morning(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.pass_time(hours=11)  # Monday 19:00
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    assert "when the working day begins" in offer_in(stage, question).text
    assert "<@" not in offer_in(stage, question).text
    assert len(stage.workspace.inbox("maya")) == 0
    await stage.pass_time(hours=14.25)  # Tuesday 09:15
    assert len(stage.workspace.inbox("maya")) == 1
    await stage.workspace.press("maya", "I'll take it", on=question)
    assert f"{at(stage, 'maya')} is on it." in offer_in(stage, question).text


async def test_whoever_writes_stop_gets_the_ways_out(stage: Stage) -> None:
    await stage.workspace.say("ana", "stop sending me this", dm=True)
    assert stage.workspace.buttons(stage.workspace.inbox("ana").last)[:2] == [
        "Pause for two weeks",
        "Stop everything",
    ]


async def test_peoples_formatting_is_shown_and_not_obeyed(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    shown = await stage.workspace.command("ana", "/afterglow ask How do I make ChatGPT use *our* _tone_?")
    assert "*our*" not in str(stage.workspace.text_of(shown))
    assert "∗our∗" in str(stage.workspace.text_of(shown))


async def test_a_mention_asks_wherever_we_are(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    question = await stage.workspace.say(
        "ana", "@afterglow what prompt turns notes into a brief", channel="general"
    )
    assert "can you take this one?" in offer_in(stage, question).text


async def test_a_mention_without_a_question_shows_the_menu_to_its_author_only(stage: Stage) -> None:
    said = await stage.workspace.say("ana", "@afterglow help", channel="general")
    assert stage.workspace.thread(said) == []
    assert "/afterglow ask" in stage.workspace.text_of(stage.workspace.ephemerals("ana")[-1])


async def test_asked_by_command_it_goes_where_its_asker_says(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    shown = await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    assert "Nobody else has seen it so far." in stage.workspace.text_of(shown)
    assert [one.user for one in stage.workspace.channel_messages("marketing")].count(
        stage.workspace.bot.id
    ) == 0
    await stage.workspace.press("ana", "Ask in the team's channel", on=shown)
    posted = stage.workspace.channel_messages("marketing")[-1]
    assert f"{at(stage, 'ana')} asks:" in stage.workspace.text_of(posted)
    await stage.workspace.press("tom", "I'll take it", on=posted)
    assert f"{at(stage, 'tom')} is on it." in stage.workspace.channel_messages("marketing")[-1].text


async def test_asked_by_dm_privately_only_one_champion_sees_it(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask one champion privately")
    assert "asked a champion privately" in stage.workspace.inbox("ana").last.text
    asked = [who for who in ("maya", "tom") if len(stage.workspace.inbox(who))]
    assert len(asked) == 1
    await stage.workspace.press(asked[0], "I'll take it")
    assert "took your question and will write to you" in stage.workspace.inbox("ana").texts()[-1]
    assert "please write to" in stage.workspace.inbox(asked[0]).texts()[-1]
    assert all(ASK not in one.text for one in stage.workspace.channel_messages("marketing"))


async def test_the_message_shortcut_asks_about_any_message(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    said = await stage.workspace.say("maya", "Notes of the client call are in the folder", channel="general")
    await stage.workspace.shortcut("ana", "ask_champion_message", on=said)
    assert (
        await stage.workspace.submit("ana", {"What would you like to know?": "How do I brief from these?"})
        == {}
    )
    assert "How do I brief from these?" in stage.workspace.text_of(
        stage.workspace.channel_messages("marketing")[-1]
    )


async def test_a_question_deleted_by_its_asker_is_closed(stage: Stage, asked: Message) -> None:
    await stage.workspace.delete("ana", asked)
    await stage.pass_time(days=1)
    assert len(stage.workspace.inbox("tom")) == 0


async def test_with_no_champion_an_admin_hears_of_it_and_the_asker_is_told(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=())
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    assert "No champion is free" in offer_in(stage, question).text
    await stage.pass_time(hours=2)
    assert sum(len(stage.workspace.inbox(who)) for who in ("priya", "dana")) == 1


async def test_mentions_in_a_question_are_shown_and_never_obeyed(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    evil = "ask How do I use ChatGPT <!channel> <!here> <@U0MAYA00000> <http://evil|Reset password>?"
    shown = await stage.workspace.command("ana", f"/afterglow {evil}")
    await stage.workspace.press("ana", "Ask in the team's channel", on=shown)
    posted = stage.workspace.calls("chat.postMessage")[-1].args
    assert "<!channel>" not in str(posted)
    assert "<http://evil" not in str(posted)


async def test_secrets_are_taken_out_before_anything_is_kept(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    shown = await stage.workspace.command(
        "ana",
        "/afterglow ask Can ChatGPT write to ana.ruiz@northwind.example with my IBAN DE89370400440532013000?",
    )
    words = stage.workspace.text_of(shown)
    assert "northwind.example" not in words
    assert "DE8937" not in words


async def test_a_button_of_a_question_that_is_gone_still_answers(stage: Stage, asked: Message) -> None:
    glance = stage.workspace.glance(offer_in(stage, asked))
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Solved", on=asked)
    await stage.workspace.press("tom", "I'll take it", on=glance)
    assert "This question is closed." in stage.workspace.ephemerals("tom")[-1].text
