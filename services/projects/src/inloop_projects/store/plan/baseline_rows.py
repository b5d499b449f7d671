"""Whole baselines, for the file that a plan is exported to."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from inloop_projects.domain.plan.baseline import BaselineRow
from inloop_projects.store.plan.tables import baseline_tasks


def of_project(session: Session, project_id: str) -> dict[int, dict[str, BaselineRow]]:
    """The rows of every baseline by number, then task id."""
    found: dict[int, dict[str, BaselineRow]] = {}
    columns = (
        baseline_tasks.c.number,
        baseline_tasks.c.task_id,
        baseline_tasks.c.start_local,
        baseline_tasks.c.finish_local,
        baseline_tasks.c.duration_minutes,
        baseline_tasks.c.work_minutes,
    )
    for number, task_id, *rest in session.execute(select(*columns).where(baseline_tasks.c.project_id == project_id)):
        found.setdefault(number, {})[task_id] = BaselineRow(*rest)
    return found
