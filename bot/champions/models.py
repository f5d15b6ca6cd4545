"""Who answers questions for a team."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class Champion(Base):
    """A member who takes a team's questions, with topics and protected hours."""

    __tablename__ = "champions"
    __table_args__ = (UniqueConstraint("team_id", "member_id"), Index(None, "workspace_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    topics: Mapped[str] = mapped_column(String(255), default="")  # words, separated by commas
    hours_per_week: Mapped[int] = mapped_column(Integer, default=3)
    away_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
