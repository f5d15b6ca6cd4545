"""Weeks as they stood when they ended, and the weekly one-tap "I used AI in my work"."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class ClosedWeek(Base):
    """What one group did in one ISO week, written once when the week was over.

    Never computed again: who moves to another team later cannot be found by comparing two reports.
    """

    __tablename__ = "adoption_weeks"
    __table_args__ = (UniqueConstraint("workspace_id", "week", "scope"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    week: Mapped[date] = mapped_column(Date)  # its Monday
    scope: Mapped[str] = mapped_column(String(24))  # "all", "none" (people in no team), or the team's id
    name: Mapped[str] = mapped_column(String(80), default="")
    people: Mapped[int] = mapped_column(Integer)
    active: Mapped[int] = mapped_column(Integer)
    wins_unprompted: Mapped[int] = mapped_column(Integer)
    wins_prompted: Mapped[int] = mapped_column(Integer)
    didnt_work: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[int] = mapped_column(Integer)
    stated_by: Mapped[int] = mapped_column(Integer)
    asked: Mapped[int] = mapped_column(Integer)
    claimed: Mapped[int] = mapped_column(Integer)
    hang: Mapped[int | None] = mapped_column(Integer)  # median, in working minutes
    self_served: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClosedFigure(Base):
    """How many people of the workspace a figure of a closed week is about, and how many of them were active.

    "month" is about everybody and the four weeks that end with it; "day7", "day30", … about those whose 7th,
    30th, … day after the training lay in it, and about those before them who were fewer than five.
    """

    __tablename__ = "adoption_figures"
    __table_args__ = (UniqueConstraint("workspace_id", "week", "name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    week: Mapped[date] = mapped_column(Date)  # its Monday
    name: Mapped[str] = mapped_column(String(16))
    people: Mapped[int] = mapped_column(Integer)
    active: Mapped[int] = mapped_column(Integer)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WeeklyUse(Base):
    """A member said, with one tap, that they used AI in their work this week."""

    __tablename__ = "weekly_uses"
    __table_args__ = (UniqueConstraint("member_id", "week"), Index(None, "workspace_id", "at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    week: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
