"""Password hashes: argon2id, a few at a time, so that a storm of sign-ins does not take all memory."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from inloop_kit.errors import TooMuch

AT_ONCE = 4
WAIT_SECONDS = 5.0


class Hashing:
    """Makes and checks hashes (t=2, m=19 MiB, p=1; RFC 9106). `count` is how many were computed."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._places = threading.BoundedSemaphore(AT_ONCE)
        # What an unknown address is checked against, so that it costs the same.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))
        self.count = 0

    def hash(self, password: str) -> str:
        """The hash of a new password. Errors: TooMuch when too many wait."""
        with self._place():
            return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether a password is the stored one; None costs the same and never matches. Errors: TooMuch."""
        with self._place():
            try:
                return self._hasher.verify(stored or self._nobody, password) and stored is not None
            except (VerificationError, InvalidHashError):
                return False

    def _place(self) -> _Place:
        return _Place(self)

    def enter(self) -> None:
        """Take one of the places."""
        if not self._places.acquire(timeout=WAIT_SECONDS):
            raise TooMuch("Too many people sign in at this moment. Try again.", retry_after=2)
        self.count += 1

    def leave(self) -> None:
        """Give it back."""
        self._places.release()


class _Place:
    def __init__(self, hashing: Hashing) -> None:
        self._hashing = hashing

    def __enter__(self) -> None:
        self._hashing.enter()

    def __exit__(self, *_: object) -> None:
        self._hashing.leave()
