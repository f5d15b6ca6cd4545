"""Team goals: set by champions and admins, read by everybody of the team."""

from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.goals import blocks
from bot.goals import service as goals
from bot.goals.blocks import GoalForm
from bot.goals.rules import Kind, Progress
from bot.people import blocks as people_blocks
from bot.people import service as people
from bot.people.rules import Person
from bot.slack.blockkit import View
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Reply, Submission
from handlers.forms import row_id

TITLE = "Team goal"


async def goal_typed(command: Command, desk: Desk) -> Answer:
    """Those who may set a goal get its form; everybody else reads how far it is."""
    async with desk.db.begin() as session:
        form = await _form(session, command.person, desk, team_id=0)
        if form is None:
            return Reply(await _so_far(session, command.person, desk))
    await desk.views.open(command.trigger_id, form)
    return None


async def goal_pressed(press: Press, desk: Desk) -> Answer:
    """The form by a button, or for the team chosen in the form itself."""
    async with desk.db.begin() as session:
        form = await _form(session, press.person, desk, team_id=press.row_id)
        told = "" if form is not None else await _so_far(session, press.person, desk)
    await gate.show(press, desk, form or people_blocks.notice(told, title=TITLE))
    return None


async def _form(session: AsyncSession, person: Person, desk: Desk, *, team_id: int) -> View | None:
    found = await goals.form_of(session, person, team_id, now=desk.clock())
    return blocks.form(found[0], teams=found[1], now=found[2]) if found is not None else None


async def _so_far(session: AsyncSession, person: Person, desk: Desk) -> str:
    if await people.may_act_as_admin(session, person):
        return blocks.NO_TEAMS
    made, has_team = await goals.of_person(session, person, now=desk.clock())
    if made is None:
        return blocks.NONE_YET if has_team else blocks.NO_TEAM
    return blocks.line(made)


async def goal_submitted(sent: Submission, desk: Desk) -> Answer:
    kind = sent.text(blocks.KIND)
    form = GoalForm(
        row_id(sent.private),
        Kind(kind) if kind in list(Kind) else Kind.ACTIVE,
        sent.text(blocks.TARGET),
    )
    async with desk.db.begin() as session:
        saved = await goals.save(session, form, by=sent.person, now=desk.clock())
    if not isinstance(saved, Progress):
        return FieldErrors(saved)
    return NextView(people_blocks.notice(blocks.saved(saved), title=TITLE))


async def drop_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        said = await goals.drop(session, press.row_id, by=press.person, now=desk.clock())
    await gate.show(press, desk, people_blocks.notice(said, title=TITLE))
    return None


PRESSES = {
    blocks.OPEN: goal_pressed,
    blocks.PICK: goal_pressed,
    blocks.DROP: drop_pressed,
}
SUBMISSIONS = {blocks.FORM: goal_submitted}
COMMANDS = {"goal": gate.alone(goal_typed)}
SHORTCUTS: dict[str, Never] = {}
