"""Flow C: a win told in a channel, asked about in private, logged or not, taken back."""

import asyncio
from datetime import timedelta

from bot.outbox import service as outbox
from bot.people.rules import Enrolment, Person
from bot.wins import blocks, records
from bot.wins import service as wins
from bot.wins.rules import Entry
from bot.wins.service import Source, Told
from tests.stage import Stage
from tests.wins.stories import WIN, asked, last_whisper, logged, waiting

PLAIN = "Lunch is at noon in the garden."


async def test_only_the_author_is_asked_with_minutes_and_tool_already_read(stage: Stage) -> None:
    await stage.a_team()
    told, question = await asked(stage)
    shown = stage.workspace.text_of(question)
    assert "Log this as a win?" in shown
    assert "Claude, about 2 hours saved" in shown
    assert WIN in shown
    assert stage.workspace.buttons(question) == ["Log it", "Edit first", "It didn't work", "Not a win"]
    assert stage.workspace.thread(told) == []
    assert stage.workspace.ephemerals("maya") == []


async def test_question_says_who_will_see_what_before_anything_is_logged(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    shown = stage.workspace.text_of(question)
    assert "nothing is logged unless you say so" in shown
    assert "weekly digest in" in shown
    assert "with your name" in shown


async def test_small_talk_is_not_asked_about(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", PLAIN, channel="marketing")
    assert stage.workspace.ephemerals("ana") == []


async def test_one_press_logs_what_was_read(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    await stage.workspace.press("ana", "Log it", on=question)
    assert "Logged, thank you." in last_whisper(stage)
    assert await logged(stage) == [WIN]
    assert await waiting(stage) == []


async def test_nothing_is_logged_without_a_press(stage: Stage) -> None:
    await stage.a_team()
    await asked(stage)
    await stage.pass_time(hours=1)
    assert await logged(stage) == []
    assert await waiting(stage) == [WIN]


async def test_an_answered_question_offers_nothing_to_press_any_more(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    await stage.workspace.press("ana", "Log it", on=question)
    (shown,) = stage.workspace.ephemerals("ana")
    assert stage.workspace.buttons(shown) == ["Change", "Withdraw"]
    await stage.workspace.press("ana", "Withdraw", on=shown)
    (shown,) = stage.workspace.ephemerals("ana")
    assert stage.workspace.buttons(shown) == []


async def test_what_cannot_be_undone_is_asked_as_a_danger(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    await stage.workspace.press("ana", "Log it", on=question)
    (shown,) = stage.workspace.ephemerals("ana")
    buttons = next(block for block in shown.blocks or [] if block["type"] == "actions")["elements"]
    assert [one["confirm"]["style"] for one in buttons if "confirm" in one] == ["danger"]


async def test_pressing_again_on_an_old_screen_changes_nothing_and_is_answered(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    old = stage.workspace.glance(question)
    await stage.workspace.press("ana", "Log it", on=question)
    await stage.workspace.press("ana", "Log it", on=old)
    assert "This one is logged already." in last_whisper(stage)
    assert await logged(stage) == [WIN]


async def test_a_logged_win_is_not_lost_by_pressing_not_a_win_later(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    old = stage.workspace.glance(question)
    await stage.workspace.press("ana", "Log it", on=question)
    await stage.workspace.press("ana", "Not a win", on=old)
    assert stage.workspace.buttons(stage.workspace.ephemerals("ana")[-1]) == ["Change", "Withdraw"]
    assert await logged(stage) == [WIN]


async def test_two_presses_at_once_log_one_win(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    old = stage.workspace.glance(question)
    await asyncio.gather(
        stage.workspace.press("ana", "Log it", on=question),
        stage.workspace.press("ana", "Log it", on=old),
    )
    (shown,) = stage.workspace.ephemerals("ana")
    assert WIN in stage.workspace.text_of(shown)
    assert stage.workspace.buttons(shown) == ["Change", "Withdraw"]
    assert await logged(stage) == [WIN]


async def test_not_a_win_forgets_the_words_and_asks_no_reason(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    old = stage.workspace.glance(question)
    await stage.workspace.press("ana", "Not a win", on=question)
    assert "nothing is logged" in last_whisper(stage)
    assert await waiting(stage) == []
    await stage.workspace.press("ana", "Log it", on=old)
    assert "Log an AI win" in last_whisper(stage)
    assert await logged(stage) == []


async def test_nobody_else_can_log_it(stage: Stage) -> None:
    await stage.a_team()
    await asked(stage)
    async with stage.db.begin() as session:
        (card,) = await wins.waiting(session, stage.person("ana"))
        changed = await wins.log(session, card.id, by=stage.person("tom"), now=stage.clock())
    assert changed is not None
    assert not changed.won
    assert not changed.may
    assert await waiting(stage) == [WIN]


async def test_another_workspace_sees_no_such_win(stage: Stage) -> None:
    await stage.a_team()
    await asked(stage)
    stranger = Person("T0ELSEWHERE", stage.person("ana").user_id)
    async with stage.db.begin() as session:
        (card,) = await wins.waiting(session, stage.person("ana"))
        assert await wins.log(session, card.id, by=stranger, now=stage.clock()) is None


async def test_withdrawn_win_is_forgotten(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    await stage.workspace.press("ana", "Log it", on=question)
    await stage.workspace.press("ana", "Withdraw")
    assert "Its text is deleted" in last_whisper(stage)
    assert await logged(stage) == []


async def test_deleting_the_message_withdraws_the_win(stage: Stage) -> None:
    await stage.a_team()
    told, question = await asked(stage)
    old = stage.workspace.glance(question)
    await stage.workspace.press("ana", "Log it", on=question)
    await stage.workspace.delete("ana", told)
    assert await logged(stage) == []
    await stage.workspace.press("ana", "Log it", on=old)
    assert "withdrawn" in last_whisper(stage)
    assert await logged(stage) == []


async def test_deleting_the_message_before_an_answer_forgets_the_proposal(stage: Stage) -> None:
    await stage.a_team()
    told, _ = await asked(stage)
    await stage.workspace.delete("ana", told)
    assert await waiting(stage) == []


async def test_editing_the_message_before_logging_changes_what_is_logged(stage: Stage) -> None:
    await stage.a_team()
    told, question = await asked(stage)
    better = "Claude turned the call transcript into the newsletter, that saved me 3 hours today!"
    await stage.workspace.edit("ana", told, better)
    await stage.workspace.press("ana", "Log it", on=question)
    assert better in last_whisper(stage)
    assert "about 3 hours saved" in last_whisper(stage)


async def test_editing_the_message_after_logging_changes_nothing(stage: Stage) -> None:
    await stage.a_team()
    told, question = await asked(stage)
    await stage.workspace.press("ana", "Log it", on=question)
    await stage.workspace.edit("ana", told, "Something else entirely.")
    assert await logged(stage) == [WIN]


async def test_a_win_told_in_a_dm_is_offered_there_and_stays_private(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", WIN, dm=True)
    question = stage.workspace.inbox("ana").last
    assert "stays between you and me" in stage.workspace.text_of(question)
    await stage.workspace.press("ana", "Log it", on=question)
    answer = stage.workspace.text_of(stage.workspace.inbox("ana").last)
    assert "Logged, thank you." in answer
    assert "Only you see this text" in answer
    assert len(stage.workspace.inbox("ana")) == 1
    await stage.workspace.press("ana", "Withdraw")
    assert "Withdrawn" in stage.workspace.text_of(stage.workspace.inbox("ana").last)


async def test_a_dm_that_is_deleted_takes_its_question_along(stage: Stage) -> None:
    message = await stage.workspace.say("ana", WIN, dm=True)
    await stage.workspace.delete("ana", message)
    question = stage.workspace.inbox("ana").last
    assert "deleted my copy too" in stage.workspace.text_of(question)
    assert stage.workspace.buttons(question) == []


async def test_whoever_opted_out_or_paused_is_not_asked(stage: Stage) -> None:
    await stage.a_team()
    async with stage.db.begin() as session:
        ana = await session.merge(await stage.member("ana"))
        ana.enrolment = Enrolment.OUT
        tom = await session.merge(await stage.member("tom"))
        tom.paused_until = stage.clock() + timedelta(days=2)
    for who in ("ana", "tom"):
        await stage.workspace.say(who, WIN, channel="marketing")
        assert stage.workspace.ephemerals(who) == []


async def test_a_win_told_by_mention_is_kept_private_when_slack_does_not_say_where(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", f"<@{stage.workspace.bot.id}> {WIN}", channel="marketing")
    (question,) = stage.workspace.ephemerals("ana")
    shown = stage.workspace.text_of(question)
    assert "stays between you and me" in shown
    assert stage.workspace.bot.id not in shown


async def test_a_win_that_nobody_answers_about_is_forgotten_after_two_weeks(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    stage.clock.advance(timedelta(days=14))
    await stage.play.run_ticks()
    assert await waiting(stage) == []
    await stage.workspace.press("ana", "Log it", on=question)
    assert "waited for two weeks" in last_whisper(stage)


async def test_slack_markup_in_a_win_is_shown_as_people_read_it(stage: Stage) -> None:
    await stage.a_team()
    tom = stage.person("tom").user_id
    words = (
        f"Claude turned <@{tom}>'s transcript into <https://wiki.example/a|the newsletter>, saved me 2 hours!"
    )
    _, question = await asked(stage, words=words)
    shown = stage.workspace.text_of(question)
    assert "a colleague's transcript into the newsletter" in shown
    assert tom not in shown


async def test_an_event_that_slack_delivers_again_asks_nobody_twice(stage: Stage) -> None:
    await stage.a_team()
    _, question = await asked(stage)
    (told,) = [one for one in stage.workspace.deliveries("message.channels") if WIN in str(one.body)]
    await stage.workspace.redeliver(told)
    assert stage.workspace.ephemerals("ana") == [question]
    await stage.workspace.press("ana", "Not a win", on=question)
    await stage.workspace.redeliver(told)
    assert await waiting(stage) == []


async def test_a_challenge_can_log_a_win_as_prompted(stage: Stage) -> None:
    await stage.a_team()
    told = Told(stage.person("ana"), "", "view:V9", Source.CHALLENGE, private=True)
    async with stage.db.begin() as session:
        changed = await wins.record(
            session, told, Entry("Planned the week"), key="view:V9", prompted=True, now=stage.clock()
        )
    assert changed.won
    assert changed.win.prompted
    await asked(stage)
    async with stage.db.read() as session:
        (card,) = await wins.waiting(session, stage.person("ana"))
        own = await records.find(session, card.id, by=stage.person("ana"))
    assert own is not None
    assert not own.prompted


async def proposed_while_slack_is_away(stage: Stage) -> int:
    """A win of Ana's, whose question is promised and not sent yet."""
    ana, channel = stage.person("ana"), stage.workspace.channel("marketing").id
    told = Told(ana, WIN, wins.origin_of(channel, "1.2"), Source.CHANNEL, channel=channel, message_ts="1.2")
    async with stage.db.begin() as session:
        win = await wins.propose(session, told, team_id=None, now=stage.clock())
    assert win is not None
    return win.id


async def test_nobody_is_asked_about_what_they_logged_meanwhile(stage: Stage) -> None:
    row_id = await proposed_while_slack_is_away(stage)
    async with stage.db.begin() as session:
        await wins.save(session, row_id, Entry(WIN), by=stage.person("ana"), key="view:V1", now=stage.clock())
    await stage.play.settle()
    assert stage.workspace.ephemerals("ana") == []


async def test_a_promised_confirmation_does_not_outlive_the_win(stage: Stage) -> None:
    row_id = await proposed_while_slack_is_away(stage)
    ana = stage.person("ana")
    async with stage.db.begin() as session:
        changed = await wins.log(session, row_id, by=ana, now=stage.clock())
        assert changed is not None
        post = blocks.standing(await records.card(session, changed.win))
        place = outbox.Place(ana.workspace_id, ana.user_id)
        key = wins.answer_key(row_id, "press")
        await outbox.enqueue(session, post, to=place, dedupe=key, kind="win.answer", now=stage.clock())
        await wins.withdraw(session, row_id, by=ana, now=stage.clock())
    await stage.play.settle()
    assert len(stage.workspace.inbox("ana")) == 0
