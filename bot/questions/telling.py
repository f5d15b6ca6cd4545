"""What each side of a question is told in a message of their own."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import rules as time_rules
from bot.outbox import aliases, replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.people import service as people
from bot.people.rules import Person, is_alias
from bot.questions import asking_blocks, blocks, holding_blocks, routing, threads
from bot.questions.asking_blocks import Expected
from bot.questions.models import Question
from bot.slack.blockkit import Post


async def expected(session: AsyncSession, question: Question, *, now: datetime) -> Expected:
    """When the asker may expect somebody, in their own time."""
    asker = await aliases.real(session, Person(question.workspace_id, question.asker_id))
    known = await people.find(session, asker)
    zone = time_rules.zone_of(known.zone if known is not None else None)
    opens = (await routing.hours_of(session, question)).open_at(now)
    return Expected(
        has_champion=question.offered_to is not None,
        asked_at=opens if opens > now else None,
        next_at=question.escalate_at,
        zone=zone,
        today=time_rules.local_day(now, zone),
    )


async def tell_placed(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Who asked privately in a form learns by DM what comes now, and how to take it back."""
    if question.private or is_alias(question.asker_id):
        due = await expected(session, question, now=now)
        place = await routing.place_of(session, question)
        channel = place.channel if place is not None else None
        post = asking_blocks.placed(routing.card_of(question), channel=channel, expected=due)
        await _tell(session, question, post, to=question.asker_id, event=0, now=now)


async def tell_closed(
    session: AsyncSession, question: Question, *, by: str, event: int, now: datetime
) -> None:
    """Of two who talk privately, the other one learns that it is closed."""
    other = question.champion_id if by == question.asker_id else question.asker_id
    if other is None or question.champion_id is None or not (question.private or is_alias(other)):
        return
    url = await threads.url(session, question)
    post = blocks.standing(routing.card_of(question), viewer=other, url=url)
    await _tell(session, question, post, to=other, event=event, now=now)


async def tell_claimed(session: AsyncSession, question: Question, *, event: int, now: datetime) -> None:
    """When it was asked privately, both sides learn whom to write to."""
    if not question.private or question.champion_id is None:
        return
    await tell_asker(session, question, event=event, now=now)
    post = blocks.standing(routing.card_of(question), viewer=question.champion_id, url="")
    await _tell(session, question, post, to=question.champion_id, event=event, now=now)


async def tell_asker(session: AsyncSession, question: Question, *, event: int, now: datetime) -> None:
    """Who asked privately learns who will write to them."""
    if question.private and question.champion_id is not None:
        post = blocks.standing(routing.card_of(question), viewer=question.asker_id, url="")
        await _tell(session, question, post, to=question.asker_id, event=event, now=now)


async def tell_asked_on(session: AsyncSession, question: Question, *, event: int, now: datetime) -> None:
    """Who answered learns that it is not solved yet: a message that is edited calls nobody."""
    post = holding_blocks.asked_on(routing.card_of(question), url=await threads.url(session, question))
    opens = (await routing.hours_of(session, question)).open_at(now)
    await _tell(session, question, post, to=str(question.champion_id), event=event, now=now, due=opens)


async def invite_more(session: AsyncSession, spot: Spot, question: Question, *, now: datetime) -> None:
    """Whoever said in a thread that it is not solved is asked to write there what is missing."""
    if not question.private and not is_alias(spot.person.user_id):
        await replies.tell(session, spot, holding_blocks.say_more(routing.card_of(question)), now=now)


async def _tell(
    session: AsyncSession,
    question: Question,
    post: Post,
    *,
    to: str,
    event: int,
    now: datetime,
    due: datetime | None = None,
) -> None:
    await outbox.enqueue(
        session,
        post,
        to=outbox.Place(question.workspace_id, to),
        dedupe=f"question:{question.id}:claimed:{event}:{to}",
        kind="question.claimed",
        now=now,
        due=due,
        lasts=timedelta(hours=24),
    )


async def tell_heir(
    session: AsyncSession, question: Question, *, giver: str, event: int, now: datetime
) -> None:
    """The champion a question was handed to learns of it by DM."""
    await outbox.enqueue(
        session,
        blocks.handed_over(routing.card_of(question), giver=giver, url=await threads.url(session, question)),
        to=outbox.Place(question.workspace_id, str(question.champion_id)),
        dedupe=f"question:{question.id}:heir:{event}",
        kind="question.handed_over",
        now=now,
        lasts=timedelta(hours=24),
    )
