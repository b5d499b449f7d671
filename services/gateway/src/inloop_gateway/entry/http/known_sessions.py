"""Sessions as the edge knows them: read from our database, kept for at most a second."""

from __future__ import annotations

import threading

from inloop_gateway.actions.sessions import Sessions
from inloop_gateway.domain.accounts import Session
from inloop_gateway.domain.tokens import fingerprint
from inloop_gateway.entry.http.people import Signed
from inloop_kit import telemetry
from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.errors import InloopError

KEPT_SECONDS = 1.0
MOST = 20_000


class KnownSessions:
    """Finds the session of a token. Safe to share between threads."""

    def __init__(self, database: Database, sessions: Sessions, clock: Clock) -> None:
        self._database = database
        self._sessions = sessions
        self._clock = clock
        self._turn = threading.Lock()
        self._kept: dict[str, tuple[float, Signed | None]] = {}

    def find(self, token: str) -> Signed | None:
        """The session of a token, read at most a second ago; None when it ended or never was."""
        key = fingerprint(token)
        now = self._clock.now().timestamp()
        kept = self._kept.get(key)
        if kept is not None and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        with self._database.read() as session:
            found = self._sessions.find(session, token)
        signed = Signed(found.account_id, found.id) if found else None
        with self._turn:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = (now, signed)
        if found is not None and self._sessions.is_stale(found):
            self._note_seen(found)
        return signed

    def forget(self, signed: Signed | None) -> None:
        """Forget what was remembered of a session."""
        if signed is not None:
            self.drop(frozenset({signed.account_id}))

    def drop(self, account_ids: frozenset[str]) -> None:
        """Forget every session of some accounts."""
        with self._turn:
            for key in [key for key, (_, kept) in self._kept.items() if kept and kept.account_id in account_ids]:
                del self._kept[key]

    def _note_seen(self, found: Session) -> None:
        """A busy database does not keep anybody out."""
        try:
            with self._database.write() as session:
                self._sessions.note_seen(session, found.id)
        except InloopError as refusal:
            telemetry.log.warning("session_use_not_noted", reason=refusal.reason)
