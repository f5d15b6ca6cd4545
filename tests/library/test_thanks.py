"""Used, thanked, counted: and what owners hear of it, and of review dates, once a week at most."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.adoption import report
from bot.library import blocks, note_blocks, thanks
from bot.library.models import Prompt, PromptThanks
from bot.library.rules import State, note_moment
from bot.privacy import service as privacy
from bot.questions import service as questions
from bot.questions.models import Question
from bot.sandbox.state import Message
from tests.library.stories import prompts, searched, verified
from tests.stage import Stage

HELPED = "It helped me"
WORDS = "bid writer tender"
NOTE = note_blocks.TITLE


async def helped(stage: Stage, *people: str) -> None:
    for who in people:
        await stage.workspace.press(who, HELPED, on=await searched(stage, who, WORDS))


async def counted(stage: Stage) -> int:
    async with stage.db.read() as session:
        return len((await session.scalars(select(PromptThanks))).all())


def notes(stage: Stage, who: str = "ana") -> list[Message]:
    return [one for one in stage.workspace.inbox(who) if NOTE in one.text]


async def days(stage: Stage, number: int) -> None:
    for _ in range(number):
        await stage.pass_time(days=1)


@pytest.fixture
async def shelf(stage: Stage) -> Stage:
    """Ana takes part and has a verified prompt."""
    await stage.a_team(members=("ana", "maya", "tom", "leila"))
    await stage.active("ana")
    await verified(stage)
    return stage


async def test_thanks_count_once_a_person_and_name_nobody(shelf: Stage) -> None:
    await helped(shelf, "tom", "rosa", "tom")
    assert await counted(shelf) == 2
    assert blocks.THANKED in shelf.workspace.text_of(shelf.workspace.ephemerals("tom")[-1])
    assert blocks.THANKS in shelf.workspace.text_of(shelf.workspace.ephemerals("rosa")[-1])
    assert "It helped 2 people." in shelf.workspace.text_of(await searched(shelf, "leila", WORDS))


async def test_its_owner_cannot_thank_themselves(shelf: Stage) -> None:
    assert HELPED not in shelf.workspace.buttons(await searched(shelf, "ana", WORDS))
    async with shelf.db.begin() as session:
        thanked = await thanks.thank(session, 1, by=shelf.person("ana"), now=shelf.clock())
    assert thanked is not None and not thanked.may
    assert await counted(shelf) == 0


async def test_its_owner_hears_how_many_in_one_note_a_week(shelf: Stage) -> None:
    await helped(shelf, "tom", "rosa")
    await days(shelf, 5)
    assert notes(shelf) == [], "thanks are gathered for a week"
    await days(shelf, 6)
    (note,) = notes(shelf)
    said = shelf.workspace.text_of(note)
    assert "“This one works for tenders in Claude” helped 2 more people." in said
    assert "once a week at most" in said and "Nobody who was helped is named" in said
    assert shelf.workspace.person("tom").id not in said
    await days(shelf, 10)
    assert len(notes(shelf)) == 1, "what was told is not told again"


async def test_the_note_takes_the_place_of_a_card(shelf: Stage) -> None:
    await helped(shelf, "tom")
    await days(shelf, 11)
    (note,) = notes(shelf)
    day = float(note.ts) // 86400
    that_day = [one for one in shelf.workspace.inbox("ana") if float(one.ts) // 86400 == day]
    assert that_day == [note]


async def test_a_note_can_be_turned_off_with_one_tap(shelf: Stage) -> None:
    await helped(shelf, "tom")
    await days(shelf, 11)
    (note,) = notes(shelf)
    await shelf.workspace.press("ana", "No such notes", on=note)
    assert any("You get no such note any more" in one.text for one in shelf.workspace.inbox("ana"))
    assert not (await shelf.member("ana")).wants_notes
    await helped(shelf, "rosa")
    await days(shelf, 12)
    assert notes(shelf) == []
    assert await counted(shelf) == 2


async def test_who_takes_no_part_gets_no_note(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    await helped(stage, "tom", "rosa")
    await days(stage, 12)
    assert notes(stage) == []


async def test_before_it_expires_its_owner_hears_of_it_and_keeps_it_with_one_press(shelf: Stage) -> None:
    await shelf.pass_time(days=81)
    assert notes(shelf) == []
    await shelf.workspace.command(
        "ana", "/afterglow resume"
    )  # a silent quarter has paused what comes by itself
    await days(shelf, 6)
    (note,) = notes(shelf)
    assert "is to be looked at by 21 February 2027" in shelf.workspace.text_of(note)
    await shelf.workspace.press("ana", "Still good", on=note)
    assert any(blocks.KEPT in shelf.workspace.text_of(one) for one in shelf.workspace.inbox("ana"))
    (prompt,) = await prompts(shelf)
    assert prompt.state == State.VERIFIED
    assert (prompt.review_by - shelf.clock().date()).days == 90
    await days(shelf, 10)
    assert (await prompts(shelf))[0].state == State.VERIFIED
    assert notes(shelf) == []


async def test_what_was_saved_before_there_were_notes_is_told_of_in_its_time_too(shelf: Stage) -> None:
    async with shelf.db.begin() as session:
        await session.execute(update(Prompt).values(note_at=Prompt.updated_at))
    await days(shelf, 2)
    assert notes(shelf) == []
    (prompt,) = await prompts(shelf)
    assert prompt.note_at == note_moment(prompt.review_by)


async def test_without_a_press_it_expires_and_waits_for_its_owner_in_the_list(shelf: Stage) -> None:
    await shelf.pass_time(days=93)
    (prompt,) = await prompts(shelf)
    assert prompt.state == State.EXPIRED
    listed = await searched(shelf, "ana", "")
    assert "Yours to look at again" in shelf.workspace.text_of(listed)
    await shelf.workspace.press("ana", "Show", on=listed)
    await shelf.workspace.press("ana", "Still good", on=shelf.workspace.ephemerals("ana")[-1])
    (prompt,) = await prompts(shelf)
    assert prompt.state == State.DRAFT, "what expired is verified by somebody else"


async def test_who_is_erased_takes_their_thanks_along(shelf: Stage) -> None:
    await helped(shelf, "tom", "rosa")
    async with shelf.db.begin() as session:
        await privacy.erase(session, shelf.person("tom"), now=shelf.clock())
    assert await counted(shelf) == 1


async def test_the_report_counts_thanks_of_five_people_or_more(shelf: Stage) -> None:
    async def figure() -> str:
        async with shelf.db.read() as session:
            made = await report.page(session, shelf.team_id, now=shelf.clock())
        return next(one.text for one in made.more if one.label == "Prompts and answers that helped")

    await helped(shelf, "tom", "rosa", "maya", "leila")
    assert await figure() == "fewer than 5 people"
    await helped(shelf, "ben")
    assert await figure() == "5 (of 1 verified)"
    shelf.clock.advance(timedelta(days=29))
    assert await figure() == "fewer than 5 people"


async def test_what_solved_a_question_is_thanked_for(stage: Stage) -> None:
    await stage.a_team()
    await verified(stage)
    ask = "How do I use Claude to turn my notes for tenders into a summary? This one works?"
    await stage.workspace.say("tom", ask, channel="marketing")
    async with stage.db.read() as session:
        asked = await session.scalar(select(Question))
    assert asked is not None
    async with stage.db.begin() as session:
        by, now = stage.person("tom"), stage.clock()
        for _ in range(2):
            await questions.self_serve(session, asked.id, by=by, with_what="prompt:1", now=now)
    assert await counted(stage) == 1
