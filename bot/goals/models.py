"""The one goal of a team, and where it was told."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class Goal(Base):
    """What a team wants to get to; it knows no person but the one who set it."""

    __tablename__ = "goals"
    __table_args__ = (UniqueConstraint("team_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    target: Mapped[int] = mapped_column(Integer)
    since: Mapped[date] = mapped_column(Date)  # the Monday from which weeks count
    reached_on: Mapped[date | None] = mapped_column(Date)  # when the team was told so
    told_in: Mapped[str | None] = mapped_column(String(64))  # the last digest that told of it
    told: Mapped[str | None] = mapped_column(String(300))  # and what it said
    set_by: Mapped[str | None] = mapped_column(String(32))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
