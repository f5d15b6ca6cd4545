"""Assessments: one person on one occasion, what they were asked, and what came of it for their cohort."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.assessment.rules import State
from bot.db import Base, UtcDateTime


class Assessment(Base):
    """One person's, on one occasion of their cohort."""

    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("member_id", "cohort_id", "occasion"),
        Index(None, "state", "due_at"),
        Index(None, "state", "ends_at"),
        Index(None, "cohort_id", "occasion"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    cohort_id: Mapped[int] = mapped_column(Integer)
    occasion: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=State.PLANNED)
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the invitation is decided on
    last_on: Mapped[date] = mapped_column(Date)  # the last day on which it may come
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # nothing can be answered from then on
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sure: Mapped[int | None] = mapped_column(Integer)  # from 1 to 5


class AssessmentAnswer(Base):
    """One question of it; `choice` is None until it is answered."""

    __tablename__ = "assessment_answers"
    __table_args__ = (UniqueConstraint("assessment_id", "place"), Index(None, "member_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column(Integer)  # from 1
    card_id: Mapped[str] = mapped_column(String(120))
    wording: Mapped[int] = mapped_column(Integer)
    arm: Mapped[str] = mapped_column(String(16))
    choice: Mapped[int | None] = mapped_column(Integer)
    is_right: Mapped[bool | None] = mapped_column(Boolean)


class AssessmentFigure(Base):
    """What came of one occasion of one cohort, written once when it was over; empty for fewer than five.

    Never computed again: an erasure cannot be found by comparing two reports.
    """

    __tablename__ = "assessment_figures"
    __table_args__ = (UniqueConstraint("workspace_id", "cohort_id", "occasion"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    cohort_id: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(80))  # of the cohort, as it was then
    occasion: Mapped[str] = mapped_column(String(16))
    trained_on: Mapped[date] = mapped_column(Date)
    people: Mapped[int | None] = mapped_column(Integer)
    share_right: Mapped[float | None] = mapped_column(Float)  # of all answers, at the start
    sure: Mapped[float | None] = mapped_column(Float)
    compared: Mapped[int | None] = mapped_column(Integer)  # people who were asked about both
    sent: Mapped[float | None] = mapped_column(Float)
    held: Mapped[float | None] = mapped_column(Float)
    difference: Mapped[float | None] = mapped_column(Float)
    difference_low: Mapped[float | None] = mapped_column(Float)
    difference_high: Mapped[float | None] = mapped_column(Float)
    surer_of: Mapped[int | None] = mapped_column(Integer)  # people who answered then and at the start
    surer: Mapped[float | None] = mapped_column(Float)
    surer_low: Mapped[float | None] = mapped_column(Float)
    surer_high: Mapped[float | None] = mapped_column(Float)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
