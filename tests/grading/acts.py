"""What the stories about answers in one's own words have in common."""

from datetime import timedelta

from bot.enrolment.frames import frame
from bot.nudges import service as nudges
from bot.nudges.deck import Pick
from bot.nudges.rules import Reason
from bot.sandbox.state import Message
from tests.nudges.acts import take_part
from tests.stage import Stage, shipped

CARD = "sales-deal-evidence"
ASK = "What would make that date evidence"
MINE = "When their board has it on its agenda. I would ask the head of operations what must be done first."


async def sent(stage: Stage, card_id: str = CARD, who: str = "ana") -> Message:
    """A card whose first wording is answered in one's own words, as it reached somebody."""
    await stage.a_team()
    await take_part(stage, who)
    stage.clock.advance(timedelta(minutes=30))
    card = shipped().card(card_id)
    assert card is not None
    (wording,) = (at for at, question in enumerate(card.questions) if question.is_written)
    member = await stage.member(who)
    async with stage.db.begin() as session:
        around = await frame(session, member)
        picked = Pick(card, wording, recall=False, reason=Reason.NEW)
        assert await nudges.send_chosen(session, member, around, picked, now=stage.clock())
    await stage.play.settle()
    return stage.workspace.inbox(who).last


async def write(stage: Stage, card: Message, text: str = MINE, who: str = "ana") -> None:
    """Press, write, and go on to the comparison."""
    button = "Answer in your own words"
    shown = stage.workspace.state.find(card.channel, card.ts) or card
    here = button if button in stage.workspace.buttons(shown) else "My words"
    await stage.workspace.press(who, here, on=card)
    await stage.workspace.submit(who, {"Your answer": text})
