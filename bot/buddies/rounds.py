"""Rounds of buddies: what the last one left is noted, and everybody who joined is paired anew."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.buddies import rules
from bot.buddies.models import Buddy, BuddyPair, BuddyPart
from bot.buddies.rules import Candidate, PartState
from bot.bulk import insert_all, update_all
from bot.cadence.rules import Cadence, instant
from bot.due import Due
from bot.enrolment.frames import frames
from bot.enrolment.rules import Frame
from bot.outbox.models import NEVER_ARRIVED, OutboxMessage
from bot.packs.catalog import Catalog
from bot.packs.schema import Card, Role
from bot.people.models import Member
from bot.people.rules import Enrolment
from bot.workspaces.models import Standing, Workspace

SHORT = 15  # minutes that a task may take
# Whoever is away longer than this into a round is not paired in it.
BACK_SOON = timedelta(days=3)
DUE = Due(Workspace.next_buddies_at, Workspace.standing == Standing.ACTIVE)


async def form_due(session: AsyncSession, catalog: Catalog, *, now: datetime) -> int:
    """Pair the people of one workspace whose round is due; how many were paired, -1 when none is due."""
    workspace = await session.scalar(
        select(Workspace)
        .where(DUE.by(now))
        .order_by(Workspace.next_buddies_at)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    if workspace is None or workspace.next_buddies_at is None:
        return -1
    weeks = workspace.buddy_weeks
    if weeks is None:
        workspace.next_buddies_at = None
        return 0
    week = (workspace.next_buddies_at + rules.HEAD_START).date()
    # After a long silence of ours the round of this week is made, not one for each week that passed.
    today = (now + rules.HEAD_START).date()
    week = max(week, today - timedelta(days=today.weekday()))
    workspace.next_buddies_at = rules.forms_at(week + weeks * rules.A_WEEK)
    if workspace.paused_until is not None and workspace.paused_until > now + BACK_SOON:
        return 0
    return await _form(session, catalog, workspace.workspace_id, week=week, weeks=weeks, now=now)


async def _form(
    session: AsyncSession, catalog: Catalog, workspace_id: str, *, week: date, weeks: int, now: datetime
) -> int:
    await _close(session, workspace_id)
    found = await _eligible(session, workspace_id, week=week)
    around = await frames(session, [member for _, member in found])
    there = [
        (buddy, member)
        for buddy, member in found
        if around[member.id].reachable and not _is_away(around[member.id], now)
    ]
    people = [_candidate(buddy, member, around[member.id], week=week) for buddy, member in there]
    met = await _met(session, workspace_id, week=week)
    made = rules.pair(people, met=met, chance=Random(f"{workspace_id}:{week}"))
    await _count_waiting(session, {buddy.member_id: buddy for buddy, _ in there}, made.out)
    roles = {member.id: around[member.id].role for _, member in there}
    pairs = [
        BuddyPair(
            workspace_id=workspace_id,
            week=week,
            weeks=weeks,
            task_id=task_for(catalog, [roles[one] for one in group], week=week, key=str(min(group))),
            made_at=now,
        )
        for group in made.groups
    ]
    session.add_all(pairs)
    await session.flush()
    parts = [
        part for pair, group in zip(pairs, made.groups, strict=True) for part in _parts(pair, group, now=now)
    ]
    if parts:
        await insert_all(session, BuddyPart, parts)
    return len(people) - len(made.out)


def _parts(pair: BuddyPair, group: Sequence[int], *, now: datetime) -> list[dict[str, object]]:
    return [
        {
            "workspace_id": pair.workspace_id,
            "pair_id": pair.id,
            "member_id": member_id,
            "week": pair.week,
            "state": PartState.PLANNED,
            "due_at": now,
        }
        for member_id in group
    ]


async def _close(session: AsyncSession, workspace_id: str) -> None:
    """The round before is over: whoever said nothing was silent, whom it never reached waited."""
    here = BuddyPart.workspace_id == workspace_id
    key = literal("buddies:") + cast(BuddyPart.id, String)
    lost = select(OutboxMessage.id).where(
        OutboxMessage.workspace_id == workspace_id,
        OutboxMessage.dedupe == key,
        OutboxMessage.fate.in_(NEVER_ARRIVED),
    )
    told = (here, BuddyPart.state == PartState.TOLD)
    await session.execute(
        update(BuddyPart)
        .where(*told, lost.exists())
        .values(state=PartState.PLANNED)
        .execution_options(synchronize_session=False)
    )
    silent = select(BuddyPart.member_id).where(here, BuddyPart.state == PartState.TOLD)
    unreached = select(BuddyPart.member_id).where(here, BuddyPart.state == PartState.PLANNED)
    await session.execute(update(Buddy).where(Buddy.member_id.in_(silent)).values(silent=Buddy.silent + 1))
    await session.execute(update(Buddy).where(Buddy.member_id.in_(unreached)).values(waited=1))
    for before, after in ((PartState.TOLD, PartState.OVER), (PartState.PLANNED, PartState.MISSED)):
        await session.execute(
            update(BuddyPart).where(here, BuddyPart.state == before).values(state=after, due_at=None)
        )


async def _eligible(session: AsyncSession, workspace_id: str, *, week: date) -> list[tuple[Buddy, Member]]:
    rows = await session.execute(
        select(Buddy, Member)
        .join(Member, Member.id == Buddy.member_id)
        .where(Buddy.workspace_id == workspace_id, Buddy.silent < rules.MOST_SILENT)
        .where(or_(Buddy.not_before.is_(None), Buddy.not_before <= week))
        .where(Member.enrolment == Enrolment.ACTIVE, Member.can_learn)
        .order_by(Buddy.id)
    )
    return [(row[0], row[1]) for row in rows]


def _is_away(around: Frame, now: datetime) -> bool:
    return around.paused_until is not None and around.paused_until > now + BACK_SOON


def _candidate(buddy: Buddy, member: Member, around: Frame, *, week: date) -> Candidate:
    hours = hours_of(around.cadence, around.zone, on=week)
    return Candidate(member.id, member.team_id, hours, waited=buddy.waited)


def hours_of(cadence: Cadence, zone: ZoneInfo, *, on: date) -> tuple[int, int]:
    """Somebody's window on a day, in minutes after its midnight in UTC."""
    midnight = instant(on, datetime.min.time(), ZoneInfo("UTC"))
    opens, closes = ((instant(on, edge, zone) - midnight) // timedelta(minutes=1) for edge in cadence.window)
    return opens, closes


async def _met(session: AsyncSession, workspace_id: str, *, week: date) -> Mapping[int, set[int]]:
    """Whom each was paired with in the last twelve weeks, where the message reached them."""
    together: dict[int, list[int]] = defaultdict(list)
    for pair_id, member_id in await session.execute(
        select(BuddyPart.pair_id, BuddyPart.member_id)
        .where(BuddyPart.workspace_id == workspace_id, BuddyPart.week > week - rules.NOT_AGAIN)
        .where(BuddyPart.state != PartState.MISSED)
    ):
        together[pair_id].append(member_id)
    found: dict[int, set[int]] = defaultdict(set)
    for members in together.values():
        for one in members:
            found[one].update(members)
    return found


async def _count_waiting(session: AsyncSession, there: Mapping[int, Buddy], out: Sequence[int]) -> None:
    waits = set(out)
    rows = [
        {"id": buddy.id, "waited": buddy.waited + 1 if member_id in waits else 0}
        for member_id, buddy in there.items()
    ]
    if rows:
        await update_all(session, Buddy, rows)


def task_for(catalog: Catalog, roles: Sequence[str], *, week: date, key: str) -> str:
    """A short task that everybody in a pair can do: of their common work, else one for all; "" for none."""
    common = roles[0] if len(set(roles)) == 1 else Role.GENERAL
    role = Role.named(common)
    tasks = [card for card in catalog.cards_for(role, today=week) if _is_short(card)]
    own = {card.id for pack in catalog.packs_for(role) if pack.role is role for card in pack.cards}
    fitting = [card for card in tasks if card.id in own] or tasks
    return Random(f"{week}:{key}").choice(fitting).id if fitting else ""


def _is_short(card: Card) -> bool:
    return card.task is not None and card.task.minutes <= SHORT
