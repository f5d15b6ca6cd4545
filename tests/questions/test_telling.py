"""Whoever holds, gives away or asks a question learns what came of it, and finds the way to it."""

import pytest
from sqlalchemy import select

from bot.outbox.models import OutboxMessage
from bot.privacy import service as privacy
from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at, offer_in
from tests.stage import Stage


@pytest.fixture
async def asked(stage: Stage) -> Message:
    """Ana's question in her team's channel, offered to a champion."""
    await stage.a_team(zone=BERLIN)
    return await stage.workspace.say("ana", ASK, channel="marketing")


def link_to(message: Message) -> str:
    """The end of the address under which Slack shows a message."""
    return f"/archives/{message.channel}/p{message.ts.replace('.', '')}"


async def asked_privately(stage: Stage) -> str:
    """Ana asks one champion privately in her DM; says which champion was asked."""
    await stage.a_team(zone=BERLIN)
    await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask one champion privately")
    (champion,) = [who for who in ("maya", "tom") if len(stage.workspace.inbox(who))]
    return champion


def last(stage: Stage, who: str) -> str:
    return stage.workspace.inbox(who).texts()[-1]


async def test_the_queue_leads_to_the_thread_of_each_question(stage: Stage, asked: Message) -> None:
    shown = await stage.workspace.command("maya", "/afterglow queue")
    assert link_to(asked) in str(shown.blocks if shown else "")
    await stage.workspace.press("maya", "I'll take it", on=asked)
    held = await stage.workspace.command("maya", "/afterglow queue")
    assert link_to(asked) in str(held.blocks if held else "")


async def test_a_question_asked_by_command_is_found_where_it_was_posted(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    shown = await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    await stage.workspace.press("ana", "Ask in the team's channel", on=shown)
    posted = stage.workspace.channel_messages("marketing")[-1]
    queue = await stage.workspace.command("maya", "/afterglow queue")
    assert link_to(posted) in str(queue.blocks if queue else "")
    home = await stage.workspace.open_home("maya")
    assert link_to(posted) in str(home.blocks)


async def test_the_heir_finds_the_thread_and_can_hand_it_on(stage: Stage, asked: Message) -> None:
    await stage.a_team("Sales", role="sales", channel=None, members=("rosa",), led_by=("rosa",), zone=BERLIN)
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Hand over", on=asked)
    await stage.workspace.submit("maya", {"heir": stage.workspace.person("tom").id})
    assert f"{at(stage, 'tom')} has it now and was told." in stage.workspace.text_of(
        stage.workspace.modal("maya")
    )
    handed = stage.workspace.inbox("tom").last
    assert link_to(asked) in str(handed.blocks)
    await stage.workspace.press("tom", "Hand over", on=handed)
    await stage.workspace.submit("tom", {"heir": stage.workspace.person("rosa").id})
    assert f"{at(stage, 'rosa')} is on it." in offer_in(stage, asked).text


async def test_heirs_are_named_their_own_team_first(stage: Stage, asked: Message) -> None:
    await stage.a_team("Design", role="sales", channel=None, members=("rosa",), led_by=("rosa",), zone=BERLIN)
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Hand over", on=asked)
    form = str(stage.workspace.modal("maya").blocks)  # type: ignore[union-attr]
    tom, rosa = (await stage.member("tom")).name, (await stage.member("rosa")).name
    assert f"'{rosa} (team Design)'" in form
    assert form.index(f"'{tom}'") < form.index(rosa)


async def test_who_releases_in_the_thread_reads_who_is_asked_next(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Release", on=asked)
    told = stage.workspace.ephemerals("maya")[-1].text
    assert told == f"It is open again, and {at(stage, 'tom')} is asked next."


async def test_the_only_champion_who_releases_reads_that_an_admin_is_asked(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=("maya",))
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=question)
    await stage.workspace.press("maya", "Release", on=question)
    assert "an admin is asked to find somebody" in stage.workspace.ephemerals("maya")[-1].text


@pytest.mark.parametrize("who", ["ana", "tom"])
async def test_who_does_not_hold_it_reads_who_does(stage: Stage, asked: Message, who: str) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    held = f"{at(stage, 'maya')} holds this one: only they or an admin can"
    await stage.workspace.press(who, "Release", on=asked)
    assert stage.workspace.ephemerals(who)[-1].text == f"{held} release it."
    await stage.workspace.press(who, "Hand over", on=asked)
    assert stage.workspace.ephemerals(who)[-1].text == f"{held} hand it over to another champion."
    assert stage.workspace.modal(who) is None
    assert f"{at(stage, 'maya')} is on it." in offer_in(stage, asked).text


async def test_an_admin_hands_over_what_a_champion_holds(stage: Stage, asked: Message) -> None:
    await stage.workspace.invite("priya", "marketing")
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("priya", "Hand over", on=asked)
    await stage.workspace.submit("priya", {"heir": stage.workspace.person("tom").id})
    assert f"{at(stage, 'tom')} is on it." in offer_in(stage, asked).text


async def test_release_pressed_on_an_old_screen_says_that_nobody_has_it(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    old = stage.workspace.glance(offer_in(stage, asked))
    await stage.workspace.press("maya", "Release", on=asked)
    for pressed in ("Release", "Hand over"):
        await stage.workspace.press("tom", pressed, on=old)
        assert stage.workspace.ephemerals("tom")[-1].text == "Nobody has this question at the moment."


async def test_who_releases_by_dm_sees_it_in_that_message(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Hand over", on=asked)
    await stage.workspace.submit("maya", {"heir": stage.workspace.person("tom").id})
    await stage.workspace.press("tom", "Release", on=stage.workspace.inbox("tom").last)
    assert f"{at(stage, 'maya')} is asked next." in last(stage, "tom")
    assert list(stage.workspace.buttons(stage.workspace.inbox("tom").last)) == []


async def test_a_ping_that_was_taken_becomes_the_holders_own_message(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.pass_time(hours=2)
    ping = stage.workspace.inbox("tom").last
    await stage.workspace.press("tom", "I'll take it", on=ping)
    assert "This one is yours. The thread shows that you are on it." in last(stage, "tom")
    assert stage.workspace.buttons(stage.workspace.inbox("tom").last) == [
        "Solved",
        "Release",
        "Hand over",
        "Open the thread",
    ]


async def test_a_question_nobody_had_does_not_name_the_admin_who_closed_it(
    stage: Stage, asked: Message
) -> None:
    await stage.workspace.invite("priya", "marketing")
    await stage.workspace.press("priya", "Already solved", on=asked)
    offer = offer_in(stage, asked).text
    assert offer.startswith("Marked as solved before a champion took it.")
    assert at(stage, "priya") not in offer
    await stage.workspace.press("ana", "Reopen", on=asked)
    await stage.workspace.press("ana", "Already solved", on=asked)
    assert f"Solved, says {at(stage, 'ana')}." in offer_in(stage, asked).text


async def test_who_asked_privately_reads_when_to_expect_somebody(stage: Stage) -> None:
    await asked_privately(stage)
    told = last(stage, "ana")
    assert "I have asked a champion privately. They will write to you." in told
    assert "If nobody has taken it by 09:30 today, I ask the next one." in told
    assert "Withdraw takes it back" in told


async def test_asked_privately_at_night_it_says_when_the_day_begins(stage: Stage) -> None:
    await stage.pass_time(hours=11)
    await stage.a_team(zone=BERLIN)
    await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask one champion privately")
    assert "I ask a champion privately tomorrow at 09:00, when the working day begins." in last(stage, "ana")


async def test_asked_privately_where_no_champion_is_free_it_says_who_is_asked(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=())
    await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask one champion privately")
    assert "No champion is free at the moment: I ask an admin to find somebody" in last(stage, "ana")


async def test_a_private_question_is_withdrawn_and_nobody_is_asked_any_more(stage: Stage) -> None:
    champion = await asked_privately(stage)
    await stage.workspace.press("ana", "Withdraw")
    assert "Taken back. Nobody is asked about it any more." in last(stage, "ana")
    await stage.workspace.press(champion, "I'll take it")
    assert "This question is closed." in stage.workspace.ephemerals(champion)[-1].text
    other = "tom" if champion == "maya" else "maya"
    await stage.pass_time(days=1)
    assert len(stage.workspace.inbox(other)) == 0


async def test_a_private_ping_promises_no_more_than_is_true_when_others_were_asked(stage: Stage) -> None:
    champion = await asked_privately(stage)
    await stage.pass_time(hours=2)
    other = "tom" if champion == "maya" else "maya"
    for who in (champion, other):
        (ping,) = stage.workspace.inbox(who).texts()
        assert "Only the asker and those I ask see it." in ping


async def test_a_champion_learns_that_a_private_question_was_taken_back(stage: Stage) -> None:
    champion = await asked_privately(stage)
    await stage.workspace.press(champion, "I'll take it")
    assert "You took this one. The message below" in stage.workspace.inbox(champion).texts()[-2]
    await stage.workspace.press("ana", "Withdraw", on=stage.workspace.inbox("ana").last)
    assert f"{at(stage, 'ana')} took this question back" in last(stage, champion)


async def test_a_private_question_taken_from_the_queue_says_where_to_look(stage: Stage) -> None:
    champion = await asked_privately(stage)
    queue = await stage.workspace.command(champion, "/afterglow queue")
    await stage.workspace.press(champion, "I'll take it", on=queue)
    assert "It is yours: my message to you says whom to write to." in stage.workspace.text_of(
        stage.workspace.modal(champion)
    )
    assert "please write to" in last(stage, champion)


async def test_an_asker_learns_that_a_private_question_was_marked_as_solved(stage: Stage) -> None:
    champion = await asked_privately(stage)
    await stage.workspace.press(champion, "I'll take it")
    await stage.workspace.press(champion, "Solved", on=stage.workspace.inbox(champion).last)
    assert f"Solved, says {at(stage, champion)}." in last(stage, "ana")
    await stage.workspace.press("ana", "Reopen", on=stage.workspace.inbox("ana").last)
    assert "Your question is open again." in last(stage, "ana")


async def test_asked_privately_from_the_page_its_asker_gets_a_message(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    page = await stage.workspace.open_home("ana")
    await stage.workspace.press("ana", "Ask a champion", on=page)
    asked = {"What would you like to know?": ASK, "where": "private"}
    assert await stage.workspace.submit("ana", asked) == {}
    assert "I have asked a champion privately." in last(stage, "ana")
    await stage.workspace.press("ana", "Withdraw", on=stage.workspace.inbox("ana").last)
    assert "Taken back." in last(stage, "ana")


async def test_what_a_champion_was_shown_goes_with_the_one_who_asked(stage: Stage, asked: Message) -> None:
    await stage.pass_time(hours=2)
    await stage.workspace.press("tom", "I'll take it", on=stage.workspace.inbox("tom").last)
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("ana"), now=stage.clock())
    async with stage.db.read() as session:
        bodies = await session.scalars(select(OutboxMessage.body))
    assert not [body for body in bodies if "call transcript" in body]


async def test_when_everybody_was_asked_the_asker_hears_it_once(stage: Stage, asked: Message) -> None:
    for _ in range(8):
        await stage.pass_time(hours=1)
    told = [
        one for one in stage.workspace.inbox("ana").texts() if "Nobody has taken your question yet" in one
    ]
    assert len(told) == 1
    await stage.workspace.press("maya", "I'll take it", on=asked)
    assert f"{at(stage, 'maya')} is on it." in offer_in(stage, asked).text
