"""Every table of this service. None of them belongs to one workspace but invitations."""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table

from inloop_kit.database import NAMING, Id, Instant, kit_tables

metadata = MetaData(naming_convention=NAMING)
kit_tables(metadata)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("language", String(8), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", Id, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=True),
    Column("agent", String(300), nullable=False),
    Index(None, "account_id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("project_id", Id, nullable=False),
    Column("contact_id", Id, nullable=False),
    Column("account_id", Id, nullable=False),
    Column("email", String(254), nullable=False),
    Column("name", String(120), nullable=False),
    Column("language", String(8), nullable=False),
    Column("workspace_name", String(120), nullable=False),
    Column("state", Integer, nullable=False),
    Column("token_hash", String(64), nullable=True, unique=True),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index(None, "project_id"),
    Index(None, "contact_id"),
)

resets = Table(
    "resets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", Id, nullable=False),
    Column("token_hash", String(64), nullable=True, unique=True),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=True),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", String(80), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "subject", "at"),
)
