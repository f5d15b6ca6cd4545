"""what was not delivered, found by workspace

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FEW = sa.text("fate IN ('expired', 'dead')")


def upgrade() -> None:
    columns = ["workspace_id", "settled_at"]
    op.create_index("ix_outbox_undelivered", "outbox", columns, sqlite_where=FEW, postgresql_where=FEW)


def downgrade() -> None:
    op.drop_index("ix_outbox_undelivered", table_name="outbox")
