"""Flow E: a week's challenge, from its message to its reminder."""

from bot.challenges.rules import EntryState
from tests.challenges.acts import (
    AN_HOUR,
    FIRST,
    FRI,
    NEXT_MON,
    THU,
    TUE,
    WED,
    challenge_of,
    challenges,
    entry_of,
    finish,
    leap,
    local_time,
    morning,
    now_shown,
    reminders,
)
from tests.stage import Stage


async def test_challenge_comes_on_its_day_at_the_members_own_time_in_place_of_the_card(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert f"{local_time(stage, 'ana', message):%a %H:%M}" == "Tue 10:00"
    assert len(stage.workspace.inbox("ana")) == 1, "no card on the same day"
    await leap(stage, TUE + 15 * AN_HOUR)
    assert len(stage.workspace.inbox("ana")) == 1


async def test_challenge_says_what_to_do_what_comes_out_how_long_and_who_sees_it(stage: Stage) -> None:
    message = await challenge_of(stage)
    shown = stage.workspace.text_of(message)
    for part in (
        f"*{FIRST}*",
        "1. Choose a text you write at least three times this week.",
        "*You end up with*\nThe third version of one prompt",
        "30 minutes",
        "*Done when*",
        "*Keep in mind*",
        "until Friday 27 November",
        "You get this because your team takes one challenge a week",
        "Only you see what you answer and write, unless you share it.",
    ):
        assert part in shown
    assert stage.workspace.buttons(message) == ["I'm in", "I did it", "Not this week", "Settings"]
    assert "Done when: Three results were really used" in message.text, "a screen reader hears all of it"


async def test_im_in_changes_the_message_in_place(stage: Stage) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "I'm in", on=message)
    assert now_shown(stage, message).startswith("You are in, until Friday 27 November.")
    assert "Settings" not in now_shown(stage, message), "what has no button is not spoken of"
    assert stage.workspace.buttons(stage.workspace.inbox("ana").last) == ["I did it", "Not this week"]
    assert len(stage.workspace.inbox("ana")) == 1


async def test_not_this_week_ends_it_and_can_be_taken_back(stage: Stage) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "Not this week", on=message)
    assert "Nothing more comes about it, and nobody is told." in now_shown(stage, message)
    await stage.workspace.press("ana", "I'm in after all", on=message)
    assert now_shown(stage, message).startswith("You are in")


async def test_a_press_that_slack_delivers_again_changes_nothing(stage: Stage) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "I'm in", on=message)
    (first,) = stage.workspace.deliveries("block_actions")
    await stage.workspace.press("ana", "Not this week", on=message)
    await stage.workspace.courier.interactive(first.body["payload"])
    await stage.workspace.after()
    assert "Nothing more comes about it" in now_shown(stage, message)
    assert (await entry_of(stage, "ana")).state == EntryState.DECLINED


async def test_only_who_is_in_is_reminded_once_in_the_middle_of_the_week_in_place_of_a_card(
    stage: Stage,
) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "I'm in", on=message)
    await stage.workspace.press("maya", "Not this week")
    await morning(stage, WED)
    before = len(stage.workspace.inbox("ana"))
    for day in (THU, FRI):
        await morning(stage, day)
    (reminder,) = reminders(stage, "ana")
    assert f"{local_time(stage, 'ana', reminder):%a %H:%M}" == "Thu 10:00"
    assert "because you pressed “I'm in”" in stage.workspace.text_of(reminder)
    assert len(stage.workspace.inbox("ana")) == before + 2, "Thursday the reminder, Friday a card"
    assert reminders(stage, "maya") == reminders(stage, "tom") == []


async def test_who_has_finished_or_said_no_meanwhile_is_not_reminded(stage: Stage) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "I'm in", on=message)
    (other,) = challenges(stage, "maya")
    await stage.workspace.press("maya", "I'm in", on=other)
    assert await finish(stage, "ana", message) == {}
    await leap(stage, THU + 7 * AN_HOUR)
    await stage.workspace.press("maya", "Not this week", on=other)
    await leap(stage, THU + 9 * AN_HOUR)
    await morning(stage, FRI)
    assert reminders(stage, "ana") == reminders(stage, "maya") == []


async def test_a_challenge_whose_week_is_over_is_no_longer_offered(stage: Stage) -> None:
    await challenge_of(stage)
    await leap(stage, FRI + 18 * AN_HOUR)
    page = await stage.workspace.open_home("ana")
    assert "counts until the next one begins" in stage.workspace.text_of(page)
    assert "I did it" in stage.workspace.buttons(page)
    assert not {"I'm in", "Not this week"} & set(stage.workspace.buttons(page))
    shown = await stage.workspace.command("ana", "/afterglow challenge")
    assert shown is not None
    assert stage.workspace.buttons(shown) == ["I did it"]


async def test_who_joins_late_is_left_alone_for_a_day_and_never_reminded_after_the_week(stage: Stage) -> None:
    message = await challenge_of(stage)
    await leap(stage, FRI + 8 * AN_HOUR)
    await stage.workspace.press("ana", "I'm in", on=message)
    for day in (FRI, NEXT_MON):
        await leap(stage, day + 9 * AN_HOUR)
    assert reminders(stage, "ana") == []


async def test_reminders_buttons_work_and_bring_the_challenge_itself_up_to_date(stage: Stage) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "I'm in", on=message)
    await morning(stage, THU)
    (reminder,) = reminders(stage, "ana")
    assert await finish(stage, "ana", reminder) == {}
    for shown in (message, reminder):
        assert "Done. Your notes are kept for you alone." in now_shown(stage, shown)
