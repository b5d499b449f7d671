"""Reading and writing deliveries and digests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inloop_kit.ids import new_id
from inloop_kit.work import DUE, DueTable
from inloop_notify.domain.deliveries import NO_ACCESS, Delivery, Matter, Outcome, Placed, Recipient, State
from inloop_notify.domain.outside import Topic
from inloop_notify.domain.rhythm import Urgency
from inloop_notify.store.tables import deliveries, digests, interruptions

PATIENCE = (1.0, 5.0, 30.0, 120.0, *(300.0,) * 12, *(1800.0,) * 46)
"""Seconds between attempts while a mail server or another service is away: about a day in all."""

LETTERS = DueTable(deliveries, back_off=PATIENCE)
DIGESTS = DueTable(digests, back_off=PATIENCE)


def not_told(session: Session, matter: Matter, recipients: Iterable[Recipient]) -> list[Recipient]:
    """Who has no delivery of this event yet, each once, in one order for all (two planners never wait in a ring)."""
    by_key = {_key(matter, one): one for one in recipients}
    known = select(deliveries.c.dedupe_key).where(deliveries.c.dedupe_key.in_(list(by_key)))
    told = set(session.scalars(known))
    return [by_key[key] for key in sorted(by_key) if key not in told]


def add(session: Session, matter: Matter, to: Recipient, placed: Placed, at: datetime) -> Delivery | None:
    """Insert a delivery; None when the same event and person have one (from another transaction)."""
    values = LETTERS.plan(session, due_at=placed.due_at) | {
        "id": new_id(),
        "state": placed.state.value,
        "dedupe_key": _key(matter, to),
        "account_id": to.account_id,
        "workspace_id": matter.workspace_id,
        "workspace_name": matter.workspace_name,
        "project_id": matter.project_id,
        "topic": matter.topic.value,
        "urgency": matter.urgency.value,
        "about_id": matter.about_id,
        "level": matter.level,
        "email": to.email,
        "name": to.name,
        "language": to.language,
        "time_zone": to.time_zone,
        "digest_id": placed.digest_id,
        "reason": placed.reason,
        "planned_at": at,
        "settled_at": at if placed.state is State.NOT_SENT else None,
    }
    made = _insert(session, deliveries).values(**values).on_conflict_do_nothing(index_elements=["dedupe_key"])
    row = session.execute(made.returning(deliveries)).one_or_none()
    return _delivery(row) if row else None


def move(session: Session, delivery_id: str, placed: Placed, at: datetime) -> None:
    """Put a delivery that waits in a digest somewhere else."""
    session.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state == State.IN_DIGEST.value)
        .values(
            state=placed.state.value,
            due_at=placed.due_at,
            reason=placed.reason,
            digest_id=placed.digest_id,
            settled_at=at if placed.state is State.NOT_SENT else None,
        )
    )


def interrupt(session: Session, account_id: str, day: str, most: int) -> bool:
    """Count one more single mail of a person on a local day; False, and nothing is counted, when `most` are counted."""
    made = _insert(session, interruptions).values(account_id=account_id, day=day, count=1)
    counted = made.on_conflict_do_update(
        index_elements=["account_id", "day"],
        set_={"count": interruptions.c.count + 1},
        where=interruptions.c.count < most,
    )
    return session.execute(counted.returning(interruptions.c.count)).one_or_none() is not None


def digest_of(session: Session, account_id: str, window: str, due_at: datetime) -> str | None:
    """The digest of a person and window, made when it is the first; locked until the transaction ends.

    None when it has gone out already: one window has one digest.
    """
    planned = DIGESTS.plan(session, due_at=due_at)
    made = _insert(session, digests).values(id=new_id(), account_id=account_id, window=window, **planned)
    session.execute(made.on_conflict_do_nothing(index_elements=["account_id", "window"]))
    mine = (digests.c.account_id == account_id, digests.c.window == window)
    row = session.execute(select(digests.c.id, digests.c.state).where(*mine).with_for_update()).one()
    return str(row.id) if row.state == DUE else None


def find(session: Session, delivery_id: str) -> Delivery:
    """A delivery that is there."""
    return _delivery(session.execute(select(deliveries).where(deliveries.c.id == delivery_id)).one())


def in_digest(session: Session, digest_id: str) -> list[Delivery]:
    """What waits in a digest, oldest first."""
    mine = (deliveries.c.digest_id == digest_id, deliveries.c.state == State.IN_DIGEST.value)
    return [_delivery(row) for row in session.execute(select(deliveries).where(*mine).order_by(deliveries.c.id))]


def waiting_of(session: Session, account_id: str) -> list[Delivery]:
    """What waits in digests of a person that nobody is sending right now, oldest first."""
    free = select(digests.c.id).where(digests.c.account_id == account_id, digests.c.claimed_until.is_(None))
    mine = (deliveries.c.digest_id.in_(free), deliveries.c.state == State.IN_DIGEST.value)
    return [_delivery(row) for row in session.execute(select(deliveries).where(*mine).order_by(deliveries.c.id))]


def settle(session: Session, ids: Sequence[str], outcome: Outcome, at: datetime) -> None:
    """Settle deliveries of a digest."""
    mine = deliveries.c.id.in_(list(ids))
    done = update(deliveries).where(mine)
    session.execute(done.values(state=outcome.state.value, reason=outcome.reason, settled_at=at))


def drop_waiting(session: Session, account_id: str, project_id: str, level: int, at: datetime) -> list[Delivery]:
    """Settle what waits for a person above a level of a project, except what is being sent right now; what that was."""
    mine = (
        deliveries.c.account_id == account_id,
        deliveries.c.project_id == project_id,
        deliveries.c.level > level,
        deliveries.c.urgency != Urgency.TRANSACTIONAL.value,
        deliveries.c.state.in_([State.DUE.value, State.IN_DIGEST.value]),
        deliveries.c.claimed_until.is_(None),
    )
    changed = update(deliveries).where(*mine).values(state=State.NOT_SENT.value, reason=NO_ACCESS, settled_at=at)
    return [_delivery(row) for row in session.execute(changed.returning(deliveries))]


def of_account(session: Session, account_id: str, *, before: str, most: int) -> list[Delivery]:
    """What a person was told or not, newest first; `before` is the id of the last one seen."""
    query = select(deliveries).where(deliveries.c.account_id == account_id)
    return _page(session, query, before, most)


def of_project(session: Session, project_id: str, *, before: str, most: int) -> list[Delivery]:
    """What everybody in a project was told or not, newest first."""
    query = select(deliveries).where(deliveries.c.project_id == project_id)
    return _page(session, query, before, most)


def _page(session: Session, query: Any, before: str, most: int) -> list[Delivery]:
    if before:
        query = query.where(deliveries.c.id < before)
    return [_delivery(row) for row in session.execute(query.order_by(deliveries.c.id.desc()).limit(most))]


def _key(matter: Matter, to: Recipient) -> str:
    return f"{matter.event_id}/{to.account_id or matter.about_id}"


def _insert(session: Session, table: Any) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        state=State(row.state),
        account_id=row.account_id,
        workspace_id=row.workspace_id,
        workspace_name=row.workspace_name,
        project_id=row.project_id,
        topic=Topic(row.topic),
        urgency=Urgency(row.urgency),
        about_id=row.about_id,
        level=row.level,
        email=row.email,
        name=row.name,
        language=row.language,
        time_zone=row.time_zone,
        digest_id=row.digest_id,
        reason=row.reason,
        planned_at=row.planned_at,
        due_at=row.due_at,
        settled_at=row.settled_at,
    )
