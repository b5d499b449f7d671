"""Time and ports in tests: a clock that stands still, waiting for a condition, a port nobody uses."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

Found = TypeVar("Found")

# Below the range from which Linux takes the ports of outgoing connections, so that none of them can take ours.
PORTS = range(20_000, 32_000)


class FixedClock:
    """A clock that moves only when told to."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)) -> None:
        self._at = at

    def now(self) -> datetime:
        """The instant at which this clock stands."""
        return self._at

    def set(self, at: datetime) -> None:
        """Stand at this aware instant."""
        self._at = at

    def advance(self, **by: float) -> None:
        """Move on by the arguments of timedelta (days=7, seconds=0.5)."""
        self._at += timedelta(**by)


def until(condition: Callable[[], Found], timeout: float = 30.0, *, what: str = "") -> Found:
    """Ask again and again until the answer is true; return it. Fails with `what` after `timeout` seconds."""
    end = time.monotonic() + timeout
    pause = 0.001
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout:g} s: {what or condition}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)
    return found


def free_port() -> int:
    """A TCP port on which nobody listens now."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port among 100 tries")
