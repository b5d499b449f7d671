"""What is agreed with a client: change requests and hiccups."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from inloop_kit.database import Id, Instant, Json
from inloop_projects.store.metadata import metadata

changes = Table(
    "changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("project_id", Id, ForeignKey("projects.id"), nullable=False),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False),
    Column("title", String(160), nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Integer, nullable=False),
    Column("edits", Json, nullable=False),
    Column("hidden_edits", Json, nullable=False),
    Column("price_minor", BigInteger, nullable=True),
    Column("price_currency", String(3), nullable=True),
    Column("offer_note", Text, nullable=True),
    Column("expires_on", Date, nullable=True),
    Column("asked_by_account_id", Id, nullable=False),
    Column("asked_by", String(120), nullable=False),
    Column("submitted_at", Instant, nullable=False),
    Column("offered_at", Instant, nullable=True),
    Column("settled_at", Instant, nullable=True),
    Column("settled_by", String(120), nullable=True),
    Column("approved_hash", String(64), nullable=True),
    # The picture that was approved, as the approver saw it; the serialized message Fallout.
    Column("settled_fallout", LargeBinary, nullable=True),
    Index(None, "project_id", "client_id"),
)

hiccups = Table(
    "hiccups",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("project_id", Id, ForeignKey("projects.id"), nullable=False),
    Column("milestone_id", Id, nullable=False),
    Column("state", Integer, nullable=False),
    Column("promised_on", Date, nullable=False),
    Column("forecast_on", Date, nullable=False),
    Column("slip_days", Integer, nullable=False),
    Column("reason", Text, nullable=True),
    Column("opened_at", Instant, nullable=False),
    Column("published_at", Instant, nullable=True),
    Column("published_by", String(120), nullable=True),
    Column("resolved_at", Instant, nullable=True),
    Index(None, "project_id"),
)
