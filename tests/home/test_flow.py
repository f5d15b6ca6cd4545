"""App Home: what people find there, that it stays true, and that it is published only when it differs."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.adoption import figures
from bot.outbox import service as outbox
from bot.outbox.models import OutboxMessage
from bot.sandbox.looking import Shown
from bot.sandbox.state import View
from bot.slack.blockkit import Post
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"
WIN = "Claude saved me two hours on the spring launch briefing today"


async def home_of(stage: Stage, who: str) -> View:
    return await stage.workspace.open_home(who)


def text_of(stage: Stage, shown: Shown) -> str:
    """What is read there, without emphasis."""
    return stage.workspace.text_of(shown).replace("*", "")


def now_on(stage: Stage, who: str) -> View:
    """The page as it stands, without opening it anew."""
    return stage.workspace.state.homes[stage.workspace.person(who).id]


async def pages_sent(stage: Stage) -> int:
    async with stage.db.read() as session:
        rows = await session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == "home"))
    return len(rows.all())


async def test_a_learner_finds_the_next_card_and_their_buttons(stage: Stage) -> None:
    await stage.a_team()
    await home_of(stage, "ana")
    await stage.workspace.press("ana", "Start", on=now_on(stage, "ana"))
    page = now_on(stage, "ana")
    assert "Next card today at 10:00 your time (Europe/Madrid)" in text_of(stage, page)
    buttons = stage.workspace.buttons(page)
    assert {"Ask a champion", "Log a win", "Pause for two weeks", "Settings"} <= set(buttons)
    assert "Go on with the set-up" not in buttons
    assert "as a champion" not in text_of(stage, page)


async def test_pausing_on_the_page_is_seen_on_the_page(stage: Stage) -> None:
    await stage.a_team()
    await home_of(stage, "ana")
    await stage.workspace.press("ana", "Start", on=now_on(stage, "ana"))
    await stage.workspace.press("ana", "Pause for two weeks", on=now_on(stage, "ana"))
    assert "Paused until Monday 7 December" in text_of(stage, now_on(stage, "ana"))
    await stage.workspace.press("ana", "Resume", on=now_on(stage, "ana"))
    assert "Next card" in text_of(stage, now_on(stage, "ana"))


async def test_settings_saved_from_the_page_are_seen_on_the_page(stage: Stage) -> None:
    await stage.a_team()
    await home_of(stage, "ana")
    await stage.workspace.press("ana", "Start", on=now_on(stage, "ana"))
    await stage.workspace.press("ana", "Settings", on=now_on(stage, "ana"))
    assert await stage.workspace.submit("ana", {"Your time": "14:30"}) == {}
    assert "at 14:30 your time" in text_of(stage, now_on(stage, "ana"))


async def test_one_tap_counts_the_week_and_can_be_undone(stage: Stage) -> None:
    await stage.a_team()
    page = await home_of(stage, "ana")
    await stage.workspace.press("ana", "Yes, I did", on=page)
    assert "You said that you used AI in your work this week." in text_of(stage, now_on(stage, "ana"))
    await stage.workspace.press("ana", "Undo", on=now_on(stage, "ana"))
    assert "Did you use AI in your work this week?" in text_of(stage, now_on(stage, "ana"))


async def test_a_question_can_be_asked_from_the_page(stage: Stage) -> None:
    await stage.a_team(zone="Europe/Berlin")
    page = await home_of(stage, "ana")
    await stage.workspace.press("ana", "Ask a champion", on=page)
    assert await stage.workspace.submit("ana", {"What would you like to know?": ASK}) == {}
    assert any("can you take this one?" in one.text for one in stage.workspace.channel_messages("marketing"))


async def test_a_win_is_logged_from_the_page_and_stands_on_it(stage: Stage) -> None:
    await stage.a_team()
    page = await home_of(stage, "ana")
    await stage.workspace.press("ana", "Log a win", on=page)
    assert await stage.workspace.submit("ana", {"What did you use AI for, and what came of it?": WIN}) == {}
    assert "Your last wins" in text_of(stage, now_on(stage, "ana"))
    assert WIN in text_of(stage, now_on(stage, "ana"))


async def test_a_win_that_waits_is_answered_on_the_page(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", WIN, channel="marketing")
    page = await home_of(stage, "ana")
    assert "Log this as a win? Only you see these." in text_of(stage, page)
    await stage.workspace.press("ana", "Log it", on=page)
    after = text_of(stage, now_on(stage, "ana"))
    assert "Log this as a win?" not in after and "Your last wins" in after


async def test_a_champion_takes_a_question_from_the_page(stage: Stage) -> None:
    await stage.a_team()
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    page = await home_of(stage, "maya")
    assert "Waiting for a champion (1)" in text_of(stage, page)
    await stage.workspace.press("maya", "I'll take it", on=page)
    (offer,) = stage.workspace.thread(question)
    assert f"<@{stage.workspace.person('maya').id}> is on it." in offer.text
    assert "Yours (1)" in text_of(stage, now_on(stage, "maya"))


async def test_a_new_admin_is_led_through_the_set_up(stage: Stage) -> None:
    page = await home_of(stage, "priya")
    assert "0 of 5 are done." in text_of(stage, page)
    await stage.workspace.press("priya", "Go on with the set-up", on=page)
    assert stage.workspace.modal("priya") is not None


async def test_an_admin_sees_what_is_missing_and_this_weeks_numbers(stage: Stage) -> None:
    await stage.a_team()
    await stage.a_team("Sales", role="sales", channel=None, members=("rosa", "ben"), led_by=())
    text = text_of(stage, await home_of(stage, "priya"))
    assert "A channel for each team: missing for Sales" in text
    assert "Champions for each team: missing for Sales" in text
    assert "0% (0 of 5)" in text
    assert "You see this as an admin." in text


async def test_a_default_cadence_is_told_and_not_called_missing(stage: Stage) -> None:
    await stage.a_team()
    text = text_of(stage, await home_of(stage, "priya"))
    assert "✓  A cadence. Default: Mon–Fri at 10:00; change it with Cadence" in text
    await stage.workspace.command("priya", "/afterglow cadence Marketing")
    await stage.workspace.submit("priya", {"Usual time": "11:00"})
    await stage.workspace.submit("priya")
    assert "✓  A cadence\n" in text_of(stage, now_on(stage, "priya"))


async def test_numbers_of_four_people_are_hidden(stage: Stage) -> None:
    await stage.a_team(members=("ana", "maya", "tom", "rosa"))
    text = text_of(stage, await home_of(stage, "priya"))
    assert "fewer than 5 people" in text and "(0 of 4)" not in text


async def test_each_number_says_in_a_short_line_what_it_means(stage: Stage) -> None:
    await stage.a_team(members=("ana", "maya", "tom", "rosa", "ben"))
    text = text_of(stage, await home_of(stage, "priya"))
    assert "Weekly active: At least one confirmed act of use; reading does not count." in text
    assert all(len(line) <= 75 for line in figures.BRIEFLY.values())


async def test_a_learner_sees_nothing_of_admins(stage: Stage) -> None:
    await stage.a_team()
    text = text_of(stage, await home_of(stage, "ana"))
    assert "Set-up" not in text and "This week so far" not in text


async def test_opening_twice_publishes_once(stage: Stage) -> None:
    await stage.a_team()
    await home_of(stage, "ana")
    await home_of(stage, "ana")
    assert await pages_sent(stage) == 1
    await stage.workspace.press("ana", "Yes, I did", on=now_on(stage, "ana"))
    await stage.workspace.press("ana", "Undo", on=now_on(stage, "ana"))
    assert await pages_sent(stage) == 3


async def test_a_page_that_slack_lost_is_published_again(stage: Stage) -> None:
    await stage.a_team()
    await home_of(stage, "ana")
    stage.workspace.state.homes.clear()
    await home_of(stage, "ana")
    assert await pages_sent(stage) == 2


async def test_the_messages_tab_publishes_nothing(stage: Stage) -> None:
    await stage.workspace.acts.open_home(stage.workspace.person("ana"), tab="messages")
    await stage.workspace.settle()
    assert await pages_sent(stage) == 0


async def test_a_guest_may_ask_and_is_promised_no_cards(stage: Stage) -> None:
    await stage.a_team()
    page = await home_of(stage, "gail")
    assert "Cards are for members of this workspace." in text_of(stage, page)
    assert "Start" not in stage.workspace.buttons(page)
    assert "Ask a champion" in stage.workspace.buttons(page)


async def test_words_of_people_are_only_words_on_the_page(stage: Stage) -> None:
    await stage.a_team(members=("ana", "maya", "tom"))
    await stage.workspace.say(
        "ana",
        "How do I stop ChatGPT from writing <!channel> and <@U1> in a summary?",
        channel="marketing",
        raw=True,
    )
    text = text_of(stage, await home_of(stage, "maya"))
    assert "<!channel>" not in text


@pytest.mark.parametrize(
    ("button", "says"),
    [
        ("Preview", "Whose fortnight?"),
        ("Pause the programme", "Pause until"),
        ("Content packs", "packs in use."),
        ("Changes by admins", "No admin has changed anything yet."),
        ("Export", "`afterglow export`"),
    ],
)
async def test_an_admin_opens_from_the_page_what_the_commands_show(
    stage: Stage, button: str, says: str
) -> None:
    await stage.workspace.press("priya", button, on=await home_of(stage, "priya"))
    assert says in stage.workspace.text_of(stage.workspace.modal("priya"))


async def promise(stage: Stage, key: str, *, to: str, lasts: timedelta = timedelta(hours=2)) -> None:
    async with stage.db.begin() as session:
        await outbox.enqueue(
            session,
            Post("Nobody's business"),
            to=outbox.Place(stage.team_id, to),
            dedupe=key,
            kind="test",
            now=stage.clock(),
            lasts=lasts,
        )


async def test_an_admin_sees_what_was_not_delivered_and_why(stage: Stage) -> None:
    marketing, ana = stage.workspace.channel("marketing").id, stage.workspace.person("ana").id
    await stage.workspace.archive("dana", "marketing")
    for key in ("one", "two"):
        await promise(stage, key, to=marketing)
        await stage.play.settle()
    await promise(stage, "late", to=ana, lasts=timedelta(minutes=1))
    stage.clock.advance(timedelta(minutes=2))
    await stage.play.settle()
    page = await home_of(stage, "priya")
    assert (
        "3 messages were not delivered in the last seven days: 2 to an archived channel, 1 too late."
        in text_of(stage, page)
    )
    await stage.workspace.press("priya", "See which", on=page)
    shown = stage.workspace.text_of(stage.workspace.modal("priya"))
    assert f"<#{marketing}>: 2, last on Monday 23 November" in shown
    assert "direct messages: 1" in shown and "`/afterglow team`" in shown
    assert "business" not in shown and ana not in shown


async def test_what_was_not_delivered_is_forgotten_after_a_week_and_shown_to_admins_alone(
    stage: Stage,
) -> None:
    await promise(stage, "late", to=stage.workspace.channel("marketing").id, lasts=timedelta(minutes=1))
    stage.clock.advance(timedelta(minutes=2))
    await stage.play.settle()
    assert "not delivered" not in text_of(stage, await home_of(stage, "ana"))
    page = await home_of(stage, "priya")
    assert "1 message was not delivered in the last seven days: too late." in text_of(stage, page)
    stage.clock.advance(timedelta(days=8))
    assert "Worth a look" not in text_of(stage, await home_of(stage, "priya"))


async def test_another_workspaces_failures_are_not_shown(stage: Stage) -> None:
    async with stage.db.begin() as session:
        elsewhere = outbox.Place("T0ELSEWHERE", "C0ELSEWHERE")
        await outbox.enqueue(
            session,
            Post("x"),
            to=elsewhere,
            dedupe="x",
            kind="test",
            now=stage.clock(),
            lasts=timedelta(minutes=1),
        )
    stage.clock.advance(timedelta(minutes=2))
    await stage.play.settle()
    assert "Worth a look" not in text_of(stage, await home_of(stage, "priya"))


async def test_an_admin_sees_questions_that_found_nobody(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", ASK, channel="marketing")
    assert "everybody was asked" not in text_of(stage, await home_of(stage, "priya"))
    await stage.pass_time(hours=12)
    text = text_of(stage, await home_of(stage, "priya"))
    assert "1 question waits though everybody was asked." in text
