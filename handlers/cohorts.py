"""Cohorts and their plans, by command and modal."""

from datetime import date
from typing import Never

from bot.cohorts import blocks
from bot.cohorts import service as cohorts
from bot.cohorts.blocks import CohortForm
from bot.cohorts.rules import Template, Tier
from bot.people import blocks as people_blocks
from handlers import gate
from handlers.doors import Answer, Desk, FieldErrors, NextView, Press, Submission
from handlers.forms import day, row_id


def _today(desk: Desk) -> date:
    return desk.clock().date()


async def list_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        lines = await cohorts.lines(session, press.person.workspace_id, today=_today(desk))
    await gate.show(press, desk, blocks.cohort_list(lines))
    return None


async def new_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        choices = await cohorts.choices(session, press.person.workspace_id)
    await gate.show(press, desk, blocks.form(CohortForm(), choices))
    return None


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    here = press.person.workspace_id
    async with desk.db.read() as session:
        found = await cohorts.form_of(session, here, press.row_id)
        choices = await cohorts.choices(session, here)
    gone = people_blocks.notice(blocks.COHORT_GONE)
    await gate.show(press, desk, gone if found is None else blocks.form(found, choices))
    return None


async def plan_pressed(press: Press, desk: Desk) -> Answer:
    today = _today(desk)
    async with desk.db.read() as session:
        found = await cohorts.plan(session, press.person.workspace_id, press.row_id, today=today)
    gone = people_blocks.notice(blocks.COHORT_GONE)
    await gate.show(press, desk, gone if found is None else blocks.calendar(*found, today=today))
    return None


async def form_submitted(sent: Submission, desk: Desk) -> Answer:
    now = desk.clock()
    async with desk.db.begin() as session:
        saved = await cohorts.save(session, _form(sent), by=sent.person, now=now)
        if isinstance(saved, dict):
            return FieldErrors(saved)
        found = await cohorts.plan(session, sent.person.workspace_id, saved.id, today=now.date())
    if found is None:
        return NextView(people_blocks.notice(blocks.COHORT_GONE))
    return NextView(blocks.calendar(*found, today=now.date(), said=blocks.saved(found[0].name)))


def _form(sent: Submission) -> CohortForm:
    """A cohort as somebody described it."""
    template, tier = sent.text(blocks.TEMPLATE), sent.text(blocks.TIER)
    return CohortForm(
        cohort_id=row_id(sent.private) if sent.private else None,
        name=" ".join(sent.text(blocks.NAME).split()),
        template=Template(template) if template in list(Template) else Template.SKILLS,
        tier=Tier(tier) if tier in list(Tier) else Tier.FLUENCY,
        trained_on=day(sent.text(blocks.TRAINED)),
        live_on=day(sent.text(blocks.LIVE)),
        team_ids=tuple(dict.fromkeys(row_id(each) for each in sent.many(blocks.TEAMS))),
    )


PRESSES = {
    blocks.LIST: gate.pressed(list_pressed),
    blocks.NEW: gate.pressed(new_pressed),
    blocks.EDIT: gate.pressed(edit_pressed),
    blocks.PLAN: gate.pressed(plan_pressed),
}
SUBMISSIONS = {blocks.FORM: gate.sent(form_submitted)}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}
