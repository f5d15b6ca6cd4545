"""away as a status in Slack says: until when, and whether they said that they are here all the same

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("status_until", "away_until"):
        op.add_column("members", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("status_until", "away_until"):
        op.drop_column("members", name)
