"""What the stories about cards have in common."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.nudges.models import Nudge, NudgeState
from bot.nudges.rules import Answer, Reason
from bot.sandbox.state import Message
from tests.stage import Stage


async def take_part(stage: Stage, *handles: str) -> None:
    """These people pressed Start some time ago."""
    async with stage.db.begin() as session:
        for handle in handles:
            await enrolment.start(session, stage.person(handle), Wishes(), now=stage.clock())


async def play_until(stage: Stage, until: datetime) -> None:
    """Let time pass by leaps: every planned moment on the way is met, nothing between them."""
    while stage.clock() < until:
        due = await stage.product.next_nudge() or until
        target = min(max(due, stage.clock()) + timedelta(seconds=5), until)
        stage.clock.advance(target - stage.clock())
        await stage.play.run_ticks(looks=False)


async def answered(stage: Stage, who: str, **answers: Answer) -> None:
    """Cards that somebody answered on days before, by id with underscores."""
    member = await stage.member(who)
    async with stage.db.begin() as session:
        for days, (card_id, answer) in enumerate(answers.items(), start=1):
            at = stage.clock() - timedelta(days=days)
            session.add(
                Nudge(
                    workspace_id=stage.team_id,
                    member_id=member.id,
                    card_id=card_id.replace("_", "-"),
                    day=at.date(),
                    state=NudgeState.ANSWERED,
                    sent_at=at,
                    expires_at=at,
                    answered_at=at,
                    answer=answer,
                    reason=Reason.NEW,
                )
            )


async def first_card(stage: Stage) -> Message:
    """Ana's card of Monday, 10:00 in Madrid."""
    await stage.a_team()
    await take_part(stage, "ana")
    await play_until(stage, stage.clock() + timedelta(hours=2))
    return stage.workspace.inbox("ana").last


async def next_card(stage: Stage, who: str = "ana") -> Message:
    """The next message that comes to a person by itself."""
    before = len(stage.workspace.inbox(who))
    end = stage.clock() + timedelta(days=14)
    while len(stage.workspace.inbox(who)) == before and stage.clock() < end:
        await play_until(stage, stage.clock() + timedelta(hours=12))
    assert len(stage.workspace.inbox(who)) > before, "nothing came in two weeks"
    return stage.workspace.inbox(who).last


def now_shown(stage: Stage, message: Message) -> str:
    """What stands in a message at this moment."""
    found = stage.workspace.state.find(message.channel, message.ts)
    return stage.workspace.text_of(found)


def local_times(stage: Stage, who: str) -> list[datetime]:
    """When messages reached a person, on their own clock."""
    zone = ZoneInfo(stage.workspace.person(who).zone)
    return [stage.workspace.state.at(one.ts).astimezone(zone) for one in stage.workspace.inbox(who)]
