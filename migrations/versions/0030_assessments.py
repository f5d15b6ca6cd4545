"""assessments: five private questions at the start of a cohort and at day 30, 60 and 90

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "members",
        sa.Column("wants_assessments", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    _assessments()
    _answers()
    _figures()


def _assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sure", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_assessments_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint(
            "member_id", "cohort_id", "occasion", name=op.f("uq_assessments_member_id_cohort_id_occasion")
        ),
    )
    op.create_index(op.f("ix_assessments_state_due_at"), "assessments", ["state", "due_at"])
    op.create_index(op.f("ix_assessments_state_ends_at"), "assessments", ["state", "ends_at"])
    op.create_index(op.f("ix_assessments_cohort_id_occasion"), "assessments", ["cohort_id", "occasion"])


def _answers() -> None:
    op.create_table(
        "assessment_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.String(length=120), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("arm", sa.String(length=16), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=True),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_assessment_answers_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name=op.f("fk_assessment_answers_assessment_id_assessments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_answers")),
        sa.UniqueConstraint("assessment_id", "place", name=op.f("uq_assessment_answers_assessment_id_place")),
    )
    op.create_index(op.f("ix_assessment_answers_member_id"), "assessment_answers", ["member_id"])


def _figures() -> None:
    shares = ("share_right", "sure")
    compared = ("sent", "held", "difference", "difference_low", "difference_high")
    surer = ("surer", "surer_low", "surer_high")
    op.create_table(
        "assessment_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Float(), nullable=True) for name in shares),
        sa.Column("compared", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Float(), nullable=True) for name in compared),
        sa.Column("surer_of", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Float(), nullable=True) for name in surer),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_figures")),
        sa.UniqueConstraint(
            "workspace_id",
            "cohort_id",
            "occasion",
            name=op.f("uq_assessment_figures_workspace_id_cohort_id_occasion"),
        ),
    )


def downgrade() -> None:
    op.drop_table("assessment_figures")
    op.drop_table("assessment_answers")
    op.drop_table("assessments")
    op.drop_column("members", "wants_assessments")
