"""Whether each team has enough champions, and which admins are to hear that one has not."""

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class Coverage(Base):
    """One team as it was last looked at; `due_at`: it lacks champions, of which admins hear from then on."""

    __tablename__ = "coverage"
    __table_args__ = (UniqueConstraint("team_id"), Index(None, "workspace_id"), Index(None, "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    # No keys to others in these two, so that an upgrade locks no table that everybody writes to.
    team_id: Mapped[int] = mapped_column(Integer)
    workspace_id: Mapped[str] = mapped_column(String(32))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # An admin leaves it so, until it has had enough of them once.
    is_left: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class CoverageAlert(Base):
    """One admin's next message about teams that lack champions, and when they had the last one."""

    __tablename__ = "coverage_alerts"
    __table_args__ = (UniqueConstraint("member_id"), Index(None, "workspace_id"), Index(None, "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(Integer)
    workspace_id: Mapped[str] = mapped_column(String(32))
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
