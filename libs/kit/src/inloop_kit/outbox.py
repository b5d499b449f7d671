"""Events, written in the transaction of the fact that they tell of.

    def publish(self, session, caller, hiccup_id):
        ...
        outbox.append(session, HiccupPublished(hiccup_id=hiccup_id), aggregate_id=project_id,
                      scope=Scope(workspace_id, project_id), visible_from=Level.LEVEL_TIMELINE)

The relay publishes the rows of one aggregate in the order of `seq`. That is the order of the facts when writers of one
aggregate take turns, which they do when the action locks the aggregate's row first; on SQLite all writers do.
"""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from sqlalchemy import insert
from sqlalchemy.orm import Session

from inloop_kit import telemetry
from inloop_kit.database import now, touch
from inloop_kit.envelope import REQUEST_ID, TRACEPARENT, Envelope, Scope
from inloop_kit.ids import new_id
from inloop_kit.kit_tables import outbox

__all__ = ["OUTBOX", "PARTITIONS", "Scope", "append", "envelope_of"]

OUTBOX = "outbox"
PARTITIONS = 8
MAX_PAYLOAD_BYTES = 64 * 1024
_INSERT = insert(outbox)  # built once: building a statement costs more than running it


def append(session: Session, event: Message, *, aggregate_id: str, scope: Scope, visible_from: int) -> str:
    """Write one event; returns its id. `visible_from` is the Level from which a client may learn of it.

    Raises ValueError for an event above 64 KiB: events carry ids and facts, never content.
    """
    payload = event.SerializeToString(deterministic=True)
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise ValueError(f"{event.DESCRIPTOR.full_name} has {len(payload)} bytes: events carry ids, not content")
    carrier = telemetry.carrier()
    event_id = new_id()
    row = {
        "id": event_id,
        "subject": event.DESCRIPTOR.full_name,
        "payload": payload,
        "aggregate_id": aggregate_id,
        "partition": partition_of(aggregate_id),
        "workspace_id": scope.workspace_id,
        "project_id": scope.project_id,
        "client_id": scope.client_id,
        "visible_from": visible_from,
        "traceparent": carrier.get(TRACEPARENT, ""),
        "request_id": carrier.get(REQUEST_ID, ""),
        "occurred_at": now(session),
        "attempt": 0,
    }
    session.connection().execute(_INSERT, row)
    touch(session, OUTBOX)
    return event_id


def partition_of(aggregate_id: str) -> int:
    """The partition of an aggregate, 0 to PARTITIONS - 1; stable for ever, because rows keep it."""
    return zlib.crc32(aggregate_id.encode()) % PARTITIONS


def envelope_of(row: Any) -> Envelope:
    """The envelope of an outbox row."""
    occurred_at: datetime = row.occurred_at
    return Envelope(
        event_id=row.id,
        subject=row.subject,
        aggregate_id=row.aggregate_id,
        scope=Scope(row.workspace_id, row.project_id, row.client_id),
        visible_from=row.visible_from,
        occurred_at=occurred_at,
        traceparent=row.traceparent,
        request_id=row.request_id,
    )
