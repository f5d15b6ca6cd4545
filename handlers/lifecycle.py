"""The life of an installation: people join and change, tokens are revoked, channels go, we are removed."""

from bot.people import service as people
from bot.slack.client import profile_of
from bot.workspaces import service as workspaces
from handlers.doors import Desk, Event


async def person_changed(event: Event, desk: Desk) -> None:
    """`team_join` and `user_change` bring the whole profile."""
    user = event.data.get("user")
    if not isinstance(user, dict) or not user.get("id"):
        return
    profile = profile_of(user, workspace_id=event.workspace_id)
    async with desk.db.begin() as session:
        await people.sync(session, event.workspace_id, [profile], now=desk.clock())


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


async def channel_gone(event: Event, desk: Desk) -> None:
    """A team's channel was archived, deleted or closed to us: the team has none until one is bound."""
    channel = event.data.get("channel")
    if not isinstance(channel, str):
        return
    async with desk.db.begin() as session:
        await people.unbind(session, event.workspace_id, channel)
    desk.bindings.forget()


EVENTS = {
    "team_join": person_changed,
    "user_change": person_changed,
    "tokens_revoked": token_revoked,
    "app_uninstalled": uninstalled,
    "channel_archive": channel_gone,
    "channel_deleted": channel_gone,
    "channel_left": channel_gone,
    "group_left": channel_gone,
    "group_archive": channel_gone,
}
