"""cohorts: teams with a training date and a go-live date

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohorts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("template", sa.String(length=16), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("live_on", sa.Date(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_cohorts_workspace_id_name")),
    )
    op.add_column("teams", sa.Column("cohort_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("teams", "cohort_id")
    op.drop_table("cohorts")
