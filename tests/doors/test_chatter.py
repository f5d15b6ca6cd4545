"""Messages that concern nobody are told before Bolt, and no message that concerns somebody is lost there."""

from typing import Any

import pytest

from bot.people.bindings import FRESH, Bindings
from bot.questions import threads
from handlers.doors import Event
from handlers.messages import concerns_nobody
from tests.stage import Stage

QUESTION = "How do I get ChatGPT to keep our tone of voice?"
CHATTER = "Lunch at twelve?"


def posted(workspace: str, channel: str, text: str, **more: Any) -> Event:
    data = {
        "type": "message",
        "channel": channel,
        "channel_type": "channel",
        "user": "U0ANA",
        "ts": "1.000100",
    }
    return Event(workspace, "Ev1", "message", {**data, "text": text, **more})


@pytest.fixture
async def told(stage: Stage) -> Any:
    """Asks of a message whether it concerns nobody, in a workspace whose one team has a channel."""
    team = await stage.a_team()
    bindings = Bindings(stage.product.db, threads.channels)
    workspace, channel, now = stage.team_id, str(team.channel_id), stage.clock()
    assert await bindings.team_of(workspace, channel, now=now) is not None

    def ask(text: str, **more: Any) -> bool:
        where = more.pop("channel", channel)
        at = more.pop("at", now)
        return concerns_nobody(posted(workspace, where, text, **more), bindings, now=at)

    return ask


async def test_chatter_concerns_nobody_and_a_question_somebody(told: Any) -> None:
    assert told(CHATTER)
    assert not told(QUESTION)


async def test_a_question_elsewhere_or_by_a_bot_concerns_nobody(told: Any) -> None:
    assert told(QUESTION, channel="C0ELSEWHERE")
    assert told(QUESTION, bot_id="B0")
    assert told(QUESTION, subtype="channel_join")


async def test_what_changes_a_message_or_comes_by_dm_goes_to_its_handler(told: Any) -> None:
    assert not told(CHATTER, channel_type="im")
    assert not told(CHATTER, thread_ts="0.000100"), "its thread may be about a question"
    assert told(CHATTER, thread_ts="0.000100", channel="C0ELSEWHERE")
    assert not told(CHATTER, subtype="message_changed")
    assert not told(CHATTER, subtype="message_deleted")
    assert not told(QUESTION, subtype="thread_broadcast", thread_ts="0.000100")


async def test_memory_that_is_old_decides_nothing(told: Any, stage: Stage) -> None:
    assert not told(QUESTION, channel="C0ELSEWHERE", at=stage.clock() + FRESH)


async def test_a_workspace_without_teams_is_left_to_authorisation(stage: Stage) -> None:
    bindings = Bindings(stage.product.db, threads.channels)
    await bindings.team_of("T0STRANGER", "C0ELSEWHERE", now=stage.clock())
    stranger = posted("T0STRANGER", "C0ELSEWHERE", QUESTION)
    assert not concerns_nobody(stranger, bindings, now=stage.clock())
