"""Showings: who showed which skill to whom, as the colleague says."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.teaching.rules import State


class Showing(Base):
    """A member's request to a colleague: did I show you this? The colleague alone can confirm it."""

    __tablename__ = "showings"
    __table_args__ = (
        Index(None, "member_id"),
        Index(None, "workspace_id", "colleague_id"),
        Index(None, "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    skill: Mapped[str] = mapped_column(String(120))
    source_id: Mapped[str] = mapped_column(String(120))  # the card or challenge that was tried
    colleague_id: Mapped[str | None] = mapped_column(String(32))  # None: erased since
    state: Mapped[str] = mapped_column(String(16), default=State.WAITING)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
