"""Baselines, and the one that is the promise."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop.projects.v1.events_pb2 import PlanRebaselined
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import NotNow
from inloop_kit.outbox import Scope
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.plan.plans import Plans
from inloop_projects.domain.plan.baseline import snapshot
from inloop_projects.store.plan import baselines as rows
from inloop_projects.store.plan.baselines import BaselineRow

MOST = 11
"""Baselines 0 to 10, as Microsoft Project numbers them."""


class Baselines:
    """What can be done about baselines."""

    def __init__(self, clock: Clock, pictures: Pictures, plans: Plans) -> None:
        self.clock = clock
        self.pictures = pictures
        self.plans = plans

    def save(self, session: Session, caller: Caller, *, name: str, is_promise: bool) -> BaselineRow:
        """Copy the planned dates into the next free number. Errors: NotNow when the plan is empty or all are taken."""
        project, picture = self.pictures.of(session, caller.project_id)
        if not picture.plan.tasks:
            raise NotNow("The plan has no tasks yet.", state="EMPTY")
        taken = {row.number for row in rows.list_all(session, project.id)}
        free = [number for number in range(MOST) if number not in taken]
        if not free:
            raise NotNow("All eleven baselines are taken.", state="FULL")
        finish = max(dates.finish for dates in picture.planned.values())
        row = BaselineRow(free[0], name, is_promise, self.clock.now(), finish)
        rows.add(session, project.id, row, snapshot(picture.planned))
        if is_promise:
            self.plans.promise_changed(session, project, picture)
            scope = Scope(project.workspace_id, project.id)
            event = PlanRebaselined(project_id=project.id)
            outbox.append(session, event, aggregate_id=project.id, scope=scope, visible_from=access_pb2.LEVEL_ROADMAP)
        audit.append(
            session,
            caller,
            action="baseline.saved",
            about=f"baseline/{project.id}",
            facts={"number": row.number, "is_promise": is_promise},
        )
        return row

    def list_all(self, session: Session, caller: Caller) -> list[BaselineRow]:
        """The baselines of the caller's project, newest first."""
        return rows.list_all(session, caller.project_id)
