"""Offers that ran out: written down and announced once, although nobody does anything."""

from __future__ import annotations

import threading
from datetime import timedelta

from inloop_kit import telemetry
from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.errors import InloopError
from inloop_projects.actions.relationship.changes import Changes
from inloop_projects.store.relationship import changes as rows

LOOK_SECONDS = 60.0


class Offers:
    """A component of `work`: once a minute, expires the offers whose last day is over in their project's zone.

    Several processes may do this at once: the first to commit expires, the others find it done.
    """

    def __init__(self, database: Database, clock: Clock, changes: Changes) -> None:
        self._database = database
        self._clock = clock
        self._changes = changes
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="offers", daemon=True)

    def start(self) -> None:
        """Start looking."""
        self._thread.start()

    def stop(self, grace: float) -> None:
        """Finish the offer in hand."""
        self._stopping.set()
        self._thread.join(grace)

    def is_ready(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def look(self) -> int:
        """Expire what is over; how many offers that were."""
        # The latest zone is a day ahead of the earliest; which of these are over is said by each project's own day.
        tomorrow = self._clock.now().date() + timedelta(days=1)
        with self._database.read() as session:
            candidates = rows.offers_until(session, tomorrow)
        expired = 0
        for project_id, change_id, _ in candidates:
            if self._stopping.is_set():
                break
            with self._database.write() as session:
                expired += self._changes.expire(session, project_id, change_id)
        return expired

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except InloopError as refusal:
                telemetry.log.warning("offers_not_expired", reason=refusal.reason)
            self._stopping.wait(LOOK_SECONDS)
