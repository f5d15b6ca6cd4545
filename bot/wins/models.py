"""Wins, and what did not work: proposed to their author, logged only when the author says so."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.vault import Sealed
from bot.wins.rules import Status


class Win(Base):
    """One use of AI at work as its author tells it; `origin` is what Slack may deliver twice."""

    __tablename__ = "wins"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin"),
        Index(None, "workspace_id", "channel_id", "message_ts"),
        Index(None, "workspace_id", "status", "logged_at"),
        Index(None, "workspace_id", "author_id", "status"),
        Index(None, "team_id", "status"),
        Index(None, "status", "proposed_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    origin: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(16))
    author_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    channel_id: Mapped[str | None] = mapped_column(String(32))
    message_ts: Mapped[str | None] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default=Status.PROPOSED)
    text: Mapped[str] = mapped_column(Sealed)
    tool: Mapped[str | None] = mapped_column(String(40))
    minutes: Mapped[int | None] = mapped_column(Integer)
    prompted: Mapped[bool] = mapped_column(Boolean, default=False)
    anonymous: Mapped[bool] = mapped_column(Boolean, default=False)
    private: Mapped[bool] = mapped_column(Boolean, default=False)
    shared_to: Mapped[str | None] = mapped_column(String(32))  # the one channel whose digest may quote it
    digest: Mapped[str | None] = mapped_column(String(64))  # dedupe key of the digest that quoted it
    saved_by: Mapped[str | None] = mapped_column(String(64))  # the form whose words it holds
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    logged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # or declined
