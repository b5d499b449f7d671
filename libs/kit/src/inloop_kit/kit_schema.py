"""The kit's tables as each step of the kit's schema left them, frozen: old migrations must not change with new code.

Schema 1 is what a service's first migration creates. When a table of `kit_tables.py` changes, add a function here
(`change_to_second(op)`) and call it from a new migration of every service; never edit an older function.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)

from inloop_kit.columns import Id, Instant, Json, Sequence


def create_first(op: Any) -> None:
    """Schema 1."""
    _create_event_tables(op)
    _create_record_tables(op)


def drop_first(op: Any) -> None:
    """Back to nothing."""
    for name in ("streams", "leases", "audit", "replies", "dead_letters", "inbox", "outbox"):
        op.drop_table(name)


def _create_event_tables(op: Any) -> None:
    op.create_table(
        "outbox",
        Column("seq", Sequence, nullable=False, autoincrement=True),
        Column("id", Id, nullable=False),
        Column("subject", String(200), nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("aggregate_id", String(100), nullable=False),
        Column("partition", SmallInteger, nullable=False),
        *_scope(),
        Column("visible_from", SmallInteger, nullable=False),
        Column("traceparent", String(100), nullable=False),
        Column("request_id", String(100), nullable=False),
        Column("occurred_at", Instant, nullable=False),
        Column("sent_at", Instant),
        Column("attempt", Integer, nullable=False),
        Column("next_try_at", Instant),
        PrimaryKeyConstraint("seq", name="pk_outbox"),
        UniqueConstraint("id", name="uq_outbox_id"),
        sqlite_autoincrement=True,
    )
    unsent = text("sent_at IS NULL")
    op.create_index("ix_outbox_unsent", "outbox", ["partition", "seq"], sqlite_where=unsent, postgresql_where=unsent)
    op.create_index("ix_outbox_sent_at", "outbox", ["sent_at"])
    op.create_table(
        "inbox",
        Column("consumer", String(100), nullable=False),
        Column("event_id", String(100), nullable=False),
        Column("handled_at", Instant, nullable=False),
        PrimaryKeyConstraint("consumer", "event_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_handled_at", "inbox", ["handled_at"])
    op.create_table(
        "dead_letters",
        Column("id", Id, nullable=False),
        Column("consumer", String(100), nullable=False),
        Column("event_id", String(100), nullable=False),
        Column("subject", String(200), nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("headers", Json, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("reason", String(100), nullable=False),
        Column("detail", Text, nullable=False),
        Column("parked_at", Instant, nullable=False),
        Column("replayed_at", Instant),
        PrimaryKeyConstraint("id", name="pk_dead_letters"),
    )
    op.create_index("uq_dead_letters_consumer_event_id", "dead_letters", ["consumer", "event_id"], unique=True)


def _create_record_tables(op: Any) -> None:
    op.create_table(
        "replies",
        Column("actor", String(100), nullable=False),
        Column("method", String(200), nullable=False),
        Column("key", String(200), nullable=False),
        Column("request_hash", LargeBinary(32), nullable=False),
        Column("reply", LargeBinary),
        Column("stored_at", Instant, nullable=False),
        PrimaryKeyConstraint("actor", "method", "key", name="pk_replies"),
    )
    op.create_index("ix_replies_stored_at", "replies", ["stored_at"])
    op.create_table(
        "audit",
        Column("seq", Sequence, nullable=False, autoincrement=True),
        Column("id", Id, nullable=False),
        Column("at", Instant, nullable=False),
        *_scope(),
        Column("issuer", String(50), nullable=False),
        Column("account_id", String(36), nullable=False),
        Column("session_id", String(36), nullable=False),
        Column("purpose", String(100), nullable=False),
        Column("action", String(100), nullable=False),
        Column("about", String(200), nullable=False),
        Column("facts", Json, nullable=False),
        Column("request_id", String(100), nullable=False),
        PrimaryKeyConstraint("seq", name="pk_audit"),
        UniqueConstraint("id", name="uq_audit_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_workspace_id_seq", "audit", ["workspace_id", "seq"])
    op.create_table(
        "leases",
        Column("name", String(100), nullable=False),
        Column("holder", String(100), nullable=False),
        Column("held_until", Instant, nullable=False),
        Column("fence", Integer, nullable=False),
        PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "streams",
        Column("name", String(100), nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("seen_at", Instant, nullable=False),
        PrimaryKeyConstraint("name", name="pk_streams"),
    )


def _scope() -> list[Column[str]]:
    return [
        Column("workspace_id", String(36), nullable=False),
        Column("project_id", String(36), nullable=False),
        Column("client_id", String(36), nullable=False),
    ]
