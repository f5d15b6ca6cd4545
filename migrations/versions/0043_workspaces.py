"""workspaces: a channel for the champions of all teams, and red lines of their own

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("champions_channel", sa.String(32), nullable=True))
    op.add_column("workspaces", sa.Column("red_lines", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("workspaces", "red_lines")
    op.drop_column("workspaces", "champions_channel")
