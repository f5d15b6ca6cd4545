"""office hours: a team's weekly session, and who is reminded of one

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("no_office_hours_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "office_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_by", sa.String(length=32), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_office_hours_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_hours")),
        sa.UniqueConstraint("team_id", name=op.f("uq_office_hours_team_id")),
    )
    op.create_index(op.f("ix_office_hours_next_at"), "office_hours", ["next_at"])
    op.create_table(
        "office_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("hours_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("session_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["hours_id"],
            ["office_hours.id"],
            name=op.f("fk_office_calls_hours_id_office_hours"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_office_calls_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_calls")),
        sa.UniqueConstraint(
            "hours_id", "member_id", "session_at", name=op.f("uq_office_calls_hours_id_member_id_session_at")
        ),
    )
    op.create_index(op.f("ix_office_calls_member_id"), "office_calls", ["member_id"])
    op.create_index(op.f("ix_office_calls_state_due_at"), "office_calls", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("office_calls")
    op.drop_table("office_hours")
    op.drop_column("members", "no_office_hours_since")
