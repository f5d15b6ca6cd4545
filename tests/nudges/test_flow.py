"""Flow A: a card, its answer, and what the person sees."""

import asyncio
from dataclasses import replace

from sqlalchemy import delete, select

from bot.nudges.fsrs import Grade
from bot.nudges.models import Nudge, Review
from bot.packs.catalog import Catalog
from bot.sandbox.state import Json, Message
from tests.nudges.acts import first_card, next_card, now_shown, play_until, take_part
from tests.stage import Stage


async def grades(stage: Stage) -> list[Grade]:
    async with stage.db.read() as session:
        rows = await session.scalars(select(Review.grade).order_by(Review.id))
        return [Grade(grade) for grade in rows]


async def test_a_card_shows_problem_prompt_question_and_who_sees_the_answer(stage: Stage) -> None:
    card = await first_card(stage)
    shown = stage.workspace.text_of(card)
    assert shown.startswith("*What may go in, and where*")
    for part in ("Before:", "After:", "I need help with [task]", "What goes in?"):
        assert part in shown
    assert stage.workspace.buttons(card) == ["A", "B", "C", "D"]
    assert "because everybody gets the company's rules first" in shown
    assert "Only you see your answers." in shown
    assert "I need help with [task]" in card.text, "a screen reader hears the prompt"


async def test_a_right_answer_is_confirmed_with_its_reason_and_remembered(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "C", on=card)
    shown = now_shown(stage, card)
    assert "*C  The gist in your words, no person and no illness*: that is it." in shown
    assert "Deleting does not undo sending" in shown
    assert await grades(stage) == [Grade.GOOD]


async def test_a_wrong_answer_shows_the_better_one_without_blame(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "A", on=card)
    shown = now_shown(stage, card)
    assert "You chose A  All of it, if you delete the chat afterwards." in shown
    assert "Better: *C  The gist in your words, no person and no illness*" in shown
    assert await grades(stage) == [Grade.AGAIN]


async def test_a_changed_answer_replaces_the_first_one(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "A", on=card)
    await stage.workspace.press("ana", "Change answer", on=card)
    assert "What goes in?" in now_shown(stage, card)
    await stage.workspace.press("ana", "C", on=card)
    assert await grades(stage) == [Grade.GOOD]
    assert "that is it" in now_shown(stage, card)


async def test_an_answer_of_another_day_stays(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "A", on=card)
    await next_card(stage)
    await stage.workspace.press("ana", "Change answer", on=card)
    assert "on the day it was given" in stage.workspace.ephemerals("ana")[-1].text
    assert "Better:" in now_shown(stage, card)


async def test_a_press_delivered_again_changes_nothing(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "A", on=card)
    first = last_press(stage)
    await stage.workspace.press("ana", "Change answer", on=card)
    changed = last_press(stage)
    await stage.workspace.press("ana", "C", on=card)
    before = now_shown(stage, card)
    for payload in (first, changed, first):
        assert (await stage.workspace.courier.interactive(payload)).ok
        await stage.workspace.after()
    assert now_shown(stage, card) == before
    assert await grades(stage) == [Grade.GOOD]


async def test_two_presses_at_the_same_instant_leave_one_answer(stage: Stage) -> None:
    card = await first_card(stage)
    await asyncio.gather(*(stage.workspace.press("ana", letter, on=card) for letter in "ABCD"))
    assert len(await grades(stage)) == 1
    shown = now_shown(stage, card)
    assert ("that is it" in shown) == ((await grades(stage)) == [Grade.GOOD])


async def test_a_late_press_counts_when_it_is_made(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.pass_time(hours=24)
    assert (await stage.member("ana")).ignored_in_row == 1
    await stage.workspace.press("ana", "C", on=card)
    assert await grades(stage) == [Grade.GOOD]
    assert (await stage.member("ana")).ignored_in_row == 0
    async with stage.db.read() as session:
        review = await session.scalar(select(Review))
    assert review is not None and review.day.isoformat() == "2026-11-24"


async def test_the_companys_rules_are_everybodys_job_also_by_an_older_menu(stage: Stage) -> None:
    rule = await first_card(stage)
    assert "Not my job" not in str(rule.blocks)
    old = stage.workspace.glance(rule)
    (choice,) = [one for one in menu_of(old) if one["text"]["text"] == "I already knew this"]
    choice["value"] = choice["value"].replace("already_knew", "not_my_job")
    await stage.workspace.press("ana", "I already knew this", on=old)
    assert "so it is for everybody" in stage.workspace.ephemerals("ana")[-1].text
    assert "What goes in?" in now_shown(stage, rule), "the card still waits for its answer"


def menu_of(card: Message) -> list[Json]:
    """The choices behind a card's three dots."""
    elements = [one for block in card.blocks or [] for one in block.get("elements", [])]
    (menu,) = [one for one in elements if one["type"] == "overflow"]
    return list(menu["options"])


async def test_not_my_job_takes_the_card_away_and_offers_another_role(stage: Stage) -> None:
    catalog = stage.product.shelf.catalog
    general = [pack for pack in catalog.packs if pack.role == "general"]
    without = [replace(pack, cards=tuple(c for c in pack.cards if "policy" not in c.id)) for pack in general]
    stage.product.shelf.catalog = Catalog(tuple(without))
    card = await first_card(stage)
    await stage.workspace.press("ana", "Not my job", on=card)
    assert "this card will not come again" in now_shown(stage, card)
    await stage.workspace.press("ana", "Change my role", on=card)
    assert "You take part." in stage.workspace.text_of(stage.workspace.modal("ana"))
    assert await grades(stage) == []


async def test_already_known_comes_back_much_later(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "I already knew this", on=card)
    assert "comes back much later" in now_shown(stage, card)
    assert await grades(stage) == [Grade.EASY]


async def test_a_snoozed_card_comes_back_tomorrow(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "Snooze to tomorrow", on=card)
    assert "comes back on Tuesday 24 November" in now_shown(stage, card)
    again = await next_card(stage)
    assert again.ts != card.ts
    assert stage.workspace.text_of(again).startswith("*What may go in, and where*")
    assert "you put it off until today" in stage.workspace.text_of(again)
    assert (await stage.member("ana")).ignored_in_row == 0


async def test_a_card_can_be_put_off_to_next_week_or_taken_back(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "Snooze to tomorrow", on=card)
    await stage.workspace.press("ana", "Next week instead", on=card)
    assert "comes back on Monday 30 November" in now_shown(stage, card)
    tomorrow = await next_card(stage)
    assert not stage.workspace.text_of(tomorrow).startswith("*What may go in, and where*")
    await stage.workspace.press("ana", "Show it now", on=card)
    await stage.workspace.press("ana", "C", on=card)
    assert "that is it" in now_shown(stage, card)


async def test_pausing_from_a_card_says_until_when_and_can_be_undone(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "Pause all cards", on=card)
    (said,) = stage.workspace.ephemerals("ana")
    assert said.text.startswith("Paused until Monday 7 December.")
    await stage.workspace.press("ana", "Resume now", on=said)
    assert "Next card tomorrow at 10:00" in stage.workspace.ephemerals("ana")[-1].text


async def test_why_tells_the_reason_and_who_sees_the_answer(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "Why did I get this?", on=card)
    by_button = stage.workspace.ephemerals("ana")[-1]
    by_command = await stage.workspace.command("ana", "/afterglow why")
    for told in (by_button, by_command):
        text = stage.workspace.text_of(told)
        assert "came on Monday 23 November" in text
        assert "it is one of your company's rules, which everybody gets first" in text
        assert "decides when the card comes back, and only you see it" in text
        assert "At most one card a working day" not in text, (
            "it does not repeat the small line beneath the card"
        )


async def test_why_before_anything_came_says_so(stage: Stage) -> None:
    told = await stage.workspace.command("ana", "/afterglow why")
    assert told is not None and "nothing by myself so far" in told.text


async def test_a_task_is_told_about_and_being_stuck_leads_to_a_champion(stage: Stage) -> None:
    await stage.a_team("Engineering", role="engineering", channel="engineering", members=["sam"], led_by=[])
    only_tasks(stage)
    await take_part(stage, "sam")
    card = await next_card(stage, "sam")
    assert stage.workspace.buttons(card) == ["Tried it, it worked", "Tried it, got stuck", "Not yet"]
    await stage.workspace.press("sam", "Tried it, got stuck", on=card)
    assert await grades(stage) == [Grade.HARD]
    await stage.workspace.press("sam", "Ask a champion", on=card)
    form = stage.workspace.modal("sam")
    assert "Ask an AI champion" in stage.workspace.text_of(form)
    assert await stage.workspace.submit("sam", {"text": "Where do I start?", "where": "open"}) == {}
    asked = stage.workspace.channel_messages("engineering")[-1]
    assert "Where do I start?" in stage.workspace.text_of(asked)


async def test_a_task_not_done_yet_comes_once_more_and_then_never(stage: Stage) -> None:
    await stage.a_team("Engineering", role="engineering", channel="engineering", members=["sam"], led_by=[])
    only_tasks(stage, limit=1)
    await take_part(stage, "sam")
    card = await next_card(stage, "sam")
    await stage.workspace.press("sam", "Not yet", on=card)
    assert "It comes back once" in now_shown(stage, card)
    again = await next_card(stage, "sam")
    assert (stage.workspace.state.at(again.ts) - stage.workspace.state.at(card.ts)).days >= 6
    await stage.workspace.press("sam", "Not yet", on=again)
    assert "it will not come again" in now_shown(stage, again)
    before = len(stage.workspace.inbox("sam"))
    await play_until(
        stage, stage.clock() + (stage.workspace.state.at(again.ts) - stage.workspace.state.at(card.ts))
    )
    assert len(stage.workspace.inbox("sam")) == before


async def test_a_card_met_before_asks_first_and_in_other_words(stage: Stage) -> None:
    await stage.a_team()
    only(stage, "policy-what-may-go-in")
    await take_part(stage, "ana")
    card = await next_card(stage)
    await stage.workspace.press("ana", "A", on=card)
    again = await next_card(stage)
    shown = stage.workspace.text_of(again)
    assert "The approved tool is down" in shown
    assert "I need help with [task]" not in shown and "I need help with [task]" not in again.text
    assert "about now it would begin to fade" in shown
    await stage.workspace.press("ana", "B", on=again)
    assert "I need help with [task]" in now_shown(stage, again)
    assert await grades(stage) == [Grade.AGAIN, Grade.GOOD]


async def test_the_button_of_a_card_that_left_the_library_answers_kindly(stage: Stage) -> None:
    card = await first_card(stage)
    stage.product.shelf.catalog = Catalog(())
    await stage.workspace.press("ana", "C", on=card)
    assert "has left the library" in stage.workspace.ephemerals("ana")[-1].text


async def test_the_button_of_a_forgotten_card_answers_kindly(stage: Stage) -> None:
    card = await first_card(stage)
    async with stage.db.begin() as session:
        await session.execute(delete(Nudge))
    await stage.workspace.press("ana", "C", on=card)
    assert "no longer kept here" in stage.workspace.ephemerals("ana")[-1].text


async def test_nobody_answers_for_somebody_else(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("maya", "C", on=card)
    assert await grades(stage) == []
    assert "What goes in?" in now_shown(stage, card)


async def test_policy_shows_the_companys_rules(stage: Stage) -> None:
    told = await stage.workspace.command("ana", "/afterglow policy")
    text = stage.workspace.text_of(told)
    assert "*What may go in, and where*" in text
    assert "Internal goes only into your company's approved AI tools." in text


def last_press(stage: Stage) -> Json:
    """What Slack sent for the last press."""
    every = (entry.body["payload"] for entry in reversed(stage.workspace.deliveries()))
    return next(payload for payload in every if payload["type"] == "block_actions")


def only(stage: Stage, *card_ids: str) -> None:
    """A library of these cards alone."""
    shelf = stage.product.shelf
    shelf.catalog = Catalog(
        tuple(
            replace(pack, cards=tuple(card for card in pack.cards if card.id in card_ids))
            for pack in shelf.catalog.packs
        )
    )


def only_tasks(stage: Stage, *, limit: int = 9) -> None:
    """A library of engineering tasks alone."""
    packs = stage.product.shelf.catalog.packs
    tasks = [card.id for pack in packs if pack.id == "engineering" for card in pack.cards if card.task]
    only(stage, *tasks[:limit])
