"""outbox sweeps

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEYS = ("dedupe", "edits")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("sweep_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_outbox_sweep_at"), "outbox", ["sweep_at"])
    _collate("C")
    op.drop_table("paces")  # what it held was over in a second
    op.create_table(
        "paces",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_paces")),
    )


def downgrade() -> None:
    op.drop_table("paces")
    op.create_table(
        "paces",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_paces")),
    )
    _collate("default")
    op.drop_index(op.f("ix_outbox_sweep_at"), table_name="outbox")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("sweep_at")


def _collate(name: str) -> None:
    """Keys are compared letter by letter, so that all that begin alike lie together in the index."""
    if op.get_bind().dialect.name == "postgresql":
        for column in KEYS:
            op.execute(f'ALTER TABLE outbox ALTER COLUMN {column} TYPE varchar(160) COLLATE "{name}"')
