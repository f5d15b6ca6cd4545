"""earlier answers: what was answered once is found again, and shown to whoever asks alone

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "questions", sa.Column("in_the_open", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("questions", sa.Column("solved_with", sa.String(80), nullable=True))
    op.add_column("workspaces", sa.Column("search_key", sa.Text(), nullable=True))
    op.add_column(
        "adoption_weeks", sa.Column("self_served", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "question_terms",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_question_terms_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "term", name=op.f("pk_question_terms")),
    )
    op.create_index(
        op.f("ix_question_terms_workspace_id_term_question_id"),
        "question_terms",
        ["workspace_id", "term", "question_id"],
    )


def downgrade() -> None:
    op.drop_table("question_terms")
    op.drop_column("adoption_weeks", "self_served")
    op.drop_column("workspaces", "search_key")
    op.drop_column("questions", "solved_with")
    op.drop_column("questions", "in_the_open")
