"""Flow E: a week's challenge, from its message to what its member wrote about it."""

import asyncio

import pytest
from sqlalchemy import delete

from bot.challenges.models import Round
from bot.challenges.rules import EntryState
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.sandbox.state import Message
from bot.wins import service as wins
from schedules import TICKS
from tests.challenges.acts import (
    AN_HOUR,
    FIRST,
    FRI,
    MON,
    NEXT_MON,
    NEXT_TUE,
    SAT,
    SIX,
    THREE,
    THU,
    TUE,
    WED,
    a_learning_team,
    again,
    around_the_world,
    challenge_of,
    challenges,
    entry_of,
    leap,
    local_time,
    morning,
    now_shown,
    progress_lines,
    reminders,
    take_part,
)
from tests.stage import Stage

TRIED = "I wrote the brief as one prompt and ran it on three offers."
WORKED = "Claude kept the tone on the third run and saved me an hour."
ASK = "How do I keep Claude from inventing figures?"


async def finish(stage: Stage, who: str, on: Message, **more: object) -> dict[str, str]:
    """Press "I did it" and send the reflection."""
    await stage.workspace.press(who, "I did it", on=on)
    return await stage.workspace.submit(who, {"tried": TRIED, **more})


async def logged(stage: Stage, who: str = "ana") -> list[str]:
    async with stage.db.read() as session:
        return [card.text for card in await wins.logged(session, stage.person(who))]


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
        "Only you see what you answer and write.",
    ):
        assert part in shown
    assert stage.workspace.buttons(message) == ["I'm in", "I did it", "Not this week", "Settings"]
    assert "Done when: Three results were really used" in message.text, "a screen reader hears all of it"


async def test_im_in_changes_the_message_in_place(stage: Stage) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "I'm in", on=message)
    assert now_shown(stage, message).startswith("You are in, until Friday 27 November.")
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


async def test_notes_are_kept_for_their_author_and_can_be_changed(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await finish(stage, "ana", message, worked=WORKED, minutes="1 h") == {}
    entry = await entry_of(stage, "ana")
    assert (entry.state, entry.worked, entry.minutes) == (EntryState.DONE, WORKED, 60)
    done_at = entry.done_at
    await leap(stage, WED)
    await stage.workspace.press("ana", "Change my notes", on=message)
    assert TRIED in str(stage.workspace.modal("ana"))
    assert await stage.workspace.submit("ana", {"failed": "The fourth offer was too short."}) == {}
    entry = await entry_of(stage, "ana")
    assert (entry.tried, entry.failed) == (TRIED, "The fourth offer was too short.")
    assert entry.done_at == done_at, "changed notes are no second finish"
    everything = "".join(
        stage.workspace.text_of(one) for who in ("maya", "priya") for one in stage.workspace.inbox(who)
    )
    assert TRIED not in everything
    assert WORKED not in everything


async def test_secrets_in_notes_are_taken_out_before_they_are_kept(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await finish(stage, "ana", message, worked="It wrote to ana.ruiz@northwind.example for me") == {}
    assert "northwind.example" not in str((await entry_of(stage, "ana")).worked)


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"tried": "  "}, "tried", "what you tried"),
        ({"minutes": "a while"}, "minutes", "45 min or 1.5 h"),
        ({"log": ["log"]}, "worked", "something to log"),
        ({"question": ASK}, "where", "where I may ask"),
    ],
)
async def test_what_is_missing_is_said_beside_its_field(
    stage: Stage, values: dict[str, object], field: str, told: str
) -> None:
    message = await challenge_of(stage)
    errors = await finish(stage, "ana", message, **values)
    assert told in errors[field]
    assert stage.workspace.modal("ana") is not None, "nothing that was typed is lost"


async def test_a_question_goes_to_the_teams_channel_only_by_its_authors_choice(stage: Stage) -> None:
    message = await challenge_of(stage)
    before = len(stage.workspace.channel_messages("marketing"))
    assert await finish(stage, "ana", message, question=ASK, where="openly") == {}
    (offer,) = stage.workspace.channel_messages("marketing")[before:]
    assert ASK in stage.workspace.text_of(offer)
    assert TRIED not in stage.workspace.text_of(offer)
    assert "Your question: Asked in" in now_shown(stage, message)


async def test_a_private_question_reaches_one_champion_and_no_channel(stage: Stage) -> None:
    message = await challenge_of(stage)
    before = len(stage.workspace.channel_messages("marketing"))
    assert await finish(stage, "ana", message, question=ASK, where="privately") == {}
    assert len(stage.workspace.channel_messages("marketing")) == before
    asked = [who for who in ("maya", "tom") if ASK in str(stage.workspace.inbox(who).texts())]
    assert len(asked) == 1


async def test_what_worked_is_logged_as_a_prompted_win_when_its_author_says_so(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await finish(stage, "ana", message, worked=WORKED, minutes="60", log=["log"]) == {}
    assert await logged(stage) == [WORKED]
    standing = stage.workspace.inbox("ana").last
    assert "Logged, thank you." in stage.workspace.text_of(standing)
    assert "Claude, about 1 hour saved" in stage.workspace.text_of(standing)
    await stage.workspace.press("ana", "Change my notes", on=message)
    assert await stage.workspace.submit("ana", {"worked": "The third run.", "log": ["log"]}) == {}
    assert await logged(stage) == ["The third run."], "changed notes change the same win"


async def test_what_did_not_work_can_be_logged_just_as_well(stage: Stage) -> None:
    message = await challenge_of(stage)
    failed = "It mixed up two customers in the second run."
    assert await finish(stage, "ana", message, failed=failed, log=["log"]) == {}
    assert await logged(stage) == [failed]
    assert "Knowing what did not work" in stage.workspace.inbox("ana").texts()[-1]


async def test_nothing_is_logged_or_asked_without_a_word(stage: Stage) -> None:
    message = await challenge_of(stage)
    before = len(stage.workspace.channel_messages("marketing"))
    assert await finish(stage, "ana", message, worked=WORKED) == {}
    assert await logged(stage) == []
    assert len(stage.workspace.channel_messages("marketing")) == before


async def test_a_form_that_arrives_twice_asks_and_logs_once(stage: Stage) -> None:
    message = await challenge_of(stage)
    more = {"worked": WORKED, "log": ["log"], "question": ASK, "where": "openly"}
    assert await finish(stage, "ana", message, **more) == {}
    posts = len(stage.workspace.calls("chat.postMessage"))
    await again(stage, "view_submission")
    assert len(stage.workspace.calls("chat.postMessage")) == posts
    assert await logged(stage) == [WORKED]


async def test_finishing_after_the_week_counts_until_the_next_challenge_begins(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    await around_the_world(stage, TUE)
    assert await finish(stage, "maya", challenges(stage, "maya")[0]) == {}
    await leap(stage, FRI + 15 * AN_HOUR)
    (line,) = progress_lines(stage)
    assert "1 of 6 took this week's challenge “One prompt, three runs”, 1 finished it." in line.text
    await leap(stage, SAT)
    assert await finish(stage, "ana", challenges(stage, "ana")[0]) == {}
    assert "2 finished it" in now_shown(stage, line)
    assert len(progress_lines(stage)) == 1


async def test_a_button_of_a_challenge_that_the_next_one_replaced_answers_kindly(stage: Stage) -> None:
    message = await challenge_of(stage)
    await morning(stage, NEXT_TUE)
    assert len(challenges(stage, "ana")) == 2
    await stage.workspace.press("ana", "I did it", on=message)
    assert stage.workspace.modal("ana") is None
    assert "ended when the next one began" in stage.workspace.ephemerals("ana")[-1].text
    await stage.workspace.press("ana", "I'm in", on=message)
    assert stage.workspace.text_of(message).startswith("Your team's challenge"), "the old message stays"


async def test_a_form_left_open_over_the_change_gives_its_words_back(stage: Stage) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "I did it", on=message)
    await morning(stage, NEXT_TUE)
    errors = await stage.workspace.submit("ana", {"tried": TRIED})
    assert "ended when the next one began" in errors["tried"]
    assert TRIED in str(stage.workspace.modal("ana"))


async def test_a_small_teams_week_ends_in_silence(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await finish(stage, "ana", message) == {}
    await leap(stage, FRI + 15 * AN_HOUR)
    await leap(stage, FRI + 16 * AN_HOUR)
    assert progress_lines(stage) == []


async def test_a_week_in_which_nobody_finished_ends_in_silence(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    await around_the_world(stage, TUE)
    await stage.workspace.press("ana", "I'm in", on=challenges(stage, "ana")[0])
    await leap(stage, FRI + 15 * AN_HOUR)
    assert progress_lines(stage) == []


async def test_who_paused_left_or_wants_no_challenges_gets_none(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    async with stage.db.begin() as session:
        now = stage.clock()
        await enrolment.pause(session, stage.person("ana"), until=None, now=now)
        await enrolment.leave(session, stage.person("maya"), now=now)
        await enrolment.change(session, stage.person("tom"), Wishes(challenges=False), now=now)
    await morning(stage, TUE)
    assert challenges(stage, "ana") == challenges(stage, "maya") == challenges(stage, "tom") == []
    await leap(stage, TUE + 10 * AN_HOUR)
    assert len(challenges(stage, "priya")) == 1


async def test_a_pause_pressed_on_the_morning_itself_is_heeded(stage: Stage) -> None:
    await a_learning_team(stage)
    await leap(stage, TUE + 7 * AN_HOUR)  # promised for ten o'clock
    await stage.workspace.command("ana", "/afterglow pause")
    await leap(stage, TUE + 9 * AN_HOUR)
    assert challenges(stage, "ana") == []
    assert len(challenges(stage, "maya")) == 1


async def test_a_day_that_is_used_already_moves_the_challenge_to_the_next_one(stage: Stage) -> None:
    await a_learning_team(stage, without=["ana"])
    await leap(stage, TUE)
    async with stage.db.begin() as session:
        await enrolment.invite(session, stage.team_id, [stage.person("ana").user_id], now=stage.clock())
    await morning(stage, TUE)
    assert len(stage.workspace.inbox("ana")) == 1
    await stage.workspace.press("ana", "Start")
    await leap(stage, TUE + 12 * AN_HOUR)
    assert challenges(stage, "ana") == [], "the invitation was Tuesday's message"
    await morning(stage, WED)
    (message,) = challenges(stage, "ana")
    assert f"{local_time(stage, 'ana', message):%a %H:%M}" == "Wed 10:00"


async def test_who_starts_during_the_week_gets_it_on_their_next_free_day(stage: Stage) -> None:
    await a_learning_team(stage, without=["ana"])
    await morning(stage, TUE)
    await take_part(stage, "ana")
    await leap(stage, TUE + 12 * AN_HOUR)
    assert challenges(stage, "ana") == [], "ten o'clock was before they started"
    await morning(stage, WED)
    assert len(challenges(stage, "ana")) == 1


async def test_a_missed_morning_is_made_up_for_within_two_hours_and_not_later(stage: Stage) -> None:
    await a_learning_team(stage)
    await leap(stage, MON + 12 * AN_HOUR)
    await leap(stage, TUE + 10 * AN_HOUR)  # the process slept from Monday noon until eleven o'clock
    (message,) = challenges(stage, "ana")
    assert f"{local_time(stage, 'ana', message):%a %H:%M}" == "Tue 11:00"


async def test_a_day_slept_through_moves_the_challenge_to_the_next_one(stage: Stage) -> None:
    await a_learning_team(stage)
    await leap(stage, MON + 12 * AN_HOUR)
    await leap(stage, TUE + 14 * AN_HOUR)
    assert challenges(stage, "ana") == []
    await morning(stage, WED)
    assert len(challenges(stage, "ana")) == 1


async def test_the_next_week_brings_another_challenge(stage: Stage) -> None:
    first = await challenge_of(stage)
    await morning(stage, NEXT_TUE)
    second = challenges(stage, "ana")[-1]
    assert second.text.splitlines()[1] != first.text.splitlines()[1]


async def test_a_week_in_which_nobody_took_part_uses_no_challenge_up(stage: Stage) -> None:
    await a_learning_team(stage, without=THREE)
    await leap(stage, TUE)
    await leap(stage, FRI + 15 * AN_HOUR)
    await take_part(stage, *THREE)
    await morning(stage, NEXT_TUE)
    assert FIRST in challenges(stage, "ana")[0].text


async def test_processes_that_tick_at_the_same_moment_send_one_challenge_and_no_card(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    await leap(stage, MON + 20 * AN_HOUR)
    stage.clock.advance(TUE + 10 * AN_HOUR - stage.clock())  # both the challenge and the card are due
    office, now = stage.product.office, stage.clock()
    await asyncio.gather(
        *(tick.run(office, now) for tick in TICKS * 3 if tick.name.startswith(("challenges", "nudges")))
    )
    await stage.play.settle()
    for who in ("ana", "maya", "tom", "priya"):
        assert len(stage.workspace.inbox(who)) == 1, who
    await leap(stage, TUE + 11 * AN_HOUR)
    for who in ("ana", "maya", "tom", "priya"):
        assert len(stage.workspace.inbox(who)) == 1, who


async def test_a_button_of_a_challenge_that_is_gone_still_answers(stage: Stage) -> None:
    message = await challenge_of(stage)
    async with stage.db.begin() as session:
        await session.execute(delete(Round))
    for label in ("I'm in", "I did it"):
        await stage.workspace.press("ana", label, on=message)
        assert "no longer there" in stage.workspace.ephemerals("ana")[-1].text


async def test_joining_at_the_weekend_promises_no_reminder(stage: Stage) -> None:
    message = await challenge_of(stage)
    await leap(stage, FRI + 15 * AN_HOUR)
    await leap(stage, SAT)
    await stage.workspace.press("ana", "I'm in", on=message)
    assert "You are in. Your team's challenge until Friday 27 November." in now_shown(stage, message)
    assert "“I did it” counts until the next one begins." in now_shown(stage, message)
