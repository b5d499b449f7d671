"""Rows that are due: the truth about work that happens later, outside a request.

A service's table gets these columns beside its own `id` (in tables.py and in the migration alike):

    deliveries = Table("deliveries", metadata, Column("id", Id, primary_key=True), *due_columns(), Column(...))
    due_index(deliveries)                                      # tables.py
    create_due_index(op, "deliveries")                         # migration

    state          "due" until somebody settles it; every other word is the service's own ("sent", "suppressed")
    due_at         not before this instant
    claimed_until  somebody works on it until then; expired: that somebody died, and the next one may claim it
    claim_no       grows with each claim; what is written for an older claim is refused (a fencing number)
    attempt        how often it was claimed since it was planned
    traceparent, request_id   what planned it

A row is planned with `insert(deliveries).values(id=…, **DUE.plan(session))` in the transaction of its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from inloop_kit import metrics, telemetry
from inloop_kit.columns import Instant
from inloop_kit.database import now, touch
from inloop_kit.envelope import REQUEST_ID, TRACEPARENT
from inloop_kit.errors import InloopError

DUE = "due"
FAILED = "failed"
BACK_OFF = (1.0, 5.0, 30.0, 120.0, 600.0)
CLAIM_SECONDS = 15.0


class ClaimLost(InloopError):
    """Somebody else has claimed the row since (we were too slow, or thought dead): nothing of ours is kept."""

    reason = "CLAIM_LOST"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do one row once. `attempt` starts at 1; `was_interrupted`: the one before died at work."""

    row_id: str
    claim_no: int
    attempt: int
    was_interrupted: bool


@dataclass(frozen=True, slots=True)
class DueRow:
    """A row that may be claimed now, and the trace that planned it."""

    row_id: str
    claim_no: int
    carrier: dict[str, str]


def due_columns() -> list[Column[Any]]:
    """The columns of a due table, as of kit schema 1; see the top of this file."""
    return [
        Column("state", String(30), nullable=False),
        Column("due_at", Instant, nullable=False),
        Column("claimed_until", Instant),
        Column("claim_no", Integer, nullable=False),
        Column("attempt", Integer, nullable=False),
        Column("traceparent", String(100), nullable=False),
        Column("request_id", String(100), nullable=False),
    ]


def due_index(table: Table) -> Index:
    """The index that finds what is due, however many rows are done."""
    is_due = table.c.state == text(f"'{DUE}'")
    return Index(f"ix_{table.name}_due_at", table.c.due_at, sqlite_where=is_due, postgresql_where=is_due)


def create_due_index(op: Any, table_name: str) -> None:
    """The same index in a migration."""
    is_due = text(f"state = '{DUE}'")
    name = f"ix_{table_name}_due_at"
    op.create_index(name, table_name, ["due_at"], sqlite_where=is_due, postgresql_where=is_due)


class DueTable:
    """The rules of one due table. `claim_seconds` is how long a row of a dead process stays away."""

    def __init__(
        self, table: Table, *, claim_seconds: float = CLAIM_SECONDS, back_off: Sequence[float] = BACK_OFF
    ) -> None:
        self.table = table
        self.name = table.name
        self.claim_seconds = claim_seconds
        self.back_off = back_off
        self._build()

    @property
    def max_attempts(self) -> int:
        """How often a row is tried."""
        return len(self.back_off) + 1

    def plan(self, session: Session, *, due_at: datetime | None = None) -> dict[str, object]:
        """The values of a new row, due now or at `due_at`; wakes the feeder when this transaction commits."""
        touch(session, self.name)
        carrier = telemetry.carrier()
        return {
            "state": DUE,
            "due_at": due_at or now(session),
            "claimed_until": None,
            "claim_no": 0,
            "attempt": 0,
            "traceparent": carrier.get(TRACEPARENT, ""),
            "request_id": carrier.get(REQUEST_ID, ""),
        }

    def claimable(self, session: Session, limit: int) -> list[DueRow]:
        """Rows that may be claimed now, the longest due first."""
        found = session.connection().execute(self._find, {"at": now(session), "most": limit})
        return [
            DueRow(row.id, row.claim_no, {TRACEPARENT: row.traceparent, REQUEST_ID: row.request_id}) for row in found
        ]

    def claim(self, session: Session, row_id: str) -> Claim | None:
        """Take the row; None when it is done, not due, or somebody else's."""
        at = now(session)
        connection = session.connection()
        row = connection.execute(self._look, {"row_id": row_id, "at": at}).one_or_none()
        if row is None:
            return None
        claim = Claim(row_id, row.claim_no + 1, row.attempt + 1, row.claimed_until is not None)
        until = at + timedelta(seconds=self.claim_seconds)
        values = {"claimed_until": until, "claim_no": claim.claim_no, "attempt": claim.attempt}
        connection.execute(self._take, {"row_id": row_id, **values})
        if claim.was_interrupted:
            metrics.current().claims_freed.labels(self.name).inc()
        return claim

    def extend(self, session: Session, claim: Claim) -> bool:
        """Keep the claim for another `claim_seconds`; False when it is lost."""
        until = now(session) + timedelta(seconds=self.claim_seconds)
        return self._change(session, claim, {"claimed_until": until})

    def settle(self, session: Session, claim: Claim, *, state: str, **values: object) -> None:
        """The row is done: `state` is the service's own word, `values` are further columns. Raises ClaimLost."""
        if state == DUE:
            raise ValueError("to do it again, give it back")
        if not self._change(session, claim, {"state": state, "claimed_until": None, **values}):
            raise ClaimLost(f"The claim on {self.name} {claim.row_id} is lost.")

    def give_back(self, session: Session, claim: Claim, *, delay: float, fresh: bool = False) -> None:
        """Try it again in `delay` seconds; `fresh` counts the attempts from the start again. Raises ClaimLost."""
        values: dict[str, object] = {"claimed_until": None, "due_at": now(session) + timedelta(seconds=delay)}
        if fresh:
            values["attempt"] = 0
        if not self._change(session, claim, values):
            raise ClaimLost(f"The claim on {self.name} {claim.row_id} is lost.")
        touch(session, self.name)

    def is_held(self, session: Session, claim: Claim) -> bool:
        """Whether the row still waits for this claim to settle it."""
        place = {"row_id": claim.row_id, "of_claim": claim.claim_no}
        return session.connection().execute(self._held, place).one_or_none() is not None

    def next_due_at(self, session: Session) -> datetime | None:
        """When the next row that is not due yet will be; None when there is none."""
        found: datetime | None = session.connection().scalar(self._next, {"at": now(session)})
        return found

    def count_due(self, session: Session) -> int:
        """Rows that are due and not done, claimed ones included."""
        return session.connection().scalar(self._count, {"at": now(session)}) or 0

    def _change(self, session: Session, claim: Claim, values: dict[str, object]) -> bool:
        place = {"row_id": claim.row_id, "of_claim": claim.claim_no}
        return session.connection().execute(self._guarded, {**place, **values}).one_or_none() is not None

    def _build(self) -> None:
        """The statements, once: building one costs more than running it."""
        columns = self.table.c
        # The literal lets the engines use the partial index.
        is_due = columns.state == text(f"'{DUE}'")
        at = bindparam("at", type_=Instant)
        is_free = columns.claimed_until.is_(None) | (columns.claimed_until < at)
        is_it = columns.id == bindparam("row_id")
        is_ours = (is_it, is_due, columns.claim_no == bindparam("of_claim"))
        can_be_claimed = (is_due, columns.due_at <= at, is_free)
        carried = (columns.id, columns.claim_no, columns.traceparent, columns.request_id)
        self._find = select(*carried).where(*can_be_claimed).order_by(columns.due_at).limit(bindparam("most"))
        wanted = select(columns.claim_no, columns.attempt, columns.claimed_until)
        self._look = wanted.where(is_it, *can_be_claimed).with_for_update()
        self._take = update(self.table).where(is_it)
        self._guarded = update(self.table).where(*is_ours).returning(columns.id)
        self._held = select(columns.id).where(*is_ours, columns.claimed_until.is_not(None))
        self._next = select(func.min(columns.due_at)).where(is_due, columns.due_at > at)
        self._count = select(func.count()).where(is_due, columns.due_at <= at)
