"""Who helps unasked: seen by nobody, asked once in private, and named to admins only when they agree."""

from collections.abc import Collection
from datetime import datetime, time

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.rules import instant, local_day
from bot.champions import service as champions
from bot.champions.models import Champion
from bot.db import insert
from bot.due import Due
from bot.enrolment.frames import frames, open_to
from bot.enrolment.rules import Frame, is_time, next_moment
from bot.enrolment.service import until_close
from bot.nominations import blocks
from bot.nominations.blocks import Willing
from bot.nominations.models import Helping, Nomination
from bot.nominations.rules import WITHIN, State, is_enough, is_over
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.people.models import Member, Team
from bot.people.rules import Enrolment, Person
from bot.questions.models import Question
from bot.setup import teams

NOMINATION = "nomination"
DUE = Due(Nomination.due_at, Nomination.state == State.PLANNED)
_IS_CHAMPION = select(Champion.id).where(Champion.member_id == Member.id).exists()
_WAS_NOMINATED = select(Nomination.id).where(Nomination.member_id == Member.id).exists()


async def heard(session: AsyncSession, person: Person, question_id: int, *, now: datetime) -> None:
    """Note that somebody wrote below a colleague's question, unless they champion or were asked before."""
    columns = (Helping.workspace_id, Helping.question_id, Helping.member_id, Helping.at)
    values = (literal(person.workspace_id), literal(question_id), Member.id, literal(now, Helping.at.type))
    helper = (
        select(*values)
        .where(Member.workspace_id == person.workspace_id, Member.user_id == person.user_id)
        .where(Member.can_learn, ~_IS_CHAMPION, ~_WAS_NOMINATED)
    )
    made = insert(session, Helping).from_select([column.key for column in columns], helper)
    await session.execute(made.on_conflict_do_nothing())


async def credit(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Its asker says it is solved and no champion answered it: the one who wrote below it did.

    Where several wrote, it is not known who, and nothing is counted.
    """
    wrote = (await session.scalars(select(Helping).where(Helping.question_id == question.id).limit(2))).all()
    if len(wrote) != 1:
        return
    helper = await session.scalar(
        update(Helping)
        .where(Helping.id == wrote[0].id, Helping.helped_at.is_(None))
        .values(helped_at=now)
        .returning(Helping.member_id)
    )
    if helper is None:
        return
    counted = (
        select(func.count(), func.count(Question.asker_id.distinct()))
        .select_from(Helping)
        .join(Question, Question.id == Helping.question_id)
        .where(Helping.member_id == helper, Helping.helped_at > now - WITHIN)
    )
    solved, askers = (await session.execute(counted)).one()
    if is_enough(solved, askers):
        row = {"workspace_id": question.workspace_id, "member_id": helper, "state": State.PLANNED}
        made = insert(session, Nomination).values(row | {"due_at": now, "made_at": now})
        await session.execute(made.on_conflict_do_nothing())


async def discredit(session: AsyncSession, question_id: int) -> None:
    """A question is open again: what was written below it did not solve it."""
    await session.execute(update(Helping).where(Helping.question_id == question_id).values(helped_at=None))


async def send_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Ask, on a free day, who helped often enough; returns how many were looked at."""
    # By member, so that two processes which use members' attention never wait for each other in a circle.
    rows = await session.execute(
        select(Nomination, Member)
        .join(Member, Member.id == Nomination.member_id)
        .where(DUE.by(now))
        .order_by(Nomination.member_id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True, of=Nomination)
    )
    due = [(nomination, member) for nomination, member in rows]
    around = await frames(session, [member for _, member in due])
    leading = await champions.among(session, [member.id for _, member in due])
    for nomination, member in due:
        if is_over(nomination.made_at, now) or member.id in leading or not member.can_learn:
            await session.delete(nomination)
        else:
            await _serve(session, nomination, member, around[member.id], now=now)
    return len(due)


async def _serve(
    session: AsyncSession, nomination: Nomination, member: Member, around: Frame, *, now: datetime
) -> None:
    today = local_day(now, around.zone)
    may = member.enrolment == Enrolment.ACTIVE and is_time(nomination.due_at or now, now, around)
    taken = may and await cadences.take_attention(
        session, member.workspace_id, member_id=member.id, day=today, kind=NOMINATION
    )
    if not taken:
        nomination.due_at = next_moment(now, around)
        return
    nomination.state, nomination.due_at = State.ASKED, None
    await outbox.enqueue(
        session,
        blocks.question(nomination.id),
        to=outbox.Place(member.workspace_id, member.user_id),
        dedupe=_key(nomination.id),
        kind=NOMINATION,
        now=now,
        lasts=until_close(now, around),
        guard=f"nominations.asked:{nomination.id}",
        occasion=outbox.Occasion(f"nomination:{member.user_id}:{today}", instant(today, time(), around.zone)),
    )


def _key(row_id: int) -> str:
    return f"nomination:{row_id}"


async def asked(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of the question: its reader is no champion yet and may be reached."""
    rows = await session.execute(
        select(Nomination.id, Member)
        .join(Member, Member.id == Nomination.member_id)
        .where(Nomination.id.in_(row_ids), Nomination.state == State.ASKED)
        .where(~_IS_CHAMPION, Member.enrolment == Enrolment.ACTIVE)
    )
    found = [(row[0], row[1]) for row in rows]
    there = await open_to(session, [member for _, member in found], now=now)
    return [row_id for row_id, member in found if member.id in there]


async def answer(session: AsyncSession, spot: Spot, row_id: int, *, yes: bool, now: datetime) -> None:
    """Its person says yes, for the admins to see, or no, for good; in place of the question."""
    me = spot.person
    mine = select(Member.id).where(Member.workspace_id == me.workspace_id, Member.user_id == me.user_id)
    changed = await session.scalar(
        update(Nomination)
        .where(Nomination.id == row_id, Nomination.member_id.in_(mine.scalar_subquery()))
        .where(Nomination.state.in_((State.ASKED,) if yes else (State.ASKED, State.WILLING)))
        .values(state=State.WILLING if yes else State.DECLINED)
        .returning(Nomination.member_id)
    )
    if changed is None:
        await replies.tell(session, spot, blocks.note(blocks.GONE), now=now)
        return
    if not yes:
        await session.execute(delete(Helping).where(Helping.member_id == changed))
    await replies.show(session, spot, blocks.agreed(row_id) if yes else blocks.note(blocks.NO_MORE), now=now)


async def willing(session: AsyncSession, workspace_id: str, *, row_id: int | None = None) -> list[Willing]:
    """Who agreed to be named and is in a team, the first first; with `row_id`, that one alone."""
    query = (
        select(Nomination.id, Member.user_id, Team.id, Team.name)
        .join(Member, Member.id == Nomination.member_id)
        .join(Team, Team.id == Member.team_id)
        .where(Nomination.workspace_id == workspace_id, Nomination.state == State.WILLING)
        .where(Member.can_learn, ~_IS_CHAMPION)
        .order_by(Nomination.id)
    )
    if row_id is not None:
        query = query.where(Nomination.id == row_id)
    return [Willing(*row) for row in await session.execute(query)]


async def name(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Willing | None:
    """An admin makes them a champion of their team, beside those it has; None where that is over."""
    found = await willing(session, by.workspace_id, row_id=row_id)
    if not found or not await _settle(session, row_id, by=by, state=State.NAMED):
        return None
    one = found[0]
    there = [member.user_id for _, member in await champions.of_team(session, by.workspace_id, one.team_id)]
    wrong = await teams.appoint(session, one.team_id, [*there, one.user_id], by=by, now=now)
    if wrong is not None:
        raise LookupError("a team that was there a moment ago takes no champion")
    await outbox.edit(
        session,
        blocks.welcome(one.team),
        of=_key(row_id),
        to=outbox.Place(by.workspace_id, one.user_id),
        dedupe=f"{_key(row_id)}:named",
        now=now,
    )
    return one


async def set_aside(session: AsyncSession, row_id: int, *, by: Person) -> bool:
    """An admin does not make them one; False where that is over. They are not told."""
    return await _settle(session, row_id, by=by, state=State.SET_ASIDE)


async def _settle(session: AsyncSession, row_id: int, *, by: Person, state: State) -> bool:
    settled = (
        update(Nomination)
        .where(Nomination.id == row_id, Nomination.workspace_id == by.workspace_id)
        .where(Nomination.state == State.WILLING)
        .values(state=state)
        .returning(Nomination.id)
    )
    return await session.scalar(settled) is not None
