"""Forgetting what no longer matters: counted tries, spent links, sessions that ended long ago."""

from __future__ import annotations

import threading

from inloop_gateway.actions.throttle import Throttle
from inloop_kit import telemetry
from inloop_kit.database import Database
from inloop_kit.errors import Unreachable

EVERY_SECONDS = 600.0


class Housekeeping:
    """A thread that purges every ten minutes; purging twice is harmless. A Component of `work`."""

    def __init__(self, database: Database, throttle: Throttle) -> None:
        self._database = database
        self._throttle = throttle
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gateway-housekeeping", daemon=True)

    def start(self) -> None:
        """Begin; the first purge is ten minutes away."""
        self._thread.start()

    def stop(self, grace: float) -> None:
        """End within `grace` seconds."""
        self._stopped.set()
        self._thread.join(grace)

    def is_ready(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def purge(self) -> None:
        """Purge once."""
        with self._database.write() as session:
            self._throttle.purge(session)

    def _run(self) -> None:
        while not self._stopped.wait(EVERY_SECONDS):
            try:
                self.purge()
            except Unreachable as away:
                telemetry.log.warning("purge_put_off", reason=away.reason)
