"""the company's own words for what packs leave open: who answers for its rules, its tools, where its rules are

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WORDS = {"policy_owner": 80, "tools": 120, "rules_at": 200}


def upgrade() -> None:
    for name, length in WORDS.items():
        op.add_column("workspaces", sa.Column(name, sa.String(length=length), nullable=True))


def downgrade() -> None:
    for name in WORDS:
        op.drop_column("workspaces", name)
