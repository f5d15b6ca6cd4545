"""Who installed us, with what token, and what admins did."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, Date, Float, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.vault import Sealed


class Standing(StrEnum):
    ACTIVE = "active"
    REVOKED = "revoked"  # the token no longer works; data stays until the workspace uninstalls
    GONE = "gone"


class Workspace(Base):
    """One Slack team that installed us: the installation and its workspace-wide settings."""

    __tablename__ = "workspaces"

    workspace_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), default="")
    url: Mapped[str] = mapped_column(String(255), default="")
    enterprise_id: Mapped[str | None] = mapped_column(String(32))
    app_id: Mapped[str | None] = mapped_column(String(32))
    bot_id: Mapped[str | None] = mapped_column(String(32))
    bot_user_id: Mapped[str | None] = mapped_column(String(32))
    bot_token: Mapped[str | None] = mapped_column(Sealed)
    refresh_token: Mapped[str | None] = mapped_column(Sealed)  # with Slack's token rotation only
    token_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: never
    refreshing_until: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # one process refreshes, until then
    scopes: Mapped[str] = mapped_column(Text, default="")
    standing: Mapped[str] = mapped_column(String(16), default=Standing.ACTIVE)
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    roster_synced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reads_channels: Mapped[bool] = mapped_column(Boolean, default=True)
    model_drafts: Mapped[bool] = mapped_column(Boolean, default=True)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    policy_owner: Mapped[str | None] = mapped_column(String(80))  # the company's words for its packs
    tools: Mapped[str | None] = mapped_column(String(120))
    rules_at: Mapped[str | None] = mapped_column(String(200))
    red_lines: Mapped[str | None] = mapped_column(Sealed, deferred=True)  # the company's own, for the guard
    buddy_weeks: Mapped[int | None] = mapped_column(Integer)  # how often buddies are paired; None: never
    next_buddies_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    search_key: Mapped[str | None] = mapped_column(Sealed)  # what answered questions' words are told by
    acts_from: Mapped[float | None] = mapped_column(Float)  # how sure to be of a question; None: as shipped
    champions_channel: Mapped[str | None] = mapped_column(String(32))  # of all teams' champions
    # How many messages a day a model may read again; on which day it last read how many.
    rereads_a_day: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    rereads_on: Mapped[date | None] = mapped_column(Date)
    reread: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    lost_since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the last thing the backup knew
    restored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # what began before may be in Slack


class Organisation(Base):
    """An organisation that installed us for its workspaces, with the token that they share."""

    __tablename__ = "organisations"

    organisation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), default="")
    app_id: Mapped[str | None] = mapped_column(String(32))
    bot_id: Mapped[str | None] = mapped_column(String(32))
    bot_user_id: Mapped[str] = mapped_column(String(32))
    bot_token: Mapped[str] = mapped_column(Sealed)
    scopes: Mapped[str] = mapped_column(Text, default="")
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its workspaces were last listed


class OAuthState(Base):
    """A single-use OAuth state. It precedes the workspace, so it alone carries none."""

    __tablename__ = "oauth_states"

    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SocketSeat(Base):
    """One Socket Mode connection that an app may hold, and the process that holds it; of no workspace."""

    __tablename__ = "socket_seats"

    app: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    holder: Mapped[str | None] = mapped_column(String(36))
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AdminAct(Base):
    """One thing an admin changed: who, what and when, ids only."""

    __tablename__ = "admin_acts"
    __table_args__ = (Index(None, "workspace_id", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[str] = mapped_column(String(32))
    act: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(255), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
