"""Baselines, the one that is the promise, and how far the plan is from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop.projects.v1.events_pb2 import PlanRebaselined
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Conflict, Missing, NotNow
from inloop_kit.outbox import Scope
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.plan.plans import Plans, deed_of
from inloop_projects.domain.plan.baseline import snapshot, work_by_task
from inloop_projects.domain.plan.history import DeedKind
from inloop_projects.domain.plan.model import Plan
from inloop_projects.domain.plan.picture import last_day
from inloop_projects.domain.plan.trend import MilestoneTrend, with_today
from inloop_projects.domain.plan.variance import RowVariance, variance_of
from inloop_projects.store.money import budgets
from inloop_projects.store.plan import baselines as rows
from inloop_projects.store.plan import history
from inloop_projects.store.plan.baselines import BaselineRow

MOST = 11
"""Baselines 0 to 10, as Microsoft Project numbers them."""


class NumberIsTaken(Conflict):
    """Another baseline has this number."""

    reason = "NUMBER_IS_TAKEN"


@dataclass(frozen=True, slots=True)
class Variances:
    """A baseline, and the rows that the reader sees against it."""

    baseline: BaselineRow
    rows: tuple[RowVariance, ...]


class Baselines:
    """What can be done about baselines."""

    def __init__(self, clock: Clock, pictures: Pictures, plans: Plans) -> None:
        self.clock = clock
        self.pictures = pictures
        self.plans = plans

    def save(
        self,
        session: Session,
        caller: Caller,
        *,
        name: str,
        is_promise: bool,
        number: int | None = None,
        may_overwrite: bool = False,
    ) -> BaselineRow:
        """Copy planned dates, work and cost into a number, the next free one when none is given.

        Errors: NotNow when the plan is empty, all numbers are taken, or the promise would be overwritten;
        NumberIsTaken when the number has a baseline that may not be overwritten.
        """
        project, picture = self.pictures.of(session, caller.project_id)
        if not picture.plan.tasks:
            raise NotNow("The plan has no tasks yet.", state="EMPTY")
        chosen = _number(rows.list_all(session, project.id), number, may_overwrite=may_overwrite)
        finish = max(dates.finish for dates in picture.planned.values())
        row = BaselineRow(chosen, name, is_promise, self.clock.now(), finish)
        rows.add(session, project.id, row, snapshot(picture.planned, hourly_costs(session, project.id, picture.plan)))
        if is_promise:
            deed = deed_of(session, caller, DeedKind.PROMISE, f"Promised: {name}.")
            self.plans.promise_changed(session, project, picture, row, deed)
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

    def variance(self, session: Session, caller: Caller, number: int | None) -> Variances:
        """The rows that the caller sees against a baseline, the promise when it is None. Errors: Missing."""
        project, picture = self.pictures.of(session, caller.project_id)
        baseline = rows.find(session, project.id, number)
        if baseline is None:
            raise Missing
        seen = [task.id for task in picture.plan.tasks if task.visible_from <= caller.level]
        kept = rows.kept(session, project.id, baseline.number)
        found = variance_of(picture.planned, kept, work_by_task(picture.planned), seen)
        return Variances(baseline, tuple(found))

    def trend(self, session: Session, caller: Caller) -> list[MilestoneTrend]:
        """What was forecast for each milestone that the caller sees, and what is today."""
        project, picture = self.pictures.of(session, caller.project_id)
        points = history.trend(session, project.id)
        found = []
        for task in picture.plan.tasks:
            if not task.is_milestone or task.visible_from > caller.level:
                continue
            promised = picture.promise.get(task.id)
            now = last_day(*picture.forecast.start_and_finish(task.id))
            found.append(
                MilestoneTrend(
                    milestone_id=task.id,
                    name=task.name,
                    promised_on=last_day(*promised) if promised else None,
                    reached_on=now if task.is_complete else None,
                    points=with_today(points.get(task.id, ()), picture.status_on, now),
                )
            )
        return found


def hourly_costs(session: Session, project_id: str, plan: Plan) -> Mapping[str, int]:
    """Cost of an hour in minor units by resource id: the rate that has the resource's name."""
    named = {rate.name: rate.cost.minor_units for rate in budgets.rates(session, project_id) if rate.cost}
    return {one.id: named[one.name] for one in plan.resources if one.name in named}


def _number(taken: list[BaselineRow], wanted: int | None, *, may_overwrite: bool) -> int:
    """The number to save under. The promise is never overwritten: what was promised stays on the record."""
    by_number = {row.number: row for row in taken}
    if wanted is None:
        free = [number for number in range(MOST) if number not in by_number]
        if not free:
            raise NotNow("All eleven baselines are taken. Say which one to overwrite.", state="FULL")
        return free[0]
    there = by_number.get(wanted)
    if there is not None and there.is_promise:
        raise NotNow("This baseline is the promise and stays. Choose another number.", state="PROMISE")
    if there is not None and not may_overwrite:
        raise NumberIsTaken(f"Baseline {wanted} is “{there.name}”. Say that it may be overwritten.", field="number")
    return wanted
