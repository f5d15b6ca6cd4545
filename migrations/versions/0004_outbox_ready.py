"""outbox ready

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waiting = sa.text("fate = 'ready'")
    op.create_index(
        "ix_outbox_ready",
        "outbox",
        ["fate", "workspace_id", "not_before", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_ready", table_name="outbox")
