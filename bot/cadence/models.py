"""When we may write: a cadence for the workspace or one team, the days already used, and days away."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class CadenceRow(Base):
    """One saved cadence; `team_id` None is the workspace's own."""

    __tablename__ = "cadences"
    __table_args__ = (UniqueConstraint("workspace_id", "team_id"), Index(None, "team_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    days: Mapped[str] = mapped_column(String(16))  # "01234": Monday is 0
    opens: Mapped[int] = mapped_column(Integer)  # minutes after local midnight
    closes: Mapped[int] = mapped_column(Integer)
    nudge_at: Mapped[int] = mapped_column(Integer)
    workdays: Mapped[str] = mapped_column(String(16))
    challenge_day: Mapped[int] = mapped_column(Integer)
    digest_day: Mapped[int] = mapped_column(Integer)
    digest_at: Mapped[int] = mapped_column(Integer)
    escalate_minutes: Mapped[int] = mapped_column(Integer)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attention(Base):
    """The one unasked-for message that a member may get on a local day."""

    __tablename__ = "attention"
    __table_args__ = (UniqueConstraint("member_id", "day"), Index(None, "day"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(32))


class Absence(Base):
    """Days on which a member was away or paused, and who said so; without `back_on`, until they are back."""

    __tablename__ = "absences"
    __table_args__ = (Index(None, "member_id"), Index(None, "workspace_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    cause: Mapped[str] = mapped_column(String(16))
    first_on: Mapped[date] = mapped_column(Date)
    back_on: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
