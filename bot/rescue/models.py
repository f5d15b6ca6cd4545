"""Whom we met half-way, so that it happens once."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class Rescue(Base):
    """The one smaller step, or the one offer of fewer messages, after one training of one member."""

    __tablename__ = "rescues"
    __table_args__ = (UniqueConstraint("member_id", "trained_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    trained_on: Mapped[date] = mapped_column(Date)
    remedy: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
