"""Cards that champions and admins write from a solved question or a win."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.authoring.rules import State
from bot.db import Base, UtcDateTime
from bot.vault import Sealed


class CardDraft(Base):
    """One card on its way; its owner alone reads it until they approve it and somebody takes it out."""

    __tablename__ = "card_drafts"
    __table_args__ = (
        UniqueConstraint("workspace_id", "owner_id", "source", "source_id"),
        UniqueConstraint("workspace_id", "card_id"),
        Index(None, "state", "lease_until"),
        Index(None, "state", "updated_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    owner_id: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[int] = mapped_column(Integer)
    heard_at: Mapped[str | None] = mapped_column(String(64))  # the message with the words: channel:ts
    author_id: Mapped[str | None] = mapped_column(String(32))  # who wrote that message
    words: Mapped[str] = mapped_column(Sealed, default="")  # its words, guarded, until there is a draft
    text: Mapped[str] = mapped_column(Sealed, default="")  # the draft: JSON
    state: Mapped[str] = mapped_column(String(16), default=State.WRITING)
    asked: Mapped[int] = mapped_column(Integer, default=0)  # times put to a model
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
    saved_by: Mapped[str | None] = mapped_column(String(64))  # the form whose words it holds
    card_id: Mapped[str | None] = mapped_column(String(60))  # from approval on
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
