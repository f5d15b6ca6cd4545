"""written answers: what people answer in their own words, for a day

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "written_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("nudge_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("points", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_written_answers_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["nudge_id"], ["nudges.id"], name=op.f("fk_written_answers_nudge_id_nudges"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_answers")),
        sa.UniqueConstraint("nudge_id", name=op.f("uq_written_answers_nudge_id")),
    )
    op.create_index(op.f("ix_written_answers_member_id"), "written_answers", ["member_id"])
    op.create_index(op.f("ix_written_answers_state_written_at"), "written_answers", ["state", "written_at"])
    op.create_index(
        op.f("ix_written_answers_workspace_id_written_at"), "written_answers", ["workspace_id", "written_at"]
    )
    op.create_index(op.f("ix_written_answers_written_at"), "written_answers", ["written_at"])


def downgrade() -> None:
    op.drop_table("written_answers")
