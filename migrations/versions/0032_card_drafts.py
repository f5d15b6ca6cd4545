"""card drafts: cards that champions and admins write from a solved question or a win

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.String(length=64), nullable=True),
        sa.Column("card_id", sa.String(length=60), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_drafts")),
        sa.UniqueConstraint(
            "workspace_id",
            "owner_id",
            "source",
            "source_id",
            name=op.f("uq_card_drafts_workspace_id_owner_id_source_source_id"),
        ),
        sa.UniqueConstraint("workspace_id", "card_id", name=op.f("uq_card_drafts_workspace_id_card_id")),
    )
    op.create_index(op.f("ix_card_drafts_state_lease_until"), "card_drafts", ["state", "lease_until"])
    op.create_index(op.f("ix_card_drafts_state_updated_at"), "card_drafts", ["state", "updated_at"])


def downgrade() -> None:
    op.drop_table("card_drafts")
