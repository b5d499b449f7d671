"""Forgetting what no longer matters: counted tries, spent links, sessions that ended long ago."""

from __future__ import annotations

from inloop_gateway.actions.throttle import Throttle
from inloop_kit.database import Database
from inloop_kit.periodic import IsStopping, Periodic

EVERY_SECONDS = 600.0


def housekeeping(database: Database, throttle: Throttle) -> Periodic:
    """A component of `work`: purges every ten minutes; purging twice is harmless."""

    def purge(_: IsStopping) -> None:
        with database.write() as session:
            throttle.purge(session)

    return Periodic("gateway-housekeeping", EVERY_SECONDS, purge)
