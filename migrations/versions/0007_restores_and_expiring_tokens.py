"""restores and expiring tokens

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIMES = ("lost_since", "restored_at", "token_expires_at", "refreshing_until")


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("refresh_token", sa.Text(), nullable=True))
    for name in TIMES:
        op.add_column("workspaces", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("workspaces") as batch:
        for name in (*TIMES, "refresh_token"):
            batch.drop_column(name)
