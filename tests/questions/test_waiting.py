"""What nobody took comes back: a short list, oldest first, to one champion after another."""

from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN
from tests.stage import Stage

LIST = "still wait"
MORE = (
    "How do I make ChatGPT keep our tone of voice in a newsletter?",
    "Which prompt turns meeting notes into a brief in Copilot?",
    "Can Gemini compare two contracts side by side, and how?",
)


def lists_to(stage: Stage, who: str) -> list[Message]:
    return [one for one in stage.workspace.inbox(who).messages if LIST in one.text]


async def untaken(stage: Stage) -> Message:
    """Ana's question, which everybody was asked about and nobody took by Monday evening."""
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.pass_time(hours=8)
    return asked


async def test_it_comes_back_every_two_working_days_to_another_champion(stage: Stage) -> None:
    await untaken(stage)
    assert lists_to(stage, "maya") + lists_to(stage, "tom") == []
    await stage.pass_time(days=2)
    assert [len(lists_to(stage, who)) for who in ("maya", "tom")] == [1, 0]
    assert "One question still waits" in lists_to(stage, "maya")[0].text
    await stage.pass_time(days=2)
    assert [len(lists_to(stage, who)) for who in ("maya", "tom")] == [1, 1]


async def test_taken_from_the_list_it_comes_back_no_more(stage: Stage) -> None:
    asked = await untaken(stage)
    await stage.pass_time(days=2)
    await stage.workspace.press("maya", "I'll take it", on=lists_to(stage, "maya")[0])
    await stage.workspace.say("maya", "Ask for the action items first.", thread=asked)
    await stage.pass_time(days=9)
    assert [len(lists_to(stage, who)) for who in ("maya", "tom")] == [1, 0]


async def test_three_at_most_the_oldest_first(stage: Stage) -> None:
    await untaken(stage)
    for words in MORE:
        await stage.workspace.say("ana", words, channel="marketing")
    await stage.pass_time(days=1)
    await stage.pass_time(days=1)
    (shown,) = lists_to(stage, "maya")
    assert "4 questions still wait" in shown.text
    told = stage.workspace.text_of(shown)
    assert [told.find(words[:30]) >= 0 for words in (ASK, *MORE)] == [True, True, True, False]
    assert told.find(ASK[:30]) < told.find(MORE[0][:30]) < told.find(MORE[1][:30])
    assert stage.workspace.buttons(shown)[-1] == "Open the queue"
    await stage.workspace.press("maya", "Open the queue", on=shown)
    assert MORE[2][:30] in stage.workspace.text_of(stage.workspace.modal("maya"))


async def test_however_much_waits_one_list_comes_in_two_working_days(stage: Stage) -> None:
    await untaken(stage)
    for words in (*MORE, "How do I get Claude to keep a table's order?", "Which tool makes subtitles?"):
        await stage.workspace.say("ana", words, channel="marketing")
        await stage.pass_time(hours=5)
    before = len(lists_to(stage, "maya") + lists_to(stage, "tom"))
    await stage.pass_time(days=14)  # ten working days
    came = [len(lists_to(stage, who)) for who in ("maya", "tom")]
    assert 4 <= sum(came) - before <= 5
    assert abs(came[0] - came[1]) <= 1


async def test_whoever_read_of_it_in_their_week_gets_no_list_that_morning(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=("maya",))
    await stage.pass_time(days=3)  # Thursday
    await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.pass_time(days=4.5)  # Monday evening: the list would have come
    week = [one for one in stage.workspace.inbox("maya") if "Your week" in one.text]
    assert ASK[:60] in stage.workspace.text_of(week[0])
    assert lists_to(stage, "maya") == []
    await stage.pass_time(days=2)
    assert len(lists_to(stage, "maya")) == 1


async def test_where_no_champion_is_an_admin_gets_it(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=())
    await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.pass_time(days=4)
    admins = [one for one in ("priya", "dana") if lists_to(stage, one)]
    assert len(admins) == 1


def told(stage: Stage) -> int:
    """How many lists and weeks name what Ana asked."""
    every = [*stage.workspace.inbox("maya"), *stage.workspace.inbox("tom")]
    own = [one for one in every if LIST in one.text or "Your week" in one.text]
    return sum(ASK[:60] in stage.workspace.text_of(one) for one in own)


async def test_over_the_weekend_nobody_is_written_to(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.pass_time(days=3)  # Thursday
    await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.pass_time(days=3)  # Sunday
    assert told(stage) == 0
    await stage.pass_time(days=2)
    assert told(stage) == 2  # in the week of each
