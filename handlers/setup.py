"""The set-up: team, champions, cadence, review, each saved as it is sent."""

from collections.abc import Sequence
from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.proposals import Proposal, packed, read, unpacked, values_of
from bot.cadence.rules import Cadence, changes, described
from bot.champions import blocks as champion_blocks
from bot.enrolment import service as enrolment
from bot.people import blocks as people_blocks
from bot.people import move_blocks, roster
from bot.people.blocks import Choices, TeamForm, TeamLine
from bot.people.rules import Move, Person
from bot.setup import blocks, progress, rhythm, teams
from bot.setup.progress import Stop
from bot.slack.blockkit import Block, View
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, PushView, Submission
from handlers.forms import (
    GONE,
    MOST_CARRIED,
    OLD_FORM,
    cadence_values,
    packed_team,
    row_id,
    team_form,
    topics,
    unpacked_team,
)


async def setup_typed(command: Command, desk: Desk) -> Answer:
    await desk.views.open(command.trigger_id, await _next_step(desk, command.person))
    return None


async def setup_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, await _next_step(desk, press.person))
    return None


async def _next_step(desk: Desk, person: Person) -> View:
    """The first step of a new team, or the one at which an earlier set-up stopped."""
    async with desk.db.read() as session:
        begun = await progress.begun(session, person.workspace_id)
        if begun is None:
            return await _team_step(session, desk, person, TeamForm())
        team, above = begun.team, blocks.gone_on(begun.team)
        match begun.stop:
            case Stop.CHAMPIONS:
                return blocks.champions_step(team, above=above)
            case Stop.TOPICS:
                duties = await teams.duties(session, person.workspace_id, team.id)
                return blocks.topics_step(team.id, champion_blocks.topic_fields(duties), above=above)
            case Stop.CADENCE:
                return await _cadence_step(session, person, team.id, above=above)
    return await _review(desk, person, team, waiting=None, above=above)


async def new_pressed(press: Press, desk: Desk) -> Answer:
    """Leave the team that was begun as it is, and begin another."""
    async with desk.db.read() as session:
        view = await _team_step(session, desk, press.person, TeamForm())
    await gate.show(press, desk, view)
    return None


async def to_team_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        form = await teams.form_of(session, press.person.workspace_id, press.row_id)
        view = await _team_step(session, desk, press.person, form or TeamForm())
    await gate.show(press, desk, view)
    return None


async def revise_pressed(press: Press, desk: Desk) -> Answer:
    """Back from those who would move to the team, with what was typed."""
    held = unpacked_team(press.private)
    view = people_blocks.notice(OLD_FORM)
    if held is not None:
        async with desk.db.read() as session:
            view = await _team_step(session, desk, press.person, held[0])
    await gate.show(press, desk, view)
    return None


async def _team_step(
    session: AsyncSession, desk: Desk, person: Person, form: TeamForm, *, said: str = ""
) -> View:
    zones = await roster.zones(session, person.workspace_id)
    choices = Choices(enrolment.roles_of(desk.shelf.catalog), zones)
    return blocks.team_step(form, choices, said=said)


async def team_submitted(sent: Submission, desk: Desk) -> Answer:
    saved = await _saved(team_form(sent), sent, desk)
    return FieldErrors(saved) if isinstance(saved, dict) else saved


async def moves_submitted(sent: Submission, desk: Desk) -> Answer:
    """The moves were seen; what is wrong by now is said above the team, with all that was typed."""
    held = unpacked_team(sent.private)
    if held is None:
        return PushView(people_blocks.notice(OLD_FORM))
    saved = await _saved(held[0], sent, desk, agreed=held[1])
    if not isinstance(saved, dict):
        return saved
    async with desk.db.read() as session:
        said = " ".join(saved.values())
        return NextView(await _team_step(session, desk, sent.person, held[0], said=said))


async def _saved(
    form: TeamForm, sent: Submission, desk: Desk, *, agreed: str = ""
) -> NextView | PushView | dict[str, str]:
    """Save the team and go on, or ask first about those who would leave another one."""
    is_there = await desk.channels.has_us(form.channel_id)
    async with desk.db.begin() as session:
        saved = await teams.save(session, form, by=sent.person, now=desk.clock(), agreed=agreed)
        if isinstance(saved, dict):
            return saved
        if isinstance(saved, teams.Waits):
            private = packed_team(form, saved.moves)
            if len(private) > MOST_CARRIED:
                return {form.people_field: move_blocks.TOO_MANY}
            return NextView(_moves_step(form, saved.moves, private=private, again=bool(agreed)))
        line = await teams.line(session, sent.person.workspace_id, saved.team.id)
    desk.bindings.forget()
    warning = "" if is_there else people_blocks.invite_us(str(form.channel_id), desk.bot_user_id)
    if line is None:
        return GONE
    said = people_blocks.team_saved(line, saved.came, warning=warning, hint="")
    return NextView(blocks.champions_step(line, said=said))


def _moves_step(form: TeamForm, moves: Sequence[Move], *, private: str, again: bool) -> View:
    """Still step 1: who would leave another team."""
    return move_blocks.review(
        form.name,
        moves,
        private=private,
        callback=blocks.MOVES_FORM,
        revise=blocks.REVISE_TEAM,
        title="Set up 1/4: who moves",
        submit="Move and go on",
        changed_meanwhile=again,
    )


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
    session: AsyncSession,
    person: Person,
    team_id: int,
    *,
    wanted: Proposal | None = None,
    above: Sequence[Block] = (),
) -> View:
    current = await cadences.current(session, person.workspace_id, team_id=team_id)
    return blocks.cadence_step(team_id, values_of(wanted.after if wanted else current), above=above)


async def cadence_submitted(sent: Submission, desk: Desk) -> Answer:
    """Saved at once where nobody takes part yet; else the review shows what will change for those who do."""
    wanted, team_id = read(cadence_values(sent)), row_id(sent.private)
    if not isinstance(wanted, Cadence):
        return FieldErrors(wanted)
    async with desk.db.begin() as session:
        review = await rhythm.review(
            session, wanted, desk.shelf.catalog, team_id=team_id, by=sent.person, now=desk.clock()
        )
        if review is None:
            return GONE
        waits = await teams.has_started(session, sent.person.workspace_id, team_id)
        if not waits:
            await rhythm.save(session, review.proposal, by=sent.person, now=desk.clock())
    return await _review_step(desk, sent.person, team_id, waiting=review.proposal if waits else None)


async def _review_step(desk: Desk, person: Person, team_id: int, *, waiting: Proposal | None) -> Answer:
    async with desk.db.read() as session:
        line = await teams.line(session, person.workspace_id, team_id)
    return GONE if line is None else NextView(await _review(desk, person, line, waiting=waiting))


async def _review(
    desk: Desk, person: Person, line: TeamLine, *, waiting: Proposal | None, above: Sequence[Block] = ()
) -> View:
    async with desk.db.read() as session:
        current = await cadences.current(session, person.workspace_id, team_id=line.id)
        cadence = waiting.after if waiting else current
        deck = await rhythm.deck(
            session, cadence, desk.shelf.catalog, person.workspace_id, team_id=line.id, now=desk.clock()
        )
    is_there = await desk.channels.has_us(line.channel_id)
    summary = blocks.Summary(
        team=line,
        cadence=described(cadence),
        deck=deck,
        changes=changes(waiting.before, waiting.after) if waiting else (),
        warning="" if is_there else people_blocks.invite_us(str(line.channel_id), desk.bot_user_id),
    )
    return blocks.review_step(summary, private=packed(waiting) if waiting else str(line.id), above=above)


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
            session, waiting.after, desk.shelf.catalog, team_id=team_id, by=sent.person, now=desk.clock()
        )
    return await _review_step(desk, sent.person, team_id, waiting=review.proposal if review else None)


PRESSES = {
    blocks.OPEN: gate.pressed(setup_pressed),
    blocks.NEW: gate.pressed(new_pressed),
    blocks.REVISE_TEAM: gate.pressed(revise_pressed),
    blocks.TO_TEAM: gate.pressed(to_team_pressed),
    blocks.TO_CHAMPIONS: gate.pressed(to_champions_pressed),
    blocks.TO_CADENCE: gate.pressed(to_cadence_pressed),
}
SUBMISSIONS = {
    blocks.TEAM_FORM: gate.sent(team_submitted),
    blocks.MOVES_FORM: gate.sent(moves_submitted),
    blocks.CHAMPIONS_FORM: gate.sent(champions_submitted),
    blocks.TOPICS_FORM: gate.sent(topics_submitted),
    blocks.CADENCE_FORM: gate.sent(cadence_submitted),
    blocks.REVIEW_FORM: gate.sent(review_submitted),
}
COMMANDS = {"setup": gate.typed(gate.alone(setup_typed))}
SHORTCUTS: dict[str, Never] = {}
