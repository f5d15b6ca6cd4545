"""Tokens that expire are exchanged before they do."""

import asyncio
import logging
from datetime import datetime

from bot.slack.client import SlackError
from bot.workspaces import tokens
from bot.workspaces.tokens import Exchange
from schedules.office import Office

log = logging.getLogger(__name__)

AT_ONCE = 20  # what is not among them waits for the next tick
NO_MORE = "install the app again before it expires; messages wait from then on"


async def refresh_tokens(office: Office, now: datetime) -> int:
    """Exchange every token that expires soon; one process each, however many tick."""
    client_id, secret = office.settings.slack_client_id, office.settings.slack_client_secret
    if not client_id or not secret:
        return 0
    async with office.db.begin() as session:
        due = await tokens.take_due(session, now=now, limit=AT_ONCE)
    # All at once: one after another, the last would be asked for when its lease is over.
    return sum(await asyncio.gather(*(_exchange(office, one, client_id, secret, now) for one in due)))


async def _exchange(office: Office, one: Exchange, client_id: str, secret: str, now: datetime) -> int:
    try:
        fresh = await office.client.refresh(one.refresh_token, client_id=client_id, client_secret=secret)
    except SlackError as error:
        if error.code != "invalid_refresh_token":
            # Slack may have exchanged it all the same; when the lease is over it is asked again.
            log.warning("workspace.token_not_refreshed workspace=%s code=%s", one.workspace_id, error.code)
            return 0
        log.error(
            "workspace.token_not_refreshed workspace=%s code=%s; %s", one.workspace_id, error.code, NO_MORE
        )
        async with office.db.begin() as session:
            await tokens.give_up(session, one)
        return 0
    async with office.db.begin() as session:
        kept = await tokens.keep(
            session,
            one,
            token=fresh.token,
            refresh_token=fresh.refresh_token,
            expires_at=now + fresh.lasts,
        )
    log.info("workspace.token_refreshed workspace=%s", one.workspace_id)
    return int(kept)
