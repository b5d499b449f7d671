"""From the token of a request to the signed caller that the services believe."""

from __future__ import annotations

import time
from dataclasses import dataclass

from inloop.options.v1.access_pb2 import AUDIENCE_ANYONE
from inloop_gateway.actions.sessions import Sessions
from inloop_gateway.clients.accesses import Accesses, Scope
from inloop_gateway.domain.tokens import hash_of
from inloop_kit import telemetry
from inloop_kit.access import SIGN_IN, MethodRule
from inloop_kit.caller import Caller
from inloop_kit.database import Database
from inloop_kit.errors import NotSignedIn, Unreachable

HOLDS_SECONDS = 1.0
MOST = 50_000
_NO_TOKEN = 400


@dataclass(frozen=True, slots=True)
class Person:
    """An account that is signed in by a session."""

    account_id: str
    session_id: str


class Identity:
    """Sessions by token, kept for a second at most; callers by scope. Safe to share between threads."""

    def __init__(self, database: Database, sessions: Sessions, accesses: Accesses) -> None:
        self.database = database
        self.sessions = sessions
        self.accesses = accesses
        self._known: dict[str, tuple[Person | None, float]] = {}

    def person(self, token: str) -> Person:
        """Who is signed in. Errors: NotSignedIn."""
        found = self.find(token)
        if found is None:
            raise NotSignedIn(SIGN_IN)
        return found

    def find(self, token: str) -> Person | None:
        """Who is signed in, None when nobody is; read at most a second ago."""
        if not token or len(token) > _NO_TOKEN:
            return None
        key = hash_of(token)
        known = self._known.get(key)
        now = time.monotonic()
        if known is None or now >= known[1]:
            known = self._read(token), now + HOLDS_SECONDS
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = known
        return known[0]

    def caller(self, rule: MethodRule, token: str, path: dict[str, str]) -> Caller:
        """The caller of a method whose scope, if it has one, is in the path.

        Errors: NotSignedIn, Missing for no access to the scope, Unreachable.
        """
        if rule.audience == AUDIENCE_ANYONE:
            found = self.find(token) if token else None
            return self.accesses.of_account(found.account_id if found else "", found.session_id if found else "")
        person = self.person(token)
        if not rule.scope:
            return self.accesses.of_account(person.account_id, person.session_id)
        return self.accesses.in_scope(person.account_id, person.session_id, scope_of(rule.scope, path[rule.scope]))

    def live_among(self, session_ids: list[str]) -> set[str]:
        """Those sessions that still sign in, read now."""
        with self.database.read() as transaction:
            return self.sessions.live_among(transaction, session_ids)

    def drop(self, account_ids: frozenset[str]) -> None:
        """Forget the sessions and accesses of accounts."""
        for key, (person, _until) in list(self._known.items()):
            if person is not None and person.account_id in account_ids:
                self._known.pop(key, None)
        self.accesses.drop(account_ids)

    def drop_all(self) -> None:
        """Forget everything."""
        self._known.clear()
        self.accesses.drop_all()

    def _read(self, token: str) -> Person | None:
        with self.database.read() as transaction:
            session = self.sessions.find(transaction, token)
        if session is None:
            return None
        if session.is_seen_due(self.sessions.clock.now()):
            try:
                with self.database.write() as transaction:
                    self.sessions.see(transaction, session)
            except Unreachable as busy:
                # The next request writes it down.
                telemetry.log.debug("session_not_seen", session_id=session.id, reason=busy.reason)
        return Person(session.account_id, session.id)


def scope_of(field: str, value: str) -> Scope:
    """The scope that a request field names."""
    return Scope(project_id=value) if field == "project_id" else Scope(workspace_id=value)
