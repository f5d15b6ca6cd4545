"""A person answers: begun, one question after the other, left and taken up again, looked at afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.assessment import blocks
from bot.assessment.blocks import Asked, Sheet
from bot.assessment.drawing import candidates
from bot.assessment.models import Assessment, AssessmentAnswer
from bot.assessment.rules import DONT_KNOW, OPEN, SURE, Occasion, State, current_step, draw
from bot.bulk import insert_all
from bot.cadence.rules import local_day, zone_of
from bot.enrolment.frames import frame
from bot.nudges import history, leeches
from bot.nudges.service import cards_for, learner_of
from bot.outbox import replies
from bot.outbox.replies import Spot
from bot.packs.catalog import Catalog
from bot.packs.company import filled
from bot.packs.schema import Card, Question
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person
from bot.workspaces import service as workspaces
from bot.workspaces.rules import Company

A_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class _Held:
    """An assessment in the hands of its own person."""

    assessment: Assessment
    member: Member
    answers: Sequence[AssessmentAnswer]
    company: Company

    def is_open(self, now: datetime) -> bool:
        ends = self.assessment.ends_at
        return self.assessment.state in OPEN and ends is not None and now < ends


async def begin(session: AsyncSession, catalog: Catalog, spot: Spot, row_id: int, *, now: datetime) -> None:
    """Show the first question, or the one that comes next; also after having said no."""
    held = await _held(session, spot, row_id, now=now)
    if held is None:
        return
    if held.is_open(now) and not held.answers:
        held = await _drawn(session, catalog, held, now=now)
        if not held.answers:
            await replies.tell(session, spot, blocks.note(blocks.NOTHING_TO_ASK), now=now)
            return
    if held.is_open(now):
        held.assessment.state = State.BEGUN
        held.member.ignored_in_row = 0
    await _redraw(session, catalog, held, spot, now=now)


async def decline(session: AsyncSession, catalog: Catalog, spot: Spot, row_id: int, *, now: datetime) -> None:
    """Not on this occasion: nothing more comes of it."""
    held = await _held(session, spot, row_id, now=now)
    if held is None:
        return
    if held.assessment.state == State.INVITED and held.is_open(now):
        held.assessment.state = State.DECLINED
        # Whoever answers is not silent.
        held.member.ignored_in_row = 0
    await _redraw(session, catalog, held, spot, now=now)


async def answer(
    session: AsyncSession,
    catalog: Catalog,
    spot: Spot,
    row_id: int,
    *,
    step: int,
    choice: int,
    now: datetime,
) -> None:
    """Answer the question that stands there; the button of an earlier one changes nothing."""
    held = await _held(session, spot, row_id, now=now)
    if held is None:
        return
    if held.assessment.state == State.BEGUN and held.is_open(now) and step == _step(held):
        _keep(catalog, held, step, choice)
        if _step(held) is None:
            held.assessment.state, held.assessment.finished_at = State.DONE, now
    await _redraw(session, catalog, held, spot, now=now)


def _keep(catalog: Catalog, held: _Held, step: int, choice: int) -> None:
    if step == 0:
        held.assessment.sure = choice if choice in SURE else None
        return
    row = held.answers[step - 1]
    question = _question(catalog, row, held.company)
    if question is None:
        # The card has left the library since it was drawn: it counts on neither side.
        row.choice = DONT_KNOW
    elif choice == DONT_KNOW or 0 <= choice < len(question.choices):
        row.choice, row.is_right = choice, choice == question.answer


async def go_back(
    session: AsyncSession, catalog: Catalog, spot: Spot, row_id: int, *, step: int, now: datetime
) -> None:
    """Ask the question before this one again."""
    held = await _held(session, spot, row_id, now=now)
    if held is None:
        return
    if held.assessment.state == State.BEGUN and held.is_open(now) and step and step == _step(held):
        if step == 1:
            held.assessment.sure = None
        else:
            row = held.answers[step - 2]
            row.choice = row.is_right = None
    await _redraw(session, catalog, held, spot, now=now)


async def see(session: AsyncSession, catalog: Catalog, spot: Spot, row_id: int, *, now: datetime) -> None:
    """What is right, once all is answered."""
    held = await _held(session, spot, row_id, now=now)
    if held is None:
        return
    if held.assessment.state != State.DONE:
        await _redraw(session, catalog, held, spot, now=now)
        return
    await replies.show(session, spot, blocks.answers(_sheet(catalog, held)), now=now)


async def waiting(session: AsyncSession, catalog: Catalog, person: Person, *, now: datetime) -> Sheet | None:
    """What somebody was asked and can still answer."""
    member = await people.find(session, person)
    if member is None:
        return None
    found = await session.scalar(
        select(Assessment)
        .where(Assessment.member_id == member.id, Assessment.state.in_((State.INVITED, State.BEGUN)))
        .where(Assessment.ends_at > now)
        .order_by(Assessment.id.desc())
        .limit(1)
    )
    return _sheet(catalog, await _whole(session, found, member)) if found is not None else None


async def done(session: AsyncSession, catalog: Catalog, person: Person) -> list[Sheet]:
    """All that somebody answered to the end, oldest first."""
    member = await people.find(session, person)
    if member is None:
        return []
    rows = await session.scalars(
        select(Assessment)
        .where(Assessment.member_id == member.id, Assessment.state == State.DONE)
        .order_by(Assessment.id)
    )
    return [_sheet(catalog, await _whole(session, row, member)) for row in rows.all()]


async def _held(session: AsyncSession, spot: Spot, row_id: int, *, now: datetime) -> _Held | None:
    """The presser's own, whatever its age; whoever has none is told so. The row is held to the end."""
    found = (
        await session.execute(
            select(Assessment, Member)
            .join(Member, Member.id == Assessment.member_id)
            .where(Assessment.id == row_id, Assessment.workspace_id == spot.person.workspace_id)
            .where(Member.user_id == spot.person.user_id)
            .with_for_update(of=Assessment)
        )
    ).first()
    if found is None or found[0].state == State.PLANNED:
        await replies.tell(session, spot, blocks.note(blocks.GONE), now=now)
        return None
    return await _whole(session, found[0], found[1])


async def _whole(session: AsyncSession, assessment: Assessment, member: Member) -> _Held:
    rows = await session.scalars(
        select(AssessmentAnswer)
        .where(AssessmentAnswer.assessment_id == assessment.id)
        .order_by(AssessmentAnswer.place)
    )
    company = await workspaces.company(session, assessment.workspace_id)
    return _Held(assessment, member, rows.all(), company)


async def _drawn(session: AsyncSession, catalog: Catalog, held: _Held, *, now: datetime) -> _Held:
    """The questions, drawn over the person's whole deck: the same ones however often it is asked."""
    member, row = held.member, held.assessment
    around = await frame(session, member)
    today = local_day(now, around.zone)
    resting = (await leeches.pulled(session, [member.workspace_id]))[member.workspace_id]
    deck = cards_for(catalog, around, today, without=resting)
    past = (await history.of(session, {member.id: around.zone})).get(member.id, [])
    before = await session.scalars(
        select(AssessmentAnswer.card_id).where(AssessmentAnswer.member_id == member.id)
    )
    found = candidates(deck, past, learner_of(member, around), asked_before=frozenset(before))
    chance = Random(f"{member.workspace_id}:{member.user_id}:{row.cohort_id}:{row.occasion}")
    cards = {card.id: card for card in deck}
    rows = [
        {
            "workspace_id": member.workspace_id,
            "member_id": member.id,
            "assessment_id": row.id,
            "place": place,
            "card_id": one.card_id,
            # The same wording for all, whether they had the card or not; the last is the one that came least.
            "wording": len(cards[one.card_id].with_choices) - 1,
            "arm": one.arm.value,
        }
        for place, one in enumerate(draw(list(found), chance=chance), start=1)
    ]
    if rows:
        await insert_all(session, AssessmentAnswer, rows)
    return await _whole(session, row, member)


def _step(held: _Held) -> int | None:
    return current_step(held.assessment.sure, [row.choice for row in held.answers])


async def _redraw(session: AsyncSession, catalog: Catalog, held: _Held, spot: Spot, *, now: datetime) -> None:
    shown = _sheet(catalog, held)
    if shown.state in OPEN and not held.is_open(now):
        shown = Sheet(shown.id, shown.occasion, State.LAPSED, shown.until)
    await replies.show(session, spot, blocks.post(shown), now=now)


def _sheet(catalog: Catalog, held: _Held) -> Sheet:
    row, zone = held.assessment, zone_of(held.member.zone)
    asked = ((each, _question(catalog, each, held.company)) for each in held.answers)
    return Sheet(
        row.id,
        Occasion(row.occasion),
        State(row.state),
        local_day(row.ends_at - A_MOMENT, zone) if row.ends_at is not None else None,
        row.sure,
        tuple(Asked(question or _LEFT, each.choice) for each, question in asked),
        _step(held),
        local_day(row.finished_at, zone) if row.finished_at is not None else None,
    )


# Stands for a question whose card has left the library.
_LEFT = Question("This card has left the library, so there is nothing to answer here.", ("Go on",), 0, "")


def _question(catalog: Catalog, row: AssessmentAnswer, company: Company) -> Question | None:
    card = catalog.card(row.card_id)
    if card is None or not card.with_choices:
        return None
    shown: Card = filled(card, company)
    return shown.with_choices[row.wording % len(card.with_choices)]
