"""cohorts: people chosen by name, pilots, and a wait until the tool can be reached

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cohorts", sa.Column("is_pilot", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("cohorts", sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True))
    # Whoever got cards before goes on: a handful of rows, and nobody had said anything else of them.
    op.execute("UPDATE cohorts SET ready_at = made_at")
    op.add_column("members", sa.Column("cohort_id", sa.Integer(), nullable=True))
    op.add_column("nudges", sa.Column("entry", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("nudges", "entry")
    op.drop_column("members", "cohort_id")
    op.drop_column("cohorts", "ready_at")
    op.drop_column("cohorts", "is_pilot")
