"""Challenges: the member's buttons, the reflection, and `/afterglow challenge` for members and admins."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from bot.challenges import blocks, picks, plan_blocks, reflections
from bot.challenges import service as challenges
from bot.challenges.blocks import ChallengeCard
from bot.challenges.plan_blocks import TeamOption
from bot.challenges.reflections import Form
from bot.challenges.service import Obstacle
from bot.champions import service as champions
from bot.outbox import replies
from bot.outbox.replies import Spot
from bot.people import service as people
from bot.people.naming import meant
from bot.people.rules import Person
from bot.slack.blockkit import Post, View
from handlers import gate, menu
from handlers.doors import Answer, Command, Desk, FieldErrors, Press, Reply, Shortcut, Submission
from handlers.forms import carried, row_id
from handlers.forms import day as iso_day

Order = Callable[..., Awaitable[ChallengeCard | Obstacle]]
PressHandler = Callable[[Press, Desk], Awaitable[Answer]]
ShortcutHandler = Callable[[Shortcut, Desk], Awaitable[Answer]]
MINE = ("mine", "me", "my")
CALENDAR = ("calendar", "plan")


@dataclass(frozen=True)
class Aim:
    """Which challenge a reflection is about, and which message it was opened from."""

    round_id: int
    channel: str | None = None
    ts: str | None = None
    is_ephemeral: bool = False
    response_url: str = field(default="", repr=False)

    def packed(self) -> str:
        return json.dumps(asdict(self))


async def join_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(challenges.join, press, desk)


async def decline_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(challenges.decline, press, desk)


async def _ordered(order: Order, press: Press, desk: Desk) -> Answer:
    """Give one order about one's own part, once, and show what it made of things."""
    now, spot = desk.clock(), press.spot
    async with desk.db.begin() as session:
        if await replies.is_repeated(session, spot):
            return None
        stands = await order(session, desk.shelf.catalog, press.row_id, by=press.person, now=now)
        if isinstance(stands, Obstacle):
            await replies.tell(session, spot, blocks.note(stands), now=now)
        else:
            await challenges.show(session, spot, stands, by=press.person, now=now)
    return None


async def finish_pressed(press: Press, desk: Desk) -> Answer:
    """Open the reflection, with what was written before."""
    now, spot = desk.clock(), press.spot
    async with desk.db.begin() as session:
        part = await challenges.part_of(session, desk.shelf.catalog, press.row_id, by=press.person, now=now)
        if isinstance(part, Obstacle):
            await replies.tell(session, spot, blocks.note(part), now=now)
            return None
        team = await people.team(session, press.person.workspace_id, part.member.team_id)
    aim = Aim(part.round.id, press.channel, press.message_ts, press.is_ephemeral, press.response_url)
    form = blocks.form(
        part.card,
        reflections.notes_of(part.entry),
        channel=team.channel_id if team is not None else None,
        private=aim.packed(),
    )
    await desk.views.open(press.trigger_id, form)
    return None


async def reflection_submitted(sent: Submission, desk: Desk) -> Answer:
    reflection = reflections.reflection_of(_form(sent))
    if isinstance(reflection, dict):
        return FieldErrors(reflection)
    now, aim = desk.clock(), carried(Aim, sent.private)
    if aim is None:
        return await menu.old_modal_submitted(sent, desk)
    key = f"view:{sent.view_id}"
    spot = Spot(sent.person, key, aim.channel, aim.ts, aim.is_ephemeral, response_url=aim.response_url)
    async with desk.db.begin() as session:
        if await replies.is_repeated(session, spot):
            return None
        stands = await reflections.reflect(
            session, desk.shelf.catalog, aim.round_id, reflection, by=sent.person, key=key, now=now
        )
        if isinstance(stands, Obstacle):
            # The form stays open, so that nothing that was typed is lost.
            return FieldErrors({blocks.TRIED: stands})
        await challenges.show(session, spot, stands, by=sent.person, now=now)
    return None


def _form(sent: Submission) -> Form:
    # A form that was opened before the choice became one of three sends a list.
    log = [sent.text(blocks.LOG), *sent.many(blocks.LOG)]
    return Form(
        tried=sent.text(blocks.TRIED),
        worked=sent.text(blocks.WORKED),
        failed=sent.text(blocks.FAILED),
        minutes=sent.text(blocks.MINUTES),
        log=blocks.LOG_IT in log,
        share=blocks.SHARE_IT in log,
        question=sent.text(blocks.QUESTION),
        where=sent.text(blocks.WHERE),
    )


async def challenge_typed(command: Command, desk: Desk) -> Answer:
    """An admin plans, and a champion who says "calendar"; all others, and who says "mine", see their own."""
    async with desk.db.begin() as session:
        is_admin = await people.may_act_as_admin(session, command.person)
        wants_plan = is_admin or (
            command.rest.lower() in CALENDAR and bool(await champions.led_by(session, command.person))
        )
        if not wants_plan or command.rest.lower() in MINE:
            post = await own(session, command.person, desk)
            return Reply(post.text, post.blocks)
        named = await _named(session, command)
        if isinstance(named, Reply):
            return named
        view = await _plan(session, command.person, desk, team_id=named)
    await desk.views.open(command.trigger_id, view)
    return None


async def _named(session: AsyncSession, command: Command) -> int | Reply:
    """The team that an admin named; 0 when they named none."""
    if not command.rest or command.rest.lower() in CALENDAR:
        return 0
    teams = {team.name: team.id for team in await people.teams(session, command.person.workspace_id)}
    found = meant(command.rest, list(teams))
    if len(found) == 1:
        return teams[found[0]]
    return Reply(
        plan_blocks.unknown_team(command.rest, [TeamOption(row, name) for name, row in teams.items()])
    )


async def own(session: AsyncSession, person: Person, desk: Desk) -> Post:
    """This person's challenge, or when the next one comes."""
    now = desk.clock()
    card = await challenges.current(session, desk.shelf.catalog, person, now=now)
    if card is not None:
        return blocks.challenge(card)
    member = await people.member(session, person, now=now)
    team = await people.team(session, person.workspace_id, member.team_id)
    if team is None:
        return blocks.note(blocks.NO_TEAM)
    day = await picks.next_day(session, desk.shelf.catalog, team, now=now)
    return blocks.comes_on(day) if day is not None else blocks.none_planned()


async def mine_pressed(press: Press, desk: Desk) -> Answer:
    """From the admin's form: their own challenge, in their DM."""
    spot = press.spot
    async with desk.db.begin() as session:
        await replies.tell(session, spot, await own(session, press.person, desk), now=desk.clock())
    return None


async def calendar_pressed(press: Press, desk: Desk) -> Answer:
    """The calendar by a button, or of the team chosen in it."""
    async with desk.db.begin() as session:
        view = await _plan(session, press.person, desk, team_id=press.row_id)
    await gate.show(press, desk, view)
    return None


async def swap_pressed(press: Press, desk: Desk) -> Answer:
    """Exchange two weeks, and show the calendar as it is then."""
    week, _, given = press.detail.partition(":")
    day = iso_day(week)
    async with desk.db.begin() as session:
        team = await picks.planned_by(session, press.person, press.row_id)
        if team is not None and day is not None:
            await picks.swap(
                session, desk.shelf.catalog, team, week=day, given=given, by=press.person, now=desk.clock()
            )
        view = await _plan(session, press.person, desk, team_id=press.row_id)
    await gate.show(press, desk, view)
    return None


async def _plan(session: AsyncSession, person: Person, desk: Desk, *, team_id: int) -> View:
    """The form for the team that was named or chosen, else for the admin's own, else for the first."""
    now = desk.clock()
    teams = await champions.led_by(session, person)
    if not teams:
        is_admin = await people.may_act_as_admin(session, person)
        return plan_blocks.nothing(plan_blocks.NO_TEAMS if is_admin else plan_blocks.ADMINS_ONLY)
    own = (await people.member(session, person, now=now)).team_id
    wanted = [team_id, own or 0, teams[0].id]
    chosen = next(team for each in wanted for team in teams if team.id == each)
    weeks = await picks.outlook(session, desk.shelf.catalog, chosen, now=now)
    return plan_blocks.plan(
        TeamOption(chosen.id, chosen.name),
        weeks,
        teams=[TeamOption(team.id, team.name) for team in teams],
        picks=picks.offered_to(desk.shelf.catalog, chosen, now=now),
    )


async def plan_submitted(sent: Submission, desk: Desk) -> Answer:
    """Save what differs; a week that began meanwhile is left as it is, and says so."""
    team_id = row_id(sent.private)
    errors: dict[str, str] = {}
    async with desk.db.begin() as session:
        team = await people.team(session, sent.person.workspace_id, team_id)
        may = team is None or await picks.planned_by(session, sent.person, team_id) is not None
        for block in sent.values:
            week = plan_blocks.week_of(block)
            if week is None:
                continue
            if not may or team is None:
                errors[block] = plan_blocks.ADMINS_ONLY if not may else plan_blocks.TEAM_GONE
                continue
            saved = await picks.choose(
                session,
                desk.shelf.catalog,
                team,
                week=week,
                choice=sent.text(block),
                by=sent.person,
                now=desk.clock(),
            )
            if not saved:
                errors[block] = plan_blocks.BEGUN
    return FieldErrors(errors) if errors else None


PRESSES: dict[str, PressHandler] = {
    blocks.JOIN: join_pressed,
    blocks.DECLINE: decline_pressed,
    blocks.FINISH: finish_pressed,
    plan_blocks.TEAM_CHOSEN: calendar_pressed,
    plan_blocks.CALENDAR_OF: calendar_pressed,
    plan_blocks.SWAP: swap_pressed,
    plan_blocks.MINE: mine_pressed,
}
SUBMISSIONS = {blocks.FORM: reflection_submitted, plan_blocks.PLAN_FORM: plan_submitted}
COMMANDS = {"challenge": challenge_typed}
SHORTCUTS: dict[str, ShortcutHandler] = {}
