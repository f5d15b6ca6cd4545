"""Champions: who they are, for admins; their queue, time off, hours and topics, for themselves."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import time
from typing import Never, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import instant, local_day, zone_of
from bot.cadence.until import parse_until
from bot.champions import blocks
from bot.champions import service as champions
from bot.champions.blocks import Duty
from bot.champions.rules import parse_topics
from bot.outbox import replies
from bot.people import blocks as people_blocks
from bot.people import roster
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import blocks as question_blocks
from bot.questions import elsewhere, holding, holding_blocks, queue, routing, week_blocks
from bot.questions import service as questions
from bot.questions.changes import Changed
from bot.questions.rules import Remind
from bot.reading import languages
from bot.setup import teams
from bot.slack.blockkit import View
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Reply, Submission
from handlers.forms import GONE, row_id, topics

Change: TypeAlias = Callable[[AsyncSession, Command], Awaitable[str]]
NO_LONGER = ("off", "back", "no", "none", "now")
# What a press in a list asks of a question, as it is called in the message about that question alone.
ALONE = {
    blocks.TAKE: question_blocks.CLAIM,
    blocks.SOLVE: question_blocks.RESOLVE,
    blocks.SAY_ANSWERED: question_blocks.ANSWERED,
    blocks.REMIND: question_blocks.REMIND,
}
GONE_QUESTION = "This question is no longer there."


async def champions_typed(command: Command, desk: Desk) -> Answer:
    workspace_id = command.person.workspace_id
    async with desk.db.read() as session:
        lines = await teams.lines(session, workspace_id)
        found = await roster.the_team(session, workspace_id, command.rest) if command.rest else None
    if isinstance(found, str):
        return Reply(found)
    chosen = [line for line in lines if found is not None and line.id == found.id]
    view = blocks.form(chosen[0]) if chosen else blocks.team_list(lines)
    await desk.views.open(command.trigger_id, view)
    return None


async def list_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        lines = await teams.lines(session, press.person.workspace_id)
    await gate.show(press, desk, blocks.team_list(lines))
    return None


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        line = await teams.line(session, press.person.workspace_id, press.row_id)
    await gate.show(press, desk, blocks.form(line) if line else people_blocks.notice(people_blocks.TEAM_GONE))
    return None


async def champions_submitted(sent: Submission, desk: Desk) -> Answer:
    team_id, user_ids = row_id(sent.private), sent.many(blocks.PEOPLE)
    async with desk.db.begin() as session:
        wrong = await teams.appoint(session, team_id, user_ids, by=sent.person, now=desk.clock())
        if wrong is not None:
            return FieldErrors({blocks.PEOPLE: wrong})
        duties = await teams.duties(session, sent.person.workspace_id, team_id)
        if duties:
            return NextView(blocks.topics_form(team_id, blocks.topic_fields(duties)))
        return NextView(await _saved(session, sent.person, team_id))


async def topics_submitted(sent: Submission, desk: Desk) -> Answer:
    team_id = row_id(sent.private)
    async with desk.db.begin() as session:
        known = await teams.describe(session, team_id, topics(sent), by=sent.person, now=desk.clock())
        return NextView(await _saved(session, sent.person, team_id)) if known else GONE


async def _saved(session: AsyncSession, person: Person, team_id: int) -> View:
    lines = await teams.lines(session, person.workspace_id)
    return blocks.team_list(lines, said=blocks.saved([line for line in lines if line.id == team_id]))


async def queue_typed(command: Command, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        refusal = await gate.not_a_champion(session, command.person)
        if refusal is not None:
            return Reply(refusal)
        mine, waiting = await _queue(session, command.person)
    shown = blocks.queue(mine, waiting, now=desk.clock())
    return Reply(blocks.queue_text(mine, waiting), shown)


async def queue_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, await _queue_view(press, desk, said=""))
    return None


async def take_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        changed = await questions.claim(session, press.row_id, by=press.person, now=desk.clock())
    won = _why(press, changed)
    if changed is not None and changed.won:
        won = blocks.taken(private=changed.question.private)
    await gate.show(press, desk, await _queue_view(press, desk, said=won))
    return None


async def solve_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        changed = await elsewhere.resolve(
            session, press.row_id, by=press.person, catalog=desk.shelf.catalog, now=desk.clock()
        )
    won = blocks.solved() if changed is not None and changed.won else _why(press, changed)
    await gate.show(press, desk, await _queue_view(press, desk, said=won))
    return None


async def answered_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        changed = await holding.say_answered(session, press.row_id, by=press.person, now=desk.clock())
    won = blocks.answered() if changed is not None and changed.won else _why(press, changed)
    await gate.show(press, desk, await _queue_view(press, desk, said=won))
    return None


async def reminder_chosen(press: Press, desk: Desk) -> Answer:
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await holding.remind(
            session, press.row_id, by=press.person, when=Remind.of(press.detail), now=now
        )
        won = _why(press, changed)
        if changed is not None and changed.won:
            hours = await routing.hours_of(session, changed.question)
            won = holding_blocks.kept(changed.question.escalate_at, zone=hours.zone, now=now)
    await gate.show(press, desk, await _queue_view(press, desk, said=won))
    return None


def _why(press: Press, changed: Changed | None) -> str:
    """Why a press changed nothing."""
    if changed is None:
        return GONE_QUESTION
    card, pressed = routing.card_of(changed.question), ALONE[press.action]
    return question_blocks.outcome(card, pressed=pressed, by=press.person.user_id, may=changed.may)


async def _queue_view(press: Press, desk: Desk, *, said: str) -> View:
    async with desk.db.read() as session:
        refusal = await gate.not_a_champion(session, press.person)
        if refusal is not None:
            return people_blocks.notice(refusal)
        mine, waiting = await _queue(session, press.person)
    return blocks.queue_view(blocks.queue(mine, waiting, now=desk.clock(), said=said))


async def _queue(session: AsyncSession, person: Person) -> tuple[list[blocks.Waiting], list[blocks.Waiting]]:
    mine, waiting = await queue.of_champion(session, person)
    return await routing.listed(session, mine), await routing.listed(session, waiting)


async def away_typed(command: Command, desk: Desk) -> Answer:
    now = desk.clock()
    async with desk.db.begin() as session:
        refusal = await gate.not_a_champion(session, command.person)
        if refusal is not None:
            return Reply(refusal)
        if command.rest.lower() in NO_LONGER:
            await champions.set_away(session, command.person, None)
            return Reply(blocks.back())
        zone = zone_of((await people.member(session, command.person, now=now)).zone)
        today = local_day(now, zone)
        day = parse_until(command.rest or blocks.USUAL_ABSENCE, today)
        if day is None or day <= today:
            return Reply(blocks.unknown_until(command.rest))
        until = instant(day, time(), zone)
        await champions.set_away(session, command.person, until)
        mine, _ = await queue.of_champion(session, command.person)
    return Reply(blocks.away(until, zone, held=len(mine)))


def own_part(shown: Callable[[Sequence[Duty]], str], change: Change) -> gate.Typed:
    """A command of champions: alone it says how things stand for them, with words it changes that."""

    async def typed(command: Command, desk: Desk) -> Answer:
        async with desk.db.begin() as session:
            refusal = await gate.not_a_champion(session, command.person)
            if refusal is not None:
                return Reply(refusal)
            if not command.rest:
                return Reply(shown(await _duties(session, command.person)))
            return Reply(await change(session, command))

    return typed


async def change_hours(session: AsyncSession, command: Command) -> str:
    hours = row_id(command.rest.split()[0].removesuffix("h"))
    if hours not in blocks.HOURS:
        return blocks.unknown_hours(command.rest)
    await champions.set_hours(session, command.person, hours)
    return blocks.hours_saved(hours)


async def change_topics(session: AsyncSession, command: Command) -> str:
    words = () if command.rest.lower() in NO_LONGER else parse_topics(command.rest)
    await champions.set_topics(session, command.person, words)
    return blocks.topics_saved(words)


async def change_languages(session: AsyncSession, command: Command) -> str:
    codes = () if command.rest.lower() in NO_LONGER else languages.parse_languages(command.rest)
    if codes is None:
        return blocks.unknown_languages(list(languages.NAMES.values()))
    await champions.set_languages(session, command.person, codes)
    return blocks.languages_saved([languages.NAMES[code] for code in codes])


async def _duties(session: AsyncSession, person: Person) -> list[Duty]:
    found = await champions.duties_of(session, person)
    spoken = await champions.spoken_by(session, person)
    return [Duty(one.id, team, one.topics, one.hours_per_week, one.away_until, spoken) for one, team in found]


async def thread_opened(_press: Press, _desk: Desk) -> Answer:
    """A link button: Slack opens the thread itself and only wants an acknowledgement."""
    return None


async def no_week_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        await champions.set_digest(session, press.person, wants=False)
        await replies.tell(session, press.spot, question_blocks.note(week_blocks.STOPPED), now=desk.clock())
    return None


PRESSES = {
    week_blocks.STOP: no_week_pressed,
    blocks.LIST: gate.pressed(list_pressed),
    blocks.EDIT: gate.pressed(edit_pressed),
    blocks.QUEUE: queue_pressed,
    blocks.TAKE: take_pressed,
    blocks.SOLVE: solve_pressed,
    blocks.SAY_ANSWERED: answered_pressed,
    blocks.REMIND: reminder_chosen,
    blocks.OPEN_THREAD: thread_opened,
}
SUBMISSIONS = {
    blocks.FORM: gate.sent(champions_submitted),
    blocks.TOPICS_FORM: gate.sent(topics_submitted),
}
COMMANDS = {
    "champions": gate.typed(champions_typed),
    "queue": gate.alone(queue_typed),
    "away": away_typed,
    "hours": own_part(blocks.hours_are, change_hours),
    "topics": own_part(blocks.topics_are, change_topics),
    "languages": own_part(blocks.languages_are, change_languages),
}
SHORTCUTS: dict[str, Never] = {}
