"""What concerns the whole workspace: settings, content, a preview, what was changed, the data."""

from typing import Never

from bot.cadence.rules import local_day, zone_of
from bot.enrolment.frames import frame
from bot.nudges.preview import Kind, simulate
from bot.packs import blocks as pack_blocks
from bot.people import blocks as people_blocks
from bot.people import roster
from bot.people import service as people
from bot.setup import blocks as setup_blocks
from bot.setup import rhythm, settings
from bot.workspaces import blocks
from bot.workspaces import service as workspaces
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Reply, Submission
from handlers.forms import row_id

OWN_SETTINGS = "Your own settings: `/afterglow me`."
WHO = "Whose fortnight? `/afterglow preview @person`, or a name."


async def settings_typed(command: Command, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        now_set = await settings.configuration(session, command.person, now=desk.clock())
    await desk.views.open(command.trigger_id, blocks.settings_form(now_set))
    return None


async def settings_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        now_set = await settings.configuration(session, press.person, now=desk.clock())
    await gate.show(press, desk, blocks.settings_form(now_set))
    return None


async def settings_submitted(sent: Submission, desk: Desk) -> Answer:
    on, whose = sent.many(blocks.SWITCHES), sent.text(blocks.PAUSE_WHAT)
    wishes = settings.Wishes(
        reads_channels=blocks.READS in on,
        model_drafts=blocks.DRAFTS in on,
        admin_ids=tuple(dict.fromkeys(sent.many(blocks.ADMINS))),
        pause_team=None if whose == blocks.WHOLE else row_id(whose),
        pause_until=sent.text(blocks.PAUSE_UNTIL),
    )
    async with desk.db.begin() as session:
        said = await settings.apply(session, wishes, by=sent.person, now=desk.clock())
    if isinstance(said, dict):
        return FieldErrors(said)
    desk.bindings.forget()
    return NextView(people_blocks.notice(blocks.saved(said), title="Settings"))


async def resume_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        name = await settings.resume(session, press.row_id or None, by=press.person, now=desk.clock())
        now_set = await settings.configuration(session, press.person, now=desk.clock())
    said = people_blocks.TEAM_GONE if name is None else blocks.resumed(name)
    await gate.show(press, desk, blocks.settings_form(now_set, said=said))
    return None


async def packs_typed(command: Command, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        admin = await people.find(session, command.person)
    today = local_day(desk.clock(), zone_of(admin.zone if admin is not None else None))
    post = pack_blocks.listed(desk.shelf.catalog.packs, desk.shelf.faults, today=today)
    return Reply(post.text, post.blocks)


async def preview_typed(command: Command, desk: Desk) -> Answer:
    """Role, team and calendar of the person decide; their answers and their own pauses stay out of it."""
    if not command.rest:
        return Reply(WHO)
    now = desk.clock()
    async with desk.db.read() as session:
        found = await roster.named(session, command.person.workspace_id, command.rest)
        if len(found) != 1:
            near = [member.name for member in found]
            line = people_blocks.unknown_name(command.rest, what="person called", near=near)
            return Reply(line if near else f"{line} A mention is surest: `/afterglow preview @person`.")
        person = found[0]
        around = await frame(session, person)
        team = await people.team(session, command.person.workspace_id, person.team_id)
        pauses = await rhythm.paused_until(session, command.person.workspace_id, now=now)
    if not person.can_learn:
        return Reply(f"<@{person.user_id}> gets nothing: guests, apps and people who left cannot take part.")
    ahead = simulate(
        desk.shelf.catalog,
        role=around.role,
        now=now,
        cadence=around.cadence,
        zone=around.zone.key,
        trained_on=around.trained_on,
        with_challenges=around.has_team,
    )
    resting = [pauses[key] for key in (None, person.team_id) if key in pauses]
    post = setup_blocks.preview(
        person.user_id,
        [setup_blocks.Planned(each.at, each.title, each.kind is Kind.CHALLENGE) for each in ahead],
        team=team.name if team is not None else None,
        role=around.role,
        zone=around.zone.key,
        paused_until=local_day(max(resting), around.zone) if resting else None,
    )
    return Reply(post.text, post.blocks)


async def audit_typed(command: Command, desk: Desk) -> Answer:
    workspace_id = command.person.workspace_id
    async with desk.db.read() as session:
        rows = await workspaces.recent_acts(session, workspace_id=workspace_id)
        names = {f"team:{team.id}": team.name for team in await people.teams(session, workspace_id)}
        admin = await people.find(session, command.person)
    acts = [blocks.Act(row.at, row.actor_id, row.act, row.subject) for row in rows]
    post = blocks.audit(acts, zone=zone_of(admin.zone if admin is not None else None), teams=names)
    return Reply(post.text, post.blocks)


async def export_typed(_command: Command, _desk: Desk) -> Answer:
    post = blocks.export()
    return Reply(post.text, post.blocks)


PRESSES = {
    blocks.SETTINGS: gate.pressed(settings_pressed),
    blocks.RESUME: gate.pressed(resume_pressed),
}
SUBMISSIONS = {blocks.SETTINGS_FORM: gate.sent(settings_submitted)}
COMMANDS = {
    "settings": gate.typed(gate.alone(settings_typed), instead=OWN_SETTINGS),
    "packs": gate.typed(gate.alone(packs_typed)),
    "preview": gate.typed(preview_typed),
    "audit": gate.typed(gate.alone(audit_typed)),
    "export": gate.typed(gate.alone(export_typed)),
}
SHORTCUTS: dict[str, Never] = {}
