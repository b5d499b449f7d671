"""What edits would do to a project as one level sees it: dates, and money as far as the level may."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from inloop_projects.actions.plan.baselines import hourly_costs
from inloop_projects.actions.plan.pictures import start_of
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.editing import apply
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.engine import Schedule
from inloop_projects.domain.plan.fallout import compare
from inloop_projects.domain.plan.forecast import forecast
from inloop_projects.domain.plan.model import Plan, Task
from inloop_projects.domain.plan.picture import Picture, last_day
from inloop_projects.domain.relationship.changes import Money, Price, Shown
from inloop_projects.store.money import budgets
from inloop_projects.store.plan.projects import ProjectRow
from inloop_projects.store.relationship import changes as rows
from inloop_worktime import working_days_between

KEPT = 16
"""Forecasts of so many wishes stay in memory: what is looked at is soon approved or looked at again."""

Key = tuple[str, int, date, tuple[Edit, ...]]


@dataclass(frozen=True, slots=True)
class Ground:
    """A project and the picture of its plan that an effect is measured against."""

    project: ProjectRow
    picture: Picture


class Effects:
    """Effects of edits. Safe to share between threads.

    A forecast belongs to a revision, a day and edits, none of which ever means something else: nothing goes stale.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._kept: OrderedDict[Key, Schedule] = OrderedDict()

    def shown(
        self,
        session: Session,
        ground: Ground,
        level: int,
        edits: Sequence[Edit],
        *,
        client_id: str,
        price: Price | None = None,
        terms: tuple[object, ...] = (),
    ) -> Shown:
        """The effect at a level. Finishes are of rows that the level sees, so that no hidden date is told.

        `client_id` is whose approved changes count into the budget. Raises as `apply` and `schedule` do.
        """

        def visible(task: Task) -> bool:
            return task.visible_from <= level

        before, after = ground.picture.forecast, self._after(ground, tuple(edits))
        before_on, after_on = _finish(before, visible), _finish(after, visible)
        calendar = ground.picture.plan.default_calendar
        return Shown(
            fallout=compare(before, after, visible),
            finish_before_on=before_on,
            finish_after_on=after_on,
            finish_moves_days=working_days_between(calendar, before_on, after_on) if before_on and after_on else 0,
            money=_money(session, ground, after.plan, level, client_id, price),
            terms=terms,
        )

    def _after(self, ground: Ground, edits: tuple[Edit, ...]) -> Schedule:
        picture = ground.picture
        key = (ground.project.id, ground.project.plan_revision, picture.status_on, edits)
        with self._turn:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        after = forecast(apply(picture.plan, edits), start_of(picture.status_on))
        with self._turn:
            self._kept[key] = after
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return after


def _money(session: Session, ground: Ground, after: Plan, level: int, client_id: str, price: Price | None) -> Money:
    """Price and budget at COMMERCIAL; work, cost and margin for staff."""
    if level < Level.COMMERCIAL:
        return Money()
    project = ground.project
    budget_after = None
    budget = budgets.budget(session, project.id)
    if budget is not None:
        more = rows.approved_prices(session, project.id, client_id) + (price.minor_units if price else 0)
        budget_after = Price(budget.currency, budget.minor_units + more)
    if level < Level.STAFF:
        return Money(price, budget_after)
    before = ground.picture.plan
    cost = _cost_change(before, after, hourly_costs(session, project.id, before))
    return Money(
        price=price,
        budget_after=budget_after,
        work_change_minutes=_planned_minutes(after) - _planned_minutes(before),
        cost_change=None if cost is None else Price(project.currency, cost),
        margin_change=None if cost is None else Price(project.currency, (price.minor_units if price else 0) - cost),
    )


def _planned_minutes(plan: Plan) -> int:
    parents = {task.parent_id for task in plan.tasks}
    return sum(task.duration_minutes for task in plan.tasks if task.is_active and task.id not in parents)


def _cost_change(before: Plan, after: Plan, hourly_minor: Mapping[str, int]) -> int | None:
    """What assigned people cost more in minor units; the work of a task grows with its duration. None without rates."""
    if not hourly_minor:
        return None
    change = 0.0
    for one in before.assignments:
        cost = one.work_minutes * hourly_minor.get(one.resource_id, 0) / 60
        was, now = before.task_by_id[one.task_id], after.task_by_id.get(one.task_id)
        if now is None:
            change -= cost
        elif was.duration_minutes:
            change += cost * (now.duration_minutes - was.duration_minutes) / was.duration_minutes
    return round(change)


def _finish(dates: Schedule, visible: Callable[[Task], bool]) -> date | None:
    parents = {task.parent_id for task in dates.plan.tasks}
    spans = [dates.start_and_finish(task.id) for task in dates.plan.tasks if visible(task) and task.id not in parents]
    return max((last_day(*span) for span in spans), default=None)
