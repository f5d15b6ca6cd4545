"""labelled questions: what people say of the reader's verdicts moves the workspace's threshold

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

INDEX = "ix_questions_workspace_id_label_id"


def upgrade() -> None:
    op.add_column("questions", sa.Column("confidence", sa.Float(), nullable=True))
    op.add_column("questions", sa.Column("label", sa.String(16), nullable=True))
    op.add_column("workspaces", sa.Column("acts_from", sa.Float(), nullable=True))
    op.create_index(op.f(INDEX), "questions", ["workspace_id", "label", "id"])


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="questions")
    op.drop_column("workspaces", "acts_from")
    op.drop_column("questions", "label")
    op.drop_column("questions", "confidence")
