"""cards that are pulled in a workspace, since nearly nobody there gets anything from them

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leeches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("card_id", sa.String(length=120), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("gained", sa.Integer(), nullable=False),
        sa.Column("pulled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leeches")),
        sa.UniqueConstraint("workspace_id", "card_id", name=op.f("uq_leeches_workspace_id_card_id")),
    )


def downgrade() -> None:
    op.drop_table("leeches")
