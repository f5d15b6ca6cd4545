"""rescues: who was met half-way after a training, and who is written to half as often for a while

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rescues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("remedy", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_rescues_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescues")),
        sa.UniqueConstraint("member_id", "trained_on", name=op.f("uq_rescues_member_id_trained_on")),
    )
    op.add_column("members", sa.Column("slower_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("members", "slower_until")
    op.drop_table("rescues")
