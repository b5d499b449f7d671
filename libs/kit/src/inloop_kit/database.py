"""One database of one service: SQLite on one machine, PostgreSQL in production, the same promises on both.

    with database.write() as session:   one transaction that commits when the block ends and rolls back when it raises
    with database.read() as session:    one unchanging picture, in which nothing can be written

SQLite: WAL, synchronous=FULL (what was acknowledged is on the disk), foreign keys on, `BEGIN IMMEDIATE` for writers;
the writers of one process queue on a lock, because SQLite's own waiting sleeps in steps.
PostgreSQL: READ COMMITTED for writers, REPEATABLE READ READ ONLY for readers, nothing that outlives a transaction, so
that a pooler in transaction mode may stand between; the workspace for row-level security is `SET LOCAL`.

A service's `store/tables.py`:

    metadata = MetaData(naming_convention=NAMING)
    kit_tables(metadata)
    notes = Table("notes", metadata, Column("id", Id, primary_key=True), Column("at", Instant, nullable=False))
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from inloop_kit.clock import Clock
from inloop_kit.columns import NAMING, Id, Instant, Json, Sequence
from inloop_kit.errors import Unreachable
from inloop_kit.kit_tables import attach_kit_tables as kit_tables

__all__ = [
    "NAMING",
    "Database",
    "Id",
    "Instant",
    "Json",
    "Sequence",
    "enter_workspace",
    "kit_tables",
    "now",
    "touch",
]

BUSY_MS = 10_000
POOL_WAIT_SECONDS = 5.0
SQLITE_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


class Database:
    """The engine of one service and its two kinds of transaction. Safe to share between threads.

    `url`: `sqlite:////abs/path.db` or `postgresql://user:password@host/name` (the driver is psycopg 3).
    """

    def __init__(self, url: str | URL, *, clock: Clock, pool_size: int = 16) -> None:
        self.url = database_url(url)
        self.clock = clock
        self.engine = _sqlite(self.url, pool_size) if self.is_sqlite else _postgresql(self.url, pool_size)
        self._writer, self._reader = _modes(self.engine)
        self._write_turn = threading.Lock()
        self._here = threading.local()
        self._listeners: dict[str, list[Callable[[], None]]] = {}

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-machine engine."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def write(self, *, workspace_id: str = "") -> Iterator[Session]:
        """One transaction; commits at the end of the block, then calls what listens to what was touched.

        Raises Unreachable when the database is away, too busy, or broke the transaction off (deadlock); a repeat
        may succeed. Must not be nested in one thread: two transactions of one thread would wait for each other.
        """
        if getattr(self._here, "writing", False):
            raise RuntimeError("database.write() inside database.write(): pass the session on instead")
        self._here.writing = True
        try:
            with (
                self._turn(),
                _translated(),
                Session(self._writer, expire_on_commit=False, info={"clock": self.clock}) as session,
            ):
                enter_workspace(session, workspace_id)
                yield session
                session.commit()
                touched: set[str] = session.info.get("touched", set())
        finally:
            self._here.writing = False
        for topic in touched:
            self._tell(topic)

    @contextmanager
    def read(self, *, workspace_id: str = "") -> Iterator[Session]:
        """One picture of the database that does not change while the block runs; writing in it fails."""
        with _translated(), self._session(self._reader) as session:
            enter_workspace(session, workspace_id)
            yield session

    def on_commit_of(self, topic: str, listener: Callable[[], None]) -> None:
        """Call `listener` after each commit of a transaction that touched `topic`, in the thread that committed.

        It must be quick and must not raise (it only rings a bell: an Event, a nudge).
        """
        self._listeners.setdefault(topic, []).append(listener)

    def is_ready(self) -> bool:
        """Whether the database answers now."""
        try:
            with self.read() as session:
                session.execute(text("SELECT 1"))
        except Unreachable:
            return False
        return True

    def close(self) -> None:
        """Give back every connection; the object can still be used and connects again."""
        self.engine.dispose()

    def _session(self, engine: Engine) -> Session:
        return Session(engine, expire_on_commit=False, info={"clock": self.clock})

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._write_turn.acquire(timeout=BUSY_MS / 1000):
            raise Unreachable("The database is busy. Try again.")
        try:
            yield
        finally:
            self._write_turn.release()

    def _tell(self, topic: str) -> None:
        for listener in self._listeners.get(topic, ()):
            listener()


def now(session: Session) -> datetime:
    """The present instant by the clock of the database that the session belongs to."""
    clock: Clock = session.info["clock"]
    return clock.now()


def touch(session: Session, topic: str) -> None:
    """Remember that this transaction touched `topic` ('outbox', the name of a due table): see `on_commit_of`."""
    session.info.setdefault("touched", set()).add(topic)


def enter_workspace(session: Session, workspace_id: str) -> None:
    """Tell row-level security whose rows this transaction may see; PostgreSQL only, gone when it ends."""
    if workspace_id and session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT set_config('inloop.workspace', :id, true)"), {"id": workspace_id})


def database_url(url: str | URL) -> URL:
    """The URL with our driver named; refuses other engines."""
    made = make_url(url)
    backend = made.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(f"database {backend!r} is not supported: sqlite:////path or postgresql://…")
    return made.set(drivername="postgresql+psycopg" if backend == "postgresql" else "sqlite")


def _sqlite(url: URL, pool_size: int) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError("an SQLite database needs a file: sqlite:////path/to/file.db")
    _make_private(Path(url.database))
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=POOL_WAIT_SECONDS,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _open(connection: Any, _record: object) -> None:
        _enter_wal(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def _enter_wal(connection: Any) -> None:
    """Switch to WAL; while another process does the same, SQLite answers "locked" at once instead of waiting."""
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _make_private(path: Path) -> None:
    """Create the file for its owner only, before SQLite creates it for everyone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _postgresql(url: URL, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=4,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_pre_ping=True,
        # Prepared statements belong to a session, and a pooler gives each transaction another one.
        connect_args={"prepare_threshold": None, "connect_timeout": 5, "application_name": "inloop"},
    )


def _modes(engine: Engine) -> tuple[Engine, Engine]:
    """The same pool twice: for writers and for readers."""
    if engine.dialect.name == "postgresql":
        reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return engine, reader
    event.listen(engine, "begin", _begin)
    return engine, engine.execution_options(inloop_reads=True)


def _begin(connection: Connection) -> None:
    """The driver's own transactions are off (isolation_level=None): begin here, in the mode of the engine."""
    reads = connection.get_execution_options().get("inloop_reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only={int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def _translated() -> Iterator[None]:
    """A database that is away or busy is Unreachable; everything else stays what it is (a bug)."""
    try:
        yield
    except PoolTimeout as error:
        raise Unreachable("The database is busy. Try again.") from error
    except DBAPIError as error:
        if error.connection_invalidated or _is_passing(error):
            raise Unreachable("The database cannot be reached right now. Try again.") from error
        raise


def _is_passing(error: DBAPIError) -> bool:
    """Whether a repeat may succeed: away, locked, full, deadlocked; not a wrong statement."""
    if not isinstance(error, OperationalError):
        return False
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode & 0xFF in SQLITE_PASSING
    return True
