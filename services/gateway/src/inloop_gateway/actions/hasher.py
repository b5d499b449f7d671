"""Password hashing: argon2id, a bounded number at a time, and the same work for unknown accounts as for known ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from inloop_gateway.domain.tokens import new_token
from inloop_kit.errors import Unreachable

# RFC 9106 and the OWASP cheat sheet: 19 MiB, two passes, one lane; about 30 ms.
_ARGON = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_ONCE = 4
WAIT_SECONDS = 5.0


class PasswordHasher:
    """Hashes and verifies; `runs` counts how often argon2 ran."""

    def __init__(self, *, at_once: int = AT_ONCE) -> None:
        self._places = threading.BoundedSemaphore(at_once)
        self._counting = threading.Lock()
        self.runs = 0
        # Nobody's password: what an unknown account is verified against.
        self._nobody = _ARGON.hash(new_token())

    def hash(self, password: str) -> str:
        """The encoded hash of a password; raises Unreachable when too many wait."""
        with self._place():
            return _ARGON.hash(password)

    def is_right(self, password_hash: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; for None (an unknown account) the same work, and False."""
        with self._place():
            try:
                matches = _ARGON.verify(password_hash or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return matches and password_hash is not None

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=WAIT_SECONDS):
            raise Unreachable("Too many people sign in at this moment. Try again in a moment.")
        with self._counting:
            self.runs += 1
        try:
            yield
        finally:
            self._places.release()
