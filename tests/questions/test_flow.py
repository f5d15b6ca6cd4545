"""Flow B: a question asked, offered, claimed, handed on, closed."""

import asyncio

from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


async def test_a_question_in_the_teams_channel_is_offered_in_its_thread(stage: Stage) -> None:
    await stage.a_team()
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    (offer,) = stage.workspace.thread(question)
    assert "can you take this one?" in stage.workspace.text_of(offer)
    assert stage.workspace.buttons(offer) == ["I'll take it"]


async def test_second_champion_learns_who_was_first(stage: Stage) -> None:
    await stage.a_team()
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    await asyncio.gather(
        stage.workspace.press("maya", "I'll take it", on=question),
        stage.workspace.press("tom", "I'll take it", on=question),
    )
    (offer,) = stage.workspace.thread(question)
    maya, tom = stage.workspace.person("maya"), stage.workspace.person("tom")
    winner, loser = (maya, tom) if f"<@{maya.id}> is on it." in offer.text else (tom, maya)
    assert f"<@{winner.id}> is on it." in offer.text
    (told,) = stage.workspace.ephemerals(loser)
    assert f"<@{winner.id}> got there first." in told.text
    assert stage.workspace.ephemerals(winner) == []
