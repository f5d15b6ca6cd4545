"""App Home, and `/afterglow report`."""

from collections.abc import Awaitable, Callable
from typing import Never

from bot.adoption import blocks as adoption_blocks
from bot.adoption import figures, report
from bot.adoption import service as adoption
from bot.assessment import outcome_blocks
from bot.goals import blocks as goal_blocks
from bot.goals import service as goals
from bot.home import blocks, delivery_blocks
from bot.home import service as home
from bot.people import service as people
from bot.people.rules import Person
from handlers import asking, gate
from handlers.doors import Answer, Command, Desk, Event, Press, Reply

OUTCOMES_SHOWN = 4
PressHandler = Callable[[Press, Desk], Awaitable[Answer]]


async def opened(event: Event, desk: Desk) -> None:
    """Somebody opened the app: on the Home tab they find their page, fresh."""
    user_id = str(event.data.get("user") or "")
    if event.data.get("tab") != "home" or not user_id:
        return
    is_shown = bool(event.data.get("view"))
    await _show(event.person(user_id), desk, is_shown=is_shown, key=event.event_id)


async def refresh(person: Person, desk: Desk, *, key: str) -> None:
    """Bring the page up to date after something its owner did; nothing for those who never opened it."""
    async with desk.db.read() as session:
        if not await home.has_home(session, person):
            return
    await _show(person, desk, is_shown=True, key=key)


async def _show(person: Person, desk: Desk, *, is_shown: bool, key: str) -> None:
    now = desk.clock()
    async with desk.db.begin() as session:
        await people.member(session, person, now=now)
    async with desk.db.read() as session:
        view = await home.compose(session, desk.shelf.catalog, person, now=now)
    async with desk.db.begin() as session:
        await home.publish(session, view, person, is_shown=is_shown, key=key, now=now)


async def used_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        await adoption.say_used(session, press.person, now=desk.clock())
    return None


async def not_used_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        await adoption.unsay_used(session, press.person, now=desk.clock())
    return None


async def ask_pressed(press: Press, desk: Desk) -> Answer:
    """An empty question form."""
    await asking.open_ask_form(press.person, press.trigger_id, desk)
    return None


async def report_typed(command: Command, desk: Desk) -> Answer:
    """The numbers here in Slack, and a link to the page with the charts."""
    async with desk.db.read() as session:
        made = await report.glance(session, command.person.workspace_id, now=desk.clock())
        aims = await goals.every(session, command.person.workspace_id, now=desk.clock())
    url = desk.links.make(command.person, desk.clock())
    post = adoption_blocks.report(
        report.summary(made),
        figures.headline(made.leading),
        url=url,
        outcomes=[outcome_blocks.line(one.cohort, one.outcome) for one in made.outcomes[:OUTCOMES_SHOWN]],
    )
    return Reply(post.text, [*post.blocks, *goal_blocks.report(aims)])


async def report_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        made = await report.glance(session, press.person.workspace_id, now=desk.clock())
    url = desk.links.make(press.person, desk.clock())
    await gate.show(press, desk, adoption_blocks.link(report.summary(made), url=url))
    return None


async def undelivered_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        view = await home.not_delivered(session, press.person, now=desk.clock())
    await gate.show(press, desk, view)
    return None


async def report_opened(_press: Press, _desk: Desk) -> Answer:
    """A link button: Slack opens the page itself and only wants an acknowledgement."""
    return None


PRESSES: dict[str, PressHandler] = {
    blocks.ASK: ask_pressed,
    blocks.USED: used_pressed,
    blocks.NOT_USED: not_used_pressed,
    blocks.REPORT: gate.pressed(report_pressed),
    adoption_blocks.OPEN_REPORT: report_opened,
    delivery_blocks.UNDELIVERED: gate.pressed(undelivered_pressed),
}
SUBMISSIONS: dict[str, Never] = {}
COMMANDS = {"report": gate.typed(gate.alone(report_typed))}
SHORTCUTS: dict[str, Never] = {}
EVENTS = {"app_home_opened": opened}
