"""Work on due rows: fed to threads by id, claimed in SQL, performed outside a transaction, settled inside one.

A service describes what to do with the rows of one due table (due_table.py):

    class Deliver(Job):
        name = "notify-deliver"
        table = DueTable(deliveries)

        def perform(self, claim: Claim) -> Outcome:          # no transaction: may call others, send, render
            return self.mail.send(self.letters.render(claim.row_id))

        def settle(self, session: Session, claim: Claim, outcome: Outcome) -> None:
            self.table.settle(session, claim, state=outcome.state, sent_at=outcome.at)
            outbox.append(session, DeliverySettled(delivery_id=claim.row_id), ...)

and its `app.py`: `Work(database, bus, "notify", [Deliver(...)], settings.broker_url)`, a component of `work`.

perform raises: the row is given back with a delay (1, 5, 30, 120, 600 s), after the last attempt `give_up` settles it.
The process dies: the claim runs out after `claim_seconds` and the row is claimed again, with `claim.was_interrupted`
true: whether the effect outside happened is then unknown, and perform decides. A claim of a task that takes long is
extended as long as the process lives, up to `limit_seconds`.
Every commit that plans or gives back a row wakes the feeder; a poll once a second stands behind.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from celery import Celery

from inloop_kit import telemetry
from inloop_kit.bus import Bus
from inloop_kit.celery_worker import CeleryThreads, make_celery
from inloop_kit.database import Database
from inloop_kit.due_table import DUE, FAILED, Claim, ClaimLost, DueTable, create_due_index, due_columns, due_index
from inloop_kit.errors import Unreachable
from inloop_kit.feeder import Feeder
from inloop_kit.jobs import Interrupted, Job, Runs
from inloop_kit.leases import TTL_SECONDS

__all__ = [
    "DUE",
    "FAILED",
    "Claim",
    "ClaimLost",
    "DueTable",
    "Interrupted",
    "Job",
    "Work",
    "create_due_index",
    "due_columns",
    "due_index",
    "make_celery",
]

RESEND_SECONDS = 30.0


class Work:
    """Feeder, worker threads and keeper of claims of one process; a component."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        service: str,
        jobs: Sequence[Job],
        broker_url: str,
        *,
        threads: int = 4,
        resend_seconds: float = RESEND_SECONDS,
        lease_seconds: float = TTL_SECONDS,
    ) -> None:
        self._runs = {job.name: Runs(database, job) for job in jobs}
        self._celery = make_celery(service, broker_url)
        self._feeder = Feeder(
            database,
            bus,
            service,
            jobs,
            self._celery,
            resend_seconds=resend_seconds,
            lease_seconds=lease_seconds,
        )
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name=f"claims-{service}", daemon=True)
        for runs in self._runs.values():
            _register(self._celery, runs)
        self._worker = CeleryThreads(self._celery, threads)

    def start(self) -> None:
        """Start feeding and working."""
        self._worker.start()
        self._keeper.start()
        self._feeder.start()

    def stop(self, grace: float = 10.0) -> None:
        """Feed no more, let running tasks end."""
        self._feeder.stop()
        for runs in self._runs.values():
            runs.stop()
        self._worker.stop(grace)
        self._stopping.set()
        self._keeper.join(1.0)

    def is_ready(self) -> bool:
        """Whether the threads live."""
        return self._worker.is_alive() and self._feeder.is_alive() and self._keeper.is_alive()

    def _keep(self) -> None:
        """Extend the claims of what runs."""
        pause = min((runs.job.table.claim_seconds for runs in self._runs.values()), default=1.0) / 3
        while not self._stopping.wait(pause):
            for runs in self._runs.values():
                try:
                    runs.extend()
                except Unreachable as error:
                    telemetry.log.warning("claims_not_extended", task=runs.job.name, reason=error.reason)


def _register(app: Celery, runs: Runs) -> None:
    @app.task(name=runs.job.name, bind=True, shared=False)
    def run(task: Any, row_id: str) -> None:
        carrier: Mapping[str, str] = (task.request.headers or {}).get("carrier", {})
        runs.run(row_id, carrier)
