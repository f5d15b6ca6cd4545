"""Assessments: the buttons of the questions, and a person's own answers."""

from collections.abc import Awaitable, Callable
from typing import Never

from bot.assessment import blocks
from bot.assessment import service as assessment
from bot.outbox import replies
from handlers.doors import Answer, Desk, Press

PressHandler = Callable[[Press, Desk], Awaitable[Answer]]
NOTHING = -2  # no choice there is


async def begin_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(assessment.begin, press, desk)


async def decline_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(assessment.decline, press, desk)


async def see_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(assessment.see, press, desk)


async def back_pressed(press: Press, desk: Desk) -> Answer:
    step, _ = _read(press)
    return await _ordered(assessment.go_back, press, desk, step=step)


async def answer_pressed(press: Press, desk: Desk) -> Answer:
    step, choice = _read(press)
    return await _ordered(assessment.answer, press, desk, step=step, choice=choice)


async def _ordered(order: Callable[..., Awaitable[None]], press: Press, desk: Desk, **more: int) -> Answer:
    """Give one order about one's own assessment, once."""
    async with desk.db.begin() as session:
        if not await replies.is_repeated(session, press.spot):
            await order(session, desk.shelf.catalog, press.spot, press.row_id, now=desk.clock(), **more)
    return None


def _read(press: Press) -> tuple[int, int]:
    """Which question was shown, and what was pressed on it."""
    step, _, what = press.detail.partition(":")
    return _number(step), _number(what)


def _number(text: str) -> int:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 3 else NOTHING


async def my_answers_pressed(press: Press, desk: Desk) -> Answer:
    """On top of their settings, which stay as they were."""
    async with desk.db.read() as session:
        sheets = await assessment.done(session, desk.shelf.catalog, press.person)
    view = blocks.history(sheets)
    if press.view_id and press.view_callback:
        await desk.views.push(press.trigger_id, view)
    else:
        await desk.views.open(press.trigger_id, view)
    return None


PRESSES: dict[str, PressHandler] = {
    blocks.BEGIN: begin_pressed,
    blocks.DECLINE: decline_pressed,
    blocks.BACK: back_pressed,
    blocks.SEE: see_pressed,
    blocks.MY_ANSWERS: my_answers_pressed,
    **dict.fromkeys(blocks.ANSWERS, answer_pressed),
}
SUBMISSIONS: dict[str, Never] = {}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}
