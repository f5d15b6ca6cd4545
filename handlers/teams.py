"""Teams, training dates and the roster, by command and modal."""

from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cohorts import blocks as cohort_blocks
from bot.cohorts import service as cohorts
from bot.enrolment import service as enrolment
from bot.people import blocks, move_blocks, roster, roster_blocks
from bot.people.blocks import Choices, TeamForm, TeamLine
from bot.setup import teams
from bot.slack.blockkit import View
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, PushView, Reply, Submission
from handlers.forms import MOST_CARRIED, OLD_FORM, day, packed_team, row_id, team_form, unpacked_team


async def team_typed(command: Command, desk: Desk) -> Answer:
    workspace_id = command.person.workspace_id
    async with desk.db.read() as session:
        if command.rest:
            found = await roster.the_team(session, workspace_id, command.rest)
            if isinstance(found, str):
                return Reply(found)
            view = await _form(session, desk, workspace_id, found.id)
        else:
            view = blocks.team_list(await teams.lines(session, workspace_id))
    if view is not None:
        await desk.views.open(command.trigger_id, view)
    return None


async def teams_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        view = blocks.team_list(await teams.lines(session, press.person.workspace_id))
    await gate.show(press, desk, view)
    return None


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        form = await _form(session, desk, press.person.workspace_id, press.row_id)
    await gate.show(press, desk, form or blocks.notice(blocks.TEAM_GONE))
    return None


async def new_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        form = await _form(session, desk, press.person.workspace_id, None)
    await gate.show(press, desk, form or blocks.notice(blocks.TEAM_GONE))
    return None


async def _form(session: AsyncSession, desk: Desk, workspace_id: str, team_id: int | None) -> View | None:
    form = TeamForm() if team_id is None else await teams.form_of(session, workspace_id, team_id)
    return None if form is None else await _drawn(session, desk, workspace_id, form)


async def _drawn(
    session: AsyncSession, desk: Desk, workspace_id: str, form: TeamForm, *, said: str = ""
) -> View:
    zones = await roster.zones(session, workspace_id)
    return blocks.team_form(form, Choices(enrolment.roles_of(desk.shelf.catalog), zones), said=said)


async def team_submitted(sent: Submission, desk: Desk) -> Answer:
    saved = await _saved(team_form(sent), sent, desk)
    return FieldErrors(saved) if isinstance(saved, dict) else saved


async def moves_submitted(sent: Submission, desk: Desk) -> Answer:
    """The moves were seen; what is wrong by now is said above the form, with all that was typed."""
    held = unpacked_team(sent.private)
    if held is None:
        return PushView(blocks.notice(OLD_FORM))
    saved = await _saved(held[0], sent, desk, agreed=held[1])
    if not isinstance(saved, dict):
        return saved
    async with desk.db.read() as session:
        said = " ".join(saved.values())
        return NextView(await _drawn(session, desk, sent.person.workspace_id, held[0], said=said))


async def revise_pressed(press: Press, desk: Desk) -> Answer:
    """Back from the moves to the form, with what was typed."""
    held = unpacked_team(press.private)
    view = blocks.notice(OLD_FORM)
    if held is not None:
        async with desk.db.read() as session:
            view = await _drawn(session, desk, press.person.workspace_id, held[0])
    await gate.show(press, desk, view)
    return None


async def _saved(
    form: TeamForm, sent: Submission, desk: Desk, *, agreed: str = ""
) -> NextView | dict[str, str]:
    """Save the team, or ask first about those who would leave another one."""
    is_there = await desk.channels.has_us(form.channel_id)
    async with desk.db.begin() as session:
        saved = await teams.save(session, form, by=sent.person, now=desk.clock(), agreed=agreed)
        if isinstance(saved, dict):
            return saved
        if isinstance(saved, teams.Waits):
            private = packed_team(form, saved.moves)
            if len(private) > MOST_CARRIED:
                return {form.people_field: move_blocks.TOO_MANY}
            changed = bool(agreed)
            return NextView(
                move_blocks.review(form.name, saved.moves, private=private, changed_meanwhile=changed)
            )
        lines = await teams.lines(session, sent.person.workspace_id)
    desk.bindings.forget()
    warning = "" if is_there else blocks.invite_us(str(form.channel_id), desk.bot_user_id)
    line = next(each for each in lines if each.id == saved.team.id)
    return NextView(blocks.team_list(lines, said=blocks.team_saved(line, saved.came, warning=warning)))


async def cohort_typed(command: Command, desk: Desk) -> Answer:
    here = command.person.workspace_id
    async with desk.db.read() as session:
        if command.rest:
            found = await roster.the_team(session, here, command.rest)
            if isinstance(found, str):
                return Reply(found)
            view = blocks.cohort_form(_first(await teams.lines(session, here), named=found.id))
        else:
            today = await cohorts.today_of(session, command.person, now=desk.clock())
            view = cohort_blocks.cohort_list(await cohorts.lines(session, here, today=today))
    await desk.views.open(command.trigger_id, view)
    return None


def _first(lines: list[TeamLine], *, named: int) -> list[TeamLine]:
    """The named team first, for whoever typed its name."""
    return sorted(lines, key=lambda line: line.id != named)


async def cohorts_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        lines = await teams.lines(session, press.person.workspace_id)
    await gate.show(press, desk, blocks.cohort_form(lines))
    return None


async def cohort_submitted(sent: Submission, desk: Desk) -> Answer:
    prefix = f"{blocks.TRAINED}."
    named = [block for block in sent.values if block.startswith(prefix)]
    dates = {row_id(block.removeprefix(prefix)): day(sent.text(block)) for block in named}
    async with desk.db.begin() as session:
        changed = await teams.set_training(session, dates, by=sent.person, now=desk.clock())
    return NextView(blocks.cohorts_saved(changed))


async def roster_typed(command: Command, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        view = await _roster(session, command.person.workspace_id)
    await desk.views.open(command.trigger_id, view)
    return None


async def roster_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        view = await _roster(session, press.person.workspace_id)
    await gate.show(press, desk, view)
    return None


async def _roster(session: AsyncSession, workspace_id: str, *, said: str = "") -> View:
    census, loose = await teams.census(session, workspace_id)
    return blocks.roster(census, await teams.lines(session, workspace_id), loose=loose, said=said)


async def invite_team_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        asked = await teams.invite_team(session, press.row_id, by=press.person, now=desk.clock())
        said = blocks.TEAM_GONE if asked is None else blocks.invited(asked)
        view = await _roster(session, press.person.workspace_id, said=said)
    await gate.show(press, desk, view)
    return None


async def roster_submitted(sent: Submission, desk: Desk) -> Answer:
    invited, removed = sent.many(blocks.INVITED), sent.many(blocks.REMOVED)
    if set(invited) & set(removed):
        return FieldErrors({blocks.REMOVED: "The same person cannot be invited and taken off at once."})
    async with desk.db.begin() as session:
        change = await teams.change_roster(
            session, invited=invited, removed=removed, by=sent.person, now=desk.clock()
        )
    return NextView(blocks.notice(roster_blocks.changed(change), title="Who takes part"))


PRESSES = {
    blocks.TEAMS: gate.pressed(teams_pressed),
    blocks.EDIT_TEAM: gate.pressed(edit_pressed),
    blocks.NEW_TEAM: gate.pressed(new_pressed),
    move_blocks.REVISE: gate.pressed(revise_pressed),
    blocks.COHORTS: gate.pressed(cohorts_pressed),
    blocks.ROSTER: gate.pressed(roster_pressed),
    blocks.INVITE_TEAM: gate.pressed(invite_team_pressed),
}
SUBMISSIONS = {
    blocks.TEAM_FORM: gate.sent(team_submitted),
    move_blocks.REVIEW_FORM: gate.sent(moves_submitted),
    blocks.COHORT_FORM: gate.sent(cohort_submitted),
    blocks.ROSTER_FORM: gate.sent(roster_submitted),
}
COMMANDS = {
    "team": gate.typed(team_typed),
    "cohort": gate.typed(cohort_typed),
    "roster": gate.typed(gate.alone(roster_typed)),
}
SHORTCUTS: dict[str, Never] = {}
