"""prompts

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prompts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=True),
        sa.Column("tool_version", sa.Text(), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.Column("message_ts", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(length=64), nullable=True),
        sa.Column("verified_by", sa.String(length=32), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_prompts_team_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sa.UniqueConstraint(
            "workspace_id", "owner_id", "origin", name=op.f("uq_prompts_workspace_id_owner_id_origin")
        ),
    )
    with op.batch_alter_table("prompts", schema=None) as batch_op:
        for columns in INDEXES:
            batch_op.create_index(batch_op.f(_name(columns)), columns, unique=False)


def downgrade() -> None:
    with op.batch_alter_table("prompts", schema=None) as batch_op:
        for columns in INDEXES:
            batch_op.drop_index(batch_op.f(_name(columns)))
    op.drop_table("prompts")


INDEXES = (
    ["workspace_id", "state", "updated_at"],
    ["workspace_id", "channel_id", "message_ts"],
    ["state", "review_by"],
    ["team_id"],
)


def _name(columns: list[str]) -> str:
    return f"ix_prompts_{'_'.join(columns)}"
