"""library: answers beside prompts, examples, guardrails, workflows and merges

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ADDED = ("kind", "example", "guardrail", "workflow", "workflow_term", "merged_into", "note_at")


def upgrade() -> None:
    op.add_column("prompts", sa.Column("kind", sa.String(16), nullable=False, server_default="prompt"))
    op.add_column("prompts", sa.Column("example", sa.Text(), nullable=True))
    op.add_column("prompts", sa.Column("guardrail", sa.Text(), nullable=True))
    op.add_column("prompts", sa.Column("workflow", sa.Text(), nullable=True))
    op.add_column("prompts", sa.Column("workflow_term", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("prompts", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.add_column("prompts", sa.Column("note_at", sa.DateTime(timezone=True), nullable=True))
    # Looked at once by the clock, which then knows when: a few rows for each person who saved any.
    op.execute("UPDATE prompts SET note_at = updated_at WHERE state IN ('draft', 'verified')")
    op.create_index(op.f("ix_prompts_note_at"), "prompts", ["note_at"])
    op.create_index(op.f("ix_prompts_merged_into"), "prompts", ["merged_into"])


def downgrade() -> None:
    op.drop_index(op.f("ix_prompts_note_at"), "prompts")
    op.drop_index(op.f("ix_prompts_merged_into"), "prompts")
    for name in reversed(ADDED):
        op.drop_column("prompts", name)
