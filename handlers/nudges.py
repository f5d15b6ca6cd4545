"""Cards: their answer buttons, and `why`, `policy`."""

from collections.abc import Awaitable, Callable

from bot.concerns import blocks as concern_blocks
from bot.enrolment import blocks as enrolment_blocks
from bot.enrolment import service as enrolment
from bot.nudges import answers, blocks, reasons
from bot.nudges.answers import Pressed
from bot.nudges.rules import POLICY
from bot.nudges.rules import Answer as Told
from bot.outbox import replies
from bot.packs.company import filled
from bot.packs.schema import Role
from bot.people.rules import Person
from bot.slack.blockkit import Post
from bot.workspaces import service as workspaces
from handlers import asking, gate
from handlers.doors import Answer, Command, Desk, Press, Reply

DIGITS = tuple("0123456789")
PressHandler = Callable[[Press, Desk], Awaitable[Answer]]


async def choice_pressed(press: Press, desk: Desk) -> Answer:
    pressed, what = _read(press)
    choice = int(what) if what in DIGITS else -1
    async with desk.db.begin() as session:
        await answers.choose(session, desk.shelf.catalog, pressed, choice=choice, now=desk.clock())
    return None


async def told_pressed(press: Press, desk: Desk) -> Answer:
    pressed, _ = _read(press)
    answer = blocks.TELLS[press.action]
    async with desk.db.begin() as session:
        await answers.tell(session, desk.shelf.catalog, pressed, answer=answer, now=desk.clock())
    return None


async def more_chosen(press: Press, desk: Desk) -> Answer:
    pressed, what = _read(press)
    if what == blocks.PAUSE:
        return await _pause(press, desk)
    async with desk.db.begin() as session:
        now, catalog = desk.clock(), desk.shelf.catalog
        if what == blocks.SNOOZE:
            await answers.snooze(session, catalog, pressed, week=False, now=now)
        elif what in (Told.NOT_MY_JOB, Told.ALREADY_KNEW):
            await answers.tell(session, catalog, pressed, answer=Told(what), now=now)
        else:
            await answers.why(session, catalog, pressed, now=now)
    return None


async def _pause(press: Press, desk: Desk) -> Answer:
    """The card stays as it is; the pause is confirmed beside it."""
    now, spot = desk.clock(), press.spot
    async with desk.db.begin() as session:
        if await replies.is_repeated(session, spot):
            return None
        standing = await enrolment.usual_pause(session, press.person, now=now)
        await replies.tell(session, spot, enrolment_blocks.paused(standing), now=now)
    return None


async def next_week_pressed(press: Press, desk: Desk) -> Answer:
    pressed, _ = _read(press)
    async with desk.db.begin() as session:
        await answers.snooze(session, desk.shelf.catalog, pressed, week=True, now=desk.clock())
    return None


async def change_pressed(press: Press, desk: Desk) -> Answer:
    pressed, _ = _read(press)
    async with desk.db.begin() as session:
        await answers.change(session, desk.shelf.catalog, pressed, now=desk.clock())
    return None


async def stuck_pressed(press: Press, desk: Desk) -> Answer:
    """Open the question form with the card named, so that the champion knows what was tried."""
    pressed, _ = _read(press)
    async with desk.db.begin() as session:
        sheet = await answers.sheet(session, desk.shelf.catalog, pressed, now=desk.clock())
        if sheet is None:
            return None
    text, origin = f"I tried “{sheet.card.title}” and got stuck: ", f"nudge:{sheet.id}"
    await asking.open_ask_form(press.person, press.trigger_id, desk, text=text, origin=origin)
    return None


async def why_typed(command: Command, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        post = await reasons.last_message(session, desk.shelf.catalog, command.person, now=desk.clock())
    return Reply(post.text, post.blocks)


async def policy_typed(command: Command, desk: Desk) -> Answer:
    post = await _policy(command.person, desk)
    return Reply(post.text, post.blocks)


async def rules_pressed(press: Press, desk: Desk) -> Answer:
    """Beside what somebody read after they wrote of a doubt."""
    post = await _policy(press.person, desk)
    async with desk.db.begin() as session:
        await replies.tell(session, press.spot, post, now=desk.clock())
    return None


async def _policy(person: Person, desk: Desk) -> Post:
    async with desk.db.read() as session:
        company = await workspaces.company(session, person.workspace_id)
    cards = desk.shelf.catalog.cards_for(Role.GENERAL, today=desk.clock().date())
    rules = [filled(card, company) for card in cards if card.id.startswith(POLICY)]
    return blocks.policy(rules, company)


def _read(press: Press) -> tuple[Pressed, str]:
    """Which nudge, which version of its message, and what was pressed on it."""
    version, _, what = press.detail.partition(":")
    shown = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    return Pressed(press.spot, press.row_id, shown), what


PRESSES: dict[str, PressHandler] = {
    **dict.fromkeys(blocks.CHOICES, choice_pressed),
    **dict.fromkeys(blocks.TELLS, told_pressed),
    blocks.MORE: more_chosen,
    concern_blocks.RULES: rules_pressed,
    blocks.CHANGE: change_pressed,
    blocks.NEXT_WEEK: next_week_pressed,
    blocks.STUCK: stuck_pressed,
}
SUBMISSIONS: dict[str, Callable[..., Awaitable[Answer]]] = {}
COMMANDS = {"why": gate.alone(why_typed), "policy": gate.alone(policy_typed)}
SHORTCUTS: dict[str, Callable[..., Awaitable[Answer]]] = {}
