"""What a company wrote down as its own red lines is taken out at every door, and told by its name."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text

from bot.db import Base
from bot.workspaces.models import AdminAct
from tests.challenges.acts import challenge_of, entry_of, finish
from tests.grading import acts as grading
from tests.library.stories import SHORTCUT
from tests.llm import fake_openai
from tests.llm.test_flow import with_model
from tests.stage import Stage

LINES = "customer number: KD-######\nproject: Bluebird, Night Owl"
RED = "KD-123456 of bluebird"
ASK = f"How do I get Claude to summarise the calls with customer {RED}?"
WIN = f"Claude summarised the calls of {RED}, that saved me two hours today!"
TOLD = "I took something out of what I keep and show: customer number, project."
ROOT = Path(__file__).resolve().parents[2]


async def draw(stage: Stage, lines: str = LINES) -> dict[str, str]:
    await stage.workspace.command("priya", "/afterglow settings")
    return await stage.workspace.submit("priya", {"workspace.red_lines": lines})


@pytest.fixture
async def drawn(stage: Stage) -> Stage:
    """A team in a company with red lines of its own."""
    await stage.a_team(zone="Europe/Berlin")
    assert await draw(stage) == {}
    return stage


async def kept(stage: Stage) -> str:
    """All that the database holds, unsealed, but for the red lines themselves."""
    found: list[Any] = []
    async with stage.db.read() as session:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name != "red_lines"]
            found += (await session.execute(select(*columns))).all()
    return " ".join(str(row) for row in found)


async def is_clean(stage: Stage) -> bool:
    return re.search(r"KD-123456|bluebird", await kept(stage), re.IGNORECASE) is None


def whispered(stage: Stage, who: str = "ana") -> list[str]:
    told = [stage.workspace.text_of(one) for one in stage.workspace.ephemerals(who)]
    return [one for one in [*told, *stage.workspace.inbox(who).texts()] if TOLD in one]


@pytest.mark.parametrize("words", [ASK, f"@afterglow {ASK}", WIN])
async def test_in_a_channel(drawn: Stage, words: str) -> None:
    await drawn.workspace.say("ana", words, channel="marketing")
    assert len(whispered(drawn)) == 1
    assert await is_clean(drawn)


@pytest.mark.parametrize("words", [ASK, WIN])
async def test_in_a_direct_message(drawn: Stage, words: str) -> None:
    await drawn.workspace.say("ana", words, dm=True)
    assert len(whispered(drawn)) == 1
    assert await is_clean(drawn)


async def test_by_command_and_in_the_form_of_a_win(drawn: Stage) -> None:
    await drawn.workspace.command("ana", f"/afterglow ask {ASK}")
    await drawn.workspace.command("ana", "/afterglow win")
    assert await drawn.workspace.submit("ana", {"text": WIN}) == {}
    assert len(whispered(drawn)) == 2
    assert await is_clean(drawn)


async def test_when_a_question_is_edited_or_rewritten(drawn: Stage) -> None:
    asked = await drawn.workspace.say("ana", ASK, channel="marketing")
    await drawn.workspace.edit("ana", asked, ASK.replace("calls", "letters"))
    await drawn.workspace.press("ana", "Rewrite", on=asked)
    errors = await drawn.workspace.submit("ana", {"text": ASK})
    assert errors["text"] == "This holds customer number, project. Take it out."
    assert await is_clean(drawn)


async def test_when_a_win_is_edited(drawn: Stage) -> None:
    told = await drawn.workspace.say("ana", WIN, channel="marketing")
    await drawn.workspace.edit("ana", told, WIN.replace("two", "three"))
    assert await is_clean(drawn)


async def test_in_the_library(drawn: Stage) -> None:
    said = await drawn.workspace.say("ana", f"Sum up the notes of {RED} in a line.", channel="marketing")
    await drawn.workspace.shortcut("ana", SHORTCUT, on=said)
    shown = drawn.workspace.text_of(drawn.workspace.modal("ana"))
    assert "I took something out: [customer number], [project]" in shown
    assert await drawn.workspace.submit("ana", {"title": "Calls"}) == {}
    assert "[customer number] of [project]" in await kept(drawn)
    assert await is_clean(drawn)


async def test_in_what_came_of_office_hours(drawn: Stage) -> None:
    await drawn.workspace.say("ana", "How do I get Claude to summarise a call?", channel="marketing")
    await drawn.workspace.command("maya", "/afterglow office")
    await drawn.workspace.press("maya", "Agenda")
    await drawn.workspace.press("maya", "Write down the answer")
    errors = await drawn.workspace.submit("maya", {"text": f"As we did for {RED}."})
    assert errors["text"].startswith("This holds customer number, project. Take it out")


async def test_in_what_somebody_writes_about_a_challenge(stage: Stage) -> None:
    message = await challenge_of(stage)
    assert await draw(stage) == {}
    assert await finish(stage, "ana", message, worked=f"It knew {RED}.") == {}
    assert (await entry_of(stage, "ana")).worked == "It knew [customer number] of [project]."


async def test_in_an_answer_in_ones_own_words(stage: Stage) -> None:
    card = await grading.sent(stage)
    assert await draw(stage) == {}
    await grading.write(stage, card, f"I would ask {RED} for a date.")
    shown = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "[customer number] of [project]" in shown
    assert await is_clean(stage)


async def test_what_a_model_is_asked_has_the_red_lines_of_today(stage: Stage) -> None:
    await stage.a_team(zone="Europe/Berlin")
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    assert await draw(stage) == {}
    async with with_model(stage, fake_openai.drafting()) as fake:
        await stage.workspace.press("maya", "I'll take it", on=asked)
        await stage.pass_time(minutes=1)
    (body,) = [str(one) for one in fake.bodies]
    assert "[customer number] of [project]" in body
    assert "KD-123456" not in body


@pytest.mark.parametrize(
    ("words", "looks"), [("Lunch at twelve?", 0), ("The AI workshop moved to room 4.12.", 0), (ASK, 1)]
)
async def test_they_are_looked_up_only_for_what_is_kept(drawn: Stage, words: str, looks: int) -> None:
    asked: list[str] = []

    def hear(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        asked.extend([statement] if "workspaces.red_lines" in statement else [])

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        await drawn.workspace.say("ana", words, channel="marketing")
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    assert len(asked) == looks


async def test_another_company_keeps_its_own(drawn: Stage) -> None:
    await drawn.workspace.say("ana", "How do I get Claude to sort KD-12?", channel="marketing")
    assert "KD-12" in await kept(drawn)


async def test_they_lie_sealed_and_the_audit_has_their_number(drawn: Stage) -> None:
    async with drawn.db.read() as session:
        raw = await session.scalar(text("SELECT red_lines FROM workspaces"))
        acts = (await session.execute(select(AdminAct.act, AdminAct.subject))).all()
    assert "Bluebird" not in raw
    assert [tuple(one) for one in acts] == [("red_lines.drawn", "3")]
    said = drawn.workspace.text_of(await drawn.workspace.command("priya", "/afterglow audit"))
    assert "changed the company's own red lines; there are now 3" in said


async def test_what_is_wrong_is_said_and_nothing_is_changed(drawn: Stage) -> None:
    errors = await draw(drawn, f"{LINES}\nour team: team")
    assert "Line 3: “team” would take out ordinary words" in errors["workspace.red_lines"]
    await drawn.workspace.say("ana", ASK, channel="marketing")
    assert len(whispered(drawn)) == 1


async def test_they_are_shown_to_be_changed_and_taken_away(drawn: Stage) -> None:
    await drawn.workspace.command("priya", "/afterglow settings")
    assert "Night Owl" in str(drawn.workspace.modal("priya").blocks)  # type: ignore[union-attr]
    assert await drawn.workspace.submit("priya", {"workspace.red_lines": ""}) == {}
    assert "no red lines of your own any more" in drawn.workspace.text_of(drawn.workspace.modal("priya"))
    await drawn.workspace.say("ana", ASK, channel="marketing")
    assert whispered(drawn) == []


def test_nobody_asks_the_shipped_guard_alone_but_where_no_workspace_is_known() -> None:
    files = [one for folder in ("bot", "handlers", "schedules") for one in (ROOT / folder).rglob("*.py")]
    alone = {str(one.relative_to(ROOT)) for one in files if "SHIPPED" in one.read_text(encoding="utf-8")}
    assert alone == {"bot/guard/rules.py", "bot/cli/content.py", "bot/llm/templates.py"}
