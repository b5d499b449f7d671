"""Notes, and how often each was counted: enough to see a lost or a doubled effect."""

from sqlalchemy import Column, Integer, MetaData, String, Table

from inloop_kit.database import NAMING, Id, Instant, Json, kit_tables
from inloop_kit.work import due_columns, due_index

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

chores = Table(
    "chores",
    metadata,
    Column("id", Id, primary_key=True),
    *due_columns(),
)
due_index(chores)

effects = Table(
    "effects",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("note_id", String(36), nullable=False),
    Column("number", Integer, nullable=False),
)
