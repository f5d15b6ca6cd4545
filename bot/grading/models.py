"""Answers in people's own words, for a day."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.grading.rules import State
from bot.vault import Sealed


class WrittenAnswer(Base):
    """What a member wrote in answer to one card, and what a model said of it; its author alone sees both."""

    __tablename__ = "written_answers"
    __table_args__ = (
        UniqueConstraint("nudge_id"),
        Index(None, "member_id"),
        Index(None, "state", "written_at"),
        Index(None, "workspace_id", "written_at"),
        Index(None, "written_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    nudge_id: Mapped[int] = mapped_column(ForeignKey("nudges.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Sealed)  # without contact data and secrets
    state: Mapped[str] = mapped_column(String(16), default=State.WANTED)
    asked: Mapped[int] = mapped_column(Integer, default=0)  # times put to a model
    points: Mapped[str | None] = mapped_column(Sealed)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
