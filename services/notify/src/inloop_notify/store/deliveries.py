"""Reading and writing deliveries and digests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inloop_kit.ids import new_id
from inloop_kit.work import DUE, DueTable
from inloop_notify.domain.deliveries import Delivery, Matter, Recipient, State
from inloop_notify.domain.outside import Topic
from inloop_notify.domain.rhythm import Urgency
from inloop_notify.store.tables import deliveries, digests

LETTERS = DueTable(deliveries)
DIGESTS = DueTable(digests)


def add(
    session: Session,
    matter: Matter,
    to: Recipient,
    *,
    state: State,
    due_at: datetime,
    at: datetime,
    digest_id: str | None = None,
    reason: str = "",
) -> bool:
    """Insert a delivery; whether it is new (a repeat of the same event and person is not)."""
    planned = LETTERS.plan(session, due_at=due_at) | {"state": state.value}
    values = planned | {
        "id": new_id(),
        "dedupe_key": f"{matter.event_id}/{to.account_id or matter.about_id}",
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
        "digest_id": digest_id,
        "reason": reason,
        "planned_at": at,
        "settled_at": at if state is State.NOT_SENT else None,
    }
    made = _insert(session, deliveries).values(**values).on_conflict_do_nothing(index_elements=["dedupe_key"])
    return session.execute(made.returning(deliveries.c.id)).scalar_one_or_none() is not None


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


def settle(session: Session, ids: Sequence[str], state: State, reason: str, at: datetime) -> None:
    """Settle deliveries of a digest."""
    mine = deliveries.c.id.in_(list(ids))
    session.execute(update(deliveries).where(mine).values(state=state.value, reason=reason, settled_at=at))


def drop_waiting(session: Session, account_ids: Sequence[str], project_id: str, at: datetime) -> int:
    """Settle what waits for people who have no access to a project any more; how many that were."""
    mine = (
        deliveries.c.account_id.in_(list(account_ids)),
        deliveries.c.project_id == project_id,
        deliveries.c.state.in_([State.DUE.value, State.IN_DIGEST.value]),
        deliveries.c.claimed_until.is_(None),
    )
    changed = update(deliveries).where(*mine).values(state=State.NOT_SENT.value, reason="no-access", settled_at=at)
    return len(session.execute(changed.returning(deliveries.c.id)).all())


def count_at_once(session: Session, account_id: str, since: datetime, until: datetime) -> int:
    """How many single mails a person got, or will get, on a day."""
    mine = (
        deliveries.c.account_id == account_id,
        deliveries.c.digest_id.is_(None),
        deliveries.c.urgency != Urgency.TRANSACTIONAL.value,
        deliveries.c.state.in_([State.DUE.value, State.SENT.value, State.UNKNOWN.value]),
        deliveries.c.planned_at >= since,
        deliveries.c.planned_at < until,
    )
    return session.execute(select(func.count()).select_from(deliveries).where(*mine)).scalar_one()


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
        digest_id=row.digest_id,
        reason=row.reason,
        planned_at=row.planned_at,
        due_at=row.due_at,
        settled_at=row.settled_at,
    )
