"""Messages that were lately taken in, changed or deleted: Slack may tell of these in any order."""

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.vault import Sealed


class Revision(Base):
    """What became of one message, as far as it is known yet."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("workspace_id", "origin"), Index(None, "at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    origin: Mapped[str] = mapped_column(String(120))
    author_id: Mapped[str | None] = mapped_column(String(32))
    changed_ts: Mapped[str | None] = mapped_column(String(32))  # Slack's time of its last change
    text: Mapped[str | None] = mapped_column(Sealed)  # its last words, only while the message is awaited
    is_deleted: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
