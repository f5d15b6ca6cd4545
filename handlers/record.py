"""A person's own record: the form that shows it, and the links with which they take it along."""

from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.rules import Person
from bot.record import blocks, texts
from bot.record import service as records
from bot.slack.blockkit import View
from handlers import gate
from handlers.doors import Answer, Command, Desk, NextView, Press, Submission
from handlers.forms import row_id


async def record_typed(command: Command, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        form = await _form(session, command.person, desk)
    await desk.views.open(command.trigger_id, form)
    return None


async def record_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        form = await _form(session, press.person, desk)
    await gate.show(press, desk, form)
    return None


async def _form(session: AsyncSession, person: Person, desk: Desk) -> View:
    record = await records.of(session, desk.shelf.catalog, person, now=desk.clock())
    return blocks.form(record, await records.own_wins(session, person))


async def record_submitted(sent: Submission, desk: Desk) -> Answer:
    now = desk.clock()
    wanted = [row_id(each) for each in sent.many(blocks.WINS)]
    async with desk.db.begin() as session:
        record = await records.of(session, desk.shelf.catalog, sent.person, wins=wanted, now=now)
    chosen = ",".join(str(win.id) for win in record.wins)
    return NextView(
        blocks.made(
            texts.markdown(record),
            page=desk.record_link(sent.person, now, page="record", wins=chosen),
            data=desk.record_link(sent.person, now, page="record.json", wins=chosen),
        )
    )


async def link_opened(_press: Press, _desk: Desk) -> Answer:
    """A link button: the browser opens the page itself, and Slack only wants an acknowledgement."""
    return None


PRESSES = {
    blocks.OPEN: record_pressed,
    blocks.OPENED: link_opened,
    f"{blocks.OPENED}_data": link_opened,
}
SUBMISSIONS = {blocks.FORM: record_submitted}
COMMANDS = {"record": gate.alone(record_typed)}
SHORTCUTS: dict[str, Never] = {}
