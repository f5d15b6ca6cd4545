"""what ticks and reports look for is found by an index, however much history there is

Nothing but indexes, so that it may be broken off and run again.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

from migrations import indexes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNPLANNED = "next_nudge_at IS NULL AND enrolment = 'active' AND wants_nudges AND can_learn"
ADDED = {
    "ix_outbox_kind_settled_at": ("outbox", ["kind", "settled_at"]),
    "ix_questions_workspace_id_asked_at": ("questions", ["workspace_id", "asked_at"]),
    "ix_question_drafts_workspace_id_asked_at": ("question_drafts", ["workspace_id", "asked_at"]),
    "ix_weekly_uses_workspace_id_at": ("weekly_uses", ["workspace_id", "at"]),
    "ix_wins_status_proposed_at": ("wins", ["status", "proposed_at"]),
}


def upgrade() -> None:
    indexes.create("ix_members_unplanned", "members", ["id"], where=UNPLANNED)
    for name, (table, columns) in ADDED.items():
        indexes.create(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in ADDED.items():
        op.drop_index(name, table_name=table)
    op.drop_index("ix_members_unplanned", table_name="members")
