"""What comes to owners of prompts by itself: thanks and review dates, in one note."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.rules import instant, local_day
from bot.due import Due
from bot.enrolment.frames import frames, open_to
from bot.enrolment.rules import Frame, is_time, next_moment
from bot.enrolment.service import until_close
from bot.library import note_blocks, rules
from bot.library.models import Prompt, PromptThanks
from bot.library.note_blocks import Line
from bot.library.rules import State
from bot.outbox import service as outbox
from bot.people.models import Member
from bot.people.rules import Enrolment

NOTE = "library"
DUE = Due(Prompt.note_at)
IN_USE = (State.DRAFT, State.VERIFIED)


async def send_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Tell owners what there is to hear, in place of that day's card; returns how many were looked at."""
    due = select(Prompt.workspace_id, Prompt.owner_id).where(DUE.by(now))
    found = await session.execute(due.order_by(Prompt.note_at).limit(limit))
    owners = list({(here, owner) for here, owner in found})
    if not owners:
        return 0
    # By id, so that two processes which use members' attention never wait for each other in a circle.
    asked = await session.scalars(
        select(Member)
        .where(tuple_(Member.workspace_id, Member.user_id).in_(owners))
        .order_by(Member.id)
        .with_for_update(skip_locked=True, key_share=True)
    )
    members = asked.all()
    around = await frames(session, members)
    for member in members:
        await _serve(session, member, around[member.id], now=now)
    return len(members)


async def _serve(session: AsyncSession, member: Member, around: Frame, *, now: datetime) -> None:
    prompts = await _due(session, member, now=now)
    today = local_day(now, around.zone)
    lines = await _lines(session, prompts, today=today) if _takes_part(member) else []
    if lines and not await _may_go(session, prompts, member, around, now=now):
        await _set(session, prompts, next_moment(now, around))
        return
    if lines:
        await _send(session, member, around, lines, now=now)
        await _heard(session, [line.id for line in lines])
    for prompt in prompts:
        then = rules.note_moment(prompt.review_by)
        await _set(session, [prompt], then if then > now and prompt.state in IN_USE else None)


def _takes_part(member: Member) -> bool:
    return member.enrolment == Enrolment.ACTIVE and member.can_learn and member.wants_notes


async def _due(session: AsyncSession, member: Member, *, now: datetime) -> Sequence[Prompt]:
    """What is due, and with it what else this person has been thanked for."""
    untold = select(PromptThanks.prompt_id).where(~PromptThanks.told)
    mine = Prompt.workspace_id == member.workspace_id, Prompt.owner_id == member.user_id
    due = select(Prompt).where(*mine, DUE.by(now) | Prompt.id.in_(untold)).order_by(Prompt.id)
    return (await session.scalars(due.execution_options(populate_existing=True))).all()


async def _lines(session: AsyncSession, prompts: Sequence[Prompt], *, today: date) -> list[Line]:
    count = select(PromptThanks.prompt_id, func.count()).where(~PromptThanks.told)
    count = count.where(PromptThanks.prompt_id.in_([one.id for one in prompts]))
    thanks = {
        row_id: number for row_id, number in await session.execute(count.group_by(PromptThanks.prompt_id))
    }
    lines = [
        Line(
            one.id,
            one.version,
            one.title,
            thanks.get(one.id, 0),
            one.review_by if one.review_by - rules.NOTE_BEFORE <= today else None,
        )
        for one in prompts
        if one.state in IN_USE
    ]
    return [line for line in lines if line.thanks or line.review_by]


async def _may_go(
    session: AsyncSession, prompts: Sequence[Prompt], member: Member, around: Frame, *, now: datetime
) -> bool:
    moments = [one.note_at for one in prompts if one.note_at is not None and one.note_at <= now]
    if not is_time(max(moments, default=now), now, around):
        return False
    return await cadences.take_attention(
        session, member.workspace_id, member_id=member.id, day=local_day(now, around.zone), kind=NOTE
    )


async def _send(
    session: AsyncSession, member: Member, around: Frame, lines: Sequence[Line], *, now: datetime
) -> None:
    today = local_day(now, around.zone)
    await outbox.enqueue(
        session,
        note_blocks.note(lines),
        to=outbox.Place(member.workspace_id, member.user_id),
        dedupe=f"library:{member.id}:{today}",
        kind="library",
        now=now,
        lasts=until_close(now, around),
        guard=f"library.wanted:{member.id}",
        occasion=outbox.Occasion(f"library:{member.user_id}:{today}", instant(today, time(), around.zone)),
    )


async def _heard(session: AsyncSession, row_ids: Sequence[int]) -> None:
    await session.execute(
        update(PromptThanks).where(PromptThanks.prompt_id.in_(row_ids), ~PromptThanks.told).values(told=True)
    )


async def _set(session: AsyncSession, prompts: Sequence[Prompt], moment: datetime | None) -> None:
    ids = [one.id for one in prompts]
    await session.execute(update(Prompt).where(Prompt.id.in_(ids)).values(note_at=moment))


async def wanted(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of notes: their owners take part, want them, and may be reached at this moment."""
    found = await session.scalars(select(Member).where(Member.id.in_(row_ids)))
    members = [member for member in found if _takes_part(member)]
    return await open_to(session, members, now=now)
