"""Installations: saved, found, revoked, removed."""

import logging
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Base, insert
from bot.due import Due
from bot.workspaces.models import AdminAct, Standing, Workspace
from bot.workspaces.rules import Company

log = logging.getLogger(__name__)

UNREAD = Due(
    Workspace.roster_synced_at, Workspace.standing == Standing.ACTIVE, after=timedelta(days=1), unset=True
)
_HERE = Workspace.workspace_id == bindparam("space")
_URL = select(Workspace.url).where(_HERE)
_SEARCH_KEY = select(Workspace.search_key).where(_HERE)
_ACTS_FROM = select(Workspace.acts_from).where(_HERE)
COMPANY = (Workspace.policy_owner, Workspace.tools, Workspace.rules_at)

TOKEN_OUT = (
    "Slack no longer takes its token: install the app again, and put the new token into SLACK_BOT_TOKEN "
    "where that is set; messages wait until then"
)


@dataclass(frozen=True)
class Installation:
    """What Slack tells at installation, or `auth.test` about a single token."""

    workspace_id: str
    name: str
    bot_token: str = field(repr=False)
    bot_user_id: str
    bot_id: str | None = None
    app_id: str | None = None
    enterprise_id: str | None = None
    scopes: str = ""
    url: str = ""
    # With Slack's token rotation: the token expires, and this brings the next.
    refresh_token: str | None = field(default=None, repr=False)
    token_expires_at: datetime | None = None


async def install(session: AsyncSession, installation: Installation, *, now: datetime) -> None:
    """Remember an installation; a second one of the same workspace replaces the token."""
    values = {
        "workspace_id": installation.workspace_id,
        "name": installation.name,
        "bot_token": installation.bot_token,
        "bot_user_id": installation.bot_user_id,
        "bot_id": installation.bot_id,
        "enterprise_id": installation.enterprise_id,
        "scopes": installation.scopes,
        "url": installation.url,
        "standing": Standing.ACTIVE,
        "refresh_token": installation.refresh_token,
        "token_expires_at": installation.token_expires_at,
        "refreshing_until": None,
    }
    if installation.app_id:
        values["app_id"] = installation.app_id
    statement = insert(session, Workspace).values(**values, installed_at=now, search_key=_fresh_key())
    await session.execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=values))


async def find(session: AsyncSession, workspace_id: str) -> Workspace | None:
    return await session.get(Workspace, workspace_id)


async def url_of(session: AsyncSession, workspace_id: str) -> str:
    """Where it is in Slack; empty when that is not known."""
    return await session.scalar(_URL, {"space": workspace_id}) or ""


def drafts_for(workspace: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether this workspace lets the model draft, as a condition."""
    return (
        select(Workspace.workspace_id)
        .where(Workspace.workspace_id == workspace, Workspace.model_drafts)
        .exists()
    )


async def active(session: AsyncSession) -> list[Workspace]:
    """Every workspace whose token works, as far as we know."""
    rows = await session.scalars(select(Workspace).where(Workspace.standing == Standing.ACTIVE))
    return list(rows)


async def unread(session: AsyncSession, *, now: datetime) -> list[str]:
    """Those of them whose roster is a day old, or was never read."""
    return list(await session.scalars(select(Workspace.workspace_id).where(UNREAD.by(now))))


async def others(session: AsyncSession, workspace_id: str) -> bool:
    """Whether any workspace but this one is here."""
    query = select(Workspace.workspace_id).where(Workspace.workspace_id != workspace_id).limit(1)
    return await session.scalar(query) is not None


async def revoke(session: AsyncSession, workspace_id: str, now: datetime) -> None:
    """The token stopped working: forget it and say so, keep the data until the app is uninstalled."""
    was_active = await session.scalar(
        update(Workspace)
        .where(Workspace.workspace_id == workspace_id, Workspace.standing == Standing.ACTIVE)
        .values(standing=Standing.REVOKED, bot_token=None, refresh_token=None, token_expires_at=None)
        .returning(Workspace.workspace_id)
    )
    if was_active is not None:
        log.warning("workspace.token_out workspace=%s; %s", workspace_id, TOKEN_OUT)


async def uninstall(session: AsyncSession, workspace_id: str) -> None:
    """Remove every row of a workspace that uninstalled us."""
    for table in reversed(Base.metadata.sorted_tables):
        if "workspace_id" in table.columns:
            await session.execute(delete(table).where(table.c.workspace_id == workspace_id))


async def record_act(
    session: AsyncSession, *, workspace_id: str, actor_id: str, act: str, subject: str = "", now: datetime
) -> None:
    """Note who changed what; ids and names of settings only."""
    session.add(
        AdminAct(workspace_id=workspace_id, actor_id=actor_id, act=act, subject=subject[:255], at=now)
    )


async def acts_on(session: AsyncSession, *, workspace_id: str, subject: str) -> set[str]:
    """What admins ever did to this one thing."""
    rows = await session.scalars(
        select(AdminAct.act).where(AdminAct.workspace_id == workspace_id, AdminAct.subject == subject)
    )
    return set(rows)


async def recent_acts(session: AsyncSession, *, workspace_id: str, limit: int = 20) -> list[AdminAct]:
    rows = await session.scalars(
        select(AdminAct)
        .where(AdminAct.workspace_id == workspace_id)
        .order_by(AdminAct.at.desc(), AdminAct.id.desc())
        .limit(limit)
    )
    return list(rows)


async def roster_read(session: AsyncSession, workspace_id: str, *, now: datetime) -> None:
    """The roster is as Slack has it now."""
    await session.execute(
        update(Workspace).where(Workspace.workspace_id == workspace_id).values(roster_synced_at=now)
    )


async def hold(session: AsyncSession, workspace_id: str) -> None:
    """Let admins' changes of one workspace come one after another."""
    await session.execute(
        select(Workspace.workspace_id).where(Workspace.workspace_id == workspace_id).with_for_update()
    )


async def search_key(session: AsyncSession, workspace_id: str) -> bytes:
    """The key that tells words of this workspace by numbers; made here for what was installed before it."""
    here = {"space": workspace_id}
    key = await session.scalar(_SEARCH_KEY, here)
    if key is None:
        unset = update(Workspace).where(
            Workspace.workspace_id == workspace_id, Workspace.search_key.is_(None)
        )
        await session.execute(unset.values(search_key=_fresh_key()))
        key = await session.scalar(_SEARCH_KEY, here)
    return (key or "").encode()


async def acts_from(session: AsyncSession, workspace_id: str) -> float:
    """How sure the reader must be of a question here; 0 as long as nobody corrected it."""
    return await session.scalar(_ACTS_FROM, {"space": workspace_id}) or 0.0


async def act_from(session: AsyncSession, workspace_id: str, threshold: float) -> None:
    await session.execute(
        update(Workspace).where(Workspace.workspace_id == workspace_id).values(acts_from=threshold)
    )


def _fresh_key() -> str:
    return secrets.token_hex(32)


def company_of(row: Any) -> Company:
    """The company's own words, of a workspace or of its columns `COMPANY`."""
    return Company(row.policy_owner or "", row.tools or "", row.rules_at or "")


async def company(session: AsyncSession, workspace_id: str) -> Company:
    """The words with which the workspace's company fills what packs leave open."""
    row = (
        await session.execute(select(*COMPANY).where(Workspace.workspace_id == workspace_id))
    ).one_or_none()
    return company_of(row) if row is not None else Company()


async def configure(
    session: AsyncSession, workspace_id: str, *, reads_channels: bool, model_drafts: bool, company: Company
) -> None:
    """What the bot may read, whether a model may draft, and what packs say of the company."""
    await session.execute(
        update(Workspace)
        .where(Workspace.workspace_id == workspace_id)
        .values(reads_channels=reads_channels, model_drafts=model_drafts, **asdict(company))
    )


async def champions_channel(session: AsyncSession, workspace_id: str) -> str | None:
    """Where the champions of all teams read; None where nobody chose a channel."""
    chosen = select(Workspace.champions_channel).where(Workspace.workspace_id == workspace_id)
    return await session.scalar(chosen)


async def set_champions_channel(session: AsyncSession, workspace_id: str, channel: str | None) -> bool:
    """Choose it, or none; False when it is that already."""
    changed = await session.scalar(
        update(Workspace)
        .where(Workspace.workspace_id == workspace_id)
        .where(Workspace.champions_channel.is_distinct_from(channel))
        .values(champions_channel=channel)
        .returning(Workspace.workspace_id)
    )
    return changed is not None


async def pause(session: AsyncSession, workspace_id: str, *, until: datetime | None) -> None:
    """Nothing unasked-for to anybody of the workspace before then; None ends a pause."""
    await session.execute(
        update(Workspace).where(Workspace.workspace_id == workspace_id).values(paused_until=until)
    )


async def describe(session: AsyncSession, workspace_id: str, *, name: str, url: str, scopes: str) -> None:
    """What Slack says of the workspace and of our token today."""
    told = {"name": name, "url": url, "scopes": scopes}
    known = {key: value for key, value in told.items() if value}
    if known:
        await session.execute(update(Workspace).where(Workspace.workspace_id == workspace_id).values(**known))
