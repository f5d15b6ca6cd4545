"""Cues: one's own form and list, and the buttons of a cue."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Never

from bot.cues import blocks
from bot.cues import service as cues
from bot.cues.blocks import CueForm
from bot.cues.rules import LONGEST, Plan, Told, deed_text, occasion_text
from bot.cues.service import Wanted, plan_of
from bot.outbox import replies
from bot.outbox.replies import Spot
from bot.slack.blockkit import View
from handlers import gate, menu
from handlers.doors import Answer, CloseAll, Desk, FieldErrors, Press, Submission
from handlers.forms import carried, clock

SKILL = re.compile("[a-z0-9-]{0,120}")
PressHandler = Callable[[Press, Desk], Awaitable[Answer]]


@dataclass(frozen=True)
class Aim:
    """Which cue a form changes, or for which skill it sets a new one."""

    cue_id: int | None = None
    skill: str = ""

    @property
    def row(self) -> int | None:
        """The id, when it is one that a row may have."""
        return self.cue_id if self.cue_id is not None and 0 < self.cue_id < 10**9 else None

    def packed(self) -> str:
        return json.dumps(asdict(self))


async def open_pressed(press: Press, desk: Desk) -> Answer:
    """A new cue: for the card that it was pressed on, or of one's own making."""
    async with desk.db.begin() as session:
        shown, skill, zone = await cues.prefill(
            session, desk.shelf.catalog, press.person, press.row_id, now=desk.clock()
        )
    await _show(press, desk, blocks.form(shown, zone=zone, private=Aim(skill=skill).packed()))
    return None


async def change_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        cue = await cues.own(session, press.person, press.row_id)
        _, _, zone = await cues.prefill(session, desk.shelf.catalog, press.person, 0, now=desk.clock())
    if cue is None:
        await _show(press, desk, await _list(press, desk, said=blocks.GONE))
        return None
    shown = CueForm(cue.occasion, cue.deed, plan_of(cue))
    await _show(press, desk, blocks.form(shown, zone=zone, private=Aim(cue.id, cue.skill).packed()))
    return None


async def list_pressed(press: Press, desk: Desk) -> Answer:
    await _show(press, desk, await _list(press, desk))
    return None


async def remove_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        stopped = await cues.remove(session, press.person, press.row_id)
    said = "Stopped: it comes no more." if stopped else ""
    await gate.show(press, desk, await _list(press, desk, said=said))
    return None


async def form_submitted(sent: Submission, desk: Desk) -> Answer:
    aim = carried(Aim, sent.private)
    if aim is None:
        return await menu.old_modal_submitted(sent, desk)
    wanted = _wanted(sent, aim)
    if isinstance(wanted, dict):
        return FieldErrors(wanted)
    spot = Spot(sent.person, f"view:{sent.view_id}")
    async with desk.db.begin() as session:
        if await replies.is_repeated(session, spot):
            return None
        saved = await cues.save(session, spot, wanted, now=desk.clock())
    # The list beneath, if it was opened there, shows the cues as they were.
    return CloseAll() if saved else FieldErrors({blocks.OCCASION: blocks.FULL})


def _wanted(sent: Submission, aim: Aim) -> Wanted | dict[str, str]:
    """The cue as it was described, or what is wrong with it, field by field."""
    occasion, deed = occasion_text(sent.text(blocks.OCCASION)), deed_text(sent.text(blocks.DEED))
    days = frozenset(int(day) for day in sent.many(blocks.DAYS) if day in tuple("0123456"))
    at = clock(sent.text(blocks.AT))
    errors = {
        blocks.OCCASION: "" if 0 < len(occasion) <= LONGEST else blocks.NO_WORDS,
        blocks.DEED: "" if 0 < len(deed) <= LONGEST else blocks.NO_WORDS,
        blocks.DAYS: "" if days else blocks.NO_DAY,
        blocks.AT: "" if at is not None else blocks.NO_TIME,
    }
    wrong = {block: error for block, error in errors.items() if error}
    if wrong or at is None:
        return wrong
    return Wanted(occasion, deed, Plan(days, at), aim.skill if SKILL.fullmatch(aim.skill) else "", aim.row)


async def did_pressed(press: Press, desk: Desk) -> Answer:
    return await _told(press, desk, Told.DID)


async def not_today_pressed(press: Press, desk: Desk) -> Answer:
    return await _told(press, desk, Told.NOT_TODAY)


async def _told(press: Press, desk: Desk, told: Told) -> Answer:
    async with desk.db.begin() as session:
        if not await replies.is_repeated(session, press.spot):
            await cues.tell(session, press.spot, press.row_id, told, now=desk.clock())
    return None


async def stop_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        if not await replies.is_repeated(session, press.spot):
            await cues.stop(session, press.spot, press.row_id, now=desk.clock())
    return None


async def _list(press: Press, desk: Desk, *, said: str = "") -> View:
    async with desk.db.read() as session:
        return blocks.cue_list(await cues.cues(session, press.person), said=said)


async def _show(press: Press, desk: Desk, view: View) -> None:
    """On top of the modal it was pressed in, so that what was typed there stays."""
    if press.view_callback:
        await desk.views.push(press.trigger_id, view)
    else:
        await desk.views.open(press.trigger_id, view)


PRESSES: dict[str, PressHandler] = {
    blocks.OPEN: open_pressed,
    blocks.CHANGE: change_pressed,
    blocks.LIST: list_pressed,
    blocks.REMOVE: remove_pressed,
    blocks.DID: did_pressed,
    blocks.NOT_TODAY: not_today_pressed,
    blocks.STOP: stop_pressed,
}
SUBMISSIONS = {blocks.FORM: form_submitted}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}
