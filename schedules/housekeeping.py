"""The roster kept up to date with Slack, and messages forgotten when their time is over."""

import logging
from datetime import datetime
from functools import partial

from bot.cadence import service as cadences
from bot.concerns import service as concerns
from bot.enrolment import statuses
from bot.outbox import aliases, counts, retention
from bot.privacy import past
from bot.rereading import service as rereading
from bot.revisions import service as revisions
from bot.slack.client import DND_AT_ONCE, REVOKED, SlackError
from bot.workspaces import organisations, tokens
from bot.workspaces import service as workspaces
from schedules.office import Office

log = logging.getLogger(__name__)

BATCH = 250  # on SQLite whoever writes waits for one
NOBODY_SENDS = "is a process with AFTERGLOW_ROLE all or worker running, and does its /healthz answer 200?"
UNREAD = (organisations.OLD, workspaces.UNREAD)
OLD_MESSAGES = (retention.WORDY, *retention.OLD)
LEFT = (counts.READY, counts.FLYING, counts.DOUBTED)
OLD = (cadences.OLD, revisions.OLD, concerns.OLD, *rereading.OLD, aliases.OLD, *past.OLD)


async def sync_rosters(office: Office, now: datetime) -> int:
    """Read `users.list` of every workspace whose roster is a day old; events keep it fresh in between."""
    await _know_organisations(office, now)
    async with office.db.read() as session:
        stale = await workspaces.unread(session, now=now)
    return sum([await _sync(office, workspace_id, now) for workspace_id in stale])


async def _sync(office: Office, workspace_id: str, now: datetime) -> int:
    token = await office.token(workspace_id)
    if token is None:
        return 0
    count, reads_dnd = 0, True
    try:
        await _know_ourselves(office, workspace_id, token)
        async for page in office.client.roster(token, workspace_id=workspace_id):
            async with office.db.begin() as session:
                count += await statuses.sync(session, workspace_id, page, now=now)
            ids = [profile.user_id for profile in page]
            if reads_dnd:
                reads_dnd = await _know_dnd(office, workspace_id, token, ids, now)
    except SlackError as error:
        log.warning("roster.sync_failed workspace=%s code=%s", workspace_id, error.code)
        if error.code in REVOKED and await office.client.is_out(token):
            async with office.db.begin() as session:
                await tokens.refused(session, workspace_id, token=token, now=now)
        return count
    async with office.db.begin() as session:
        await workspaces.roster_read(session, workspace_id, now=now)
    log.info("roster.synced workspace=%s members=%d", workspace_id, count)
    return count


async def _know_dnd(
    office: Office, workspace_id: str, token: str, user_ids: list[str], now: datetime
) -> bool:
    """Read the Do Not Disturb of those whom it concerns; False where Slack does not let us."""
    async with office.db.read() as session:
        heard = await statuses.heard_by(session, workspace_id, user_ids)
    for start in range(0, len(heard), DND_AT_ONCE):
        some = heard[start : start + DND_AT_ONCE]
        try:
            told = await office.client.dnd(token, some, workspace_id=workspace_id)
        except SlackError as error:
            # Cards come all the same; `afterglow doctor` says what is missing.
            log.info("dnd.not_read workspace=%s code=%s", workspace_id, error.code)
            return False
        async with office.db.begin() as session:
            await statuses.keep_dnd(session, workspace_id, told, now=now)
    return True


async def forget_messages(office: Office, now: datetime) -> int:
    """Empty, then remove, what the outbox need not keep; in batches that hold nobody up."""
    done = 0
    for forget in (retention.forget_words, retention.forget_settled):
        done += await office.in_batches(partial(forget, now=now), limit=BATCH, rests=True)
    return done


async def forget_the_past(office: Office, now: datetime) -> int:
    """Remove what is older than anybody asks about."""
    done = await office.in_batches(partial(cadences.forget_attention, now=now), limit=BATCH, rests=True)
    done += await office.in_batches(partial(revisions.forget, now=now), limit=BATCH, rests=True)
    done += await office.in_batches(partial(aliases.forget_old, now=now), limit=BATCH, rests=True)
    done += await office.in_batches(partial(rereading.forget, now=now), limit=BATCH, rests=True)
    done += await office.in_batches(partial(concerns.forget_old, now=now), limit=BATCH, rests=True)
    async with office.db.read() as session:
        old = [one for one in past.TABLES if await past.holds_any(session, table=one, now=now, limit=BATCH)]
    for table in old:
        done += await office.in_batches(partial(past.forget, table=table, now=now), limit=BATCH, rests=True)
    return done


async def audit_outbox(office: Office, now: datetime) -> int:
    """Say when messages are left lying though nothing holds them back: then nobody sends."""
    async with office.db.read() as session:
        left = await counts.passed_over(session, now=now)
    if left:
        log.error("outbox.passed_over for=%ds; %s", left.total_seconds(), NOBODY_SENDS)
    return 0


async def _know_organisations(office: Office, now: datetime) -> None:
    """Let in every workspace that an organisation's token was granted for; events tell of later ones."""
    async with office.db.read() as session:
        due = await organisations.to_look_at(session, now=now)
    for one in due:
        try:
            granted = await office.client.workspaces_of(one.bot_token)
        except SlackError as error:
            log.warning("organisation.not_listed organisation=%s code=%s", one.organisation_id, error.code)
            continue
        async with office.db.begin() as session:
            for workspace_id, name in granted:
                await organisations.adopt(session, one.organisation_id, workspace_id, name=name, now=now)
            await organisations.looked_at(session, one.organisation_id, now=now)


async def _know_ourselves(office: Office, workspace_id: str, token: str) -> None:
    """The workspace's address and our scopes, which an OAuth install does not tell in full."""
    who = await office.client.identify(token)
    async with office.db.begin() as session:
        # An organisation's token speaks of the organisation: its workspaces have other names.
        name, url = ("", "") if who.is_organisation else (who.name, who.url)
        await workspaces.describe(session, workspace_id, name=name, url=url, scopes=who.scopes)
