"""Finds due rows and sends their ids to the tasks; the rules are in work.py."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from celery import Celery
from kombu.exceptions import OperationalError

from inloop_kit import metrics, telemetry
from inloop_kit.bus import Bus
from inloop_kit.celery_worker import queue_of
from inloop_kit.database import Database
from inloop_kit.due_table import DueRow
from inloop_kit.errors import Unreachable
from inloop_kit.jobs import Job
from inloop_kit.leases import RENEW_SECONDS, Leases
from inloop_kit.relay import nudge_subject

POLL_SECONDS = 1.0
FEED_LIMIT = 500
COUNT_SECONDS = 5.0


class Feeder:
    """Finds due rows and sends their ids; one process of a service does it at a time, by lease."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        service: str,
        jobs: Sequence[Job],
        celery: Celery,
        *,
        resend_seconds: float,
        lease_seconds: float,
    ) -> None:
        self._database = database
        self._bus = bus
        self._service = service
        self._jobs = jobs
        self._celery = celery
        self._resend_seconds = resend_seconds
        self._leases = Leases(database, ttl=lease_seconds)
        self._renew_seconds = min(RENEW_SECONDS, lease_seconds / 3)
        self._holds = False
        self._renew_at = 0.0
        self._count_at = 0.0
        self._sent: dict[tuple[str, str, int], float] = {}
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"feeder-{service}", daemon=True)

    def start(self) -> None:
        """Start feeding, as soon as the lease is ours."""
        for job in self._jobs:
            subject = nudge_subject(self._service, job.table.name)
            self._bus.subscribe(subject, lambda _: self._wake.set())
            self._database.on_commit_of(job.table.name, lambda subject=subject: self._ring(subject))  # type: ignore[misc]
        self._thread.start()

    def stop(self) -> None:
        """Feed no more and give the lease back."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(5.0)

    def is_alive(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def _ring(self, subject: str) -> None:
        """A row of ours was planned in this process: feed it, or tell the process that feeds."""
        if self._holds:
            self._wake.set()
        else:
            self._bus.nudge(subject)

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = POLL_SECONDS
            try:
                pause = self._turn()
            except Unreachable as error:
                telemetry.log.info("feeder_waits", reason=error.reason)
            except OperationalError:
                telemetry.log.warning("task_broker_away", service=self._service)
            except Exception:  # noqa: BLE001 - the only thread that feeds must not end
                telemetry.log.exception("feeder_failed")
            self._wake.wait(pause)
            self._wake.clear()
        try:
            self._leases.release()
        except Unreachable:
            telemetry.log.info("feeder_lease_left", reason="database away; it runs out by itself")

    def _turn(self) -> float:
        """Feed what is due; how many seconds may pass until the next turn."""
        at = time.monotonic()
        if at >= self._renew_at:
            self._holds = self._leases.hold(f"feed/{self._service}")
            self._renew_at = at + self._renew_seconds
        if not self._holds:
            return POLL_SECONDS
        self._sent = {key: sent for key, sent in self._sent.items() if at - sent < self._resend_seconds}
        pause = min((self._feed(job, at) for job in self._jobs), default=POLL_SECONDS)
        if at >= self._count_at:
            self._count_at = at + COUNT_SECONDS
            self._count()
        return pause

    def _feed(self, job: Job, at: float) -> float:
        """Send what may be claimed; seconds until the next row is due, at most POLL_SECONDS."""
        with self._database.read() as session:
            rows = job.table.claimable(session, FEED_LIMIT)
            next_due = job.table.next_due_at(session)
        for row in rows:
            # The claim number tells a new try of a row from the one that is on its way.
            key = (job.name, row.row_id, row.claim_no)
            if key not in self._sent:
                self._send(job, row)
                self._sent[key] = at
        if next_due is None:
            return POLL_SECONDS
        ahead = (next_due - self._database.clock.now()).total_seconds()
        return min(POLL_SECONDS, max(0.005, ahead))

    def _count(self) -> None:
        with self._database.read() as session:
            for job in self._jobs:
                metrics.current().due_rows.labels(job.table.name).set(job.table.count_due(session))

    def _send(self, job: Job, row: DueRow) -> None:
        self._celery.send_task(
            job.name,
            args=[row.row_id],
            headers={"carrier": row.carrier},
            queue=queue_of(self._service),
            retry=False,
        )
