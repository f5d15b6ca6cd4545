"""Messages that wait for a model to read them again, and how often it agreed with the reader."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.rereading.rules import State
from bot.vault import Sealed


class Rereading(Base):
    """One message of a team's channel; its words only until a model has read them, half an hour at most."""

    __tablename__ = "rereadings"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel_id", "message_ts"),
        Index(None, "state", "lease_until"),
        Index(None, "kept_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str] = mapped_column(String(32))
    message_ts: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    author_id: Mapped[str] = mapped_column(String(32))
    in_the_open: Mapped[bool] = mapped_column(Boolean)
    text: Mapped[str | None] = mapped_column(Sealed)  # without red lines
    kind: Mapped[str] = mapped_column(String(16))  # what the reader took it for
    is_sure: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(16), default=State.WAITING)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RereadingCount(Base):
    """How many messages of a workspace and week the reader took for one kind and the model for another."""

    __tablename__ = "rereading_counts"
    __table_args__ = (
        UniqueConstraint("workspace_id", "week", "is_sure", "reader", "model"),
        Index(None, "week"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    week: Mapped[date] = mapped_column(Date)
    is_sure: Mapped[bool] = mapped_column(Boolean)
    reader: Mapped[str] = mapped_column(String(16))
    model: Mapped[str] = mapped_column(String(16))
    count: Mapped[int] = mapped_column(Integer)
