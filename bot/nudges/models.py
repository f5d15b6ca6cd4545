"""Nudges sent, and the answers to them: the truth from which memory is derived."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class NudgeState(StrEnum):
    SENT = "sent"  # promised to the outbox; answerable
    ANSWERED = "answered"
    WRITTEN = "written"  # in their own words, and not graded yet: no silence, and no memory event
    SNOOZED = "snoozed"
    EXPIRED = "expired"  # nobody answered: no memory event


class Nudge(Base):
    """One card sent to one member on one local day, in one of its wordings."""

    __tablename__ = "nudges"
    __table_args__ = (
        UniqueConstraint("member_id", "day"),
        Index(None, "member_id", "card_id"),
        Index(None, "state", "expires_at"),
        Index(None, "workspace_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    card_id: Mapped[str] = mapped_column(String(120))
    wording: Mapped[int] = mapped_column(Integer, default=0)
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16), default=NudgeState.SENT)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(32))
    choice: Mapped[int | None] = mapped_column(Integer)
    recall: Mapped[bool] = mapped_column(Boolean, default=False)  # asks first, shows the card afterwards
    reason: Mapped[str] = mapped_column(String(16), default="")
    entry: Mapped[str | None] = mapped_column(String(32))  # of their cohort's plan, for whose sake it came
    snoozed_until: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=0)  # of its message: an older button does nothing


class Review(Base):
    """A graded answer. One per nudge: an edited answer replaces its event."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("nudge_id"), Index(None, "member_id", "card_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    card_id: Mapped[str] = mapped_column(String(120))
    nudge_id: Mapped[int] = mapped_column(ForeignKey("nudges.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    grade: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Leech(Base):
    """A card that was pulled in one workspace, since nearly nobody who met it there got anything from it."""

    __tablename__ = "leeches"
    __table_args__ = (UniqueConstraint("workspace_id", "card_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    card_id: Mapped[str] = mapped_column(String(120))
    met: Mapped[int] = mapped_column(Integer)  # people who met it in the weeks looked at
    gained: Mapped[int] = mapped_column(Integer)  # and those of them who got something from it
    pulled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    put_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by an admin: sent again since
