"""Every table of this service."""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, UniqueConstraint

from inloop_kit.database import NAMING, Id, Instant, kit_tables
from inloop_kit.work import due_columns, due_index

metadata = MetaData(naming_convention=NAMING)
kit_tables(metadata)

rhythms = Table(
    "rhythms",
    metadata,
    Column("account_id", Id, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("at", String(5), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("quiet_from", String(5), nullable=True),
    Column("quiet_until", String(5), nullable=True),
    Column("chosen_at", Instant, nullable=False),
)

# One matter for one person. `dedupe_key` is the event and the recipient: a repeat changes nothing.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    *due_columns(),
    Column("dedupe_key", String(120), nullable=False, unique=True),
    Column("account_id", Id, nullable=False),
    Column("workspace_id", Id, nullable=False),
    Column("workspace_name", String(120), nullable=False),
    Column("project_id", Id, nullable=False),
    Column("topic", String(30), nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("about_id", Id, nullable=False),
    Column("level", Integer, nullable=False),
    Column("email", String(254), nullable=False),
    Column("name", String(120), nullable=False),
    Column("language", String(8), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("digest_id", Id, nullable=True),
    Column("reason", String(60), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("settled_at", Instant, nullable=True),
    Index(None, "account_id", "planned_at"),
    Index(None, "project_id", "planned_at"),
    Index(None, "digest_id"),
)
due_index(deliveries)

# How many single mails a person got, or will get, on one local day.
interruptions = Table(
    "interruptions",
    metadata,
    Column("account_id", Id, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
)

# One mail for many matters: one per person and window.
digests = Table(
    "digests",
    metadata,
    Column("id", Id, primary_key=True),
    *due_columns(),
    Column("account_id", Id, nullable=False),
    Column("window", String(10), nullable=False),
    Column("settled_at", Instant, nullable=True),
    UniqueConstraint("account_id", "window"),
)
due_index(digests)
