"""Messages that the reader is unsure of, and a sample: put to the model outside any transaction."""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.llm.port import Failed, Reading, Trouble
from bot.people import service as people
from bot.questions import service as questions
from bot.questions.rules import Source
from bot.questions.service import Asked
from bot.reading import rules as reading
from bot.reading.rules import Kind, Verdict
from bot.rereading import service as rereading
from bot.rereading.service import Wanted
from bot.wins import service as wins
from schedules.office import Office

AT_ONCE = 4
WANTED = (rereading.WANTED, rereading.OVERDUE)
KINDS = [kind.value for kind in Kind]


async def read_again(office: Office, now: datetime) -> int:
    """Let the model decide where the reader was unsure; what it does not decide in time comes to nothing."""
    async with office.db.begin() as session:
        done = await rereading.drop_overdue(session, now=now)
    while office.model is not None:
        async with office.db.begin() as session:
            batch = await rereading.lease(session, now=now, limit=AT_ONCE)
        if not batch:
            break
        await asyncio.gather(*(_read(office, wanted, now) for wanted in batch))
        done += len(batch)
    return done


async def _read(office: Office, wanted: Wanted, now: datetime) -> None:
    told = await _told_by_model(office, wanted, now)
    if told == Failed(Trouble.RESTING):
        async with office.db.begin() as session:
            await rereading.give_back(session, wanted.person.workspace_id, now=now)
        return  # once the lease is over it is tried again, as long as it is not too late
    kind = Kind(told.kind) if isinstance(told, Reading) else None
    async with office.db.begin() as session:
        is_settled = await rereading.settle(session, wanted, kind, now=now)
        if not is_settled or wanted.is_sure or kind is None or not isinstance(told, Reading):
            return
        verdict = reading.taken_for(wanted.text, kind, told.confidence)
        if reading.is_acting(verdict):
            await _act(session, office, wanted, verdict, now=now)


async def _told_by_model(office: Office, wanted: Wanted, now: datetime) -> Reading | Failed | None:
    """What the model says; None where it was not asked."""
    async with office.db.begin() as session:
        text = await rereading.for_model(session, wanted, now=now)
    if office.model is None or text is None:
        return None
    return await office.model.read(text, kinds=KINDS, now=now)


async def _act(
    session: AsyncSession, office: Office, wanted: Wanted, verdict: Verdict, *, now: datetime
) -> None:
    """Do what the door would have done, in a channel that is still a team's."""
    team = await people.team_of_channel(session, wanted.person.workspace_id, wanted.channel)
    if team is None:
        return
    if verdict.kind is Kind.QUESTION:
        asked = _asked(wanted, verdict)
        await questions.ask(session, asked, team_id=team.id, catalog=office.shelf.catalog, now=now)
    elif verdict.kind is Kind.WIN:
        await wins.propose(session, _told(wanted, verdict), team_id=team.id, now=now)


def _asked(wanted: Wanted, verdict: Verdict) -> Asked:
    return Asked(
        person=wanted.person,
        text=wanted.text,
        source=Source.CHANNEL,
        origin=questions.origin_of(wanted.channel, wanted.ts),
        channel=wanted.channel,
        thread_ts=wanted.thread_ts or wanted.ts,
        topic=verdict.tool,
        in_the_open=wanted.in_the_open,
        confidence=reading.LEFT_TO_A_MODEL,
    )


def _told(wanted: Wanted, verdict: Verdict) -> wins.Told:
    return wins.Told(
        person=wanted.person,
        text=wanted.text,
        origin=wins.origin_of(wanted.channel, wanted.ts),
        source=wins.Source.CHANNEL,
        channel=wanted.channel,
        message_ts=wanted.ts,
        thread_ts=wanted.thread_ts,
        tool=verdict.tool,
        minutes=verdict.minutes_saved,
        private=not wanted.in_the_open,
    )
