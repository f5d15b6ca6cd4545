"""rereadings: what the reader is unsure of waits for a model, and how often the two agree is counted

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    none_yet = sa.text("0")
    op.add_column(
        "workspaces", sa.Column("rereads_a_day", sa.Integer(), nullable=False, server_default=none_yet)
    )
    op.add_column("workspaces", sa.Column("rereads_on", sa.Date(), nullable=True))
    op.add_column("workspaces", sa.Column("reread", sa.Integer(), nullable=False, server_default=none_yet))
    op.create_table(
        "rereadings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("message_ts", sa.String(32), nullable=False),
        sa.Column("thread_ts", sa.String(32), nullable=True),
        sa.Column("author_id", sa.String(32), nullable=False),
        sa.Column("in_the_open", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rereadings")),
        sa.UniqueConstraint(
            "workspace_id",
            "channel_id",
            "message_ts",
            name=op.f("uq_rereadings_workspace_id_channel_id_message_ts"),
        ),
    )
    op.create_index(op.f("ix_rereadings_state_lease_until"), "rereadings", ["state", "lease_until"])
    op.create_index(op.f("ix_rereadings_kept_at"), "rereadings", ["kept_at"])
    op.create_table(
        "rereading_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("reader", sa.String(16), nullable=False),
        sa.Column("model", sa.String(16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rereading_counts")),
        sa.UniqueConstraint(
            "workspace_id",
            "week",
            "is_sure",
            "reader",
            "model",
            name=op.f("uq_rereading_counts_workspace_id_week_is_sure_reader_model"),
        ),
    )
    op.create_index(op.f("ix_rereading_counts_week"), "rereading_counts", ["week"])


def downgrade() -> None:
    op.drop_table("rereading_counts")
    op.drop_table("rereadings")
    op.drop_column("workspaces", "reread")
    op.drop_column("workspaces", "rereads_on")
    op.drop_column("workspaces", "rereads_a_day")
