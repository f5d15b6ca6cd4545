"""Cohorts: who learns together, and the two dates that their plan follows from."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class Cohort(Base):
    """Teams with a training date and a go-live date; which teams stands in their own rows."""

    __tablename__ = "cohorts"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(80))
    template: Mapped[str] = mapped_column(String(16))
    tier: Mapped[str] = mapped_column(String(16))
    trained_on: Mapped[date] = mapped_column(Date)
    live_on: Mapped[date] = mapped_column(Date)
    # What had begun when a date was moved: the key of an entry, its first and, if over, its last day.
    kept: Mapped[dict[str, list[str | None]]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
