"""aliases: a question is asked without a name, and who asked it lies sealed

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aliases",
        sa.Column("alias", sa.String(32), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("direct", sa.Text(), nullable=True),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_aliases")),
        sa.UniqueConstraint("workspace_id", "mark", name=op.f("uq_aliases_workspace_id_mark")),
    )
    op.create_index(op.f("ix_aliases_made_at"), "aliases", ["made_at"])


def downgrade() -> None:
    op.drop_table("aliases")
