"""what helped: said by the asker, and colleagues who wrote below a question

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without keys to members: what locks two busy tables may wait for who waits for it.
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_thanks_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint("question_id", name=op.f("uq_thanks_question_id")),
    )
    op.create_index(op.f("ix_thanks_member_id"), "thanks", ["member_id"])
    op.create_index(op.f("ix_thanks_workspace_id"), "thanks", ["workspace_id"])
    op.create_table(
        "helpings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("helped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_helpings_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpings")),
        sa.UniqueConstraint("question_id", "member_id", name=op.f("uq_helpings_question_id_member_id")),
    )
    op.create_index(op.f("ix_helpings_member_id"), "helpings", ["member_id"])
    op.create_index(op.f("ix_helpings_workspace_id"), "helpings", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("helpings")
    op.drop_table("thanks")
