"""Who did what to what, written in the transaction of the effect.

    audit.append(session, caller, action="grant.withdrawn", about=f"contact/{contact_id}", facts={"level": "TIMELINE"})

Facts are ids, levels, counts and states: never bodies, names, sums or secrets, because the log outlives deletions.
Rows are only ever added. Chaining and signing them is the sealer's work, which reads them in the order of `seq`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert
from sqlalchemy.orm import Session

from inloop_kit import telemetry
from inloop_kit.caller import Caller
from inloop_kit.database import now
from inloop_kit.envelope import REQUEST_ID
from inloop_kit.ids import new_id
from inloop_kit.kit_tables import audit


def append(
    session: Session, caller: Caller, *, action: str, about: str, facts: Mapping[str, str | int | bool] | None = None
) -> str:
    """Write one row; returns its id. `action` is `noun.verb_in_past`, `about` is `noun/id`."""
    row_id = new_id()
    session.execute(
        insert(audit).values(
            id=row_id,
            at=now(session),
            workspace_id=caller.workspace_id,
            project_id=caller.project_id,
            client_id=caller.client_id,
            issuer=caller.issuer,
            account_id=caller.account_id,
            session_id=caller.session_id,
            purpose=caller.purpose,
            action=action,
            about=about,
            facts=dict(facts or {}),
            request_id=telemetry.carrier().get(REQUEST_ID, ""),
        )
    )
    return row_id
