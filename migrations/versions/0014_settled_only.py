"""indexes that hold only what was settled or is to be swept: a promise and its sending no longer write them

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_outbox_is_emptied_settled_at": ["is_emptied", "settled_at"],
    "ix_outbox_kind_settled_at": ["kind", "settled_at"],
    "ix_outbox_sweep_at": ["sweep_at"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        known = sa.text(f"{columns[-1]} IS NOT NULL")
        op.drop_index(name, table_name="outbox")
        op.create_index(name, "outbox", columns, sqlite_where=known, postgresql_where=known)


def downgrade() -> None:
    for name, columns in INDEXES.items():
        op.drop_index(name, table_name="outbox")
        op.create_index(name, "outbox", columns)
