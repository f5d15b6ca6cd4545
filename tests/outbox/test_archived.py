"""A press on a message in a channel that takes no answers any more is answered in the presser's DM."""

from sqlalchemy import select

from bot.outbox import replies
from bot.outbox.models import Fate, OutboxMessage
from bot.outbox.replies import Spot
from bot.slack.blockkit import Post
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


async def test_a_press_in_an_archived_channel_is_answered_by_dm(stage: Stage) -> None:
    await stage.a_team()
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    (offer,) = stage.workspace.thread(asked)
    await stage.workspace.archive("dana", "marketing")
    before = len(stage.workspace.inbox("ana"))
    await stage.workspace.press("ana", "I'll take it", on=offer)
    assert len(stage.workspace.inbox("ana")) == before + 1
    assert "Only champions take questions" in stage.workspace.inbox("ana").last.text


async def test_what_would_change_the_message_comes_by_dm(stage: Stage) -> None:
    await stage.a_team()
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    (offer,) = stage.workspace.thread(asked)
    await stage.workspace.archive("dana", "marketing")
    await show(stage, Spot(stage.person("ana"), "changed", offer.channel, offer.ts))
    assert stage.workspace.inbox("ana").last.text == "Noted."


async def test_who_cannot_be_written_to_either_is_tried_once(stage: Stage) -> None:
    stage.workspace.trouble.next("chat.postMessage", error="channel_not_found")
    spot = Spot(stage.person("ana"), "nowhere")
    await show(stage, spot)
    assert len(stage.workspace.inbox("ana")) == 0
    async with stage.db.read() as session:
        row = await session.scalar(select(OutboxMessage).where(OutboxMessage.dedupe == spot.dedupe))
    assert row is not None and (row.fate, row.reason) == (Fate.DEAD, "channel_not_found")


async def show(stage: Stage, spot: Spot) -> None:
    async with stage.db.begin() as session:
        await replies.show(session, spot, Post("Noted."), now=stage.clock())
    await stage.play.settle()
