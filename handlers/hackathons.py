"""Hackathons: the form that plans one, and calling it off."""

from typing import Never

from bot.challenges import hackathon_blocks as blocks
from bot.challenges import hackathons, picks
from bot.challenges.hackathon_blocks import Plan
from bot.people import blocks as people_blocks
from handlers import gate
from handlers.doors import Answer, Desk, FieldErrors, NextView, Press, Submission
from handlers.forms import clock, day, row_id


async def new_pressed(press: Press, desk: Desk) -> Answer:
    """An empty template for a team."""
    async with desk.db.read() as session:
        team = await picks.planned_by(session, press.person, press.row_id)
    if team is None:
        return await _refuse(press, desk, blocks.NOT_YOURS)
    await gate.show(press, desk, blocks.form(Plan(team.id), team=team.name))
    return None


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    """The hackathon of a week, to be changed."""
    week = day(press.detail)
    async with desk.db.begin() as session:
        team = await picks.planned_by(session, press.person, press.row_id)
        plan = await hackathons.plan_of(session, team, week) if team is not None and week else None
    if team is None or plan is None:
        return await _refuse(press, desk, blocks.NOT_YOURS if team is None else blocks.GONE)
    await gate.show(press, desk, blocks.form(plan, team=team.name))
    return None


async def cancel_pressed(press: Press, desk: Desk) -> Answer:
    week = day(press.detail)
    async with desk.db.begin() as session:
        team = await picks.planned_by(session, press.person, press.row_id)
        done = False
        if team is not None and week is not None:
            done = await hackathons.call_off(session, team, week, by=press.person, now=desk.clock())
    gone = blocks.NOT_YOURS if team is None else blocks.GONE
    return await _refuse(press, desk, blocks.called_off() if done else gone)


async def _refuse(press: Press, desk: Desk, line: str) -> Answer:
    await gate.show(press, desk, people_blocks.notice(line, title="Hackathon"))
    return None


async def hackathon_submitted(sent: Submission, desk: Desk) -> Answer:
    team_id, _, week = sent.private.partition(":")
    hours = sent.text(blocks.HOURS)
    plan = Plan(
        row_id(team_id),
        week=day(week),
        theme=sent.text(blocks.THEME),
        brings=sent.text(blocks.BRINGS),
        hours=int(hours) if hours in map(str, blocks.HOURS_EACH) else blocks.HOURS_EACH[0],
        kick_off=day(sent.text(blocks.KICK_OFF)),
        check_in=day(sent.text(blocks.CHECK_IN)),
        show=day(sent.text(blocks.SHOW)),
        show_time=clock(sent.text(blocks.SHOW_TIME)),
        place=sent.text(blocks.PLACE),
    )
    async with desk.db.begin() as session:
        team = await picks.planned_by(session, sent.person, plan.team_id)
        if team is None:
            return FieldErrors({blocks.THEME: blocks.NOT_YOURS})
        told = await hackathons.save(session, team, plan, by=sent.person, now=desk.clock())
    if isinstance(told, dict):
        return FieldErrors(told)
    return NextView(people_blocks.notice(blocks.saved(told), title="Hackathon"))


PRESSES = {
    blocks.NEW: new_pressed,
    blocks.EDIT: edit_pressed,
    blocks.CANCEL: cancel_pressed,
}
SUBMISSIONS = {blocks.FORM: hackathon_submitted}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}
