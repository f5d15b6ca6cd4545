"""Questions, what happened to them, and the drafts a model made for them."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.questions.rules import Status
from bot.vault import Sealed


class Question(Base):
    """One question, from asked to resolved; `origin` is what Slack may deliver twice."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin"),
        Index(None, "workspace_id", "channel_id", "thread_ts"),
        Index(None, "status", "escalate_at"),
        Index(None, "workspace_id", "status"),
        Index(None, "workspace_id", "asked_at"),
        Index(None, "team_id", "asked_at"),
        Index(None, "workspace_id", "champion_id", "status"),
        Index(None, "workspace_id", "label", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    origin: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(16))
    asker_id: Mapped[str] = mapped_column(String(32))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    channel_id: Mapped[str | None] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Sealed)
    topic: Mapped[str | None] = mapped_column(String(40))
    # A message that was read as a question: how sure the reader was (0: it left that to a model), and what
    # people say that it is.
    confidence: Mapped[float | None] = mapped_column(Float)
    label: Mapped[str | None] = mapped_column(String(16))
    private: Mapped[bool] = mapped_column(Boolean, default=False)
    # Asked where everybody in the workspace reads; else only the people of that channel see it again.
    in_the_open: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    status: Mapped[str] = mapped_column(String(16), default=Status.OPEN)
    offered_to: Mapped[str | None] = mapped_column(String(32))
    champion_id: Mapped[str | None] = mapped_column(String(32))
    step: Mapped[int] = mapped_column(Integer, default=0)
    # When somebody has to be asked: the next champions while it is open, its holder once it is claimed.
    escalate_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When its holder was reminded; once more in silence, and it goes to somebody else.
    nudged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The office hours on whose agenda it was put; nobody is asked about it before.
    session_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(32))
    solved_with: Mapped[str | None] = mapped_column(String(80))  # the earlier answer that helped, if one did


class Thanks(Base):
    """What helped, as an asker said it to the champion who answered: for the two of them."""

    __tablename__ = "thanks"
    __table_args__ = (UniqueConstraint("question_id"), Index(None, "member_id"), Index(None, "workspace_id"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(Integer)  # the champion; no key, so that one table alone is locked
    giver_id: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(16))
    words: Mapped[str | None] = mapped_column(Sealed)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuestionTerm(Base):
    """A word of an answered question, by which it is found again; nobody reads it without the key."""

    __tablename__ = "question_terms"
    __table_args__ = (Index(None, "workspace_id", "term", "question_id"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    term: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))


class QuestionEvent(Base):
    """One change in a question's life: its visible history."""

    __tablename__ = "question_events"
    __table_args__ = (Index(None, "question_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(24))
    actor_id: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Draft(Base):
    """A model's draft answer for the champion who claimed; leased, asked for, saved."""

    __tablename__ = "question_drafts"
    __table_args__ = (
        UniqueConstraint("question_id", "champion_id"),
        Index(None, "state", "lease_until"),
        Index(None, "workspace_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    champion_id: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Sealed)
    sources: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
