"""Slack's Do Not Disturb: its next hours

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("dnd_begins_at", "dnd_ends_at"):
        op.add_column("members", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("dnd_begins_at", "dnd_ends_at"):
        op.drop_column("members", name)
