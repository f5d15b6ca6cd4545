"""A card that an admin sends to themselves as a test: it answers as it would, and leaves no trace."""

from typing import Any

from sqlalchemy import func, select

from bot.cadence.models import Attention
from bot.grading.models import WrittenAnswer
from bot.nudges.models import Nudge, Review
from bot.sandbox.state import Message
from tests.nudges.acts import now_shown, take_part
from tests.stage import Stage, shipped

CHOICES, WRITTEN, TASK = "marketing-brief-from-call", "sales-deal-evidence", "time-it-with-checking"
MARK = "Test: this card as its learner sees it."


async def tried(stage: Stage, card_id: str) -> Message:
    """A card that Priya, an admin, sends to herself."""
    await stage.workspace.command("priya", f"/afterglow packs {card_id}")
    return stage.workspace.inbox("priya").last


async def traces(stage: Stage) -> list[int]:
    async with stage.db.read() as session:
        tables: tuple[Any, ...] = (Nudge, Review, Attention, WrittenAnswer)
        return [await session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def test_a_test_is_marked_and_else_looks_as_its_learner_sees_it(stage: Stage) -> None:
    message = await tried(stage, CHOICES)
    shown = now_shown(stage, message)
    card = shipped().card(CHOICES)
    assert card is not None
    assert MARK in shown.replace("*", "")
    for part in (card.title, card.questions[0].ask, "Only you see your answers."):
        assert part in shown
    assert stage.workspace.buttons(message)[:2] == ["A", "B"]


async def test_every_answer_to_a_test_is_shown_and_none_is_kept(stage: Stage) -> None:
    before = await traces(stage)
    message = await tried(stage, CHOICES)
    card = shipped().card(CHOICES)
    assert card is not None
    right = "ABCDE"[card.questions[0].answer]
    await stage.workspace.press("priya", right, on=message)
    assert "that is it." in now_shown(stage, message)
    assert MARK in now_shown(stage, message).replace("*", "")
    await stage.workspace.press("priya", "Change answer", on=message)
    assert card.questions[0].choices[0] in now_shown(stage, message)
    assert await traces(stage) == before


async def test_a_task_is_tried_without_counting_as_use(stage: Stage) -> None:
    before = await traces(stage)
    message = await tried(stage, TASK)
    await stage.workspace.press("priya", "Tried it, it worked", on=message)
    assert "Tried it, and it worked." in now_shown(stage, message)
    assert await traces(stage) == before


async def test_an_answer_in_own_words_is_compared_and_forgotten(stage: Stage) -> None:
    before = await traces(stage)
    message = await tried(stage, WRITTEN)
    await stage.workspace.press("priya", "Answer in your own words", on=message)
    form = stage.workspace.modal("priya")
    assert form is not None
    assert "kept nowhere" in stage.workspace.text_of(form)
    await stage.workspace.submit("priya", {"Your answer": "When their board has it on its agenda."})
    modal = stage.workspace.modal("priya")
    assert modal is not None
    assert "A good answer has" in stage.workspace.text_of(modal)
    await stage.workspace.submit("priya", {"How did yours do?": "partly"})
    assert "Partly is a good start." in now_shown(stage, message)
    assert await traces(stage) == before


async def test_the_form_sends_a_later_wording_as_it_comes_back(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow packs")
    await stage.workspace.press("priya", "Send me a card")
    errors = await stage.workspace.submit("priya", {"Card": "marketing"})
    assert "Near: " in str(errors)
    sent = {"Card": CHOICES, "Its learner meets it": "again", "Wording": "1"}
    assert await stage.workspace.submit("priya", sent) == {}
    shown = now_shown(stage, stage.workspace.inbox("priya").last)
    card = shipped().card(CHOICES)
    assert card is not None
    assert card.questions[1].ask in shown
    assert card.problem not in shown, "it asks first"


async def test_only_admins_send_tests(stage: Stage) -> None:
    await take_part(stage, "ana")
    before = len(stage.workspace.inbox("ana"))
    await stage.workspace.command("ana", f"/afterglow packs {CHOICES}")
    assert len(stage.workspace.inbox("ana")) == before


async def test_an_unknown_card_is_answered_with_near_ones(stage: Stage) -> None:
    shown = await stage.workspace.command("priya", "/afterglow packs marketing-breif-from-call")
    assert shown is not None
    assert CHOICES in shown.text
