"""What we remember: reports that were ordered. The file itself is a sealed blob, and its key stands here, wrapped.

Nothing in a row tells of the project but ids, dates, counts and hashes.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table

from inloop_kit.database import NAMING, Id, Instant, Json, kit_tables
from inloop_kit.work import due_columns, due_index

metadata = MetaData(naming_convention=NAMING)
kit_tables(metadata)

reports = Table(
    "reports",
    metadata,
    Column("id", Id, primary_key=True),
    *due_columns(),
    Column("workspace_id", Id, nullable=False),
    Column("project_id", Id, nullable=False),
    Column("account_id", Id, nullable=False),
    Column("level", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("ordered_at", Instant, nullable=False),
    Column("step", String(20), nullable=False),
    Column("percent_done", Integer, nullable=False),
    Column("finished_at", Instant, nullable=True),
    Column("failure", String(20), nullable=True),
    Column("blob_path", String(200), nullable=True),
    Column("wrapped_key", LargeBinary, nullable=True),
    Column("size_bytes", BigInteger, nullable=True),
    Column("page_count", Integer, nullable=True),
    Column("sha256", String(64), nullable=True),
    Column("inputs", Json, nullable=True),
    Index(None, "project_id", "account_id", "ordered_at"),
)
due_index(reports)
