"""Cohorts: who learns together, and the two dates that their plan follows from."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.cohorts.rules import Course, Dates, Template, Tier
from bot.db import Base, UtcDateTime


class Cohort(Base):
    """People with a training date and a go-live date; who they are stands with teams and members."""

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
    is_pilot: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # since when they can reach the tool
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def course(self) -> Course:
        """What is planned for the people in it, as it stands."""
        kept = (
            (key, date.fromisoformat(str(first)), date.fromisoformat(last) if last else None)
            for key, (first, last) in self.kept.items()
        )
        return Course(
            cohort_id=self.id,
            name=self.name,
            template=Template(self.template),
            tier=Tier(self.tier),
            dates=Dates(self.trained_on, self.live_on),
            kept=tuple(kept),
            is_ready=self.ready_at is not None,
        )
