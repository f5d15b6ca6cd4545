"""Cues that people set for themselves, and the days on which one came."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.cues.rules import State
from bot.db import Base, UtcDateTime
from bot.vault import Sealed


class Cue(Base):
    """When X happens I'll try Y: in its owner's words, at the moment that they chose."""

    __tablename__ = "cues"
    __table_args__ = (Index(None, "member_id"), Index(None, "state", "next_at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    skill: Mapped[str] = mapped_column(String(120), default="")  # empty: of their own making
    occasion: Mapped[str] = mapped_column(Sealed)
    deed: Mapped[str] = mapped_column(Sealed)
    days: Mapped[str] = mapped_column(String(16))  # "01234": Monday is 0
    at: Mapped[int] = mapped_column(Integer)  # minutes after local midnight
    state: Mapped[str] = mapped_column(String(16), default=State.ACTIVE)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)  # or begun again, by a change
    ends_on: Mapped[date] = mapped_column(Date)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CueDay(Base):
    """One cue as it came: one a day at most for each person, and what they answered."""

    __tablename__ = "cue_days"
    __table_args__ = (
        UniqueConstraint("member_id", "day"),
        Index(None, "cue_id"),
        Index(None, "workspace_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    cue_id: Mapped[int] = mapped_column(ForeignKey("cues.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
