"""Messages we promised to send, their fate, and how fast we may send."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    Index,
    Integer,
    String,
    UniqueConstraint,
    and_,
    literal,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.vault import Sealed


class Fate(StrEnum):
    READY = "ready"
    SENDING = "sending"  # committed before the call: after a crash only these are in doubt
    UNSURE = "unsure"  # Slack may or may not have it: looked up before it is sent again
    SENT = "sent"
    EXPIRED = "expired"
    DROPPED = "dropped"  # no longer true, or its recipient is gone
    DEAD = "dead"  # Slack refuses it for good


# Compared letter by letter on both databases, so that keys which begin alike lie together in the index.
KEY = String(160).with_variant(String(160, collation="C"), "postgresql")
SETTLED = (Fate.SENT, Fate.EXPIRED, Fate.DROPPED, Fate.DEAD)
NEVER_ARRIVED = (Fate.EXPIRED, Fate.DROPPED, Fate.DEAD)


# As written in its index, word for word: so both databases see that it fits.
UNDELIVERED = text("outbox.fate IN ('expired', 'dead')")
_FEW = text("fate IN ('expired', 'dead')")
WHERE_UNDELIVERED: Any = {"sqlite_where": _FEW, "postgresql_where": _FEW}


def _where_known(column: str) -> dict[str, Any]:
    known = text(f"{column} IS NOT NULL")
    return {"sqlite_where": known, "postgresql_where": known}


class OutboxMessage(Base):
    """One promised call to Slack, sent at most once."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace_id", "dedupe"),
        Index(None, "fate", "not_before"),
        # What most messages have not, or not until they are sent, costs them nothing before.
        Index(None, "is_emptied", "settled_at", **_where_known("settled_at")),
        Index(None, "kind", "settled_at", **_where_known("settled_at")),
        Index(None, "workspace_id", "created_at"),
        Index(None, "sweep_at", **_where_known("sweep_at")),
        # Only what waits: it stays small, however much was sent.
        Index(
            "ix_outbox_ready",
            "fate",
            "workspace_id",
            "not_before",
            "id",
            sqlite_where=text("fate = 'ready'"),
            postgresql_where=text("fate = 'ready'"),
        ),
        Index("ix_outbox_undelivered", "workspace_id", "settled_at", **WHERE_UNDELIVERED),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    delivery_id: Mapped[str] = mapped_column(String(36), unique=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    dedupe: Mapped[str] = mapped_column(KEY)
    kind: Mapped[str] = mapped_column(String(40))
    method: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(32))  # C…, D… or U…: where it goes and what paces it
    user_id: Mapped[str | None] = mapped_column(String(32))  # who alone sees an ephemeral
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    target_ts: Mapped[str | None] = mapped_column(String(32))  # the message it replaces, when known
    edits: Mapped[str | None] = mapped_column(KEY)  # dedupe key of the message it replaces
    body: Mapped[str] = mapped_column(Sealed)  # JSON: text, blocks, view
    guard: Mapped[str | None] = mapped_column(String(80))  # "name:row id": still true when it is sent?
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    fate: Mapped[str] = mapped_column(String(12), default=Fate.READY)
    reason: Mapped[str | None] = mapped_column(String(120))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    lease_token: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sweep_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # once in doubt: looked at a last time
    sent_channel: Mapped[str | None] = mapped_column(String(32))
    sent_ts: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_emptied: Mapped[bool] = mapped_column(Boolean, default=False)  # its words are forgotten


OUTBOX = Base.metadata.tables[OutboxMessage.__tablename__]
# Written out in the statement, for the databases to know that the index of waiting messages holds them all.
IS_READY = OUTBOX.c.fate == literal(Fate.READY, String, literal_execute=True)


def about(prefix: str) -> ColumnElement[bool]:
    """The messages whose dedupe key begins with `prefix`, by the index on both databases."""
    return and_(OutboxMessage.dedupe >= prefix, OutboxMessage.dedupe < ends(prefix))


def ends(prefix: str) -> str:
    """What is greater than every key that begins with `prefix`, and than no other that is greater."""
    return f"{prefix}\U0010ffff"


class Alias(Base):
    """Whom a made-up recipient stands for: nobody reads it without the vault's key."""

    __tablename__ = "aliases"
    __table_args__ = (UniqueConstraint("workspace_id", "mark"), Index(None, "made_at"))

    alias: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(Sealed)
    direct: Mapped[str | None] = mapped_column(Sealed)  # the channel of their DM, once Slack has told it
    mark: Mapped[int] = mapped_column(BigInteger)  # of the person, the day and how many that day, by a key
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Pace(Base):
    """When a workspace may be written to next, by what is limited: shared by all processes.

    Who holds its row may send there; the others look elsewhere meanwhile.
    """

    __tablename__ = "paces"

    workspace_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    limits: Mapped[dict[str, str]] = mapped_column(JSON)  # "channel:C1": from when its next slot is free
