"""Presses on a card: answered, answered otherwise, put off. An older button changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import expires_at, local_day
from bot.db import insert
from bot.enrolment import service as enrolment
from bot.enrolment.frames import frame
from bot.enrolment.rules import Frame, next_moment
from bot.grading import service as grading
from bot.grading.blocks import Written
from bot.grading.rules import Point
from bot.nudges import blocks, offers, written_blocks
from bot.nudges.blocks import Sheet
from bot.nudges.models import Nudge, NudgeState, Review
from bot.nudges.rules import NUDGES_HALVED_AT, Answer, grade_of
from bot.nudges.service import key_of
from bot.nudges.sheets import post_of, sheet_of
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.packs.catalog import Catalog
from bot.packs.company import filled
from bot.packs.schema import Card, Question
from bot.people.models import Member
from bot.slack.blockkit import Post
from bot.workspaces import service as workspaces

GONE = "This card is no longer kept here. `/afterglow library` finds its prompt, if it is still in use."
RETIRED = (
    "This card has left the library, so I cannot mark its answer any more. Your next one comes as planned."
)
EVERYBODYS = "This is one of your company's rules, so it is for everybody, whatever their job."
TOO_LATE_TO_CHANGE = (
    "An answer can be changed on the day it was given. The card will come back, so no harm done."
)


@dataclass(frozen=True)
class Pressed:
    """A press on a card: which nudge, which version of its message, and where."""

    spot: Spot
    row_id: int
    version: int


@dataclass(frozen=True)
class _Held:
    """What a press is about."""

    nudge: Nudge
    member: Member
    around: Frame
    card: Card


async def choose(
    session: AsyncSession, catalog: Catalog, pressed: Pressed, *, choice: int, now: datetime
) -> None:
    """Answer the card's question; a late answer counts when it is given."""
    held = await _held(session, catalog, pressed, now=now)
    if held is None:
        return
    question = sheet_of(held.nudge, held.card, role=held.around.role).question
    if question is None or not 0 <= choice < len(question.choices):
        await _redraw(session, catalog, held, pressed, now=now)
        return
    answer = Answer.RIGHT if choice == question.answer else Answer.WRONG
    await _record(session, catalog, held, pressed, answer=answer, choice=choice, now=now)


async def tell(
    session: AsyncSession, catalog: Catalog, pressed: Pressed, *, answer: Answer, now: datetime
) -> None:
    """Say how it went, or that the card does not fit."""
    held = await _held(session, catalog, pressed, now=now)
    if held is None:
        return
    if answer is Answer.NOT_MY_JOB and blocks.is_policy(held.card):
        await replies.tell(session, pressed.spot, blocks.note(EVERYBODYS), now=now)
        return
    if answer is Answer.ALREADY_KNEW and await _was_graded(session, held):
        answer = Answer.KNEW
    await _record(session, catalog, held, pressed, answer=answer, choice=None, now=now)


async def snooze(
    session: AsyncSession, catalog: Catalog, pressed: Pressed, *, week: bool, now: datetime
) -> None:
    """Put the card off to the next delivery day, or to the first one of next week."""
    held = await _held(session, catalog, pressed, now=now)
    if held is None:
        return
    today = local_day(now, held.around.zone)
    first = today + timedelta(days=7 - today.weekday() if week else 1)
    until = local_day(next_moment(now, held.around, not_before=first), held.around.zone)
    values = {"state": NudgeState.SNOOZED, "snoozed_until": until, "answer": None, "answered_at": None}
    if await _shift(session, held, pressed, values=values):
        await _forget_review(session, held)
        await _is_awake(session, held.member, now=now)
    await _redraw(session, catalog, held, pressed, now=now)


async def change(session: AsyncSession, catalog: Catalog, pressed: Pressed, *, now: datetime) -> None:
    """Ask the card again: the answer given stands until another one replaces it."""
    held = await _held(session, catalog, pressed, now=now)
    if held is None:
        return
    nudge, zone = held.nudge, held.around.zone
    if nudge.answered_at and local_day(nudge.answered_at, zone) != local_day(now, zone):
        await replies.tell(session, pressed.spot, blocks.note(TOO_LATE_TO_CHANGE), now=now)
        return
    values: dict[str, object] = {}
    if nudge.state == NudgeState.SNOOZED:
        ends = expires_at(now, zone, held.around.cadence, holidays=held.around.holidays)
        values = {"state": NudgeState.SENT, "snoozed_until": None, "expires_at": ends}
    if not await _shift(session, held, pressed, values=values):
        await _redraw(session, catalog, held, pressed, now=now)
        return
    asked = sheet_of(nudge, held.card, role=held.around.role)
    await replies.show(session, pressed.spot, blocks.nudge(asked), now=now)


async def sheet(session: AsyncSession, catalog: Catalog, pressed: Pressed, *, now: datetime) -> Sheet | None:
    """The card that was pressed on; None when it is gone, which its person is told."""
    held = await _held(session, catalog, pressed, now=now)
    return sheet_of(held.nudge, held.card, role=held.around.role) if held is not None else None


async def why(session: AsyncSession, catalog: Catalog, pressed: Pressed, *, now: datetime) -> None:
    """Say why this card came and who can see the answer."""
    held = await _held(session, catalog, pressed, now=now)
    if held is not None:
        shown = sheet_of(held.nudge, held.card, role=held.around.role)
        await replies.tell(session, pressed.spot, blocks.why(shown, day=held.nudge.day), now=now)


async def written(
    session: AsyncSession, catalog: Catalog, pressed: Pressed, *, now: datetime
) -> tuple[Written, int] | None:
    """The question of this card with what its person wrote, and the version of its message.

    None where it is not one to answer in one's own words: then the message is drawn as it stands.
    """
    held = await _held(session, catalog, pressed, now=now)
    if held is None:
        return None
    sheet = await _sheet(session, catalog, held)
    found = written_blocks.written_of(sheet)
    if found is None:
        await _redraw(session, catalog, held, pressed, now=now)
        return None
    return found, sheet.version


async def write(
    session: AsyncSession, catalog: Catalog, pressed: Pressed, *, text: str, now: datetime
) -> None:
    """Keep an answer in somebody's own words and show them the rubric; a grade given before stands."""
    held = await _held(session, catalog, pressed, now=now)
    if held is None:
        return
    question = sheet_of(held.nudge, held.card, role=held.around.role).question
    if question is None or not question.is_written:
        await _redraw(session, catalog, held, pressed, now=now)
        return
    # The nudge first, as whoever brings a suggestion does: so neither waits for the other in a circle.
    await session.execute(
        update(Nudge)
        .where(Nudge.id == held.nudge.id)
        .values(
            version=Nudge.version + 1,
            snoozed_until=None,
            state=case((Nudge.answer.is_(None), NudgeState.WRITTEN), else_=NudgeState.ANSWERED),
        )
    )
    await session.refresh(held.nudge)
    await grading.keep(session, held.member, held.nudge.id, text, now=now)
    await _is_awake(session, held.member, now=now)
    await _redraw(session, catalog, held, pressed, now=now)


async def question_of(session: AsyncSession, catalog: Catalog, nudge_id: int) -> Question | None:
    """What this nudge asked its person to answer in their own words, with the company's words in it."""
    nudge = await session.get(Nudge, nudge_id)
    card = catalog.card(nudge.card_id) if nudge is not None else None
    if nudge is None or card is None:
        return None
    company = await workspaces.company(session, nudge.workspace_id)
    question = sheet_of(nudge, filled(card, company), role="").question
    return question if question is not None and question.is_written else None


async def suggest(
    session: AsyncSession,
    catalog: Catalog,
    wanted: grading.Wanted,
    points: tuple[Point, ...],
    *,
    now: datetime,
) -> None:
    """Put what a model says beside the answer, in the message of its card; nothing, where it says nothing."""
    found = (
        await session.execute(
            select(Nudge, Member)
            .join(Member, Member.id == Nudge.member_id)
            .where(Nudge.id == wanted.nudge_id)
            .with_for_update(of=Nudge)
        )
    ).first()
    if not await grading.settle(session, wanted, points) or not points or found is None:
        return
    nudge, member = found
    card = catalog.card(nudge.card_id)
    if card is None:
        return
    around = await frame(session, member)
    held = _Held(nudge, member, around, filled(card, around.company))
    await outbox.edit(
        session,
        await _post(session, catalog, held),
        of=key_of(nudge.id),
        to=outbox.Place(nudge.workspace_id, member.user_id),
        dedupe=f"{key_of(nudge.id)}:suggested:{int(now.timestamp())}",
        now=now,
    )


async def _held(session: AsyncSession, catalog: Catalog, pressed: Pressed, *, now: datetime) -> _Held | None:
    """The presser's own nudge, whatever its age; whoever has none is told so kindly."""
    person = pressed.spot.person
    found = (
        await session.execute(
            select(Nudge, Member)
            .join(Member, Member.id == Nudge.member_id)
            .where(Nudge.id == pressed.row_id, Nudge.workspace_id == person.workspace_id)
            .where(Member.user_id == person.user_id)
        )
    ).first()
    card = catalog.card(found[0].card_id) if found is not None else None
    if found is None or card is None:
        text = GONE if found is None else RETIRED
        await replies.tell(session, pressed.spot, blocks.note(text), now=now)
        return None
    around = await frame(session, found[1])
    return _Held(found[0], found[1], around, filled(card, around.company))


async def _record(
    session: AsyncSession,
    catalog: Catalog,
    held: _Held,
    pressed: Pressed,
    *,
    answer: Answer,
    choice: int | None,
    now: datetime,
) -> None:
    values: dict[str, object] = {
        "state": NudgeState.ANSWERED,
        "answer": answer,
        "choice": choice,
        "answered_at": now,
        "snoozed_until": None,
    }
    if await _shift(session, held, pressed, values=values):
        await _forget_review(session, held)
        await _review(session, held, answer, now=now)
        await _is_awake(session, held.member, now=now)
    await _redraw(session, catalog, held, pressed, now=now)


async def _shift(session: AsyncSession, held: _Held, pressed: Pressed, *, values: dict[str, object]) -> bool:
    """Change the nudge if the pressed button is of the message as it stands."""
    changed = await session.scalar(
        update(Nudge)
        .where(Nudge.id == held.nudge.id, Nudge.version == pressed.version)
        .values(version=pressed.version + 1, **values)
        .returning(Nudge.id)
    )
    await session.refresh(held.nudge)
    return changed is not None


async def _forget_review(session: AsyncSession, held: _Held) -> None:
    await session.execute(delete(Review).where(Review.nudge_id == held.nudge.id))


async def _review(session: AsyncSession, held: _Held, answer: Answer, *, now: datetime) -> None:
    grade = grade_of(answer)
    if grade is None:
        return
    statement = insert(session, Review).values(
        workspace_id=held.nudge.workspace_id,
        member_id=held.member.id,
        card_id=held.nudge.card_id,
        nudge_id=held.nudge.id,
        day=local_day(now, held.around.zone),
        grade=grade,
        at=now,
    )
    await session.execute(statement)


async def _is_awake(session: AsyncSession, member: Member, *, now: datetime) -> None:
    """An answer of any kind ends a streak of silence, and the slower rhythm with it."""
    was_slow = member.ignored_in_row >= NUDGES_HALVED_AT
    member.ignored_in_row = 0
    if was_slow:
        await enrolment.plan(session, member, now=now)


async def _was_graded(session: AsyncSession, held: _Held) -> bool:
    query = select(Review.id).where(
        Review.member_id == held.member.id,
        Review.card_id == held.nudge.card_id,
        Review.nudge_id != held.nudge.id,
    )
    return await session.scalar(query.limit(1)) is not None


async def _redraw(
    session: AsyncSession, catalog: Catalog, held: _Held, pressed: Pressed, *, now: datetime
) -> None:
    await replies.show(session, pressed.spot, await _post(session, catalog, held), now=now)


async def _post(session: AsyncSession, catalog: Catalog, held: _Held) -> Post:
    return post_of(await _sheet(session, catalog, held))


async def _sheet(session: AsyncSession, catalog: Catalog, held: _Held) -> Sheet:
    earlier = await session.scalar(
        select(func.count())
        .select_from(Nudge)
        .where(
            Nudge.member_id == held.member.id,
            Nudge.card_id == held.nudge.card_id,
            Nudge.id < held.nudge.id,
            Nudge.answer == Answer.NOT_YET,
        )
    )
    is_open = any(question.is_written for question in held.card.questions)
    return sheet_of(
        held.nudge,
        held.card,
        role=held.around.role,
        not_yet_before=earlier or 0,
        offers=await offers.of(session, catalog, held.nudge, held.card),
        kept=await grading.of(session, held.nudge.id) if is_open else grading.NOTHING,
    )
