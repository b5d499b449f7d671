"""The turn of the day in each project's zone: the forecast moves although nobody edits."""

from __future__ import annotations

import threading

from inloop_kit import telemetry
from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.errors import InloopError
from inloop_projects.actions.plan.projects import Projects
from inloop_projects.store.plan import projects as rows

LOOK_SECONDS = 60.0


class Days:
    """A component of `work`: once a minute, refreshes the projects where a new day has begun since their last forecast.

    Several processes may do this at once: the first to commit refreshes, the others find it done.
    """

    def __init__(self, database: Database, clock: Clock, projects: Projects) -> None:
        self._database = database
        self._clock = clock
        self._projects = projects
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="days", daemon=True)

    def start(self) -> None:
        """Start looking."""
        self._thread.start()

    def stop(self, grace: float) -> None:
        """Finish the project in hand."""
        self._stopping.set()
        self._thread.join(grace)

    def is_ready(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def look(self) -> int:
        """Refresh what is due; how many projects that were."""
        with self._database.read() as session:
            due = [
                project.id
                for project in rows.list_all(session)
                if project.forecast_on != self._projects.pictures.today(project.time_zone)
            ]
        for project_id in due:
            if self._stopping.is_set():
                break
            with self._database.write() as session:
                self._projects.refresh(session, project_id)
        return len(due)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except InloopError as refusal:
                telemetry.log.warning("forecast_not_refreshed", reason=refusal.reason)
            self._stopping.wait(LOOK_SECONDS)
