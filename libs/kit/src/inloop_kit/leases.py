"""Who may do what only one process may do at a time: rows, because a pooler gives no session for a lock.

A lease is held for TTL_SECONDS and renewed by who holds it. A process that dies keeps it until then; on SQLite all
processes share the machine, so that a holder whose process is gone is seen at once.
What a lease protects must still be right when two hold it for a moment (a process that was frozen wakes up late).
"""

from __future__ import annotations

import math
import os
import socket
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inloop_kit.database import Database, now
from inloop_kit.ids import new_id
from inloop_kit.kit_tables import leases

TTL_SECONDS = 6.0
RENEW_SECONDS = TTL_SECONDS / 3


class Leases:
    """The leases of one holder (one object of one process)."""

    def __init__(self, database: Database, *, ttl: float = TTL_SECONDS) -> None:
        self.holder = f"{socket.gethostname()[:40]}/{os.getpid()}/{new_id()[-12:]}"
        self._database = database
        self._ttl = ttl

    def hold(self, name: str) -> bool:
        """Take or renew one lease; whether it is ours now."""
        with self._database.write() as session:
            return self._take(session, name)

    def share(self, kind: str, count: int) -> frozenset[int]:
        """Our fair part of `count` numbered leases, in agreement with the other live holders of this kind.

        Call it every RENEW_SECONDS; a newcomer gets its part after one or two rounds of the others.
        """
        with self._database.write() as session:
            self._take(session, f"{kind}/member/{self.holder}")
            mine = sorted(self._parts(session, kind, ours=True))
            fair = math.ceil(count / max(1, self._members(session, kind)))
            for part in mine[fair:]:
                self._give(session, f"{kind}/part/{part}")
            kept = mine[:fair]
            for part in kept:
                self._take(session, f"{kind}/part/{part}")
            for part in range(count):
                if len(kept) < fair and part not in mine and self._take(session, f"{kind}/part/{part}", wait=False):
                    kept.append(part)
            return frozenset(kept)

    def release(self) -> None:
        """Give back everything that is ours."""
        with self._database.write() as session:
            session.execute(delete(leases).where(leases.c.holder == self.holder))

    def _take(self, session: Session, name: str, *, wait: bool = True) -> bool:
        """Take or renew; without `wait` a row that another transaction works on counts as held (no deadlocks)."""
        at = now(session)
        until = at + timedelta(seconds=self._ttl)
        row = session.execute(
            select(leases).where(leases.c.name == name).with_for_update(skip_locked=not wait)
        ).one_or_none()
        if row is None:
            return self._insert(session, name)
        if row.holder != self.holder and row.held_until > at and not self._is_dead(row.holder):
            return False
        fence = row.fence if row.holder == self.holder else row.fence + 1
        changed = update(leases).where(leases.c.name == name, leases.c.fence == row.fence)
        session.execute(changed.values(holder=self.holder, held_until=until, fence=fence))
        return True

    def _insert(self, session: Session, name: str) -> bool:
        """Two may try at once on PostgreSQL: the second waits for the first and inserts nothing."""
        dialect = sqlite if self._database.is_sqlite else postgresql
        row = {
            "name": name,
            "holder": self.holder,
            "held_until": now(session) + timedelta(seconds=self._ttl),
            "fence": 1,
        }
        done = session.execute(dialect.insert(leases).values(row).on_conflict_do_nothing().returning(leases.c.name))
        return done.one_or_none() is not None

    def _give(self, session: Session, name: str) -> None:
        session.execute(
            update(leases).where(leases.c.name == name, leases.c.holder == self.holder).values(held_until=now(session))
        )

    def _parts(self, session: Session, kind: str, *, ours: bool) -> Sequence[int]:
        prefix = f"{kind}/part/"
        query = select(leases.c.name).where(leases.c.name.startswith(prefix), leases.c.held_until > now(session))
        if ours:
            query = query.where(leases.c.holder == self.holder)
        return [int(name.removeprefix(prefix)) for name in session.scalars(query)]

    def _members(self, session: Session, kind: str) -> int:
        """Live holders of this kind; the dead ones are removed."""
        at = now(session)
        found = session.execute(select(leases).where(leases.c.name.startswith(f"{kind}/member/"))).all()
        gone = [row.name for row in found if row.held_until <= at or self._is_dead(row.holder)]
        if gone:
            session.execute(delete(leases).where(leases.c.name.in_(gone)))
        return len(found) - len(gone)

    def _is_dead(self, holder: str) -> bool:
        """Whether the holder's process is known to be gone (only told on one machine)."""
        if not self._database.is_sqlite:
            return False
        host, pid, _ = holder.rsplit("/", 2)
        if host != socket.gethostname()[:40] or int(pid) == os.getpid():
            return False
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False
