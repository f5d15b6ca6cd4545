"""What somebody has read and tried, skill by skill: shown to them and to nobody else."""

from sqlalchemy import select

from bot.home import skills
from bot.home.skill_blocks import READ, TRIED, Skill, record
from bot.nudges.models import Nudge
from bot.nudges.rules import Answer
from bot.packs.curriculum import in_stages
from tests.nudges.acts import answered, first_card
from tests.stage import Stage, shipped

READING, DOING = "ask-in-four-lines", "first-meeting-notes"  # both teach how to ask


async def taken(stage: Stage, who: str) -> dict[str, frozenset[str]]:
    async with stage.db.read() as session:
        found = await skills.of(session, shipped(), stage.person(who), role="marketing")
    return {skill.name: skill.steps for skill in found if skill.steps}


async def shown_to(stage: Stage, who: str) -> str:
    return stage.workspace.text_of(await stage.workspace.open_home(who))


async def test_nothing_is_shown_before_the_first_step(stage: Stage) -> None:
    await stage.a_team()
    await stage.active("ana")
    assert "Your skills" not in await shown_to(stage, "ana")


async def test_a_card_answered_right_is_read_and_one_that_worked_is_tried(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "C", on=card)
    assert "Red lines:  ✓ read  ○ tried  ○ taught" in await shown_to(stage, "ana")
    kinds = {one.id: one for pack in shipped().packs for one in pack.cards}
    assert kinds[READING].questions and kinds[DOING].task and kinds[DOING].skill == kinds[READING].skill
    await answered(stage, "ana", **{READING: Answer.RIGHT, DOING: Answer.TRIED_WORKED})
    assert await taken(stage, "ana") == {"prompt-patterns": {READ, TRIED}, "red-lines": {READ}}
    shown = await shown_to(stage, "ana")
    assert (
        "Prompt patterns:  ✓ read  ✓ tried  ○ taught\nRed lines:  ✓ read  ○ tried  ○ taught\n"
        "Still ahead: Mental models" in shown
    )
    assert "Only you see this." in shown


async def test_what_did_not_get_there_is_no_step_and_no_reproach(stage: Stage) -> None:
    await stage.a_team()
    await stage.active("ana")
    await answered(
        stage, "ana", **{READING: Answer.WRONG, DOING: Answer.TRIED_STUCK, "no-such-card": Answer.RIGHT}
    )
    assert await taken(stage, "ana") == {}
    assert "Your skills" not in await shown_to(stage, "ana")


async def test_me_shows_it_to_its_owner_and_no_page_of_anybody_else_does(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "C", on=card)
    await stage.workspace.command("ana", "/afterglow me")
    assert "Red lines:  ✓ read" in stage.workspace.text_of(stage.workspace.modal("ana"))
    for other in ("maya", "priya"):
        assert "Red lines:" not in await shown_to(stage, other)
    async with stage.db.read() as session:
        assert len((await session.scalars(select(Nudge.id))).all()) == 1


def test_skills_of_two_packs_stand_once_in_the_order_of_the_curriculum() -> None:
    foundation = ("mental-models", "prompt-patterns", "bias", "measurement")
    own = ("prompt-patterns", "cold-calls", "workflow-design", "tool-crm")
    assert in_stages((*foundation, *own)) == (
        "mental-models",
        "prompt-patterns",
        "cold-calls",
        "bias",
        "workflow-design",
        "measurement",
        "tool-crm",
    )


def test_a_record_stays_short_however_many_skills_there_are() -> None:
    many = [Skill(f"skill-{n}", frozenset({READ}) if n % 2 else frozenset()) for n in range(200)]
    (text, small) = record(many)
    assert len(str(text)) < 3000 and small["type"] == "context"
