"""The people of a workspace and the teams they work in."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.people.rules import Enrolment

# As written in its index, word for word: so both databases see that it fits.
UNPLANNED = text(
    "members.next_nudge_at IS NULL AND members.enrolment = 'active' AND members.wants_nudges"
    " AND members.can_learn"
)
_CHOSEN = text("cohort_id IS NOT NULL")
_UNPLANNED = text("next_nudge_at IS NULL AND enrolment = 'active' AND wants_nudges AND can_learn")


class Team(Base):
    """A group that learns together: a role, a channel, champions, and its own calendar."""

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        UniqueConstraint("workspace_id", "channel_id"),
        Index(None, "next_digest_at"),
        Index(None, "next_challenge_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(32), default="general")
    channel_id: Mapped[str | None] = mapped_column(String(32))
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    trained_on: Mapped[date | None] = mapped_column(Date)
    cohort_id: Mapped[int | None] = mapped_column(Integer)  # whose training date it then has
    next_digest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_challenge_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Member(Base):
    """A Slack person we know in one workspace."""

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("workspace_id", "user_id"),
        Index(None, "next_nudge_at"),
        Index(None, "workspace_id", "team_id"),
        # Few are in a cohort by themselves.
        Index("ix_members_cohort_id", "cohort_id", sqlite_where=_CHOSEN, postgresql_where=_CHOSEN),
        # Only who takes part without a next moment: nearly always nobody.
        Index("ix_members_unplanned", "id", sqlite_where=_UNPLANNED, postgresql_where=_UNPLANNED),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120), default="")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    language: Mapped[str | None] = mapped_column(String(8))  # in which they read Slack; None: not told
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    role: Mapped[str | None] = mapped_column(String(32))
    is_admin: Mapped[bool] = mapped_column(Boolean, default=False)
    granted_admin: Mapped[bool] = mapped_column(Boolean, default=False)
    listens: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())  # to doubts
    can_learn: Mapped[bool] = mapped_column(Boolean, default=True)  # no bot, guest, stranger or leaver
    enrolment: Mapped[str] = mapped_column(String(16), default=Enrolment.KNOWN)
    country: Mapped[str | None] = mapped_column(String(8))  # whose holidays; None: the time zone's
    nudge_at: Mapped[int | None] = mapped_column(Integer)  # minutes after local midnight; None: the cadence's
    wants_nudges: Mapped[bool] = mapped_column(Boolean, default=True)
    wants_challenges: Mapped[bool] = mapped_column(Boolean, default=True)
    no_office_hours_since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: reminders are wanted
    wants_showings: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    wants_notes: Mapped[bool] = mapped_column(
        Boolean, default=True, server_default=true()
    )  # on their prompts
    wants_assessments: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # away, as Slack's status says
    away_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the same, until they say they are here
    dnd_begins_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # Slack's Do Not Disturb, as last told
    dnd_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    slower_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # half as often until then
    ignored_in_row: Mapped[int] = mapped_column(Integer, default=0)
    next_nudge_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trained_on: Mapped[date | None] = mapped_column(Date)
    cohort_id: Mapped[int | None] = mapped_column(Integer)  # chosen by name, whatever their team's is
    home_digest: Mapped[str | None] = mapped_column(String(64))
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
