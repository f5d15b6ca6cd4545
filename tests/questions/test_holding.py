"""A question that somebody holds: heard of in its thread, reminded of, passed on after long silence."""

import pytest

from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at
from tests.stage import Stage

NO_ANSWER = "and it waits for an answer"


@pytest.fixture
async def held(stage: Stage) -> Message:
    """Ana's question, taken by Maya on a Monday at nine."""
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=asked)
    return asked


def first_in(stage: Stage, asked: Message) -> Message:
    """Our one message in the thread, whatever people wrote below it."""
    (ours,) = [one for one in stage.workspace.thread(asked) if stage.workspace.buttons(one)]
    return ours


def read_by(stage: Stage, who: str) -> str:
    return " ".join(stage.workspace.inbox(who).texts())


async def test_an_answer_in_the_thread_asks_the_asker_whether_it_helped(stage: Stage, held: Message) -> None:
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=held)
    shown = first_in(stage, held)
    assert f"{at(stage, 'maya')} has replied. {at(stage, 'ana')}, did that solve it?" in shown.text
    assert stage.workspace.buttons(shown) == ["Solved", "Not yet", "Hand over"]
    await stage.workspace.press("ana", "Solved", on=held)
    assert f"Solved, says {at(stage, 'ana')}." in first_in(stage, held).text
    await stage.pass_time(days=3)
    assert NO_ANSWER not in read_by(stage, "maya")


async def test_whoever_asks_on_has_the_holders_ear_again(stage: Stage, held: Message) -> None:
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=held)
    await stage.workspace.say("ana", "And when it is longer than an hour?", thread=held)
    assert f"{at(stage, 'maya')} is on it." in first_in(stage, held).text
    await stage.pass_time(hours=4.25)
    assert read_by(stage, "maya").count(NO_ANSWER) == 1


async def test_thanks_close_nothing_and_ask_for_nothing(stage: Stage, held: Message) -> None:
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=held)
    await stage.workspace.say("ana", "thanks, trying that now", thread=held)
    assert "did that solve it?" in first_in(stage, held).text
    await stage.pass_time(days=3)
    assert "did that solve it?" in first_in(stage, held).text


async def test_a_champion_who_answers_before_taking_it_has_taken_it(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.say("tom", "Ask for the action items first.", thread=asked)
    assert f"{at(stage, 'tom')} has replied." in first_in(stage, asked).text
    await stage.pass_time(hours=3)
    assert len(stage.workspace.inbox("maya")) == 0


async def test_a_colleague_who_writes_below_changes_nothing(stage: Stage, held: Message) -> None:
    await stage.workspace.invite("rosa", "marketing")
    await stage.workspace.say("rosa", "I would like to know that too", thread=held)
    assert f"{at(stage, 'maya')} is on it." in first_in(stage, held).text


async def test_silence_is_reminded_of_once_and_then_it_goes_to_the_others(
    stage: Stage, held: Message
) -> None:
    await stage.pass_time(hours=3.75)
    assert NO_ANSWER not in read_by(stage, "maya")
    await stage.pass_time(hours=0.5)
    reminder = stage.workspace.inbox("maya").last
    assert NO_ANSWER in reminder.text
    assert "tomorrow at 13:00" in stage.workspace.text_of(reminder)
    await stage.pass_time(days=1)
    assert f"{at(stage, 'tom')}, can you take this one?" in first_in(stage, held).text
    assert "went back to the other champions" in stage.workspace.inbox("maya").texts()[-1]
    assert stage.workspace.inbox("tom").texts()[-1].startswith(f"{at(stage, 'ana')} has a question")


async def test_nights_are_not_waited_in(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.pass_time(hours=7)  # Monday 16:00
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.pass_time(hours=17.5)  # Tuesday 09:30
    assert NO_ANSWER not in read_by(stage, "maya")
    await stage.pass_time(hours=3)
    assert NO_ANSWER in read_by(stage, "maya")


@pytest.mark.parametrize(
    ("choice", "then", "quiet_days", "comes"),
    [
        ("Remind me in two hours", "today at 15:15", 0, True),
        ("Remind me tomorrow", "tomorrow at 09:00", 0.75, True),
        ("Remind me in a week", "on Monday 30 November at 09:00", 6, True),
        ("Stop reminding me of this one", "without reminders", 20, False),
    ],
)
async def test_its_holder_says_when_to_hear_of_it_again(
    stage: Stage, held: Message, choice: str, then: str, quiet_days: float, comes: bool
) -> None:
    await stage.pass_time(hours=4.25)
    reminder = stage.workspace.inbox("maya").last
    await stage.workspace.press("maya", choice, on=reminder)
    assert then in stage.workspace.inbox("maya").texts()[0]
    before = len(stage.workspace.inbox("maya"))
    await stage.pass_time(days=quiet_days)
    assert f"{at(stage, 'maya')} is on it." in first_in(stage, held).text
    if comes:
        await stage.pass_time(days=2)
        again = stage.workspace.inbox("maya").texts()[before:]
        assert any(NO_ANSWER in text or "went back" in text for text in again)


async def test_answered_elsewhere_is_said_by_a_press(stage: Stage, held: Message) -> None:
    await stage.pass_time(hours=4.25)
    await stage.workspace.press("maya", "I have answered", on=stage.workspace.inbox("maya").last)
    assert "You have answered this one." in stage.workspace.inbox("maya").texts()[-1]
    assert "did that solve it?" in first_in(stage, held).text
    await stage.workspace.press("ana", "Not yet", on=held)
    assert f"{at(stage, 'maya')} is on it." in first_in(stage, held).text


async def test_not_yet_calls_its_holder_whom_an_edit_would_not_reach(stage: Stage, held: Message) -> None:
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=held)
    await stage.workspace.press("ana", "Not yet", on=held)
    called = stage.workspace.inbox("maya").last
    assert "is not there yet: please look into the thread once more." in called.text
    assert stage.workspace.buttons(called) == ["Open the thread", "I have answered", "Release"]
    assert "Write here what is still missing" in stage.workspace.ephemerals("ana")[-1].text
    await stage.workspace.say("maya", "Then one hour at a time.", thread=held)
    before = len(stage.workspace.inbox("maya"))
    await stage.workspace.say("ana", "That loses the order, what now?", thread=held)
    assert f"{at(stage, 'maya')} is on it." in first_in(stage, held).text
    assert len(stage.workspace.inbox("maya")) == before  # Slack tells her of what is written


async def test_at_night_not_yet_waits_for_the_morning(stage: Stage, held: Message) -> None:
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=held)
    await stage.pass_time(hours=11)
    await stage.workspace.press("ana", "Not yet", on=held)
    assert "is not there yet" not in read_by(stage, "maya")
    await stage.pass_time(hours=13.5)
    assert "is not there yet" in read_by(stage, "maya")


MORE = (
    "How do I make ChatGPT keep our tone of voice in a newsletter?",
    "Which prompt turns meeting notes into a brief in Copilot?",
)


@pytest.fixture
async def three(stage: Stage, held: Message) -> list[Message]:
    """Two more that Maya takes within the same hour; the reminder of all three is there."""
    asked = [held]
    for words in MORE:
        asked.append(await stage.workspace.say("ana", words, channel="marketing"))
        await stage.workspace.press("maya", "I'll take it", on=asked[-1])
        await stage.pass_time(minutes=20)
    await stage.pass_time(hours=3.5)
    return asked


async def test_of_several_it_is_one_reminder(stage: Stage, three: list[Message]) -> None:
    (reminder,) = [one for one in stage.workspace.inbox("maya") if "for an answer" in one.text]
    assert reminder.text == "You took 3 questions that wait for an answer."
    told = stage.workspace.text_of(reminder)
    assert all(words in told for words in (ASK, *MORE))
    assert "the others are asked tomorrow at 13:00" in told
    await stage.pass_time(days=1)
    assert "went back to the other champions" in stage.workspace.inbox("maya").texts()[0]
    for asked in three:
        assert f"{at(stage, 'tom')}, can you take this one?" in first_in(stage, asked).text


async def test_each_of_several_is_answered_or_put_off_alone(stage: Stage, three: list[Message]) -> None:
    reminder = stage.workspace.inbox("maya").last
    await stage.workspace.press("maya", "I have answered", on=reminder)
    shown = stage.workspace.text_of(stage.workspace.modal("maya"))
    assert "Noted: its asker is asked whether that solved it." in shown
    assert "did that solve it?" in first_in(stage, three[0]).text
    await stage.workspace.press("maya", "Stop reminding me of this one", on=reminder)
    assert "You said already that this one is answered." in stage.workspace.text_of(
        stage.workspace.modal("maya")
    )
    await stage.pass_time(days=1)
    assert "did that solve it?" in first_in(stage, three[0]).text
    assert f"{at(stage, 'tom')}, can you take this one?" in first_in(stage, three[2]).text


async def test_whoever_wants_to_hear_of_it_later_keeps_that_one_alone(
    stage: Stage, held: Message, three: list[Message]
) -> None:
    reminder = stage.workspace.inbox("maya").last
    await stage.workspace.press("maya", "Remind me in a week", on=reminder)
    assert "This one stays yours. I come back to it" in stage.workspace.text_of(stage.workspace.modal("maya"))
    await stage.pass_time(days=1)
    assert f"{at(stage, 'maya')} is on it." in first_in(stage, held).text
    assert f"{at(stage, 'tom')}, can you take this one?" in first_in(stage, three[1]).text


async def test_asked_privately_both_hear_of_it_by_dm(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=("maya",))
    await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask one champion privately")
    await stage.workspace.press("maya", "I'll take it")
    await stage.pass_time(hours=4.25)
    assert "please write to" in stage.workspace.text_of(stage.workspace.inbox("maya").last)
    await stage.workspace.press("maya", "I have answered", on=stage.workspace.inbox("maya").last)
    asked = stage.workspace.inbox("ana").last
    assert "Did that solve it?" in asked.text
    await stage.workspace.press("ana", "Not yet", on=asked)
    assert "is not there yet" in stage.workspace.inbox("maya").texts()[-1]


async def test_whoever_asks_on_below_a_solved_one_may_reopen_it(stage: Stage, held: Message) -> None:
    await stage.workspace.press("ana", "Solved", on=held)
    before = len(stage.workspace.ephemerals("ana"))
    await stage.workspace.say("ana", "thank you!", thread=held)
    assert len(stage.workspace.ephemerals("ana")) == before
    await stage.workspace.say("ana", "Wait, does that work for video too?", thread=held)
    told = stage.workspace.ephemerals("ana")[-1]
    assert "marked as solved" in told.text
    await stage.workspace.press("ana", "Reopen", on=told)
    assert "can you take this one?" in first_in(stage, held).text


async def test_in_a_channel_of_no_team_the_thread_is_heard_too(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", f"@afterglow {ASK}", channel="general")
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.pass_time(minutes=1)
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=asked)
    assert "did that solve it?" in first_in(stage, asked).text


async def test_a_mention_in_its_own_thread_asks_nothing_new(stage: Stage, held: Message) -> None:
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=held)
    await stage.workspace.say("ana", "@afterglow and for a video?", thread=held)
    assert f"{at(stage, 'maya')} is on it." in first_in(stage, held).text
