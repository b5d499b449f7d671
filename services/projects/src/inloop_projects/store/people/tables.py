"""Who is who: workspaces, staff, clients, contacts, grants."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from inloop_kit.database import Id, Instant, Json
from inloop_projects.store.metadata import metadata

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("calendar", Json, nullable=False),
    Column("response_target_minutes", Integer, nullable=False),
    Column("founded_at", Instant, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("account_id", Id, nullable=False),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("role", Integer, nullable=False),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "account_id"),
    Index(None, "account_id"),
)

clients = Table(
    "clients",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "name"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("language", String(8), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("phone", String(16), nullable=True),
    Column("state", Integer, nullable=False),
    Column("account_id", Id, nullable=True),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("client_id", "email"),
    Index(None, "account_id"),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("project_id", Id, ForeignKey("projects.id"), nullable=False),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False),
    Column("contact_id", Id, ForeignKey("contacts.id"), nullable=True),
    Column("level", Integer, nullable=False),
    Column("capabilities", Json, nullable=False),
    Column("expires_on", Date, nullable=True),
    Column("granted_at", Instant, nullable=False),
    Column("withdrawn_at", Instant, nullable=True),
    Index(None, "project_id"),
    Index(None, "contact_id"),
    Index(None, "client_id"),
)
