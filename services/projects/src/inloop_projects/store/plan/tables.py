"""Projects and their plans. Datetimes of a plan are naive wall-clock time of the project's zone."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from inloop_kit.database import Id, Instant, Json
from inloop_projects.store.metadata import metadata

projects = Table(
    "projects",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("tolerance_days", Integer, nullable=False),
    Column("plan_revision", BigInteger, nullable=False),
    Column("start_local", DateTime, nullable=False),
    Column("calendars", Json, nullable=False),
    Column("default_calendar_id", String(64), nullable=False),
    Column("minutes_per_day", Integer, nullable=False),
    Column("minutes_per_week", Integer, nullable=False),
    Column("days_per_month", Integer, nullable=False),
    Column("honours_constraints", Boolean, nullable=False),
    Column("critical_slack_minutes", Integer, nullable=False),
    Column("near_critical_slack_minutes", Integer, nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("forecast_on", Date, nullable=True),
    Index(None, "workspace_id"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("parent_id", Id, nullable=True),
    Column("name", String(200), nullable=False),
    Column("description", Text, nullable=False),
    Column("visible_from", Integer, nullable=False),
    Column("is_summary", Boolean, nullable=False),
    Column("is_milestone", Boolean, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("percent_complete", Integer, nullable=False),
    Column("constraint_type", String(4), nullable=False),
    Column("constraint_local", DateTime, nullable=True),
    Column("deadline_local", DateTime, nullable=True),
    Column("actual_start_local", DateTime, nullable=True),
    Column("actual_finish_local", DateTime, nullable=True),
    Column("remaining_minutes", Integer, nullable=True),
    # What few tasks have: elapsed duration, own calendar, splits, manual dates, levelling delay, inactive.
    Column("rare", Json, nullable=True),
)

links = Table(
    "links",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("predecessor_id", Id, primary_key=True),
    Column("successor_id", Id, primary_key=True),
    Column("type", String(2), primary_key=True),
    Column("lag_minutes", Integer, nullable=False),
    Column("lag_kind", String(8), nullable=False),
)

resources = Table(
    "resources",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("name", String(255), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("calendar_id", String(64), nullable=True),
    Column("max_units_percent", Float, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("task_id", Id, primary_key=True),
    Column("resource_id", Id, primary_key=True),
    Column("units_percent", Float, nullable=False),
    Column("work_minutes", Integer, nullable=False),
    Column("actual_work_minutes", Integer, nullable=False),
    Column("remaining_work_minutes", Integer, nullable=True),
)

baselines = Table(
    "baselines",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("is_promise", Boolean, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("finish_local", DateTime, nullable=True),
)

baseline_tasks = Table(
    "baseline_tasks",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("task_id", Id, primary_key=True),
    Column("start_local", DateTime, nullable=False),
    Column("finish_local", DateTime, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("work_minutes", Integer, nullable=False),
    # Minor units of the project's currency; unset where nobody who works on it has a cost rate.
    Column("cost_minor", BigInteger, nullable=True),
)

plan_changes = Table(
    "plan_changes",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("author", String(120), nullable=False),
    Column("sentence", String(300), nullable=False),
    Column("client_id", String(36), nullable=False),
    Column("change_id", String(36), nullable=False),
    Column("of_revision", BigInteger, nullable=True),
    # Whether its author has taken it back, and the revision of the last write that did it, undid it or redid it.
    Column("undo_state", Integer, nullable=False),
    Column("settled_revision", BigInteger, nullable=False),
    Column("difference", Json, nullable=False),
    Index(None, "project_id", "account_id", "undo_state"),
)

milestone_forecasts = Table(
    "milestone_forecasts",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("milestone_id", Id, primary_key=True),
    Column("recorded_on", Date, primary_key=True),
    Column("forecast_on", Date, nullable=False),
)
