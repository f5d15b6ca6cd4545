"""What the stories about challenges have in common."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.cadence import service as cadences
from bot.challenges.models import Entry
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.people import service as people
from bot.people.models import Member, Team
from bot.sandbox.state import Message
from tests.stage import Stage

SIX = ("ana", "maya", "tom", "priya", "kenji", "rosa")  # Madrid, Berlin twice, London, Tokyo, New York
AN_HOUR = timedelta(hours=1)
MON, TUE, WED, THU, FRI, SAT = (datetime(2026, 11, day, tzinfo=UTC) for day in range(23, 29))
NEXT_MON, NEXT_TUE = (datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
FIRST = "One prompt, three runs"  # the calendar's first pick for everybody
SECOND = "Rewrite one section in your customers' words"  # and its second, from the team's own pack
TRIED = "I wrote the brief as one prompt and ran it on three offers."
THREE = ("ana", "maya", "tom")


async def a_learning_team(
    stage: Stage, members: Sequence[str] = THREE, *, without: Sequence[str] = ()
) -> Team:
    """A team in Berlin whose people pressed Start some time ago; its challenge day is Tuesday."""
    team = await stage.a_team(members=members)
    async with stage.db.begin() as session:
        found = await people.team(session, stage.team_id, team.id)
        assert found is not None
        found.zone = "Europe/Berlin"
        await cadences.plan_team(session, found, now=stage.clock())
    await take_part(stage, *(one for one in members if one not in without))
    return team


async def take_part(stage: Stage, *handles: str) -> None:
    """These people press Start."""
    async with stage.db.begin() as session:
        for handle in handles:
            await enrolment.start(session, stage.person(handle), Wishes(), now=stage.clock())


async def leap(stage: Stage, to: datetime) -> None:
    """Be somewhere later at once: what is due then happens then."""
    stage.clock.advance(to - stage.clock())
    await stage.play.run_ticks()


async def morning(stage: Stage, day: datetime) -> None:
    """A day until ten in Madrid and Berlin: before the window opens, and at everybody's own time."""
    await leap(stage, day + 7 * AN_HOUR)
    await leap(stage, day + 9 * AN_HOUR)


async def around_the_world(stage: Stage, day: datetime) -> None:
    """A day in which it gets ten o'clock in Tokyo, Berlin, Madrid, London and New York."""
    for hours in (-1, 1, 7, 9, 10, 13, 15, 20):
        if day + hours * AN_HOUR > stage.clock():
            await leap(stage, day + hours * AN_HOUR)


async def challenge_of(stage: Stage, who: str = "ana", members: Sequence[str] = THREE) -> Message:
    """This week's challenge in somebody's DM, on Tuesday morning."""
    await a_learning_team(stage, members)
    await morning(stage, TUE)
    (message,) = challenges(stage, who)
    return message


async def again(stage: Stage, kind: str) -> None:
    """Slack delivers the last interaction of this kind once more."""
    await stage.workspace.courier.interactive(stage.workspace.deliveries(kind)[-1].body["payload"])
    await stage.workspace.after()


def challenges(stage: Stage, who: str) -> list[Message]:
    """The messages that brought somebody a challenge."""
    return [one for one in stage.workspace.inbox(who) if "Your team's challenge until" in one.text]


def reminders(stage: Stage, who: str) -> list[Message]:
    return [one for one in stage.workspace.inbox(who) if one.text.startswith("You are in for")]


async def entry_of(stage: Stage, who: str) -> Entry:
    """What is stored of somebody's part in the newest challenge."""
    async with stage.db.read() as session:
        found = await session.scalar(
            select(Entry)
            .join(Member, Member.id == Entry.member_id)
            .where(Member.user_id == stage.person(who).user_id)
            .order_by(Entry.id.desc())
        )
    assert found is not None
    return found


def now_shown(stage: Stage, message: Message) -> str:
    """What stands in a message at this moment."""
    return stage.workspace.text_of(stage.workspace.state.find(message.channel, message.ts))


def local_time(stage: Stage, who: str, message: Message) -> datetime:
    """When a message reached somebody, on their own clock."""
    zone = ZoneInfo(stage.workspace.person(who).zone)
    return stage.workspace.state.at(message.ts).astimezone(zone)


def progress_lines(stage: Stage) -> list[Message]:
    return [one for one in stage.workspace.channel_messages("marketing") if "finished it" in one.text]


async def finish(stage: Stage, who: str, on: Message, **more: object) -> dict[str, str]:
    """Press "I did it" and send the reflection."""
    await stage.workspace.press(who, "I did it", on=on)
    return await stage.workspace.submit(who, {"tried": TRIED, **more})
