"""The change log of plans, forecasts of milestones day by day, and the cost in a baseline."""

import sqlalchemy as sa
from alembic import op

from inloop_kit.database import Id, Instant, Json

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("baseline_tasks", sa.Column("cost_minor", sa.BigInteger(), nullable=True))
    op.create_table(
        "plan_changes",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("change_id", sa.String(length=36), nullable=False),
        sa.Column("of_revision", sa.BigInteger(), nullable=True),
        sa.Column("undo_state", sa.Integer(), nullable=False),
        sa.Column("settled_revision", sa.BigInteger(), nullable=False),
        sa.Column("difference", Json, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_plan_changes_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", "revision", name=op.f("pk_plan_changes")),
    )
    op.create_index(
        op.f("ix_plan_changes_project_id_plan_changes_account_id_plan_changes_undo_state"),
        "plan_changes",
        ["project_id", "account_id", "undo_state"],
        unique=False,
    )
    op.create_table(
        "milestone_forecasts",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("milestone_id", Id, nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_milestone_forecasts_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("project_id", "milestone_id", "recorded_on", name=op.f("pk_milestone_forecasts")),
    )


def downgrade() -> None:
    op.drop_table("milestone_forecasts")
    op.drop_table("plan_changes")
    op.drop_column("baseline_tasks", "cost_minor")
