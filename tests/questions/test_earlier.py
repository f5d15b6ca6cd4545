"""Before a person is asked: what was answered before, for the asker's eyes only."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.library import service as library
from bot.library.rules import Draft
from bot.library.service import Source
from bot.privacy import service as privacy
from bot.questions.models import Question, QuestionTerm
from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at, offer_in
from tests.stage import Stage

AGAIN = "How can Claude summarise a long call transcript so that no action items get lost?"
OTHER = "How do I get ChatGPT to translate our product sheets into Polish?"
MAYBE = "This may have been answered before:"
TAKE = "can you take this one?"


async def answer(stage: Stage, asked: Message) -> None:
    """Maya answers in the thread, and Ana says that it helped."""
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=asked)
    await stage.workspace.press("ana", "Solved", on=asked)


@pytest.fixture
async def answered(stage: Stage) -> Message:
    """Ana's question in her team's channel, answered by Maya."""
    await stage.a_team(zone=BERLIN, members=("ana", "maya", "tom", "leila"))
    await stage.workspace.invite("leila", "marketing")
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await answer(stage, asked)
    return asked


def shown_to(stage: Stage, who: str) -> list[Message]:
    return [one for one in stage.workspace.ephemerals(who) if MAYBE in one.text]


def told(stage: Stage) -> int:
    """How many messages both champions have."""
    return sum(len(stage.workspace.inbox(who).texts()) for who in ("maya", "tom"))


async def kept(stage: Stage, message: Message) -> Question:
    """The question that came with a message."""
    async with stage.db.read() as session:
        origin = f"{message.channel}:{message.ts}"
        return (await session.scalars(select(Question).where(Question.origin == origin))).one()


async def test_who_asks_again_sees_the_earlier_answer_and_nobody_else_is_asked(
    stage: Stage, answered: Message
) -> None:
    again = await stage.workspace.say("leila", AGAIN, channel="marketing")
    assert stage.workspace.thread(again) == []
    (shown,) = shown_to(stage, "leila")
    said = str(shown.blocks)
    assert ASK in said
    assert f"{at(stage, 'maya')} answered" in said
    assert f"/p{answered.ts.replace('.', '')}" in said
    assert "only you see it. If I hear nothing, I ask a champion today at 08:10." in said
    assert stage.workspace.buttons(shown) == ["This solved it", "Ask a champion", "Not a question"]
    before = stage.workspace.inbox("maya").texts(), stage.workspace.inbox("tom").texts()
    await stage.workspace.press("leila", "This solved it", on=again)
    await stage.pass_time(days=3)
    assert stage.workspace.thread(again) == []
    assert (stage.workspace.inbox("maya").texts(), stage.workspace.inbox("tom").texts()) == before
    assert (await kept(stage, again)).solved_with == f"question:{(await kept(stage, answered)).id}"


async def test_a_champion_is_asked_at_a_press(stage: Stage, answered: Message) -> None:
    again = await stage.workspace.say("leila", AGAIN, channel="marketing")
    await stage.workspace.press("leila", "Ask a champion", on=again)
    assert TAKE in offer_in(stage, again).text
    assert "You will be mentioned when somebody answers" in stage.workspace.ephemerals("leila")[-1].text
    await stage.pass_time(minutes=30)
    assert len(stage.workspace.thread(again)) == 1


async def test_silence_asks_a_champion_after_ten_minutes(stage: Stage, answered: Message) -> None:
    again = await stage.workspace.say("leila", AGAIN, channel="marketing")
    await stage.pass_time(minutes=9)
    assert stage.workspace.thread(again) == []
    await stage.pass_time(minutes=2)
    assert TAKE in offer_in(stage, again).text


async def test_in_the_evening_it_waits_for_the_working_day(stage: Stage, answered: Message) -> None:
    await stage.pass_time(hours=12)
    again = await stage.workspace.say("leila", AGAIN, channel="marketing")
    assert "I ask a champion tomorrow at 08:10." in str(shown_to(stage, "leila")[-1].blocks)
    await stage.pass_time(hours=2)
    assert stage.workspace.thread(again) == []
    await stage.pass_time(hours=10.5)
    assert TAKE in offer_in(stage, again).text


async def test_nothing_is_shown_where_nothing_fits(stage: Stage, answered: Message) -> None:
    other = await stage.workspace.say("leila", OTHER, channel="marketing")
    assert shown_to(stage, "leila") == []
    assert TAKE in offer_in(stage, other).text


async def test_one_word_is_too_little_to_go_by(stage: Stage, answered: Message) -> None:
    await stage.workspace.command("leila", "/afterglow ask Questionnaires?")
    assert MAYBE not in str(stage.workspace.ephemerals("leila")[-1].blocks)


async def test_an_answer_that_did_not_help_is_not_shown(stage: Stage, answered: Message) -> None:
    await stage.workspace.press("ana", "Reopen", on=answered)
    again = await stage.workspace.say("leila", AGAIN, channel="marketing")
    assert shown_to(stage, "leila") == []
    assert TAKE in offer_in(stage, again).text


async def test_a_champion_who_answers_meanwhile_has_it(stage: Stage, answered: Message) -> None:
    again = await stage.workspace.say("leila", AGAIN, channel="marketing")
    await stage.workspace.say("tom", "A table with owner and date did it for me.", thread=again)
    (ours,) = [one for one in stage.workspace.thread(again) if stage.workspace.buttons(one)]
    assert f"{at(stage, 'tom')} has replied." in ours.text


async def test_a_late_press_still_closes_it(stage: Stage, answered: Message) -> None:
    again = await stage.workspace.say("leila", AGAIN, channel="marketing")
    await stage.pass_time(minutes=11)
    await stage.workspace.press("leila", "Ask a champion", on=again)
    assert "A champion is asked already." in stage.workspace.ephemerals("leila")[-1].text
    await stage.workspace.press("leila", "This solved it", on=again)
    assert f"Solved, says {at(stage, 'leila')}." in offer_in(stage, again).text


async def test_what_is_no_question_is_not_asked(stage: Stage, answered: Message) -> None:
    again = await stage.workspace.say("leila", AGAIN, channel="marketing")
    await stage.workspace.press("leila", "Not a question", on=again)
    assert "Noted: this was no question." in stage.workspace.ephemerals("leila")[-1].text
    await stage.pass_time(hours=3)
    assert stage.workspace.thread(again) == []
    assert (await kept(stage, again)).label == "none"


async def test_a_champion_can_be_asked_after_all(stage: Stage, answered: Message) -> None:
    again = await stage.workspace.say("leila", AGAIN, channel="marketing")
    await stage.workspace.press("leila", "This solved it", on=again)
    await stage.workspace.press("leila", "Ask a champion after all", on=again)
    assert TAKE in offer_in(stage, again).text
    await stage.workspace.press("tom", "I'll take it", on=again)
    assert f"{at(stage, 'tom')} is on it." in offer_in(stage, again).text
    assert (await kept(stage, again)).solved_with is None


async def test_words_that_left_are_not_found_again(stage: Stage, answered: Message) -> None:
    await stage.workspace.delete("ana", answered)
    await stage.workspace.say("leila", AGAIN, channel="marketing")
    assert shown_to(stage, "leila") == []
    async with stage.db.read() as session:
        assert (await session.scalars(select(QuestionTerm))).all() == []


async def test_erased_people_are_not_found_again(stage: Stage, answered: Message) -> None:
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("ana"), now=stage.clock())
        assert (await session.scalars(select(QuestionTerm))).all() == []


async def test_an_edited_question_is_found_by_its_new_words(stage: Stage, answered: Message) -> None:
    await stage.workspace.edit("ana", answered, "How do I get Copilot to fill our supplier scorecard?")
    await stage.workspace.say("leila", AGAIN, channel="marketing")
    assert shown_to(stage, "leila") == []
    await stage.workspace.say("leila", "How can Copilot fill the supplier scorecard?", channel="marketing")
    assert "supplier scorecard" in str(shown_to(stage, "leila")[-1].blocks)


async def test_what_was_asked_in_the_open_helps_other_teams_but_no_guest(
    stage: Stage, answered: Message
) -> None:
    await stage.a_team("Sales", role="sales", channel="sales", members=("sam", "gail"), led_by=("tom",))
    await stage.workspace.command("sam", f"/afterglow ask {AGAIN}")
    assert MAYBE in str(stage.workspace.ephemerals("sam")[-1].blocks)
    await stage.workspace.command("gail", f"/afterglow ask {AGAIN}")
    assert MAYBE not in str(stage.workspace.ephemerals("gail")[-1].blocks)


async def test_what_was_asked_in_a_private_channel_stays_there(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, channel="leads", members=("ana", "maya", "dana"))
    for who in ("ana", "maya", "afterglow"):
        await stage.workspace.invite(who, "leads", by="dana")
    asked = await stage.workspace.say("ana", ASK, channel="leads")
    await answer(stage, asked)
    await stage.a_team("Sales", role="sales", channel="sales", members=("sam",), led_by=("tom",))
    await stage.workspace.command("sam", f"/afterglow ask {AGAIN}")
    assert MAYBE not in str(stage.workspace.ephemerals("sam")[-1].blocks)
    await stage.workspace.command("dana", f"/afterglow ask {AGAIN}")
    assert MAYBE in str(stage.workspace.ephemerals("dana")[-1].blocks)


async def test_what_was_asked_privately_is_never_shown(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, members=("ana", "maya", "leila"), led_by=("maya",))
    await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    await stage.workspace.press("ana", "Ask one champion privately")
    await stage.pass_time(minutes=1)
    await stage.workspace.press("maya", "I'll take it")
    await stage.pass_time(minutes=1)
    await stage.workspace.press("maya", "Solved")
    await stage.workspace.command("leila", f"/afterglow ask {AGAIN}")
    assert MAYBE not in str(stage.workspace.ephemerals("leila")[-1].blocks)


async def test_before_it_is_placed_the_command_shows_what_may_fit(stage: Stage, answered: Message) -> None:
    await stage.workspace.command("leila", f"/afterglow ask {AGAIN}")
    shown = stage.workspace.ephemerals("leila")[-1]
    assert stage.workspace.buttons(shown) == [
        "This solved it",
        "Ask in the team's channel",
        "Ask one champion privately",
        "Ask without my name",
        "Never mind",
    ]
    await stage.workspace.press("leila", "This solved it")
    assert "Nobody else was asked." in stage.workspace.ephemerals("leila")[-1].text


async def test_the_form_of_the_shortcut_waits_too(stage: Stage, answered: Message) -> None:
    said = await stage.workspace.say("leila", "Long calls again today.", channel="marketing")
    await stage.workspace.shortcut("leila", "ask_champion_message", on=said)
    await stage.workspace.submit("leila", {"text": AGAIN, "where": "private"})
    direct = stage.workspace.inbox("leila").last
    assert stage.workspace.buttons(direct) == ["This solved it", "Ask a champion privately"]
    before = told(stage)
    await stage.pass_time(minutes=11)
    assert told(stage) == before + 1


@pytest.mark.parametrize("is_verified", [True, False])
async def test_a_verified_prompt_is_shown_with_its_text(stage: Stage, is_verified: bool) -> None:
    await stage.a_team(zone=BERLIN, members=("ana", "maya", "leila"), led_by=("maya",))
    await stage.workspace.invite("leila", "marketing")
    draft = Draft("Call transcript: action items in a table", "List every action item.", shared=True)
    async with stage.db.begin() as session:
        source, now = Source(), stage.clock()
        saved = await library.save(session, draft, by=stage.person("ana"), source=source, key="k", now=now)
        if is_verified:
            row_id = saved.prompt.id
            await library.verify(session, row_id, by=stage.person("maya"), version=1, now=now)
    await stage.workspace.say(
        "leila", "Any prompt for action items from a call transcript?", channel="marketing"
    )
    shown = [str(one.blocks) for one in shown_to(stage, "leila")]
    assert ["List every action item." in one for one in shown] == ([True] if is_verified else [])


async def test_a_card_that_fits_is_shown_with_its_prompt(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    (card,) = [
        one for one in stage.product.shelf.catalog.in_use(today=date(2026, 11, 23))
        if one.title == "Fill questionnaires from approved answers only"
    ]  # fmt: skip
    text = "How do I fill security questionnaires with AI from approved answers only?"
    asked = await stage.workspace.say("ana", text, channel="marketing")
    (shown,) = shown_to(stage, "ana")
    assert card.title in str(shown.blocks)
    await stage.workspace.press("ana", "This solved it", on=asked)
    assert (await kept(stage, asked)).solved_with == f"card:{card.id}"
