"""Prompts that people saved: with an owner, a version, and a date to look at them again."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.library.rules import Kind, State
from bot.vault import Sealed


class Prompt(Base):
    """One saved prompt; `origin` is the form it came by, which Slack may deliver twice."""

    __tablename__ = "prompts"
    __table_args__ = (
        UniqueConstraint("workspace_id", "owner_id", "origin"),
        Index(None, "workspace_id", "state", "updated_at"),
        Index(None, "workspace_id", "channel_id", "message_ts"),
        Index(None, "state", "review_by"),
        Index(None, "team_id"),
        Index(None, "note_at"),
        Index(None, "merged_into"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    origin: Mapped[str] = mapped_column(String(120))
    owner_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    shared: Mapped[bool] = mapped_column(Boolean, default=False)
    kind: Mapped[str] = mapped_column(String(16), default=Kind.PROMPT, server_default=Kind.PROMPT)
    state: Mapped[str] = mapped_column(String(16), default=State.DRAFT)
    title: Mapped[str] = mapped_column(Sealed)
    text: Mapped[str] = mapped_column(Sealed)
    tool: Mapped[str | None] = mapped_column(String(40))
    tool_version: Mapped[str] = mapped_column(Sealed, default="")  # the one it was tested on
    limits: Mapped[str] = mapped_column(Sealed, default="")  # what to watch for
    example: Mapped[str | None] = mapped_column(Sealed)
    guardrail: Mapped[str | None] = mapped_column(Sealed)  # what must never go in, or be done with it
    # The work it is part of; by the number the verified ones of one workflow are counted while its name is
    # sealed (docs/decisions/0023). 0: of none.
    workflow: Mapped[str | None] = mapped_column(Sealed)
    workflow_term: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    channel_id: Mapped[str | None] = mapped_column(String(32))  # with message_ts: only in the team's channel
    message_ts: Mapped[str | None] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer, default=1)
    change_note: Mapped[str] = mapped_column(Sealed, default="")
    saved_by: Mapped[str | None] = mapped_column(String(64))  # the form whose words it holds
    verified_by: Mapped[str | None] = mapped_column(String(32))
    review_by: Mapped[date] = mapped_column(Date)
    merged_into: Mapped[int | None] = mapped_column(Integer)  # what answers in its place
    note_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its owner has something to hear
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PromptThanks(Base):
    """That a prompt helped somebody: once each, counted, and told to its owner without a name."""

    __tablename__ = "prompt_thanks"
    __table_args__ = (
        UniqueConstraint("prompt_id", "member_id"),
        Index(None, "workspace_id", "at"),
        Index(None, "member_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompts.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(Integer)
    told: Mapped[bool] = mapped_column(Boolean, default=False)  # its owner has heard of it
    at: Mapped[datetime] = mapped_column(UtcDateTime)
