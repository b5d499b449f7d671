"""What is done again and again in a thread of its own: sweeps, purges, the turn of the day."""

from __future__ import annotations

import threading
from collections.abc import Callable

from inloop_kit.errors import InloopError
from inloop_kit.logs import log

IsStopping = Callable[[], bool]
"""Asked between two pieces of the work, so that a stop does not wait for all of them."""


class Periodic:
    """A component that does `act` every `seconds`; what it refuses or cannot reach is put off to the next time.

    The first time comes at once, or, unless `begins_at_once`, after one pause. Several processes may do the same:
    `act` must be harmless when it is repeated.
    """

    def __init__(
        self, name: str, seconds: float, act: Callable[[IsStopping], object], *, begins_at_once: bool = False
    ) -> None:
        self._name = name
        self._seconds = seconds
        self._act = act
        self._begins_at_once = begins_at_once
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, grace: float) -> None:
        """End after the piece of work in hand, within `grace` seconds."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(grace)

    def is_ready(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def _run(self) -> None:
        is_over = self._stopped.is_set() if self._begins_at_once else self._stopped.wait(self._seconds)
        while not is_over:
            try:
                self._act(self._stopped.is_set)
            except InloopError as refused:
                log.warning("periodic_put_off", task=self._name, reason=refused.reason)
            is_over = self._stopped.wait(self._seconds)
