"""The slip ledger of promised milestones, and the times of waiting for the client."""

import sqlalchemy as sa
from alembic import op

from inloop_kit.database import Id, Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "promises",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_promises_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_project_id"), "promises", ["project_id"], unique=False)
    op.create_table(
        "slip_marks",
        sa.Column("promise_id", Id, nullable=False),
        sa.Column("milestone_id", Id, nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=False),
        sa.Column("slip_days", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promises.id"], name=op.f("fk_slip_marks_promise_id_promises")),
        sa.PrimaryKeyConstraint("promise_id", "milestone_id", name=op.f("pk_slip_marks")),
    )
    op.create_table(
        "slip_entries",
        sa.Column("id", Id, nullable=False),
        sa.Column("promise_id", Id, nullable=False),
        sa.Column("milestone_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("moved_days", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("cause", sa.Integer(), nullable=False),
        sa.Column("seen_from", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("change_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_attributed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promises.id"], name=op.f("fk_slip_entries_promise_id_promises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_entries")),
    )
    op.create_index(
        op.f("ix_slip_entries_promise_id_slip_entries_milestone_id"),
        "slip_entries",
        ["promise_id", "milestone_id"],
        unique=False,
    )
    op.create_table(
        "waits",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("task_id", Id, nullable=True),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("started_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_waits_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
    )
    op.create_index(op.f("ix_waits_project_id"), "waits", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_table("waits")
    op.drop_table("slip_entries")
    op.drop_table("slip_marks")
    op.drop_table("promises")
