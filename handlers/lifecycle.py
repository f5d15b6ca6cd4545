"""The life of an installation: people join and change, tokens are revoked, channels go, we are removed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Db
from bot.enrolment import statuses
from bot.people import service as people
from bot.slack.people import hours_of, profile_of
from bot.workspaces import organisations
from bot.workspaces import service as workspaces
from handlers.doors import Desk, Event


async def person_changed(event: Event, desk: Desk) -> None:
    """`team_join` and `user_change` bring the whole profile."""
    user = event.data.get("user")
    if not isinstance(user, dict) or not user.get("id"):
        return
    profile = profile_of(user, workspace_id=event.workspace_id)
    async with desk.db.begin() as session:
        await statuses.sync(session, event.workspace_id, [profile], now=desk.clock())


async def dnd_changed(event: Event, desk: Desk) -> None:
    """`dnd_updated_user` brings somebody's hours of Do Not Disturb."""
    user_id = event.data.get("user")
    if not isinstance(user_id, str) or not user_id:
        return
    told = {user_id: hours_of(event.data.get("dnd_status"))}
    async with desk.db.begin() as session:
        await statuses.keep_dnd(session, event.workspace_id, told, now=desk.clock())


async def token_revoked(event: Event, desk: Desk) -> None:
    if not (event.data.get("tokens") or {}).get("bot"):
        return
    async with desk.db.begin() as session:
        await workspaces.revoke(session, event.workspace_id, desk.clock())
    desk.forget_standing()


async def uninstalled(event: Event, desk: Desk) -> None:
    """Everything of the workspace goes."""
    async with desk.db.begin() as session:
        await workspaces.uninstall(session, event.workspace_id)
    desk.forget_standing()


async def teams_granted(session: AsyncSession, organisation_id: str, event: Event, now: datetime) -> None:
    """An organisation lets us into more of its workspaces."""
    for workspace_id in _teams(event):
        await organisations.adopt(session, organisation_id, workspace_id, now=now)


async def teams_revoked(session: AsyncSession, organisation_id: str, event: Event, _now: datetime) -> None:
    """An organisation takes us out of some of its workspaces: everything of them goes."""
    await organisations.withdraw(session, organisation_id, _teams(event))


async def organisation_token_revoked(
    session: AsyncSession, organisation_id: str, event: Event, now: datetime
) -> None:
    if (event.data.get("tokens") or {}).get("bot"):
        await organisations.revoke(session, organisation_id, now=now)


async def organisation_uninstalled(
    session: AsyncSession, organisation_id: str, _event: Event, _now: datetime
) -> None:
    """Everything goes that came with the organisation."""
    await organisations.uninstall(session, organisation_id)


async def befell(organisation_id: str, event: Event, *, db: Db, now: datetime) -> bool:
    """Do what an event tells of an organisation's installation; False when it tells of something else."""
    handler = OF_ORGANISATION.get(event.kind)
    if handler is None:
        return False
    async with db.begin() as session:
        await handler(session, organisation_id, event, now)
    return True


def _teams(event: Event) -> list[str]:
    named = event.data.get("team_ids")
    return [one for one in named if isinstance(one, str) and one] if isinstance(named, list) else []


async def channel_gone(event: Event, desk: Desk) -> None:
    """A team's channel was archived, deleted or closed to us: the team has none until one is bound."""
    channel = event.data.get("channel")
    if not isinstance(channel, str):
        return
    async with desk.db.begin() as session:
        await people.unbind(session, event.workspace_id, channel)
    desk.bindings.forget()


OF_ORGANISATION = {
    "team_access_granted": teams_granted,
    "team_access_revoked": teams_revoked,
    "tokens_revoked": organisation_token_revoked,
    "app_uninstalled": organisation_uninstalled,
}
EVENTS = {
    "team_join": person_changed,
    "user_change": person_changed,
    "dnd_updated_user": dnd_changed,
    "tokens_revoked": token_revoked,
    "app_uninstalled": uninstalled,
    "channel_archive": channel_gone,
    "channel_deleted": channel_gone,
    "channel_left": channel_gone,
    "group_left": channel_gone,
    "group_archive": channel_gone,
}
