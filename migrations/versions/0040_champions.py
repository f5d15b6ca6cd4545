"""champions: their week, and the languages that they answer in

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("champions", sa.Column("languages", sa.String(64), nullable=False, server_default=""))
    op.add_column("champions", sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "champions", sa.Column("wants_digest", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_index(op.f("ix_champions_member_id"), "champions", ["member_id"])
    op.create_index(op.f("ix_champions_digest_at"), "champions", ["digest_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_champions_digest_at"), "champions")
    op.drop_index(op.f("ix_champions_member_id"), "champions")
    op.drop_column("champions", "wants_digest")
    op.drop_column("champions", "digest_at")
    op.drop_column("champions", "languages")
