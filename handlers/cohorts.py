"""Cohorts and their plans, by command and modal."""

from dataclasses import dataclass, replace
from typing import Never

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cohorts import blocks, move_blocks, place_blocks, rhythms, saving
from bot.cohorts import service as cohorts
from bot.cohorts.blocks import CohortForm
from bot.cohorts.rules import Template, Tier
from bot.people import blocks as people_blocks
from bot.people.rules import Person
from bot.slack.blockkit import View
from handlers import gate
from handlers.doors import Answer, Desk, FieldErrors, NextView, Press, PushView, Submission
from handlers.forms import MOST_CARRIED, carried, day, row_id

OLD_FORM = "This form is from an older version. Nothing was changed: `/afterglow cohort` opens a new one."


@dataclass(frozen=True)
class Held:
    """A cohort between being described and being saved, with the difference that is shown."""

    form: CohortForm
    agreed: str

    def packed(self) -> str:
        return TypeAdapter(Held).dump_json(self).decode()


async def list_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        view = await _list(session, press.person, desk)
    await gate.show(press, desk, view)
    return None


async def _list(session: AsyncSession, person: Person, desk: Desk, *, said: str = "") -> View:
    today = await cohorts.today_of(session, person, now=desk.clock())
    return blocks.cohort_list(await cohorts.lines(session, person.workspace_id, today=today), said=said)


async def new_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        view = await _form(session, press.person, CohortForm())
    await gate.show(press, desk, view)
    return None


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        found = await cohorts.form_of(session, press.person.workspace_id, press.row_id)
        view = await _form(session, press.person, found) if found else _gone()
    await gate.show(press, desk, view)
    return None


async def expand_pressed(press: Press, desk: Desk) -> Answer:
    """A form for those who follow a pilot, with all that is its own but people, name and dates."""
    async with desk.db.read() as session:
        pilot = await cohorts.form_of(session, press.person.workspace_id, press.row_id)
        view = _gone()
        if pilot is not None:
            like = CohortForm(template=pilot.template, tier=pilot.tier, like_id=pilot.cohort_id)
            rhythm = await rhythms.line(session, press.person.workspace_id, press.row_id)
            view = await _form(session, press.person, like, said=blocks.expanded(pilot, rhythm))
    await gate.show(press, desk, view)
    return None


async def _form(session: AsyncSession, person: Person, shown: CohortForm, *, said: str = "") -> View:
    return blocks.form(shown, await cohorts.choices(session, person.workspace_id), said=said)


def _gone() -> View:
    return people_blocks.notice(blocks.COHORT_GONE)


async def plan_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        view = await _plan(session, press.person, press.row_id, desk)
    await gate.show(press, desk, view)
    return None


async def _plan(
    session: AsyncSession,
    person: Person,
    cohort_id: int,
    desk: Desk,
    *,
    said: str = "",
    may_change: bool = True,
) -> View:
    today = await cohorts.today_of(session, person, now=desk.clock())
    found = await cohorts.plan(session, person.workspace_id, cohort_id, today=today)
    if found is None:
        return _gone()
    url = desk.links.make_plan(person, desk.clock(), cohort_id)
    return blocks.calendar(*found, today=today, url=url, said=said, may_change=may_change)


async def show_pressed(press: Press, desk: Desk) -> Answer:
    """The plan to somebody in it, who leads a team of it, or who runs it."""
    async with desk.db.read() as session:
        view = _gone()
        if await cohorts.may_read(session, press.person, press.row_id):
            view = await _plan(session, press.person, press.row_id, desk, may_change=False)
    if press.view_callback:
        # On top of their settings, which may hold something that is not saved yet.
        await desk.views.push(press.trigger_id, view)
    else:
        await desk.views.open(press.trigger_id, view)
    return None


async def file_opened(_press: Press, _desk: Desk) -> Answer:
    """A link button: Slack opens the file itself and only wants an acknowledgement."""
    return None


async def form_submitted(sent: Submission, desk: Desk) -> Answer:
    saved = await _saved(_described(sent), sent.person, desk)
    return FieldErrors(saved) if isinstance(saved, dict) else saved


async def review_submitted(sent: Submission, desk: Desk) -> Answer:
    """The difference was seen; what is wrong by now is said above the form, with all that was typed."""
    held = carried(Held, sent.private)
    if held is None:
        return PushView(people_blocks.notice(OLD_FORM))
    saved = await _saved(held.form, sent.person, desk, agreed=held.agreed)
    if not isinstance(saved, dict):
        return saved
    async with desk.db.read() as session:
        return NextView(await _form(session, sent.person, held.form, said=" ".join(saved.values())))


async def revise_pressed(press: Press, desk: Desk) -> Answer:
    """Back from the difference to the form, with what was typed."""
    held = carried(Held, press.private)
    view = people_blocks.notice(OLD_FORM)
    if held is not None:
        async with desk.db.read() as session:
            view = await _form(session, press.person, held.form)
    await gate.show(press, desk, view)
    return None


async def _saved(form: CohortForm, by: Person, desk: Desk, *, agreed: str = "") -> NextView | dict[str, str]:
    """Save the cohort, or show first what would change."""
    async with desk.db.begin() as session:
        saved = await saving.save(session, form, by=by, now=desk.clock(), agreed=agreed)
        if isinstance(saved, dict):
            return saved
        if isinstance(saved, saving.Waits):
            held = Held(replace(form, cohort_id=saved.cohort_id), saved.digest).packed()
            if len(held) > MOST_CARRIED:
                return {blocks.PEOPLE: blocks.TOO_MANY}
            return NextView(
                move_blocks.review(
                    form,
                    saved.difference,
                    private=held,
                    today=saved.today,
                    changed_meanwhile=bool(agreed),
                    taken=[(one.team, one.changes) for one in saved.taken],
                )
            )
        overlaps = await saving.overlaps(session, saved)
        said = blocks.saved(saved.name, overlaps)
        return NextView(await _plan(session, by, saved.id, desk, said=said))


async def ready_pressed(press: Press, desk: Desk) -> Answer:
    return await _said_ready(press, desk, is_ready=True)


async def waits_pressed(press: Press, desk: Desk) -> Answer:
    return await _said_ready(press, desk, is_ready=False)


async def _said_ready(press: Press, desk: Desk, *, is_ready: bool) -> Answer:
    async with desk.db.begin() as session:
        await saving.set_ready(session, press.row_id, is_ready=is_ready, by=press.person, now=desk.clock())
        said = blocks.ready_now(is_ready=is_ready)
        view = await _plan(session, press.person, press.row_id, desk, said=said)
    await gate.show(press, desk, view)
    return None


async def delete_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        name = await saving.remove(session, press.row_id, by=press.person, now=desk.clock())
        said = blocks.COHORT_GONE if name is None else blocks.deleted(name)
        view = await _list(session, press.person, desk, said=said)
    await gate.show(press, desk, view)
    return None


def _described(sent: Submission) -> CohortForm:
    """A cohort as somebody described it."""
    template, tier = sent.text(blocks.TEMPLATE), sent.text(blocks.TIER)
    is_like = sent.private.startswith(blocks.LIKE)
    return CohortForm(
        cohort_id=row_id(sent.private) if sent.private and not is_like else None,
        like_id=row_id(sent.private.removeprefix(blocks.LIKE)) if is_like else None,
        name=" ".join(sent.text(blocks.NAME).split()),
        template=Template(template) if template in list(Template) else Template.SKILLS,
        tier=Tier(tier) if tier in list(Tier) else Tier.FLUENCY,
        trained_on=day(sent.text(blocks.TRAINED)),
        live_on=day(sent.text(blocks.LIVE)),
        team_ids=tuple(dict.fromkeys(row_id(each) for each in sent.many(blocks.TEAMS))),
        user_ids=tuple(dict.fromkeys(sent.many(blocks.PEOPLE))),
        is_pilot=blocks.PILOT in sent.many(blocks.PILOT),
    )


PRESSES = {
    blocks.LIST: gate.pressed(list_pressed),
    blocks.NEW: gate.pressed(new_pressed),
    blocks.EDIT: gate.pressed(edit_pressed),
    blocks.EXPAND: gate.pressed(expand_pressed),
    blocks.PLAN: gate.pressed(plan_pressed),
    blocks.READY: gate.pressed(ready_pressed),
    blocks.WAITS: gate.pressed(waits_pressed),
    blocks.DELETE: gate.pressed(delete_pressed),
    move_blocks.REVISE: gate.pressed(revise_pressed),
    place_blocks.SHOW: show_pressed,
    blocks.FILE: file_opened,
}
SUBMISSIONS = {
    blocks.FORM: gate.sent(form_submitted),
    move_blocks.REVIEW_FORM: gate.sent(review_submitted),
}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}
