"""what overtook its message: an edit or a deletion that Slack tells before what it is about

And sealed bodies are no longer pressed together, which never succeeded.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("changed_ts", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("workspace_id", "origin", name=op.f("uq_revisions_workspace_id_origin")),
    )
    op.create_index(op.f("ix_revisions_at"), "revisions", ["at"])
    if op.get_bind().dialect.name == "postgresql":
        # What is sealed cannot be pressed together: PostgreSQL need not try with every message.
        op.execute("ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTENDED")
    op.drop_table("revisions")
