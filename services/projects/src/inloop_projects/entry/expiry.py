"""Offers that ran out: written down and announced once, although nobody does anything."""

from __future__ import annotations

from datetime import timedelta

from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.periodic import IsStopping, Periodic
from inloop_projects.actions.relationship.offers import Offers
from inloop_projects.store.relationship import changes as rows

LOOK_SECONDS = 60.0


def expiry(database: Database, clock: Clock, offers: Offers) -> Periodic:
    """A component of `work`: once a minute, expires the offers whose last day is over in their project's zone."""
    return Periodic(
        "expiry", LOOK_SECONDS, lambda is_stopping: expire(database, clock, offers, is_stopping), begins_at_once=True
    )


def expire(database: Database, clock: Clock, offers: Offers, is_stopping: IsStopping) -> int:
    """Expire what is over; how many offers that were.

    Several processes may do this at once: the first to commit expires, the others find it done.
    """
    # The latest zone is a day ahead of the earliest; which of these are over is said by each project's own day.
    tomorrow = clock.now().date() + timedelta(days=1)
    with database.read() as session:
        candidates = rows.offers_until(session, tomorrow)
    expired = 0
    for project_id, change_id, _ in candidates:
        if is_stopping():
            break
        with database.write() as session:
            expired += offers.expire(session, project_id, change_id)
    return expired
