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
        "workspaces",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("calendar", Json, nullable=False),
        sa.Column("response_target_minutes", sa.Integer(), nullable=False),
        sa.Column("founded_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "clients",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("added_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_clients_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_clients_workspace_id_name")),
    )
    op.create_table(
        "projects",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("tolerance_days", sa.Integer(), nullable=False),
        sa.Column("plan_revision", sa.BigInteger(), nullable=False),
        sa.Column("start_local", sa.DateTime(), nullable=False),
        sa.Column("calendars", Json, nullable=False),
        sa.Column("default_calendar_id", sa.String(length=64), nullable=False),
        sa.Column("minutes_per_day", sa.Integer(), nullable=False),
        sa.Column("minutes_per_week", sa.Integer(), nullable=False),
        sa.Column("days_per_month", sa.Integer(), nullable=False),
        sa.Column("honours_constraints", sa.Boolean(), nullable=False),
        sa.Column("critical_slack_minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_projects_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )
    op.create_index(op.f("ix_projects_workspace_id"), "projects", ["workspace_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("added_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_staff_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("workspace_id", "account_id", name=op.f("uq_staff_workspace_id_account_id")),
    )
    op.create_index(op.f("ix_staff_account_id"), "staff", ["account_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("task_id", Id, nullable=False),
        sa.Column("resource_id", Id, nullable=False),
        sa.Column("units_percent", sa.Float(), nullable=False),
        sa.Column("work_minutes", sa.Integer(), nullable=False),
        sa.Column("actual_work_minutes", sa.Integer(), nullable=False),
        sa.Column("remaining_work_minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_assignments_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", "task_id", "resource_id", name=op.f("pk_assignments")),
    )
    op.create_table(
        "baseline_tasks",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("task_id", Id, nullable=False),
        sa.Column("start_local", sa.DateTime(), nullable=False),
        sa.Column("finish_local", sa.DateTime(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("work_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_baseline_tasks_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", "number", "task_id", name=op.f("pk_baseline_tasks")),
    )
    op.create_table(
        "baselines",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_promise", sa.Boolean(), nullable=False),
        sa.Column("saved_at", Instant, nullable=False),
        sa.Column("finish_local", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_baselines_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", "number", name=op.f("pk_baselines")),
    )
    op.create_table(
        "budgets",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("budget_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_budgets_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_budgets")),
    )
    op.create_table(
        "changes",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("edits", Json, nullable=False),
        sa.Column("hidden_edits", Json, nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("price_currency", sa.String(length=3), nullable=True),
        sa.Column("offer_note", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("asked_by_account_id", Id, nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("submitted_at", Instant, nullable=False),
        sa.Column("offered_at", Instant, nullable=True),
        sa.Column("settled_at", Instant, nullable=True),
        sa.Column("settled_by", sa.String(length=120), nullable=True),
        sa.Column("approved_hash", sa.String(length=64), nullable=True),
        sa.Column("settled_fallout", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_changes_client_id_clients")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_changes_project_id_projects")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_changes_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index(
        op.f("ix_changes_project_id_changes_client_id"), "changes", ["project_id", "client_id"], unique=False
    )
    op.create_table(
        "contacts",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("account_id", Id, nullable=True),
        sa.Column("added_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_contacts_client_id_clients")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_contacts_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("client_id", "email", name=op.f("uq_contacts_client_id_email")),
    )
    op.create_index(op.f("ix_contacts_account_id"), "contacts", ["account_id"], unique=False)
    op.create_table(
        "hiccups",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("milestone_id", Id, nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=False),
        sa.Column("slip_days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("published_at", Instant, nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=True),
        sa.Column("resolved_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_hiccups_project_id_projects")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_hiccups_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiccups")),
    )
    op.create_index(op.f("ix_hiccups_project_id"), "hiccups", ["project_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("predecessor_id", Id, nullable=False),
        sa.Column("successor_id", Id, nullable=False),
        sa.Column("type", sa.String(length=2), nullable=False),
        sa.Column("lag_minutes", sa.Integer(), nullable=False),
        sa.Column("lag_kind", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_links_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", "predecessor_id", "successor_id", "type", name=op.f("pk_links")),
    )
    op.create_table(
        "rates",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("bill_minor", sa.BigInteger(), nullable=True),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_rates_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", "name", name=op.f("pk_rates")),
    )
    op.create_table(
        "resources",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("calendar_id", sa.String(length=64), nullable=True),
        sa.Column("max_units_percent", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_resources_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_resources")),
    )
    op.create_table(
        "tasks",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("visible_from", sa.Integer(), nullable=False),
        sa.Column("is_summary", sa.Boolean(), nullable=False),
        sa.Column("is_milestone", sa.Boolean(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("percent_complete", sa.Integer(), nullable=False),
        sa.Column("constraint_type", sa.String(length=4), nullable=False),
        sa.Column("constraint_local", sa.DateTime(), nullable=True),
        sa.Column("deadline_local", sa.DateTime(), nullable=True),
        sa.Column("actual_start_local", sa.DateTime(), nullable=True),
        sa.Column("actual_finish_local", sa.DateTime(), nullable=True),
        sa.Column("remaining_minutes", sa.Integer(), nullable=True),
        sa.Column("rare", Json, nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_tasks_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_tasks")),
    )
    op.create_table(
        "grants",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("capabilities", Json, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("granted_at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_grants_client_id_clients")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_grants_contact_id_contacts")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_grants_project_id_projects")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_grants_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_client_id"), "grants", ["client_id"], unique=False)
    op.create_index(op.f("ix_grants_contact_id"), "grants", ["contact_id"], unique=False)
    op.create_index(op.f("ix_grants_project_id"), "grants", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_table("grants")
    op.drop_table("tasks")
    op.drop_table("resources")
    op.drop_table("rates")
    op.drop_table("links")
    op.drop_table("hiccups")
    op.drop_table("contacts")
    op.drop_table("changes")
    op.drop_table("budgets")
    op.drop_table("baselines")
    op.drop_table("baseline_tasks")
    op.drop_table("assignments")
    op.drop_table("staff")
    op.drop_table("projects")
    op.drop_table("clients")
    op.drop_table("workspaces")
    drop_kit_tables(op)
