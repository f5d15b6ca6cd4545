"""concerns: doubts about AI are counted without names, and somebody is named who listens

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("listens", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "concerns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_concerns_team_id_teams"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        sa.UniqueConstraint("workspace_id", "message", name=op.f("uq_concerns_workspace_id_message")),
    )
    op.create_index(op.f("ix_concerns_at"), "concerns", ["at"])
    op.create_index(op.f("ix_concerns_team_id"), "concerns", ["team_id"])
    op.create_index(op.f("ix_concerns_workspace_id_at"), "concerns", ["workspace_id", "at"])


def downgrade() -> None:
    op.drop_table("concerns")
    op.drop_column("members", "listens")
