"""From the outbox to the broker: every committed event, in order within its aggregate, at least once.

    relay = Relay(database, bus, service="projects"); relay.start()

One thread per process. Several processes share the partitions of the outbox by lease, so that one relay at a time
publishes an aggregate. The message id is the event id: what was published and not marked before a crash is published
again and dropped by the stream (within its window) or by the inboxes (for ever).

Woken by a commit in this process, by the bell `nudge.<service>.outbox` from others, and by a poll once a second.

What fails:
    the broker is away or full   everything waits; nothing is marked, the relay backs off up to 5 s
    one message is refused       its aggregate waits (1, 5, 30, 60 s and so on); all others go on
    the stream was lost          rows of the kept days are marked unsent again and published in order
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from inloop_kit import metrics, telemetry
from inloop_kit.bus import STREAM_BYTES, Bus, Outgoing, Refused, Sent, StreamMissing, StreamState
from inloop_kit.database import Database, now
from inloop_kit.errors import Unreachable
from inloop_kit.housekeeping import SENT_KEPT, purge
from inloop_kit.kit_tables import outbox, streams
from inloop_kit.leases import RENEW_SECONDS, TTL_SECONDS, Leases
from inloop_kit.outbox import OUTBOX, PARTITIONS, envelope_of

BATCH = 500
POLL_SECONDS = 1.0
CHECK_STREAM_SECONDS = 5.0
PURGE_SECONDS = 600.0
REFUSED_BACK_OFF = (1, 5, 30, 60)


def nudge_subject(service: str, topic: str) -> str:
    """The core-NATS subject that rings for a topic of a service."""
    return f"nudge.{service}.{topic}"


def nudge_after_commits(database: Database, bus: Bus, service: str, topics: Iterable[str] = (OUTBOX,)) -> None:
    """Let every commit of this process ring for the workers of other processes of the same service."""
    for topic in topics:
        subject = nudge_subject(service, topic)
        database.on_commit_of(topic, lambda subject=subject: bus.nudge(subject))  # type: ignore[misc]


class Relay:
    """See the top of this file. `service` names the stream; a component of the `work` process."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        service: str,
        *,
        stream_bytes: int = STREAM_BYTES,
        lease_seconds: float = TTL_SECONDS,
    ) -> None:
        self._database = database
        self._bus = bus
        self._service = service
        self._stream_bytes = stream_bytes
        self._leases = Leases(database, ttl=lease_seconds)
        self._renew_seconds = min(RENEW_SECONDS, lease_seconds / 3)
        self._mine: frozenset[int] = frozenset()
        self._stream: StreamState | None = None
        self._last_seq = 0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"relay-{service}", daemon=True)
        self._due: dict[str, float] = {}

    def start(self) -> None:
        """Start publishing."""
        self._database.on_commit_of(OUTBOX, self.wake)
        self._bus.subscribe(nudge_subject(self._service, OUTBOX), lambda _: self.wake())
        self._bus.when_connected(self._look_again)
        self._thread.start()

    def stop(self, grace: float = 5.0) -> None:
        """Finish the batch in hand, give the partitions back."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(grace)

    def is_ready(self) -> bool:
        """Whether the thread lives (a broker that is away is reported by the bus)."""
        return self._thread.is_alive()

    def wake(self) -> None:
        """There may be something to publish."""
        self._wake.set()

    def _look_again(self) -> None:
        """The broker is back: its stream may be another one than before."""
        self._stream = None
        self.wake()

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            self._wake.wait(timeout=pause or POLL_SECONDS)
            if pause:
                self._stopping.wait(pause)  # after a failure a bell must not shorten the pause
            self._wake.clear()
            try:
                self._turn()
                pause = 0.0
            except Unreachable as error:
                pause = min(5.0, max(0.1, pause * 2))
                telemetry.log.info("relay_waits", reason=error.reason, seconds=pause)
            except Exception:  # noqa: BLE001 - the only thread that publishes must not end
                pause = 5.0
                telemetry.log.exception("relay_failed")
        self._release()

    def _release(self) -> None:
        try:
            self._leases.release()
        except Unreachable:
            telemetry.log.info("relay_leases_left", reason="database away; they run out by themselves")

    def _turn(self) -> None:
        """Everything that is due now: leases, the stream, rows, the purge."""
        if self._is_due("leases", self._renew_seconds):
            self._mine = self._leases.share(f"relay/{self._service}", PARTITIONS)
        if not self._bus.is_connected:
            self._count_pending()
            return
        if self._stream is None or self._is_due("stream", CHECK_STREAM_SECONDS):
            self._check_stream()
        while self._publish_batch() and not self._stopping.is_set():
            if self._is_due("leases", self._renew_seconds):
                self._mine = self._leases.share(f"relay/{self._service}", PARTITIONS)
        if self._is_due("pending", POLL_SECONDS * 5):
            self._count_pending()
        if self._is_due("purge", PURGE_SECONDS):
            purge(self._database)

    def _is_due(self, what: str, every: float) -> bool:
        at = time.monotonic()
        if at < self._due.get(what, 0.0):
            return False
        self._due[what] = at + every
        return True

    # Publishing

    def _publish_batch(self) -> bool:
        """Publish what is unsent, up to BATCH rows; whether there may be more."""
        if not self._mine:
            return False
        with self._database.read() as session:
            rows = self._unsent(session)
        if not rows:
            return False
        chains = _by_aggregate(rows)
        outcomes = self._bus.publish_chains([[_outgoing(row) for row in chain] for chain in chains])
        self._mark(chains, outcomes)
        away = next((one.error for one in outcomes if isinstance(one.error, Unreachable)), None)
        if isinstance(away, StreamMissing):
            self._stream = None
        if away:
            metrics.current().relay_failed.inc()
            raise away
        self._notice_regression(outcomes)
        return len(rows) == BATCH

    def _unsent(self, session: Session) -> Sequence[Any]:
        at = now(session)
        unsent = outbox.c.sent_at.is_(None)
        waiting = select(outbox.c.aggregate_id).where(unsent, outbox.c.next_try_at > at)
        query = (
            select(outbox)
            .where(unsent, outbox.c.partition.in_(self._mine), outbox.c.aggregate_id.not_in(waiting))
            .order_by(outbox.c.seq)
            .limit(BATCH)
        )
        return session.execute(query).all()

    def _mark(self, chains: Sequence[Sequence[Any]], outcomes: Sequence[Sent]) -> None:
        """Remember in one transaction what the broker holds, and when a refused row is tried again."""
        sent = [row.seq for chain, one in zip(chains, outcomes, strict=True) for row in chain[: len(one.acks)]]
        refused = [
            chain[len(one.acks)] for chain, one in zip(chains, outcomes, strict=True) if isinstance(one.error, Refused)
        ]
        if not sent and not refused:
            return
        with self._database.write() as session:
            at = now(session)
            if sent:
                mark = update(outbox).where(outbox.c.seq == bindparam("one")).values(sent_at=at, next_try_at=None)
                session.connection().execute(mark, [{"one": seq} for seq in sent])
            for row in refused:
                delay = REFUSED_BACK_OFF[min(row.attempt, len(REFUSED_BACK_OFF) - 1)]
                later = update(outbox).where(outbox.c.seq == row.seq)
                session.execute(later.values(attempt=row.attempt + 1, next_try_at=at + timedelta(seconds=delay)))
                telemetry.log.error("event_refused", event_id=row.id, subject=row.subject, attempt=row.attempt + 1)
        metrics.current().relay_published.inc(len(sent))
        metrics.current().relay_failed.inc(len(refused))

    # The stream

    def _check_stream(self) -> None:
        """Make the stream what it must be; when it is another one than before, publish the kept days again."""
        state = self._bus.ensure_stream(self._service, max_bytes=self._stream_bytes)
        if self._stream and self._stream.created_at == state.created_at:
            return
        with self._database.write() as session:
            known = session.execute(select(streams).where(streams.c.name == state.name).with_for_update()).one_or_none()
            at = now(session)
            if known is None:
                row = {"name": state.name, "created_at": state.created_at, "seen_at": at}
                session.execute(streams.insert().values(row))
            elif known.created_at != state.created_at:
                self._restore(session)
                changed = update(streams).where(streams.c.name == state.name)
                session.execute(changed.values(created_at=state.created_at, seen_at=at))
        self._stream = state
        self._last_seq = 0

    def _restore(self, session: Session) -> None:
        """Everything that the lost stream may have held is unsent again; the inboxes drop what they have seen."""
        kept = outbox.c.sent_at > now(session) - SENT_KEPT
        done = session.connection().execute(update(outbox).where(kept).values(sent_at=None, next_try_at=None))
        metrics.current().relay_restored.inc(done.rowcount)
        telemetry.log.warning("stream_restored", service=self._service, events=done.rowcount)

    def _notice_regression(self, outcomes: Sequence[Sent]) -> None:
        """Numbers that start again tell of a new stream at once, not only at the next check."""
        seqs = [ack.seq for one in outcomes for ack in one.acks if not ack.duplicate]
        if not seqs:
            return
        if min(seqs) <= self._last_seq:
            self._stream = None
            self._due.pop("stream", None)
            self._wake.set()
        self._last_seq = max(seqs)

    def _count_pending(self) -> None:
        with self._database.read() as session:
            query = select(func.count(), func.min(outbox.c.occurred_at)).where(outbox.c.sent_at.is_(None))
            count, oldest = session.execute(query).one()
            age = (now(session) - oldest).total_seconds() if oldest else 0.0
        metrics.current().outbox_pending.set(count)
        metrics.current().outbox_oldest.set(age)
        metrics.current().bus_connected.set(int(self._bus.is_connected))


def _by_aggregate(rows: Sequence[Any]) -> list[list[Any]]:
    chains: dict[str, list[Any]] = {}
    for row in rows:
        chains.setdefault(row.aggregate_id, []).append(row)
    return list(chains.values())


def _outgoing(row: Any) -> Outgoing:
    return Outgoing(row.subject, row.payload, envelope_of(row).headers(), row.id)
