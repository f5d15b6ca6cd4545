"""Cards that admins send to themselves as a test, and the buttons of these: nothing pressed is kept."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from typing import Never

from bot.grading import blocks as grading_blocks
from bot.grading import service as grading
from bot.grading.rules import GRADES, LONGEST
from bot.guard import service as red_lines
from bot.nudges import blocks, trial_blocks, trials
from bot.nudges.rules import Answer as Told
from bot.nudges.trial_blocks import TRIAL, Trial
from bot.nudges.trials import NOTHING, Tried
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.packs import blocks as pack_blocks
from bot.people.rules import Person
from bot.slack.blockkit import escape
from bot.workspaces import service as workspaces
from handlers import gate, menu
from handlers.doors import Answer, CloseAll, Command, Desk, FieldErrors, NextView, Press, Reply, Submission
from handlers.forms import carried

LONGEST_ID = 40
PressHandler = Callable[[Press, Desk], Awaitable[Answer]]


@dataclass(frozen=True)
class Aim:
    """Which test a form belongs to, and where its message stands."""

    test: str = ""
    channel: str = ""
    ts: str = ""

    def packed(self) -> str:
        return json.dumps(asdict(self))

    def spot(self, sent: Submission) -> Spot:
        return Spot(
            sent.person, f"view:{sent.view_id}:{sent.callback}", self.channel or None, self.ts or None
        )


async def try_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, pack_blocks.try_form())
    return None


async def try_submitted(sent: Submission, desk: Desk) -> Answer:
    words = sent.text(pack_blocks.CARD)
    card = trials.found(desk.shelf.catalog, words)
    if card is None:
        near = trials.near(desk.shelf.catalog, words)
        return FieldErrors({pack_blocks.CARD: pack_blocks.no_card(words, near)})
    wording = sent.text(pack_blocks.WORDING)
    turn = int(wording) if wording in ("0", "1", "2") else 0
    is_met = sent.text(pack_blocks.MEETING) == pack_blocks.AGAIN
    trial = Trial(card.id, turn % max(1, len(card.questions)), is_met)
    await _send(desk, trial, to=sent.person, key=f"view:{sent.view_id}")
    return CloseAll()


async def try_typed(command: Command, desk: Desk) -> Answer:
    """`/afterglow packs` with a card: it comes as for the first time."""
    card = trials.found(desk.shelf.catalog, command.rest)
    if card is None:
        near = trials.near(desk.shelf.catalog, command.rest)
        return Reply(escape(pack_blocks.no_card(command.rest, near)))
    await _send(desk, Trial(card.id), to=command.person, key=command.trigger_id)
    return Reply(pack_blocks.SENT)


async def _send(desk: Desk, trial: Trial, *, to: Person, key: str) -> None:
    async with desk.db.begin() as session:
        company = await workspaces.company(session, to.workspace_id)
        post = trials.post(desk.shelf.catalog, trial, company)
        if post is not None:
            place = outbox.Place(to.workspace_id, to.user_id)
            dedupe = f"trial:{to.user_id}:{key}"
            await outbox.enqueue(session, post, to=place, dedupe=dedupe, kind="reply", now=desk.clock())


async def choice_pressed(press: Press, desk: Desk) -> Answer:
    return await _shown(press, desk, lambda trial, what: _chosen(desk, trial, what))


def _chosen(desk: Desk, trial: Trial, what: str) -> Tried:
    choice = int(what) if what in tuple("0123456789") else -1
    return trials.chosen(desk.shelf.catalog, trial, choice)


async def told_pressed(press: Press, desk: Desk) -> Answer:
    answer = blocks.TELLS[press.action.removeprefix(TRIAL)]
    return await _shown(press, desk, lambda _trial, _what: Tried(answer))


async def again_pressed(press: Press, desk: Desk) -> Answer:
    return await _shown(press, desk, lambda _trial, _what: NOTHING)


async def more_chosen(press: Press, desk: Desk) -> Answer:
    read = Trial.of(press.value)
    what = read[1] if read is not None else ""
    if what in (Told.NOT_MY_JOB, Told.ALREADY_KNEW):
        return await _shown(press, desk, lambda _trial, _what: Tried(Told(what)))
    return await not_done_pressed(press, desk)


async def not_done_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        note = blocks.note(trial_blocks.NOT_DONE)
        await replies.tell(session, press.spot, note, now=desk.clock())
    return None


async def _shown(press: Press, desk: Desk, pressed: Callable[[Trial, str], Tried]) -> Answer:
    """Draw the message as it stands after this press."""
    read = Trial.of(press.value)
    tried = pressed(*read) if read is not None else NOTHING
    await _draw(desk, press.spot, read[0] if read is not None else None, tried)
    return None


async def _draw(desk: Desk, spot: Spot, trial: Trial | None, tried: Tried) -> None:
    async with desk.db.begin() as session:
        company = await workspaces.company(session, spot.person.workspace_id)
        post = trials.post(desk.shelf.catalog, trial, company, tried) if trial is not None else None
        if post is None:
            await replies.tell(session, spot, blocks.note(trial_blocks.GONE), now=desk.clock())
        else:
            await replies.show(session, spot, post, now=desk.clock())


async def write_pressed(press: Press, desk: Desk) -> Answer:
    read = Trial.of(press.value)
    async with desk.db.read() as session:
        company = await workspaces.company(session, press.person.workspace_id)
    found = trials.written(desk.shelf.catalog, read[0], company) if read is not None else None
    if read is None or found is None:
        return await again_pressed(press, desk)
    aim = Aim(read[0].key, (press.channel or "")[:LONGEST_ID], (press.message_ts or "")[:LONGEST_ID])
    view = grading_blocks.form(found, private=aim.packed(), has_model=False, is_test=True)
    await desk.views.open(press.trigger_id, view | {"callback_id": trial_blocks.WRITTEN})
    return None


async def written_submitted(sent: Submission, desk: Desk) -> Answer:
    """Show the words beside a good answer; they are kept nowhere."""
    aim = carried(Aim, sent.private)
    read = Trial.of(aim.test) if aim is not None else None
    if aim is None or read is None:
        return await menu.old_modal_submitted(sent, desk)
    text = sent.text(grading_blocks.WORDS).strip()[:LONGEST]
    if not grading.says_something(text):
        return FieldErrors({grading_blocks.WORDS: grading_blocks.NO_WORDS})
    async with desk.db.read() as session:
        company = await workspaces.company(session, sent.person.workspace_id)
        told = grading.guarded(text, await red_lines.of(session, sent.person.workspace_id))
    found = trials.written(desk.shelf.catalog, read[0], company)
    await _draw(desk, aim.spot(sent), read[0], Tried(is_written=True))
    if found is None:
        return None
    shown = replace(found, text=told)
    view = grading_blocks.compared(shown, private=sent.private, was_redacted=told != text)
    return NextView(view | {"callback_id": trial_blocks.COMPARED})


async def compared_submitted(sent: Submission, desk: Desk) -> Answer:
    aim = carried(Aim, sent.private)
    read = Trial.of(aim.test) if aim is not None else None
    if aim is None or read is None:
        return await menu.old_modal_submitted(sent, desk)
    grade = next((one for one in GRADES if one.value == sent.text(grading_blocks.GRADE)), None)
    if grade is None:
        return FieldErrors({grading_blocks.GRADE: grading_blocks.NO_GRADE})
    await _draw(desk, aim.spot(sent), read[0], Tried(grade))
    return CloseAll()


PRESSES: dict[str, PressHandler] = {
    pack_blocks.TRY: gate.pressed(try_pressed),
    **{f"{TRIAL}{key}": choice_pressed for key in blocks.CHOICES},
    **{f"{TRIAL}{key}": told_pressed for key in blocks.TELLS},
    f"{TRIAL}{blocks.MORE}": more_chosen,
    f"{TRIAL}{blocks.CHANGE}": again_pressed,
    f"{TRIAL}{blocks.NEXT_WEEK}": again_pressed,
    f"{TRIAL}{blocks.STUCK}": not_done_pressed,
    f"{TRIAL}{grading_blocks.WRITE}": write_pressed,
}
SUBMISSIONS = {
    pack_blocks.TRY_FORM: gate.sent(try_submitted),
    trial_blocks.WRITTEN: written_submitted,
    trial_blocks.COMPARED: compared_submitted,
}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}
