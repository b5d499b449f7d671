"""Notes, and how often each was counted: enough to see a lost or a doubled effect."""

from sqlalchemy import Column, Integer, MetaData, String, Table

from inloop_kit.database import NAMING, Id, Instant, Json, kit_tables

metadata = MetaData(naming_convention=NAMING)
kit_tables(metadata)

notes = Table(
    "notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("text", String(200), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("facts", Json, nullable=False),
)

effects = Table(
    "effects",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("note_id", String(36), nullable=False),
    Column("number", Integer, nullable=False),
)
