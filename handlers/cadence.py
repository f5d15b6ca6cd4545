"""Cadence: the form, what a change would do, and the save."""

from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import blocks
from bot.cadence import service as cadences
from bot.cadence.blocks import Scope
from bot.cadence.proposals import Proposal, packed, read, unpacked, values_of
from bot.cadence.rules import Cadence
from bot.people import blocks as people_blocks
from bot.people import roster
from bot.people import service as people
from bot.setup import rhythm
from bot.slack.blockkit import View
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, PushView, Reply, Submission
from handlers.forms import GONE, cadence_values, row_id

OLD_FORM = "This form is from an older version. Nothing was changed: `/afterglow cadence` opens a new one."


async def cadence_typed(command: Command, desk: Desk) -> Answer:
    team_id = None
    async with desk.db.read() as session:
        if command.rest:
            found = await roster.the_team(session, command.person.workspace_id, command.rest)
            if isinstance(found, str):
                return Reply(found)
            team_id = found.id
        form = await _form(session, command.person.workspace_id, team_id)
    if form is not None:
        await desk.views.open(command.trigger_id, form)
    return None


async def cadence_pressed(press: Press, desk: Desk) -> Answer:
    """The form by a button, or for the team chosen in the form itself; 0 is everybody's."""
    async with desk.db.read() as session:
        form = await _form(session, press.person.workspace_id, press.row_id or None)
    await gate.show(press, desk, form or people_blocks.notice(people_blocks.TEAM_GONE))
    return None


async def revise_pressed(press: Press, desk: Desk) -> Answer:
    """Back from the differences to the form, with what was wanted."""
    proposal = unpacked(press.private)
    form = None
    if proposal is not None:
        async with desk.db.read() as session:
            form = await _form(session, press.person.workspace_id, proposal.team_id, wanted=proposal.after)
    await gate.show(press, desk, form or people_blocks.notice(OLD_FORM))
    return None


async def _form(
    session: AsyncSession, workspace_id: str, team_id: int | None, *, wanted: Cadence | None = None
) -> View | None:
    scope = await rhythm.scope_of(session, workspace_id, team_id)
    if scope is None:
        return None
    shown = wanted or await cadences.current(session, workspace_id, team_id=team_id)
    teams = [Scope(team.id, team.name) for team in await people.teams(session, workspace_id)]
    return blocks.form(scope, values_of(shown), teams=teams)


async def cadence_submitted(sent: Submission, desk: Desk) -> Answer:
    wanted = read(cadence_values(sent))
    if not isinstance(wanted, Cadence):
        return FieldErrors(wanted)
    team_id = None if sent.private == blocks.EVERYONE else row_id(sent.private)
    async with desk.db.read() as session:
        review = await rhythm.review(
            session, wanted, desk.shelf.catalog, team_id=team_id, by=sent.person, now=desk.clock()
        )
    if review is None:
        return GONE
    return NextView(_drawn(review)) if review.changes else PushView(blocks.unchanged(review.scope))


def _drawn(review: rhythm.Review, *, changed_meanwhile: bool = False) -> View:
    return blocks.review(
        review.scope,
        review.changes,
        people=review.people,
        example=review.example,
        deck=review.deck,
        private=packed(review.proposal),
        changed_meanwhile=changed_meanwhile,
    )


async def review_submitted(sent: Submission, desk: Desk) -> Answer:
    proposal = unpacked(sent.private)
    if proposal is None:
        return PushView(people_blocks.notice(OLD_FORM))
    async with desk.db.begin() as session:
        if not await rhythm.save(session, proposal, by=sent.person, now=desk.clock()):
            return await _compared_anew(session, proposal, sent=sent, desk=desk)
        scope = await rhythm.scope_of(session, sent.person.workspace_id, proposal.team_id)
        reach = await rhythm.reach(session, sent.person.workspace_id, proposal.team_id)
    return NextView(blocks.saved(scope or Scope(None, None), people=reach))


async def _compared_anew(
    session: AsyncSession, proposal: Proposal, *, sent: Submission, desk: Desk
) -> Answer:
    """Somebody was faster: the same wish against what is in force now."""
    review = await rhythm.review(
        session,
        proposal.after,
        desk.shelf.catalog,
        team_id=proposal.team_id,
        by=sent.person,
        now=desk.clock(),
    )
    return GONE if review is None else NextView(_drawn(review, changed_meanwhile=True))


PRESSES = {
    blocks.OPEN: gate.pressed(cadence_pressed),
    blocks.PICK: gate.pressed(cadence_pressed),
    blocks.REVISE: gate.pressed(revise_pressed),
}
SUBMISSIONS = {
    blocks.FORM: gate.sent(cadence_submitted),
    blocks.REVIEW_FORM: gate.sent(review_submitted),
}
COMMANDS = {"cadence": gate.typed(cadence_typed)}
SHORTCUTS: dict[str, Never] = {}
