"""The tables that the kit keeps in every service's database.

    outbox        events that this service publishes; the truth about them. A row is written in the transaction of the
                  fact it tells of; the relay sets `sent_at` once the broker holds it, and it is kept for days after.
                  seq            order of writing; within one aggregate the order of publishing
                  id             UUIDv7, also the message id by which everyone dedupes
                  subject        subject of the broker, from the full proto name: inloop.<service>.v1.<Event>
                  payload        the serialized event
                  aggregate_id   what the event is about; rows of one aggregate are published in order
                  partition      hash of aggregate_id; each partition is published by one relay at a time
                  workspace_id, project_id, client_id   whose the event is ('' where it has no such scope)
                  visible_from   number of the Level from which a client may learn that it happened
                  traceparent, request_id   the trace and the request that wrote it
                  occurred_at, sent_at, attempt, next_try_at
    inbox         (consumer, event_id) of every event whose effect is committed, written with the effect.
    dead_letters  messages that a consumer gave up on, whole, so that they can be replayed.
    replies       what a mutating call answered, under its idempotency key (kept 24 h).
                  actor          account id, or the service's name
                  request_hash   SHA-256 of the request; another body under the same key is refused
                  reply          the serialized reply; NULL when it holds a secret and was not kept
    audit         who did what to what, written with the effect. Append-only.
    leases        who may do a thing that only one process may do at a time; `fence` grows with each new holder.
    streams       the broker's streams as this service last saw them: a stream with another `created_at` is a new one.

A service attaches them to its own metadata, so that its migrations and the drift test know them:

    # store/tables.py
    metadata = MetaData(naming_convention=NAMING)
    attach_kit_tables(metadata)
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, SmallInteger, String, Table, Text

from inloop_kit.columns import NAMING, Id, Instant, Json, Sequence

KIT = MetaData(naming_convention=NAMING)

outbox = Table(
    "outbox",
    KIT,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("subject", String(200), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("aggregate_id", String(100), nullable=False),
    Column("partition", SmallInteger, nullable=False),
    Column("workspace_id", String(36), nullable=False),
    Column("project_id", String(36), nullable=False),
    Column("client_id", String(36), nullable=False),
    Column("visible_from", SmallInteger, nullable=False),
    Column("traceparent", String(100), nullable=False),
    Column("request_id", String(100), nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("attempt", Integer, nullable=False),
    Column("next_try_at", Instant),
    sqlite_autoincrement=True,
)
unsent = outbox.c.sent_at.is_(None)
Index("ix_outbox_unsent", outbox.c.partition, outbox.c.seq, sqlite_where=unsent, postgresql_where=unsent)
Index("ix_outbox_sent_at", outbox.c.sent_at)

inbox = Table(
    "inbox",
    KIT,
    Column("consumer", String(100), primary_key=True),
    Column("event_id", String(100), primary_key=True),
    Column("handled_at", Instant, nullable=False, index=True),
)

dead_letters = Table(
    "dead_letters",
    KIT,
    Column("id", Id, primary_key=True),
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
)
Index("uq_dead_letters_consumer_event_id", dead_letters.c.consumer, dead_letters.c.event_id, unique=True)

replies = Table(
    "replies",
    KIT,
    Column("actor", String(100), primary_key=True),
    Column("method", String(200), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request_hash", LargeBinary(32), nullable=False),
    Column("reply", LargeBinary),
    Column("stored_at", Instant, nullable=False, index=True),
)

audit = Table(
    "audit",
    KIT,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("workspace_id", String(36), nullable=False),
    Column("project_id", String(36), nullable=False),
    Column("client_id", String(36), nullable=False),
    Column("issuer", String(50), nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("session_id", String(36), nullable=False),
    Column("purpose", String(100), nullable=False),
    Column("action", String(100), nullable=False),
    Column("about", String(200), nullable=False),
    Column("facts", Json, nullable=False),
    Column("request_id", String(100), nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_audit_workspace_id_seq", audit.c.workspace_id, audit.c.seq)

leases = Table(
    "leases",
    KIT,
    Column("name", String(100), primary_key=True),
    Column("holder", String(100), nullable=False),
    Column("held_until", Instant, nullable=False),
    Column("fence", Integer, nullable=False),
)

streams = Table(
    "streams",
    KIT,
    Column("name", String(100), primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)


def attach_kit_tables(metadata: MetaData) -> None:
    """Copy the kit's tables into a service's metadata (see the top of this file)."""
    for table in KIT.sorted_tables:
        table.to_metadata(metadata)
