"""The first schema."""

import sqlalchemy as sa
from alembic import op

from inloop_kit.database import Id, Instant, Json
from inloop_kit.migrations import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_tables(op)
    op.create_table(
        "reports",
        sa.Column("id", Id, nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("claimed_until", Instant, nullable=True),
        sa.Column("claim_no", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("traceparent", sa.String(length=100), nullable=False),
        sa.Column("request_id", sa.String(length=100), nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("ordered_at", Instant, nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("percent_done", sa.Integer(), nullable=False),
        sa.Column("finished_at", Instant, nullable=True),
        sa.Column("failure", sa.String(length=20), nullable=True),
        sa.Column("blob_path", sa.String(length=200), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("inputs", Json, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(
        "ix_reports_due_at",
        "reports",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index(
        op.f("ix_reports_project_id_reports_account_id_reports_ordered_at"),
        "reports",
        ["project_id", "account_id", "ordered_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("reports")
    drop_kit_tables(op)
