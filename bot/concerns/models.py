"""Doubts about using AI: counted for a department, never for a person."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class Concern(Base):
    """One message with a doubt in it, without its words; author and message are numbers under a key."""

    __tablename__ = "concerns"
    __table_args__ = (
        UniqueConstraint("workspace_id", "message"),
        Index(None, "workspace_id", "at"),
        Index(None, "at"),
        Index(None, "team_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    author: Mapped[int] = mapped_column(BigInteger)
    message: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
