"""Taking part: the invitation's buttons, a person's own settings."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.assessment import blocks as assessment_blocks
from bot.assessment import service as assessment
from bot.cadence import holidays
from bot.champions import service as champions
from bot.cohorts import place_blocks
from bot.cues import blocks as cue_blocks
from bot.enrolment import blocks
from bot.enrolment import service as enrolment
from bot.enrolment.blocks import Standing
from bot.enrolment.service import Wishes
from bot.home import skill_blocks, skills
from bot.nudges import plans
from bot.outbox import replies
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import week_blocks
from bot.record import blocks as record_blocks
from bot.record import service as records
from bot.slack import blockkit as kit
from bot.slack.blockkit import Post, View
from handlers import gate
from handlers.doors import Answer, Command, Desk, Press, Submission
from handlers.forms import clock

Order = Callable[..., Awaitable[Standing]]
Drawn = Callable[[Standing], Post]


async def start_pressed(press: Press, desk: Desk) -> Answer:
    wishes = _wishes(press)

    async def start(session: AsyncSession, person: Person, *, now: datetime) -> Standing:
        return await enrolment.start(session, person, wishes, now=now)

    return await _ordered(press, desk, start, drawn=blocks.started)


async def decline_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(press, desk, enrolment.leave, drawn=blocks.declined)


async def pause_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(press, desk, enrolment.usual_pause, drawn=blocks.paused)


async def pause_openly_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(press, desk, enrolment.pause_openly, drawn=blocks.paused)


async def resume_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(press, desk, enrolment.resume, drawn=blocks.resumed)


async def _ordered(press: Press, desk: Desk, order: Order, *, drawn: Drawn) -> Answer:
    """Give one order about oneself, once, and show what it made of things."""
    now = desk.clock()
    spot = press.spot
    in_settings = press.view_callback == blocks.SETTINGS_FORM
    async with desk.db.begin() as session:
        if await replies.is_repeated(session, spot):
            return None
        standing = await order(session, press.person, now=now)
        if not in_settings:
            await replies.show(session, spot, drawn(standing), now=now)
        form = await _form(session, press.person, standing, desk) if in_settings else None
    if form is not None and press.view_id is not None:
        await desk.views.update(press.view_id, form)
    return None


async def chosen(_press: Press, _desk: Desk) -> Answer:
    """A role or time chosen in the invitation: it is read when Start is pressed."""
    return None


async def settings_pressed(press: Press, desk: Desk) -> Answer:
    await desk.views.open(press.trigger_id, await _settings(press, desk))
    return None


async def me_typed(command: Command, desk: Desk) -> Answer:
    await desk.views.open(command.trigger_id, await _settings(command, desk))
    return None


async def settings_submitted(sent: Submission, desk: Desk) -> Answer:
    kinds = sent.many(blocks.KINDS)
    wishes = Wishes(
        role=_role(sent),
        at=_time(sent),
        nudges=blocks.NUDGES in kinds,
        challenges=blocks.CHALLENGES in kinds,
        office_hours=blocks.OFFICE_HOURS in kinds,
        showings=_since_then(sent, blocks.SHOWINGS in sent.many(blocks.FROM_COLLEAGUES)),
        notes=_since_then(sent, blocks.NOTES in sent.many(blocks.FROM_COLLEAGUES)),
        assessments=_since_then(sent, blocks.ASSESSMENTS in kinds),
        country=sent.text(blocks.COUNTRY) or None,
    )
    async with desk.db.begin() as session:
        await enrolment.change(session, sent.person, wishes, now=desk.clock())
        if week_blocks.AS_CHAMPION in sent.values:
            wants = week_blocks.DIGEST in sent.many(week_blocks.AS_CHAMPION)
            await champions.set_digest(session, sent.person, wants=wants)
    return None


def _since_then(sent: Submission, is_chosen: bool) -> bool | None:
    """What was chosen; None in a form that was opened before there was this choice."""
    return is_chosen if blocks.FROM_COLLEAGUES in sent.values else None


async def _settings(asking: Press | Command, desk: Desk) -> View:
    async with desk.db.begin() as session:
        standing = await enrolment.standing(session, asking.person, now=desk.clock())
        return await _form(session, asking.person, standing, desk)


async def _form(session: AsyncSession, person: Person, standing: Standing, desk: Desk) -> View:
    catalog = desk.shelf.catalog
    member = await people.member(session, person, now=desk.clock())
    place = await plans.of(session, catalog, member, now=desk.clock())
    own = await records.of(session, catalog, person, now=desk.clock())
    taken = skill_blocks.record(await skills.of(session, catalog, person, role=standing.role))
    button = [] if own.is_empty else [kit.actions(record_blocks.button())]
    return blocks.settings_form(
        standing,
        more=week_blocks.setting(wants=await champions.wants_digest(session, person)),
        roles=enrolment.roles_of(catalog),
        countries=holidays.countries(),
        record=[
            *place_blocks.section(place),
            *taken,
            *record_blocks.badges(own.badges),
            *button,
            *cue_blocks.section(),
            *assessment_blocks.record(await assessment.done(session, catalog, person)),
        ],
    )


def _wishes(press: Press) -> Wishes:
    """What is chosen in the message or modal at the moment of the press."""
    held = Submission(press.person, callback="", view_id="", private="", values=press.state)
    return Wishes(role=_role(held), at=_time(held))


def _role(sent: Submission) -> str | None:
    return sent.text(blocks.ROLE) or None


def _time(sent: Submission) -> time | None:
    return clock(sent.text(blocks.AT))


PRESSES = {
    blocks.START: start_pressed,
    blocks.DECLINE: decline_pressed,
    blocks.LEAVE: decline_pressed,
    blocks.PAUSE: pause_pressed,
    blocks.PAUSE_OPENLY: pause_openly_pressed,
    blocks.RESUME: resume_pressed,
    blocks.SETTINGS: settings_pressed,
    blocks.CHOSEN: chosen,
}
SUBMISSIONS = {blocks.SETTINGS_FORM: settings_submitted}
COMMANDS = {"me": gate.alone(me_typed)}
SHORTCUTS: dict[str, Callable[..., Awaitable[Answer]]] = {}
