"""library: whom a prompt helped

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a key to members: what locks two busy tables may wait for who waits for it.
    op.create_table(
        "prompt_thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompts.id"], name=op.f("fk_prompt_thanks_prompt_id_prompts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_thanks")),
        sa.UniqueConstraint("prompt_id", "member_id", name=op.f("uq_prompt_thanks_prompt_id_member_id")),
    )
    op.create_index(op.f("ix_prompt_thanks_member_id"), "prompt_thanks", ["member_id"])
    op.create_index(op.f("ix_prompt_thanks_workspace_id_at"), "prompt_thanks", ["workspace_id", "at"])


def downgrade() -> None:
    op.drop_table("prompt_thanks")
