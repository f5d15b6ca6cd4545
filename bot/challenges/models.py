"""The weekly usage challenge of a team, and who is in."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.challenges.rules import EntryState, RoundState
from bot.db import Base, UtcDateTime
from bot.vault import Sealed


class Round(Base):
    """One team's challenge in one ISO week, named by that week's Monday."""

    __tablename__ = "challenge_rounds"
    __table_args__ = (UniqueConstraint("team_id", "week"), Index(None, "state", "ends_at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    challenge_id: Mapped[str] = mapped_column(String(120))  # empty when the week is skipped
    week: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16), default=RoundState.PLANNED)
    picked_by: Mapped[str | None] = mapped_column(String(32))  # None: the calendar picked
    starts_on: Mapped[date | None] = mapped_column(Date)  # on everybody's own calendar
    last_on: Mapped[date | None] = mapped_column(Date)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when everybody last got their entry


class Hackathon(Base):
    """What makes a round a hackathon: its theme, its days and who planned it."""

    __tablename__ = "hackathons"
    __table_args__ = (UniqueConstraint("round_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    round_id: Mapped[int] = mapped_column(ForeignKey("challenge_rounds.id", ondelete="CASCADE"))
    theme: Mapped[str] = mapped_column(Sealed)
    brings: Mapped[str] = mapped_column(Sealed)  # what everybody ends up with
    hours: Mapped[int] = mapped_column(Integer)
    check_on: Mapped[date] = mapped_column(Date)
    show_at: Mapped[datetime] = mapped_column(UtcDateTime)
    zone: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(Sealed)
    planned_by: Mapped[str | None] = mapped_column(String(32))
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Entry(Base):
    """One member's part in a round, with the reflection they wrote for themselves."""

    __tablename__ = "challenge_entries"
    __table_args__ = (
        UniqueConstraint("round_id", "member_id"),
        Index(None, "member_id"),
        Index(None, "state", "due_at"),
        Index(None, "workspace_id", "done_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    round_id: Mapped[int] = mapped_column(ForeignKey("challenge_rounds.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(16), default=EntryState.PLANNED)
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the next message is decided on
    invited_on: Mapped[date | None] = mapped_column(Date)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tried: Mapped[str | None] = mapped_column(Sealed)
    worked: Mapped[str | None] = mapped_column(Sealed)
    failed: Mapped[str | None] = mapped_column(Sealed)
    minutes: Mapped[int | None] = mapped_column(Integer)
