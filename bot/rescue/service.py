"""Meets whoever's own use has dropped half-way: once, in private, with less rather than more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import absences
from bot.cadence import service as cadences
from bot.cadence.absences import Span
from bot.cadence.rules import instant, local_day
from bot.db import insert
from bot.due import Due
from bot.enrolment import service as enrolment
from bot.enrolment.frames import frames
from bot.enrolment.rules import Frame, is_time, next_moment
from bot.enrolment.service import until_close
from bot.nudges import history, leeches
from bot.nudges import service as nudges
from bot.nudges.deck import Past, Pick
from bot.nudges.rules import NUDGES_HALVED_AT, Reason, is_held, variant
from bot.outbox import service as outbox
from bot.packs.catalog import Catalog
from bot.packs.schema import Card, Tier
from bot.people import service as people
from bot.people.models import Member, Team
from bot.people.rules import Enrolment, Person
from bot.rescue import blocks, use
from bot.rescue.models import Rescue
from bot.rescue.rules import (
    EASED,
    FROM,
    UNTIL,
    Met,
    Remedy,
    Small,
    has_dropped,
    is_in_time,
    smaller_step,
    use_of,
)

RESCUE = "rescue"
Mark = tuple[datetime, int]  # where the search among those who are due goes on
_A_DAY = timedelta(days=1)
DUE = Due(Member.next_nudge_at, Member.enrolment == Enrolment.ACTIVE)


@dataclass(frozen=True)
class _Turn:
    """A member who is due and whose use has dropped, with what decides on the remedy."""

    member: Member
    around: Frame
    today: date
    past: Sequence[Past]
    met: Sequence[Met]


async def send_due(
    session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int, after: Mark | None = None
) -> tuple[int, Mark | None]:
    """Look at those who are due for a card and were trained three to five weeks ago.

    Returns how many they were, and where to go on.

    Whoever goes on as they began is left to the card that comes next.
    """
    due = await _lease(session, now=now, limit=limit, after=after)
    around = await frames(session, due)
    looked_at = [member for member in due if _is_looked_at(member, around[member.id], now=now)]
    turns = await _dropped(session, looked_at, around, now=now)
    resting = await leeches.pulled(session, {turn.member.workspace_id for turn in turns})
    for turn in turns:
        await _meet(session, catalog, turn, without=resting[turn.member.workspace_id], now=now)
    if len(due) < limit:
        return len(due), None
    return len(due), (due[-1].next_nudge_at or now, due[-1].id)


async def _lease(session: AsyncSession, *, now: datetime, limit: int, after: Mark | None) -> Sequence[Member]:
    trained = func.coalesce(Member.trained_on, Team.trained_on)
    today = now.date()
    met = select(Rescue.id).where(Rescue.member_id == Member.id, Rescue.trained_on == trained)
    met = met.correlate(Member, Team)
    query = (
        select(Member)
        .outerjoin(Team, Team.id == Member.team_id)
        .where(DUE.by(now), Member.wants_nudges)
        .where(Member.can_learn, trained >= today - (UNTIL + 1) * _A_DAY)
        .where(trained <= today - (FROM - 1) * _A_DAY)
        .where(~met.exists())
        .order_by(Member.next_nudge_at, Member.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True, of=Member)
    )
    if after is not None:
        query = query.where(tuple_(Member.next_nudge_at, Member.id) > after)
    return (await session.scalars(query)).all()


def _is_looked_at(member: Member, around: Frame, *, now: datetime) -> bool:
    """Whether today's card could be another one; who is told of their silence today is left to that."""
    return (
        around.trained_on is not None
        and is_in_time(around.trained_on, local_day(now, around.zone))
        and member.ignored_in_row != NUDGES_HALVED_AT
        and is_time(member.next_nudge_at or now, now, around)
    )


async def _dropped(
    session: AsyncSession, members: Sequence[Member], around: dict[int, Frame], *, now: datetime
) -> list[_Turn]:
    zones = {member.id: around[member.id].zone for member in members}
    past = await history.of(session, zones)
    acts = await use.acts(
        session,
        zones,
        {member.workspace_id for member in members},
        since=now - (UNTIL + 2) * _A_DAY,
    )
    away = await absences.of(session, list(zones))
    turns = []
    # By id, so that two processes which use members' attention never wait for each other in a circle.
    for member in sorted(members, key=lambda one: one.id):
        turn = _turn(member, around[member.id], past.get(member.id, ()), now=now)
        spans: tuple[Span, ...] = away.get(member.id, ())
        own = use_of(turn.met, acts.get(member.id, ()), spans)
        if turn.around.trained_on and has_dropped(own, turn.around.trained_on, turn.today):
            turns.append(turn)
    return turns


def _turn(member: Member, around: Frame, past: Sequence[Past], *, now: datetime) -> _Turn:
    met = [Met(each.card_id, each.day, each.answer) for each in past if each.snoozed_until is None]
    return _Turn(member, around, local_day(now, around.zone), past, met)


async def _meet(
    session: AsyncSession, catalog: Catalog, turn: _Turn, *, without: frozenset[str], now: datetime
) -> None:
    """A smaller step, else fewer messages; nothing when today's message is used."""
    picked = _picked(catalog, turn, without=without)
    if picked is not None:
        went = await nudges.send_chosen(session, turn.member, turn.around, picked, now=now)
        remedy = Remedy.STEP
    else:
        went, remedy = await _ease(session, turn, now=now), Remedy.FEWER
    if not went:
        return
    statement = insert(session, Rescue).values(
        workspace_id=turn.member.workspace_id,
        member_id=turn.member.id,
        trained_on=turn.around.trained_on,
        remedy=remedy,
        at=now,
    )
    await session.execute(statement.on_conflict_do_nothing())


def _picked(catalog: Catalog, turn: _Turn, *, without: frozenset[str]) -> Pick | None:
    person = f"{turn.member.workspace_id}:{turn.member.user_id}"
    cards = [
        card
        for card in nudges.cards_for(catalog, turn.around, turn.today, without=without)
        if not is_held(person, card.id)
    ]
    chosen = smaller_step([_small(card) for card in cards], turn.met, turn.today)
    if chosen is None:
        return None
    card = next(card for card in cards if card.id == chosen)
    sends = sum(each.card_id == chosen for each in turn.past)
    wording = variant(sends, max(1, len(card.questions)))
    return Pick(card, wording, recall=False, reason=Reason.RESCUE)


def _small(card: Card) -> Small:
    return Small(card.id, card.skill, is_task=card.task is not None, is_basic=card.tier is Tier.LITERACY)


async def _ease(session: AsyncSession, turn: _Turn, *, now: datetime) -> bool:
    """Come half as often, and say so once in place of a card."""
    member, around = turn.member, turn.around
    taken = await cadences.take_attention(
        session, member.workspace_id, member_id=member.id, day=turn.today, kind=RESCUE
    )
    if not taken:
        return False
    member.slower_until = now + EASED
    member.next_nudge_at = next_moment(now, around, skips_one=True)
    await outbox.enqueue(
        session,
        blocks.fewer(),
        to=outbox.Place(member.workspace_id, member.user_id),
        dedupe=f"rescue:{member.id}:{around.trained_on}",
        # Counted among the other notes on rhythm: of so few a number of their own would tell of people.
        kind="rhythm",
        now=now,
        lasts=until_close(now, around),
        occasion=outbox.Occasion(
            f"rescue:{member.user_id}:{around.trained_on}", instant(turn.today, time(), around.zone)
        ),
    )
    return True


async def ease(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """Somebody asked for fewer messages."""
    member = await people.member(session, person, now=now)
    member.slower_until = now + EASED


async def as_before(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """Somebody wants them as often as before."""
    member = await people.member(session, person, now=now)
    member.slower_until = None
    await enrolment.plan(session, member, now=now)
