"""people: whether they want notes on what they keep, and the language of their Slack

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("wants_notes", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("members", sa.Column("language", sa.String(8), nullable=True))


def downgrade() -> None:
    op.drop_column("members", "language")
    op.drop_column("members", "wants_notes")
