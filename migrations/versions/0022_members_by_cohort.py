"""members of a cohort are found by an index

Revision ID: 0022
Revises: 0021
"""

from alembic import op

from migrations import indexes

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    indexes.create("ix_members_cohort_id", "members", ["cohort_id"], where="cohort_id IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_members_cohort_id", table_name="members")
