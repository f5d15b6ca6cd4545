"""The one form: for a win and for what did not work, by button, command and shortcut."""

from datetime import timedelta

from bot.wins import service as wins
from bot.wins.rules import Entry
from bot.wins.service import Source, Told
from tests.stage import Stage
from tests.wins.stories import WIN, asked, last_whisper, logged, typed, waiting


async def test_edit_first_opens_the_form_with_what_was_read(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    await stage.workspace.press("ana", "Edit first", on=question)
    assert (typed(stage, "text"), typed(stage, "tool"), typed(stage, "minutes")) == (WIN, "Claude", "120")
    errors = await stage.workspace.submit("ana", {"text": "Newsletter from a transcript", "minutes": "1.5 h"})
    assert errors == {}
    assert "about 1 h 30 min saved" in last_whisper(stage)
    assert await logged(stage) == ["Newsletter from a transcript"]


async def test_what_did_not_work_is_one_tap_away_in_the_same_form(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    await stage.workspace.press("ana", "It didn't work", on=question)
    form = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "Leave my name out" in form and "Time saved" not in form
    assert await stage.workspace.submit("ana", {}) == {}
    assert "Knowing what did not work saves somebody else the same try." in last_whisper(stage)
    assert await logged(stage) == [WIN]


async def test_the_question_gives_way_to_what_the_form_made_of_it(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    await stage.workspace.press("ana", "Edit first", on=question)
    await stage.workspace.submit("ana", {"text": "Newsletter from a transcript"})
    (shown,) = stage.workspace.ephemerals("ana")
    assert stage.workspace.buttons(shown) == ["Change", "Withdraw"]


async def test_a_form_sent_when_the_question_can_no_longer_give_way_is_answered_beside_it(
    stage: Stage,
) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    await stage.workspace.press("ana", "Edit first", on=question)
    stage.clock.advance(timedelta(minutes=40))
    await stage.workspace.submit("ana", {"text": "Newsletter from a transcript"})
    first, second = stage.workspace.ephemerals("ana")
    assert stage.workspace.buttons(first) == ["Log it", "Edit first", "It didn't work", "Not a win"]
    assert stage.workspace.buttons(second) == ["Change", "Withdraw"]
    assert await logged(stage) == ["Newsletter from a transcript"]


async def test_form_says_beside_the_field_what_it_cannot_read(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("ana", "/afterglow win Claude wrote my brief")
    assert (
        "90, 45 min or 1.5 h" in (await stage.workspace.submit("ana", {"minutes": "9e99 hours"}))["minutes"]
    )
    assert "90, 45 min or 1.5 h" in (await stage.workspace.submit("ana", {"minutes": "-5"}))["minutes"]
    assert "40 hours" in (await stage.workspace.submit("ana", {"minutes": "60 hours"}))["minutes"]
    errors = await stage.workspace.submit("ana", {"text": " . ", "minutes": ""})
    assert "sentence" in errors["text"]
    assert await logged(stage) == []


async def test_command_opens_the_same_form_filled_in(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("ana", f"/afterglow win {WIN}")
    assert (typed(stage, "text"), typed(stage, "minutes")) == (WIN, "120")
    assert await stage.workspace.submit("ana") == {}
    assert "Logged, thank you." in stage.workspace.text_of(stage.workspace.inbox("ana").last)
    assert await logged(stage) == [WIN]


async def test_command_without_words_and_global_shortcut_open_an_empty_form(stage: Stage) -> None:
    await stage.workspace.command("ana", "/afterglow win")
    assert await stage.workspace.submit("ana", {"text": "ChatGPT drafted the brief"}) == {}
    await stage.workspace.shortcut("ana", "log_win")
    assert await stage.workspace.submit("ana", {"text": "Gemini named the rows"}) == {}
    assert await logged(stage) == ["Gemini named the rows", "ChatGPT drafted the brief"]


async def test_words_come_back_when_slack_does_not_open_the_form(stage: Stage) -> None:
    stage.workspace.trouble.next("views.open", error="expired_trigger_id")
    reply = await stage.workspace.command("ana", f"/afterglow win {WIN}")
    shown = stage.workspace.text_of(reply)
    assert WIN in shown
    assert "try again" in shown


async def test_what_did_not_work_has_the_same_form_and_may_be_unnamed(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("ana", "/afterglow win Copilot made up two sources in the brief")
    await stage.workspace.press(
        "ana", "How did it go?", option="It didn't work", on=stage.workspace.modal("ana")
    )
    shown = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "Leave my name out" in shown
    assert "so that you can withdraw it" in shown
    assert typed(stage, "text") == "Copilot made up two sources in the brief"
    assert "Time saved" not in shown
    assert await stage.workspace.submit("ana", {"share": ["yes"], "anonymous": ["yes"]}) == {}
    told = stage.workspace.text_of(stage.workspace.inbox("ana").last)
    assert "saves somebody else the same try" in told
    assert "without your name" in told


async def test_a_win_always_carries_its_name(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("ana", "/afterglow win Claude wrote my brief")
    modal = stage.workspace.modal("ana")
    await stage.workspace.press("ana", "How did it go?", option="It didn't work", on=modal)
    await stage.workspace.press("ana", "How did it go?", option="It worked", on=modal)
    shown = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "Leave my name out" not in shown
    assert "Time saved" in shown


async def test_own_message_is_logged_by_shortcut_and_never_twice(stage: Stage) -> None:
    await stage.a_team()
    told, _ = await asked(stage)
    await stage.workspace.shortcut("ana", "log_win_message", on=told)
    assert await stage.workspace.submit("ana", {"text": "Said by shortcut"}) == {}
    assert await logged(stage) == ["Said by shortcut"]
    assert await waiting(stage) == []


async def test_a_message_that_was_not_noticed_can_be_logged_by_shortcut(stage: Stage) -> None:
    message = await stage.workspace.say("ana", "The brief is done.", channel="marketing")
    await stage.workspace.shortcut("ana", "log_win_message", on=message)
    assert await stage.workspace.submit("ana", {"minutes": "half an hour"}) == {}
    assert await logged(stage) == ["The brief is done."]


async def test_a_declined_win_can_still_be_logged_by_its_author(stage: Stage) -> None:
    await stage.a_team()
    told, question = await asked(stage)
    await stage.workspace.press("ana", "Not a win", on=question)
    await stage.workspace.shortcut("ana", "log_win_message", on=told)
    assert typed(stage, "text") == WIN
    assert await stage.workspace.submit("ana") == {}
    assert await logged(stage) == [WIN]


async def test_only_the_author_logs_a_message(stage: Stage) -> None:
    await stage.a_team()
    told, _ = await asked(stage)
    await stage.workspace.shortcut("tom", "log_win_message", on=told)
    assert "Only the person who wrote a message" in stage.workspace.text_of(stage.workspace.modal("tom"))
    assert await logged(stage, "tom") == []


async def test_secrets_and_addresses_are_not_stored(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("ana", "/afterglow win Claude answered ana.ruiz@client.example for me")
    assert await stage.workspace.submit("ana") == {}
    (text,) = await logged(stage)
    assert "client.example" not in text


async def test_a_form_that_arrives_twice_counts_once_even_after_withdrawal(stage: Stage) -> None:
    await stage.a_team()
    told = Told(stage.person("ana"), "", "view:V1", Source.COMMAND, private=True)
    async with stage.db.begin() as session:
        first = await wins.record(session, told, Entry(WIN), key="view:V1", now=stage.clock())
        await wins.withdraw(session, first.win.id, by=told.person, now=stage.clock())
    async with stage.db.begin() as session:
        again = await wins.record(session, told, Entry(WIN), key="view:V1", now=stage.clock())
    assert not again.won
    assert await logged(stage) == []


async def test_a_logged_win_can_be_changed_by_its_author(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    await stage.workspace.press("ana", "Log it", on=question)
    await stage.workspace.press("ana", "Change")
    assert typed(stage, "text") == WIN
    assert await stage.workspace.submit("ana", {"text": "Newsletter in half the time", "minutes": ""}) == {}
    assert "Newsletter in half the time" in last_whisper(stage)
    assert await logged(stage) == ["Newsletter in half the time"]
