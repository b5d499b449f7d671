"""Counting the failures of one network over all paths that take a password or a token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from inloop_gateway.actions.throttle import Throttle
from inloop_gateway.domain.throttling import PER_NETWORK
from inloop_kit.database import Database
from inloop_kit.errors import Unreachable

PATH = "network"


class Networks:
    """The throttle of the edge; each count is a transaction of its own."""

    def __init__(self, database: Database, throttle: Throttle) -> None:
        self.database = database
        self.throttle = throttle

    @contextmanager
    def counted(self, network: str, path: str = PATH) -> Iterator[None]:
        """Count a try of a network (/32 or /64) on a path before it is made; take it back when nothing was refused.

        Errors: TooMuch above the limit.
        """
        with self.database.write() as session:
            self.throttle.take(session, path, network, PER_NETWORK)
        try:
            yield
        except Unreachable:
            # Our own fault is not the network's.
            self._take_back(network, path)
            raise
        self._take_back(network, path)

    def _take_back(self, network: str, path: str) -> None:
        with self.database.write() as session:
            self.throttle.take_back(session, path, network)
