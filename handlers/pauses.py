"""Pause and resume: one's own, by whoever takes part; the programme's, by admins."""

from typing import Never

from bot.cadence.until import parse_until
from bot.enrolment import blocks as enrolment_blocks
from bot.enrolment import service as enrolment
from bot.people import blocks as people_blocks
from bot.people import service as people
from bot.people.rules import Enrolment
from bot.setup import settings
from bot.setup.settings import Meant
from bot.slack import blockkit as kit
from bot.slack.blockkit import Post
from bot.workspaces import blocks
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Reply, Submission
from handlers.forms import row_id

OWN_PAUSE = "Your own pause: `/afterglow pause monday`."


async def pause_typed(command: Command, desk: Desk) -> Answer:
    """One's own pause; for a team or everyone, and for an admin who takes no part, the programme's."""
    now, words = desk.clock(), command.rest
    async with desk.db.begin() as session:
        standing = await enrolment.standing(session, command.person, now=now)
        is_admin = await people.may_act_as_admin(session, command.person)
        until = parse_until(words, standing.today) if words else None
        is_readable = until is not None and until > standing.today
        wanted = None
        if words and until is None:
            wanted = await settings.meant(session, command.person.workspace_id, words, today=standing.today)
        elif is_admin and standing.enrolment != Enrolment.ACTIVE and (is_readable or not words):
            wanted = Meant(None, "", words)
        if wanted is None and (is_readable or not words):
            standing = (
                await enrolment.pause(session, command.person, until=until, now=now)
                if words
                else await enrolment.usual_pause(session, command.person, now=now)
            )
    if wanted is not None:
        return await _programme(command, desk, wanted)
    if words and not is_readable:
        line = enrolment_blocks.unknown_until(words)
        return Reply(f"{line} {blocks.PAUSE_BY_NAME}" if is_admin else line)
    return _told(enrolment_blocks.paused(standing), beside=blocks.PAUSE_BY_NAME if is_admin else "")


async def resume_typed(command: Command, desk: Desk) -> Answer:
    """One's own; what an admin paused, by its name, and for an admin who takes no part."""
    now, person = desk.clock(), command.person
    wanted = None
    is_own = command.rest.strip(" .!?").casefold() in gate.COURTESY
    async with desk.db.begin() as session:
        standing = await enrolment.standing(session, person, now=now)
        is_admin = await people.may_act_as_admin(session, person)
        if not is_own:
            wanted = await settings.meant(session, person.workspace_id, command.rest, today=standing.today)
        elif is_admin and standing.enrolment != Enrolment.ACTIVE:
            resting = await settings.configuration(session, person, now=now)
            wanted = Meant(None, "", "") if resting.pauses else None
        if is_own and wanted is None:
            standing = await enrolment.resume(session, person, now=now)
    if wanted is not None and not wanted.until:
        return await _programme(command, desk, wanted, resumes=True)
    if is_own:
        shown = blocks.RESUME_BY_NAME if is_admin and standing.is_held else ""
        return _told(enrolment_blocks.resumed(standing), beside=shown)
    line = f"{people_blocks.stands_alone(command.word, command.rest)} {enrolment_blocks.LATER}"
    return Reply(f"{line} {blocks.RESUME_BY_NAME}" if is_admin else line)


def _told(post: Post, *, beside: str) -> Reply:
    return Reply(post.text, [*post.blocks, kit.small(beside)] if beside else post.blocks)


async def _programme(command: Command, desk: Desk, wanted: Meant, *, resumes: bool = False) -> Answer:
    """The programme's pauses, for admins; everybody else reads who they are."""

    async def opened(command: Command, desk: Desk) -> Answer:
        async with desk.db.read() as session:
            now_set = await settings.configuration(session, command.person, now=desk.clock())
        rests = {pause.team_id for pause in now_set.pauses}
        said = (
            blocks.not_paused(wanted.name) if resumes and wanted.name and wanted.team_id not in rests else ""
        )
        form = blocks.pause_form(now_set, team_id=wanted.team_id, until=wanted.until, said=said)
        await desk.views.open(command.trigger_id, form)
        return None

    return await gate.typed(opened, instead=OWN_PAUSE)(command, desk)


async def pause_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        now_set = await settings.configuration(session, press.person, now=desk.clock())
    await gate.show(press, desk, blocks.pause_form(now_set))
    return None


async def pause_submitted(sent: Submission, desk: Desk) -> Answer:
    whose = sent.text(blocks.PAUSE_WHAT)
    team_id = None if whose == blocks.WHOLE else row_id(whose)
    async with desk.db.begin() as session:
        said = await settings.pause(
            session, team_id, sent.text(blocks.PAUSE_UNTIL), by=sent.person, now=desk.clock()
        )
    if isinstance(said, dict):
        return FieldErrors(said)
    return NextView(people_blocks.notice(f"{said} {blocks.RESUME_BY_NAME}", title="Pause the programme"))


async def resume_pressed(press: Press, desk: Desk) -> Answer:
    """Within the settings or the form of the pause, whichever it was pressed in."""
    async with desk.db.begin() as session:
        name = await settings.resume(session, press.row_id or None, by=press.person, now=desk.clock())
        now_set = await settings.configuration(session, press.person, now=desk.clock())
    said = people_blocks.TEAM_GONE if name is None else blocks.resumed(name)
    drawn = blocks.pause_form if press.view_callback == blocks.PAUSE_FORM else blocks.settings_form
    await gate.show(press, desk, drawn(now_set, said=said))
    return None


PRESSES = {
    blocks.PAUSE: gate.pressed(pause_pressed),
    blocks.RESUME: gate.pressed(resume_pressed),
}
SUBMISSIONS = {blocks.PAUSE_FORM: gate.sent(pause_submitted)}
COMMANDS = {"pause": pause_typed, "resume": resume_typed}
SHORTCUTS: dict[str, Never] = {}
