"""Who answers questions for a team, and the replies that they keep."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.vault import Sealed


class Champion(Base):
    """A member who takes a team's questions, with topics and protected hours."""

    __tablename__ = "champions"
    __table_args__ = (
        UniqueConstraint("team_id", "member_id"),
        Index(None, "workspace_id"),
        Index(None, "member_id"),
        Index(None, "digest_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    topics: Mapped[str] = mapped_column(String(255), default="")  # words, separated by commas
    # Codes, separated by commas; empty: as Slack says.
    languages: Mapped[str] = mapped_column(String(64), default="", server_default="")
    hours_per_week: Mapped[int] = mapped_column(Integer, default=3)
    away_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    digest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when their week comes next
    wants_digest: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())


class Macro(Base):
    """A reply that a champion keeps to begin an answer with; champions of the same teams use shared ones."""

    __tablename__ = "macros"
    __table_args__ = (Index(None, "workspace_id"), Index(None, "member_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(Sealed)
    text: Mapped[str] = mapped_column(Sealed)
    is_shared: Mapped[bool] = mapped_column(Boolean, default=False)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
