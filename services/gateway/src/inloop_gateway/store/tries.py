"""Counted tries of credentials, and what is forgotten after its time."""

from datetime import datetime, timedelta

from sqlalchemy import case, delete, literal, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inloop_gateway.domain.throttling import Tries
from inloop_gateway.store.tables import links, sessions, tries
from inloop_kit.database import Instant


def count(session: Session, path: str, who: str, *, window: timedelta, at: datetime) -> Tries:
    """Count one more try and return those of the present window; one statement, so parallel tries cannot hide."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    instant = literal(at, Instant)
    statement = dialect.insert(tries).values(path=path, who=who, began_at=at, count=1)
    is_over = tries.c.began_at <= literal(at - window, Instant)
    counted = statement.on_conflict_do_update(
        index_elements=[tries.c.path, tries.c.who],
        set_={
            "began_at": case((is_over, instant), else_=tries.c.began_at),
            "count": case((is_over, 1), else_=tries.c.count + 1),
        },
    ).returning(tries.c.count.label("made"), tries.c.began_at)
    row = session.execute(counted).one()
    return Tries(row.made, row.began_at)


def forget(session: Session, path: str, who: str) -> None:
    """Begin anew: the person has shown to be the right one."""
    session.execute(delete(tries).where(tries.c.path == path, tries.c.who == who))


def take_back(session: Session, path: str, who: str) -> None:
    """Uncount one try that succeeded."""
    mine = update(tries).where(tries.c.path == path, tries.c.who == who, tries.c.count > 0)
    session.execute(mine.values(count=tries.c.count - 1))


def purge(session: Session, at: datetime) -> None:
    """Delete what no longer matters: tries of a day ago, links a month past, sessions that ended three months ago."""
    session.execute(delete(tries).where(tries.c.began_at < at - timedelta(days=1)))
    session.execute(delete(links).where(links.c.expires_at < at - timedelta(days=30)))
    session.execute(delete(sessions).where(sessions.c.expires_at < at - timedelta(days=90)))
