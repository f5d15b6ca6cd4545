"""What concerns the whole workspace: settings, content, what was changed, the data."""

from typing import Never

from bot.cadence.rules import local_day, zone_of
from bot.cohorts import service as cohorts
from bot.nudges import leeches
from bot.packs import blocks as pack_blocks
from bot.people import blocks as people_blocks
from bot.people import service as people
from bot.people.rules import Person
from bot.rereading.blocks import A_DAY
from bot.setup import blocks as setup_blocks
from bot.setup import settings
from bot.slack.blockkit import Post
from bot.workspaces import blocks
from bot.workspaces import service as workspaces
from bot.workspaces.rules import Company
from handlers import gate, trials
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Reply, Submission
from handlers.forms import row_id

OWN_SETTINGS = "Your own settings: `/afterglow me`."


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
        company=Company(
            policy_owner=sent.text(blocks.POLICY_OWNER).strip(),
            tools=sent.text(blocks.TOOLS).strip(),
            rules_at=sent.text(blocks.RULES_AT).strip(),
        ),
        admin_ids=tuple(dict.fromkeys(sent.many(blocks.ADMINS))),
        listener_ids=tuple(dict.fromkeys(sent.many(blocks.LISTENERS))),
        pause_team=None if whose == blocks.WHOLE else row_id(whose),
        pause_until=sent.text(blocks.PAUSE_UNTIL),
        champions_channel=sent.text(blocks.CHAMPIONS) or None,
        red_lines=sent.text(blocks.RED_LINES).strip(),
        rereads_a_day=sent.text(A_DAY) if A_DAY in sent.values else None,
    )
    async with desk.db.begin() as session:
        said = await settings.apply(session, wishes, by=sent.person, now=desk.clock())
    if isinstance(said, dict):
        return FieldErrors(said)
    desk.bindings.forget()
    return NextView(people_blocks.notice(blocks.saved(said), title="Settings"))


async def packs_typed(command: Command, desk: Desk) -> Answer:
    if command.rest.strip(" .!?").casefold() not in gate.COURTESY:
        return await trials.try_typed(command, desk)
    post = await _packs(command.person, desk)
    return Reply(post.text, post.blocks)


async def packs_pressed(press: Press, desk: Desk) -> Answer:
    post = await _packs(press.person, desk)
    await gate.show(press, desk, setup_blocks.told(post, title="Content packs"))
    return None


async def _packs(person: Person, desk: Desk) -> Post:
    catalog = desk.shelf.catalog
    async with desk.db.read() as session:
        admin = await people.find(session, person)
        resting = [
            pack_blocks.Resting(one.card_id, card.title, one.met, one.gained)
            for one in await leeches.listed(session, person.workspace_id)
            if (card := catalog.card(one.card_id)) is not None
        ]
    today = local_day(desk.clock(), zone_of(admin.zone if admin is not None else None))
    return pack_blocks.listed(catalog.packs, desk.shelf.faults, resting, today=today)


async def put_back_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        await leeches.put_back(session, press.person, press.value, now=desk.clock())
    return await packs_pressed(press, desk)


async def audit_typed(command: Command, desk: Desk) -> Answer:
    post = await _audit(command.person, desk)
    return Reply(post.text, post.blocks)


async def audit_pressed(press: Press, desk: Desk) -> Answer:
    post = await _audit(press.person, desk)
    await gate.show(press, desk, setup_blocks.told(post, title="Changes by admins"))
    return None


async def _audit(person: Person, desk: Desk) -> Post:
    async with desk.db.read() as session:
        rows = await workspaces.recent_acts(session, workspace_id=person.workspace_id)
        names = {f"team:{team.id}": team.name for team in await people.teams(session, person.workspace_id)}
        names |= await cohorts.names(session, person.workspace_id)
        admin = await people.find(session, person)
    acts = [blocks.Act(row.at, row.actor_id, row.act, row.subject) for row in rows]
    return blocks.audit(acts, zone=zone_of(admin.zone if admin is not None else None), names=names)


async def export_typed(_command: Command, _desk: Desk) -> Answer:
    post = blocks.export()
    return Reply(post.text, post.blocks)


async def export_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, setup_blocks.told(blocks.export(), title="Export"))
    return None


PRESSES = {
    blocks.SETTINGS: gate.pressed(settings_pressed),
    blocks.AUDIT: gate.pressed(audit_pressed),
    blocks.EXPORT: gate.pressed(export_pressed),
    pack_blocks.OPEN: gate.pressed(packs_pressed),
    pack_blocks.PUT_BACK: gate.pressed(put_back_pressed),
}
SUBMISSIONS = {blocks.SETTINGS_FORM: gate.sent(settings_submitted)}
COMMANDS = {
    "settings": gate.typed(gate.alone(settings_typed), instead=OWN_SETTINGS),
    "packs": gate.typed(packs_typed),
    "audit": gate.typed(gate.alone(audit_typed)),
    "export": gate.typed(gate.alone(export_typed)),
}
SHORTCUTS: dict[str, Never] = {}
