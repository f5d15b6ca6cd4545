"""Buddies: who joined, and who was paired with whom."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.buddies.rules import PartState
from bot.db import Base, UtcDateTime


class Buddy(Base):
    """Somebody who joined; whoever leaves has no row any more."""

    __tablename__ = "buddies"
    __table_args__ = (UniqueConstraint("member_id"), Index(None, "workspace_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    waited: Mapped[int] = mapped_column(Integer, default=0)  # rounds in a row without a buddy
    silent: Mapped[int] = mapped_column(Integer, default=0)  # rounds in a row without a word
    not_before: Mapped[date | None] = mapped_column(Date)  # they skip the rounds before
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BuddyPair(Base):
    """Two people, or three, of one round; the round is named by its Monday."""

    __tablename__ = "buddy_pairs"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    week: Mapped[date] = mapped_column(Date)
    weeks: Mapped[int] = mapped_column(Integer)
    task_id: Mapped[str] = mapped_column(String(120))  # the card that suggests what to do; may be empty
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BuddyPart(Base):
    """One person's part in a pair."""

    __tablename__ = "buddy_parts"
    __table_args__ = (
        UniqueConstraint("pair_id", "member_id"),
        Index(None, "member_id"),
        Index(None, "workspace_id", "week"),
        Index(None, "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    pair_id: Mapped[int] = mapped_column(ForeignKey("buddy_pairs.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    week: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16), default=PartState.PLANNED)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the message is decided on
    told_on: Mapped[date | None] = mapped_column(Date)
