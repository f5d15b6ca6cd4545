"""Who helps unasked is asked in private, and named to admins only when they agree."""

import pytest
from sqlalchemy import func, select

from bot.champions import service as champions
from bot.nominations.models import Helping, Nomination
from bot.sandbox.state import Message
from tests.questions.test_flow import BERLIN, at
from tests.stage import Stage

ASKED = (
    ("ana", "@afterglow how do I make a limerick about our printer?"),
    ("leila", "@afterglow which plants like the window of a kitchen?"),
    ("ana", "@afterglow how can I name forty photographs of bridges?"),
)
QUESTION = "Would you like to be named to the admins"


@pytest.fixture
async def team(stage: Stage) -> Stage:
    """Maya champions; Rosa, Ana and Leila learn in her team."""
    await stage.a_team(zone=BERLIN, members=("ana", "maya", "rosa", "leila"), led_by=("maya",))
    for who in ("rosa", "leila"):
        await stage.workspace.invite(who, "marketing")
    await stage.active("rosa")
    return stage


async def helped(stage: Stage, asker: str, words: str, *, by: tuple[str, ...] = ("rosa",)) -> Message:
    """A question that its asker calls solved after colleagues wrote below it."""
    asked = await stage.workspace.say(asker, words, channel="marketing")
    for who in by:
        await stage.workspace.say(who, "Put an example of the result into the prompt.", thread=asked)
    await stage.workspace.press(asker, "Already solved", on=asked)
    return asked


async def asked_privately(stage: Stage, who: str = "rosa") -> Message:
    await stage.pass_time(days=3)
    (found,) = [one for one in stage.workspace.inbox(who) if QUESTION in one.text]
    return found


async def home(stage: Stage, who: str) -> str:
    return stage.workspace.text_of(await stage.workspace.open_home(who))


async def count(stage: Stage, model: type[Helping] | type[Nomination]) -> int:
    async with stage.db.read() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def test_after_three_solved_questions_they_are_asked_and_named_by_one_press(team: Stage) -> None:
    for asker, words in ASKED:
        await helped(team, asker, words)
    question = await asked_privately(team)
    assert "would be a champion" not in await home(team, "priya")
    await team.workspace.press("rosa", "Yes, name me", on=question)
    assert f"{at(team, 'rosa')} helps colleagues with their questions unasked" in await home(team, "priya")
    await team.workspace.press("priya", "Make champion")
    assert "is a champion of Marketing now" in team.workspace.text_of(team.workspace.modal("priya"))
    async with team.db.read() as session:
        assert await champions.is_champion(session, team.person("rosa"))
        assert await champions.is_champion(session, team.person("maya"))
    assert any("You are a champion of Marketing now." in one for one in team.workspace.inbox("rosa").texts())
    assert "would be a champion" not in await home(team, "priya")


async def test_a_no_is_quiet_and_lasting(team: Stage) -> None:
    for asker, words in ASKED:
        await helped(team, asker, words)
    await team.workspace.press("rosa", "No, thank you", on=await asked_privately(team))
    assert any("I do not ask again" in one for one in team.workspace.inbox("rosa").texts())
    assert "would be a champion" not in await home(team, "priya")
    assert await count(team, Helping) == 0
    for asker, words in ASKED:
        await helped(team, asker, f"{words} And in French?")
    assert await count(team, Helping) == 0
    await team.pass_time(days=10)
    assert sum(QUESTION in one for one in team.workspace.inbox("rosa").texts()) == 0


async def test_a_mind_may_be_changed_until_an_admin_decides(team: Stage) -> None:
    for asker, words in ASKED:
        await helped(team, asker, words)
    question = await asked_privately(team)
    await team.workspace.press("rosa", "Yes, name me", on=question)
    await team.workspace.press("rosa", "I changed my mind", on=question)
    assert "would be a champion" not in await home(team, "priya")


async def test_an_admin_may_set_it_aside_and_nobody_is_told(team: Stage) -> None:
    for asker, words in ASKED:
        await helped(team, asker, words)
    await team.workspace.press("rosa", "Yes, name me", on=await asked_privately(team))
    before = team.workspace.inbox("rosa").texts()
    await home(team, "priya")
    await team.workspace.press("priya", "Not now")
    assert "would be a champion" not in await home(team, "priya")
    assert team.workspace.inbox("rosa").texts() == before


async def test_one_asker_alone_makes_nobody_a_helper(team: Stage) -> None:
    for _, words in ASKED:
        await helped(team, "ana", words)
    assert await count(team, Nomination) == 0


async def test_where_several_wrote_nobody_knows_who_solved_it(team: Stage) -> None:
    for asker, words in ASKED:
        other = "leila" if asker == "ana" else "ana"
        await helped(team, asker, words, by=("rosa", other))
    assert await count(team, Nomination) == 0


async def test_what_a_champion_answered_is_theirs(team: Stage) -> None:
    for asker, words in ASKED:
        asked = await team.workspace.say(asker, words, channel="marketing")
        await team.workspace.say("rosa", "Put an example into the prompt.", thread=asked)
        await team.workspace.say("maya", "And say who reads it.", thread=asked)
        await team.workspace.press(asker, "Solved", on=asked)
    assert await count(team, Nomination) == 0


async def test_what_is_opened_again_was_not_solved(team: Stage) -> None:
    first = await helped(team, *ASKED[0])
    await helped(team, *ASKED[1])
    await team.workspace.press("ana", "Reopen", on=first)
    await helped(team, *ASKED[2])
    assert await count(team, Nomination) == 0
