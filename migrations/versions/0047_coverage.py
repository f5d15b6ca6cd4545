"""coverage: admins hear which teams lack champions; a team's last questions are found by an index

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_left", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
        sa.UniqueConstraint("team_id", name=op.f("uq_coverage_team_id")),
    )
    op.create_index(op.f("ix_coverage_workspace_id"), "coverage", ["workspace_id"])
    op.create_index(op.f("ix_coverage_due_at"), "coverage", ["due_at"])
    op.create_table(
        "coverage_alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_alerts")),
        sa.UniqueConstraint("member_id", name=op.f("uq_coverage_alerts_member_id")),
    )
    op.create_index(op.f("ix_coverage_alerts_workspace_id"), "coverage_alerts", ["workspace_id"])
    op.create_index(op.f("ix_coverage_alerts_due_at"), "coverage_alerts", ["due_at"])
    op.create_index(op.f("ix_questions_team_id_asked_at"), "questions", ["team_id", "asked_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_questions_team_id_asked_at"), "questions")
    op.drop_table("coverage_alerts")
    op.drop_table("coverage")
