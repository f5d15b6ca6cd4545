"""Answers in people's own words: put to the model outside any transaction, and forgotten after a day."""

import asyncio
from datetime import datetime
from functools import partial

from bot.grading import service as grading
from bot.grading.rules import Point
from bot.grading.service import Wanted
from bot.llm.port import Graded, Work
from bot.nudges import answers
from schedules.office import Office

AT_ONCE = 4
BATCH = 250
WANTED = (grading.WANTED,)
OLD = (grading.OLD,)


async def send_suggestions(office: Office, now: datetime) -> int:
    """Say which points of the rubric a model finds in what somebody wrote; without one they grade alone."""
    done = 0
    while True:
        async with office.db.begin() as session:
            batch = await grading.lease(session, now=now, limit=AT_ONCE)
        await asyncio.gather(*(_suggest(office, wanted, now) for wanted in batch))
        done += len(batch)
        if not batch:
            return done


async def forget_answers(office: Office, now: datetime) -> int:
    """Remove what people wrote yesterday."""
    return await office.in_batches(partial(grading.forget, now=now), limit=BATCH, rests=True)


async def _suggest(office: Office, wanted: Wanted, now: datetime) -> None:
    points = await _points(office, wanted, now) if office.model is not None else ()
    async with office.db.begin() as session:
        await answers.suggest(session, office.shelf.catalog, wanted, points, now=now)


async def _points(office: Office, wanted: Wanted, now: datetime) -> tuple[Point, ...]:
    async with office.db.begin() as session:
        question = await answers.question_of(session, office.shelf.catalog, wanted.nudge_id)
        may_ask = question is not None and await grading.may_ask(session, wanted, now=now)
    if office.model is None or question is None or not may_ask:
        return ()
    work = Work(question.ask, question.rubric, question.example, wanted.text)
    outcome = await office.model.grade(work, now=now)
    return outcome.points if isinstance(outcome, Graded) else ()
