"""Office hours: set by champions and admins, told to everybody, and a way to hear no more of them."""

from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import zone_of
from bot.guard import service as red_lines
from bot.guard.rules import named
from bot.office_hours import agenda, agenda_blocks, blocks
from bot.office_hours import service as office_hours
from bot.office_hours.blocks import HoursForm, Session
from bot.outbox import replies
from bot.people import blocks as people_blocks
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import outcomes
from bot.slack.blockkit import View
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Reply, Submission
from handlers.forms import clock, row_id


async def office_typed(command: Command, desk: Desk) -> Answer:
    """Those who hold office hours set them; everybody else reads when the next ones are."""
    async with desk.db.begin() as session:
        form = await _form(session, command.person, desk, team_id=0)
        if form is None:
            return Reply(await _next(session, command.person, desk))
    await desk.views.open(command.trigger_id, form)
    return None


async def office_pressed(press: Press, desk: Desk) -> Answer:
    """The form by a button, or for the team chosen in the form itself."""
    async with desk.db.begin() as session:
        form = await _form(session, press.person, desk, team_id=press.row_id)
        told = "" if form is not None else await _next(session, press.person, desk)
    await gate.show(press, desk, form or people_blocks.notice(told, title="Office hours"))
    return None


async def _form(
    session: AsyncSession, person: Person, desk: Desk, *, team_id: int, said: str = ""
) -> View | None:
    shown = await office_hours.shown(session, person, team_id, now=desk.clock())
    if shown is None:
        return None
    return blocks.form(shown.form, teams=shown.teams, zones=shown.zones, waiting=shown.waiting, said=said)


async def _next(session: AsyncSession, person: Person, desk: Desk) -> str:
    if await people.may_act_as_admin(session, person):
        return blocks.NO_TEAMS
    member = await people.member(session, person, now=desk.clock())
    coming, has_team = await office_hours.next_for(session, person, now=desk.clock())
    return blocks.next_one(coming, zone_of(member.zone), has_team=has_team)


async def hours_submitted(sent: Submission, desk: Desk) -> Answer:
    weekday = sent.text(blocks.WEEKDAY)
    form = HoursForm(
        row_id(sent.private),
        weekday=int(weekday) if weekday in tuple("0123456") else 0,
        at=clock(sent.text(blocks.AT)),
        zone=sent.text(blocks.ZONE),
        place=sent.text(blocks.PLACE),
    )
    async with desk.db.begin() as session:
        saved = await office_hours.save(session, form, by=sent.person, now=desk.clock())
    if not isinstance(saved, Session):
        return FieldErrors(saved)
    return NextView(people_blocks.notice(blocks.saved(saved), title="Office hours"))


async def end_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        said = await office_hours.end(session, press.row_id, by=press.person, now=desk.clock())
    await gate.show(press, desk, people_blocks.notice(said, title="Office hours"))
    return None


async def not_for_me_pressed(press: Press, desk: Desk) -> Answer:
    now, spot = desk.clock(), press.spot
    async with desk.db.begin() as session:
        if await replies.is_repeated(session, spot):
            return None
        await office_hours.want(session, press.person, wants=False, now=now)
        await replies.show(session, spot, blocks.no_more(), now=now)
    return None


async def agenda_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        found = await agenda.of_team(session, press.person, press.row_id)
    if found is None:
        await gate.show(press, desk, people_blocks.notice(blocks.NOT_YOURS, title="Office hours"))
    else:
        await gate.show(press, desk, agenda_blocks.agenda(found.team, found.questions))
    return None


async def outcome_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, agenda_blocks.outcome_form(press.row_id))
    return None


async def outcome_submitted(sent: Submission, desk: Desk) -> Answer:
    text = sent.text(agenda_blocks.TEXT).strip()
    if not any(letter.isalnum() for letter in text):
        return FieldErrors({agenda_blocks.TEXT: agenda_blocks.SAY_IT})
    async with desk.db.begin() as session:
        if found := (await red_lines.of(session, sent.person.workspace_id)).find(text):
            return FieldErrors({agenda_blocks.TEXT: agenda_blocks.red_lines(named(found))})
        changed = await outcomes.record(
            session, row_id(sent.private), by=sent.person, text=text, key=sent.view_id, now=desk.clock()
        )
    if changed is None or not changed.may:
        return FieldErrors({agenda_blocks.TEXT: agenda_blocks.GONE})
    if not changed.won:
        return FieldErrors({agenda_blocks.TEXT: agenda_blocks.CLOSED})
    return NextView(people_blocks.notice(agenda_blocks.SAVED, title="Office hours"))


PRESSES = {
    agenda_blocks.AGENDA: agenda_pressed,
    agenda_blocks.OUTCOME: outcome_pressed,
    blocks.OPEN: office_pressed,
    blocks.PICK: office_pressed,
    blocks.END: end_pressed,
    blocks.NOT_FOR_ME: not_for_me_pressed,
}
SUBMISSIONS = {blocks.FORM: hours_submitted, agenda_blocks.OUTCOME_FORM: outcome_submitted}
COMMANDS = {"office": gate.alone(office_typed, instead="It shows the office hours of your team.")}
SHORTCUTS: dict[str, Never] = {}
