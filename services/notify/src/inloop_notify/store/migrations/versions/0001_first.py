"""The first schema."""

import sqlalchemy as sa
from alembic import op

from inloop_kit.database import Id, Instant
from inloop_kit.migrations import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_tables(op)
    op.create_table(
        "deliveries",
        sa.Column("id", Id, nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("claimed_until", Instant, nullable=True),
        sa.Column("claim_no", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("traceparent", sa.String(length=100), nullable=False),
        sa.Column("request_id", sa.String(length=100), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("workspace_name", sa.String(length=120), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("urgency", sa.String(length=20), nullable=False),
        sa.Column("about_id", Id, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("digest_id", Id, nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("planned_at", Instant, nullable=False),
        sa.Column("settled_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_deliveries_dedupe_key")),
    )
    op.create_index(
        op.f("ix_deliveries_account_id_deliveries_planned_at"), "deliveries", ["account_id", "planned_at"], unique=False
    )
    op.create_index(op.f("ix_deliveries_digest_id"), "deliveries", ["digest_id"], unique=False)
    op.create_index(
        "ix_deliveries_due_at",
        "deliveries",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index(
        op.f("ix_deliveries_project_id_deliveries_planned_at"), "deliveries", ["project_id", "planned_at"], unique=False
    )
    op.create_table(
        "digests",
        sa.Column("id", Id, nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("claimed_until", Instant, nullable=True),
        sa.Column("claim_no", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("traceparent", sa.String(length=100), nullable=False),
        sa.Column("request_id", sa.String(length=100), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("window", sa.String(length=10), nullable=False),
        sa.Column("settled_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("account_id", "window", name=op.f("uq_digests_account_id_window")),
    )
    op.create_index(
        "ix_digests_due_at",
        "digests",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_table(
        "interruptions",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_interruptions")),
    )
    op.create_table(
        "rhythms",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("quiet_from", sa.String(length=5), nullable=True),
        sa.Column("quiet_until", sa.String(length=5), nullable=True),
        sa.Column("chosen_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_rhythms")),
    )


def downgrade() -> None:
    op.drop_table("rhythms")
    op.drop_table("interruptions")
    op.drop_table("digests")
    op.drop_table("deliveries")
    drop_kit_tables(op)
