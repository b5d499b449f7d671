"""Calendar feeds with what each of them last told, and templates of plans."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from inloop_kit.database import Id, Instant, Json
from inloop_projects.store.metadata import metadata

feeds = Table(
    "feeds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", Id, ForeignKey("projects.id"), nullable=False),
    Column("account_id", Id, nullable=False),
    Column("name", String(80), nullable=False),
    # HMAC-SHA-256 of the token in hex: whoever reads the table cannot subscribe.
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("last_read_on", Date, nullable=True),
    Column("revoked_at", Instant, nullable=True),
    Index(None, "project_id", "account_id"),
)

feed_events = Table(
    "feed_events",
    metadata,
    Column("feed_id", Id, ForeignKey("feeds.id"), primary_key=True),
    Column("task_id", Id, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("finish_on", Date, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
)

templates = Table(
    "templates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("description", Text, nullable=False),
    Column("task_count", Integer, nullable=False),
    Column("working_days", Integer, nullable=False),
    Column("saved_by", String(120), nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("plan", Json, nullable=False),
    Index(None, "workspace_id"),
)
