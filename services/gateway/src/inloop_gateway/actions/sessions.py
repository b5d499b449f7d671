"""Beginning, finding and ending sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session as Transaction

from inloop.gateway.v1.events_pb2 import SessionsEnded
from inloop.options.v1.access_pb2 import LEVEL_STAFF
from inloop_gateway.domain.sessions import AGENT_CHARACTERS, LASTS, Session
from inloop_gateway.domain.tokens import hash_of, new_token
from inloop_gateway.store import sessions as rows
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope


class Sessions:
    """What can be done about sessions."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def begin(self, transaction: Transaction, caller: Caller, account_id: str, agent: str) -> tuple[Session, str]:
        """A new session of an account that has shown its password, and its token, which is not kept."""
        now, token = self.clock.now(), new_token()
        session = Session(
            id=new_id(),
            account_id=account_id,
            began_at=now,
            seen_at=now,
            expires_at=now + LASTS,
            ended_at=None,
            agent=agent[:AGENT_CHARACTERS],
        )
        rows.add(transaction, session, hash_of(token))
        who = replace(caller, account_id=account_id, session_id=session.id)
        audit.append(transaction, who, action="session.begun", about=f"session/{session.id}")
        return session, token

    def find(self, transaction: Transaction, token: str) -> Session | None:
        """The live session of a token, None when there is none."""
        session = rows.find_by_token(transaction, hash_of(token))
        return session if session is not None and session.is_live(self.clock.now()) else None

    def see(self, transaction: Transaction, session: Session) -> Session:
        """Write down that the session is in use."""
        now = self.clock.now()
        rows.see(transaction, session.id, now)
        return replace(session, seen_at=now)

    def live_among(self, transaction: Transaction, session_ids: Sequence[str]) -> set[str]:
        """Those that still sign in."""
        return rows.live_among(transaction, session_ids, self.clock.now())

    def list_all(self, transaction: Transaction, caller: Caller) -> list[Session]:
        """The caller's live sessions, last used first."""
        return rows.live_of(transaction, caller.account_id, self.clock.now())

    def end(self, transaction: Transaction, caller: Caller, session_id: str) -> None:
        """End one of the caller's sessions. Errors: Missing when it is not one of them."""
        if session_id not in {session.id for session in self.list_all(transaction, caller)}:
            raise Missing
        self._end(transaction, caller, [session_id])

    def sign_out(self, transaction: Transaction, caller: Caller) -> None:
        """End the session of this call; nothing when it has ended already."""
        if caller.session_id in {session.id for session in self.list_all(transaction, caller)}:
            self._end(transaction, caller, [caller.session_id])

    def end_all(self, transaction: Transaction, caller: Caller, *, except_for: str = "") -> None:
        """End every session of the caller's account, but for one."""
        ended = [session.id for session in self.list_all(transaction, caller) if session.id != except_for]
        if ended:
            self._end(transaction, caller, ended)

    def _end(self, transaction: Transaction, caller: Caller, session_ids: Sequence[str]) -> None:
        rows.end(transaction, session_ids, self.clock.now())
        event = SessionsEnded(account_id=caller.account_id, session_ids=session_ids)
        outbox.append(transaction, event, aggregate_id=caller.account_id, scope=Scope(""), visible_from=LEVEL_STAFF)
        for session_id in session_ids:
            audit.append(transaction, caller, action="session.ended", about=f"session/{session_id}")
