"""What is agreed with a client: change requests and hiccups."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

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
    # What was approved as TIMELINE sees it, and (signed_fallout) as the approver saw it; serialized messages Fallout.
    Column("settled_fallout", LargeBinary, nullable=True),
    # Alternatives of the estimate or offer; NULL before there is one.
    Column("alternatives", Json, nullable=True),
    Column("chosen", Integer, nullable=True),
    Column("becomes_promise", Boolean, nullable=True),
    Column("is_staffs", Boolean, nullable=True),
    # Every step; NULL in rows of before there were steps.
    Column("steps", Json, nullable=True),
    Column("signed_fallout", LargeBinary, nullable=True),
    Column("signed_level", Integer, nullable=True),
    Index(None, "project_id", "client_id"),
    Index(None, "state", "expires_on"),
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

promises = Table(
    "promises",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", Id, ForeignKey("projects.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String(120), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("is_present", Boolean, nullable=False),
    Index(None, "project_id"),
)

# Up to where the ledger of a promised milestone has been written.
slip_marks = Table(
    "slip_marks",
    metadata,
    Column("promise_id", Id, ForeignKey("promises.id"), primary_key=True),
    Column("milestone_id", Id, primary_key=True),
    Column("promised_on", Date, nullable=False),
    Column("forecast_on", Date, nullable=False),
    Column("slip_days", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

slip_entries = Table(
    "slip_entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("promise_id", Id, ForeignKey("promises.id"), nullable=False),
    Column("milestone_id", Id, nullable=False),
    Column("at", Instant, nullable=False),
    Column("place", Integer, nullable=False),
    Column("moved_days", Integer, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("cause", Integer, nullable=False),
    Column("seen_from", Integer, nullable=False),
    Column("author", String(120), nullable=False),
    Column("client_id", String(36), nullable=False),
    Column("change_id", String(36), nullable=False),
    Column("revision", BigInteger, nullable=True),
    Column("note", Text, nullable=False),
    Column("is_attributed", Boolean, nullable=False),
    Index(None, "promise_id", "milestone_id"),
)

waits = Table(
    "waits",
    metadata,
    Column("id", Id, primary_key=True),
    Column("project_id", Id, ForeignKey("projects.id"), nullable=False),
    Column("what", String(200), nullable=False),
    Column("client_id", Id, nullable=True),
    Column("task_id", Id, nullable=True),
    Column("message_id", Id, nullable=True),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=True),
    Column("started_by", String(120), nullable=False),
    Index(None, "project_id"),
)
