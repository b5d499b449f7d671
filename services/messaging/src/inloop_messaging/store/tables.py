"""Every table of this service. What people wrote, and the names of people and files, are sealed columns.

    kek.json ──wraps──▶ conversation_keys ──wrap──▶ content_keys (one per message, note, file)
                              │                          │
                              ▼                          ▼
                     topic, stored replies        body and author's name, file name and hash, parts of a file

Deleting a row of conversation_keys makes a conversation unreadable with all that is in it; deleting one of
content_keys a single message, note or file. Rotating the KEK rewrites conversation_keys and nothing else.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from inloop_kit.database import NAMING, Id, Instant, kit_tables

metadata = MetaData(naming_convention=NAMING)
kit_tables(metadata)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("project_id", Id, nullable=False),
    Column("client_id", Id, nullable=False),
    Column("sealed_topic", LargeBinary, nullable=False),
    Column("started_by_account_id", Id, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("last_message_at", Instant, nullable=True),
    Column("message_count", Integer, nullable=False),
    Column("waiting_message_id", Id, nullable=True),
    Index(None, "project_id", "client_id"),
)

conversation_keys = Table(
    "conversation_keys",
    metadata,
    Column("conversation_id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("kek_version", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index(None, "kek_version"),
)

content_keys = Table(
    "content_keys",
    metadata,
    Column("content_id", Id, primary_key=True),
    Column("conversation_id", Id, nullable=False),
    Column("workspace_id", Id, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index(None, "conversation_id"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("author_account_id", Id, nullable=False),
    Column("from_staff", Boolean, nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    Column("posted_at", Instant, nullable=False),
    Column("answered_at", Instant, nullable=True),
    Column("answered_by_message_id", Id, nullable=True),
    UniqueConstraint("conversation_id", "number"),
)

staff_notes = Table(
    "staff_notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("author_account_id", Id, nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    Column("written_at", Instant, nullable=False),
    Index(None, "conversation_id"),
)

read_marks = Table(
    "read_marks",
    metadata,
    Column("conversation_id", Id, ForeignKey("conversations.id"), primary_key=True),
    Column("account_id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("last_read_number", Integer, nullable=False),
    Column("read_at", Instant, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("uploader_account_id", Id, nullable=False),
    Column("message_id", Id, ForeignKey("messages.id"), nullable=True),
    Column("position", SmallInteger, nullable=False),
    Column("sealed_facts", LargeBinary, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("offset_bytes", BigInteger, nullable=False),
    Column("part_count", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("begun_at", Instant, nullable=False),
    # Work that is due: examining a whole file. A claim is a lease with a number that guards its result.
    Column("due_at", Instant, nullable=True),
    Column("claim_no", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Index(None, "message_id"),
    Index(None, "conversation_id"),
    Index(None, "due_at"),
    Index(None, "begun_at"),
)

attachment_parts = Table(
    "attachment_parts",
    metadata,
    Column("attachment_id", Id, ForeignKey("attachments.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("workspace_id", Id, nullable=False),
    Column("offset_bytes", BigInteger, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("sealed_proof", LargeBinary, nullable=False),
    Column("path", String(200), nullable=False),
    UniqueConstraint("attachment_id", "offset_bytes"),
)
