"""The set-up: team, champions, cadence, review, each saved as it is sent."""

from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.proposals import Proposal, packed, read, unpacked, values_of
from bot.cadence.rules import Cadence, changes, described
from bot.champions import blocks as champion_blocks
from bot.enrolment import service as enrolment
from bot.people import blocks as people_blocks
from bot.people import roster
from bot.people.blocks import Choices, TeamForm
from bot.people.rules import Person
from bot.setup import blocks, progress, rhythm, teams
from bot.slack.blockkit import View
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Submission
from handlers.forms import GONE, cadence_values, row_id, team_form, topics


async def setup_typed(command: Command, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        team_id = await progress.unfinished(session, command.person.workspace_id)
        view = await _team_step(session, desk, command.person, team_id)
    await desk.views.open(command.trigger_id, view)
    return None


async def setup_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        team_id = await progress.unfinished(session, press.person.workspace_id)
        view = await _team_step(session, desk, press.person, team_id)
    await gate.show(press, desk, view)
    return None


async def new_pressed(press: Press, desk: Desk) -> Answer:
    """Leave the team that was begun as it is, and begin another."""
    async with desk.db.read() as session:
        view = await _team_step(session, desk, press.person, None)
    await gate.show(press, desk, view)
    return None


async def to_team_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        view = await _team_step(session, desk, press.person, press.row_id)
    await gate.show(press, desk, view)
    return None


async def _team_step(session: AsyncSession, desk: Desk, person: Person, team_id: int | None) -> View:
    form = await teams.form_of(session, person.workspace_id, team_id) if team_id else None
    zones = await roster.zones(session, person.workspace_id)
    choices = Choices(enrolment.roles_of(desk.shelf.catalog), zones)
    return blocks.team_step(form or TeamForm(), choices)


async def team_submitted(sent: Submission, desk: Desk) -> Answer:
    form = team_form(sent)
    is_there = await desk.channels.has_us(form.channel_id)
    async with desk.db.begin() as session:
        saved = await teams.save(session, form, by=sent.person, now=desk.clock())
        if isinstance(saved, dict):
            return FieldErrors(saved)
        line = await teams.line(session, sent.person.workspace_id, saved.team.id)
    desk.bindings.forget()
    warning = "" if is_there else people_blocks.invite_us(str(form.channel_id), desk.bot_user_id)
    if line is None:
        return GONE
    said = people_blocks.team_saved(line, saved.came, warning=warning, hint="")
    return NextView(blocks.champions_step(line, said=said))


async def to_champions_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        line = await teams.line(session, press.person.workspace_id, press.row_id)
    view = people_blocks.notice(people_blocks.TEAM_GONE) if line is None else blocks.champions_step(line)
    await gate.show(press, desk, view)
    return None


async def champions_submitted(sent: Submission, desk: Desk) -> Answer:
    team_id, user_ids = row_id(sent.private), sent.many(champion_blocks.PEOPLE)
    async with desk.db.begin() as session:
        wrong = await teams.appoint(session, team_id, user_ids, by=sent.person, now=desk.clock())
        if wrong is not None:
            return FieldErrors({champion_blocks.PEOPLE: wrong})
        duties = await teams.duties(session, sent.person.workspace_id, team_id)
        if not duties:
            return NextView(await _cadence_step(session, sent.person, team_id))
    fields = champion_blocks.topic_fields(duties)
    return NextView(blocks.topics_step(team_id, fields))


async def topics_submitted(sent: Submission, desk: Desk) -> Answer:
    team_id = row_id(sent.private)
    async with desk.db.begin() as session:
        known = await teams.describe(session, team_id, topics(sent), by=sent.person, now=desk.clock())
        if not known:
            return GONE
        return NextView(await _cadence_step(session, sent.person, team_id))


async def to_cadence_pressed(press: Press, desk: Desk) -> Answer:
    proposal = unpacked(press.private)
    async with desk.db.read() as session:
        line = await teams.line(session, press.person.workspace_id, press.row_id)
        view = await _cadence_step(session, press.person, press.row_id, wanted=proposal)
    await gate.show(press, desk, view if line else people_blocks.notice(people_blocks.TEAM_GONE))
    return None


async def _cadence_step(
    session: AsyncSession, person: Person, team_id: int, *, wanted: Proposal | None = None
) -> View:
    current = await cadences.current(session, person.workspace_id, team_id=team_id)
    return blocks.cadence_step(team_id, values_of(wanted.after if wanted else current))


async def cadence_submitted(sent: Submission, desk: Desk) -> Answer:
    """Saved at once where nobody takes part yet; else the review shows what will change for those who do."""
    wanted, team_id = read(cadence_values(sent)), row_id(sent.private)
    if not isinstance(wanted, Cadence):
        return FieldErrors(wanted)
    async with desk.db.begin() as session:
        review = await rhythm.review(session, wanted, team_id=team_id, by=sent.person, now=desk.clock())
        if review is None:
            return GONE
        waits = await teams.has_started(session, sent.person.workspace_id, team_id)
        if not waits:
            await rhythm.save(session, review.proposal, by=sent.person, now=desk.clock())
    return await _review_step(desk, sent.person, team_id, waiting=review.proposal if waits else None)


async def _review_step(desk: Desk, person: Person, team_id: int, *, waiting: Proposal | None) -> Answer:
    async with desk.db.read() as session:
        line = await teams.line(session, person.workspace_id, team_id)
        current = await cadences.current(session, person.workspace_id, team_id=team_id)
    if line is None:
        return GONE
    is_there = await desk.channels.has_us(line.channel_id)
    summary = blocks.Summary(
        team=line,
        cadence=described(waiting.after if waiting else current),
        changes=changes(waiting.before, waiting.after) if waiting else (),
        warning="" if is_there else people_blocks.invite_us(str(line.channel_id), desk.bot_user_id),
    )
    return NextView(blocks.review_step(summary, private=packed(waiting) if waiting else str(team_id)))


async def review_submitted(sent: Submission, desk: Desk) -> Answer:
    waiting, now = unpacked(sent.private), desk.clock()
    team_id = (waiting.team_id or 0) if waiting else row_id(sent.private)
    async with desk.db.begin() as session:
        line = await teams.line(session, sent.person.workspace_id, team_id)
        if line is None:
            return GONE
        is_saved = waiting is None or await rhythm.save(session, waiting, by=sent.person, now=now)
        if is_saved:
            invites = blocks.NOW in sent.many(blocks.INVITE)
            said = await teams.finish(session, team_id, invites=invites, by=sent.person, now=now)
            return NextView(blocks.finished(line, said=said))
    return await _compared_anew(sent, desk, team_id)


async def _compared_anew(sent: Submission, desk: Desk, team_id: int) -> Answer:
    """Somebody changed the cadence meanwhile: the wish against what is in force now."""
    waiting = unpacked(sent.private)
    if waiting is None:
        return GONE
    async with desk.db.read() as session:
        review = await rhythm.review(
            session, waiting.after, team_id=team_id, by=sent.person, now=desk.clock()
        )
    return await _review_step(desk, sent.person, team_id, waiting=review.proposal if review else None)


PRESSES = {
    blocks.OPEN: gate.pressed(setup_pressed),
    blocks.NEW: gate.pressed(new_pressed),
    blocks.TO_TEAM: gate.pressed(to_team_pressed),
    blocks.TO_CHAMPIONS: gate.pressed(to_champions_pressed),
    blocks.TO_CADENCE: gate.pressed(to_cadence_pressed),
}
SUBMISSIONS = {
    blocks.TEAM_FORM: gate.sent(team_submitted),
    blocks.CHAMPIONS_FORM: gate.sent(champions_submitted),
    blocks.TOPICS_FORM: gate.sent(topics_submitted),
    blocks.CADENCE_FORM: gate.sent(cadence_submitted),
    blocks.REVIEW_FORM: gate.sent(review_submitted),
}
COMMANDS = {"setup": gate.typed(setup_typed)}
SHORTCUTS: dict[str, Never] = {}
