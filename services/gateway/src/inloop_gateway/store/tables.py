"""Every table of this service.

accounts         one row per person who can sign in; `email` in lower case
sessions         `token_hash` is SHA-256 of the cookie; a row with `ended_at` or past `expires_at` signs nobody in
invitations      one row per invitation; accepted_at and cancelled_at exclude each other
password_resets  `account_id` is NULL for an address nobody has: the row only makes both cases alike
links            hashes of the one-time tokens of an invitation or a reset (`subject_id`); what they open is decided
                 by the state of the subject, so one redemption makes all of them void
tries            counted tries per `path` and `who` (hash of an address, an account id or a network) and window
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, SmallInteger, String, Table, Text

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
    Column("password_hash", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("ended_at", Instant),
    Column("agent", String(300), nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("workspace_name", String(120), nullable=False),
    Column("project_id", Id, nullable=False),
    Column("client_id", Id, nullable=False),
    Column("contact_id", Id, nullable=False, index=True),
    Column("account_id", Id, nullable=False),
    Column("email", String(254), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("language", String(8), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("cancelled_at", Instant),
    Index(None, "project_id", "issued_at"),
)

password_resets = Table(
    "password_resets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", Id, ForeignKey("accounts.id"), index=True),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("redeemed_at", Instant),
)

links = Table(
    "links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("kind", SmallInteger, nullable=False),
    Column("subject_id", Id, nullable=False, index=True),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

tries = Table(
    "tries",
    metadata,
    Column("path", String(32), primary_key=True),
    Column("who", String(64), primary_key=True),
    Column("began_at", Instant, nullable=False, index=True),
    Column("count", Integer, nullable=False),
)
