"""Who helped in the thread of a question unasked, and who is asked whether they would champion."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.nominations.rules import State


class Helping(Base):
    """Somebody who is no champion wrote below a colleague's question; `helped_at`: that solved it."""

    __tablename__ = "helpings"
    __table_args__ = (
        UniqueConstraint("question_id", "member_id"),
        Index(None, "member_id"),
        Index(None, "workspace_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    helped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Nomination(Base):
    """One member who helps unasked, and what they and an admin say to championing; no second one ever."""

    __tablename__ = "nominations"
    __table_args__ = (
        UniqueConstraint("member_id"),
        Index(None, "workspace_id", "state"),
        Index(None, "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(16), default=State.PLANNED)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
