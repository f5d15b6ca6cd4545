"""buddies: who joined, and who was paired with whom

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("buddy_weeks", sa.Integer(), nullable=True))
    op.add_column("workspaces", sa.Column("next_buddies_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "buddies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("waited", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_buddies_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buddies")),
        sa.UniqueConstraint("member_id", name=op.f("uq_buddies_member_id")),
    )
    op.create_index(op.f("ix_buddies_workspace_id"), "buddies", ["workspace_id"])
    op.create_table(
        "buddy_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buddy_pairs")),
    )
    op.create_table(
        "buddy_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_buddy_parts_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pair_id"],
            ["buddy_pairs.id"],
            name=op.f("fk_buddy_parts_pair_id_buddy_pairs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buddy_parts")),
        sa.UniqueConstraint("pair_id", "member_id", name=op.f("uq_buddy_parts_pair_id_member_id")),
    )
    op.create_index(op.f("ix_buddy_parts_member_id"), "buddy_parts", ["member_id"])
    op.create_index(op.f("ix_buddy_parts_workspace_id_week"), "buddy_parts", ["workspace_id", "week"])
    op.create_index(op.f("ix_buddy_parts_state_due_at"), "buddy_parts", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("buddy_parts")
    op.drop_table("buddy_pairs")
    op.drop_table("buddies")
    op.drop_column("workspaces", "next_buddies_at")
    op.drop_column("workspaces", "buddy_weeks")
