"""The plan as it stands now, computed once per revision and day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.forecast import forecast
from inloop_projects.domain.plan.model import Plan
from inloop_projects.domain.plan.picture import Picture, Promise
from inloop_projects.store.commits import after_commit
from inloop_projects.store.plan import baselines, plans, projects
from inloop_projects.store.plan.projects import ProjectRow

KEPT = 64
"""Pictures of so many projects stay in memory; a plan of 10,000 tasks takes about 20 MB."""

WRITTEN = "pictures_written"
"""Where a session keeps the pictures that its transaction has written."""


class Pictures:
    """Pictures of projects. Safe to share between threads; a picture never changes."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._turn = threading.Lock()
        self._kept: OrderedDict[str, tuple[tuple[int, date], Picture]] = OrderedDict()

    def of(self, session: Session, project_id: str) -> tuple[ProjectRow, Picture]:
        """A project and its picture as of today in its zone. Errors: Missing.

        A transaction that has written the plan gets what it wrote; others do not before it has committed.
        """
        project = projects.find(session, project_id)
        if project is None:
            raise Missing
        today = self.today(project.time_zone)
        key = (project.plan_revision, today)
        written: dict[str, tuple[tuple[int, date], Picture]] = session.info.get(WRITTEN, {})
        if project_id in written and written[project_id][0] == key:
            return project, written[project_id][1]
        with self._turn:
            kept = self._kept.get(project_id)
            if kept is not None and kept[0] == key:
                self._kept.move_to_end(project_id)
                return project, kept[1]
        picture = paint(plans.load(session, project_id), baselines.promise(session, project_id), today)
        self._keep(project_id, key, picture)
        return project, picture

    def written(self, session: Session, project_id: str, revision: int, picture: Picture) -> None:
        """Keep the picture of a plan that this transaction writes, once it has committed."""
        key = (revision, picture.status_on)
        session.info.setdefault(WRITTEN, {})[project_id] = (key, picture)
        after_commit(session, lambda: self._keep(project_id, key, picture))

    def _keep(self, project_id: str, key: tuple[int, date], picture: Picture) -> None:
        with self._turn:
            self._kept[project_id] = (key, picture)
            self._kept.move_to_end(project_id)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        """Forget every picture; the next ones are painted from the database."""
        with self._turn:
            self._kept.clear()

    def today(self, time_zone: str) -> date:
        """The present day in a zone."""
        return self.clock.now().astimezone(ZoneInfo(time_zone)).date()


def paint(plan: Plan, promise: Promise, today: date) -> Picture:
    """Date a plan and forecast it as of the start of a day."""
    planned = schedule(plan)
    return Picture(plan, planned, forecast(plan, start_of(today), planned), promise, today)


def start_of(day: date) -> datetime:
    """The first minute of a day, wall-clock."""
    return datetime.combine(day, time())
