"""public holidays by country: nothing comes by itself on those of the country somebody chose

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("country", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("members", "country")
