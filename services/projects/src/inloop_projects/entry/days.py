"""The turn of the day in each project's zone: the forecast moves although nobody edits."""

from __future__ import annotations

from inloop_kit.database import Database
from inloop_kit.periodic import IsStopping, Periodic
from inloop_projects.actions.plan.projects import Projects
from inloop_projects.store.plan import projects as rows

LOOK_SECONDS = 60.0


def days(database: Database, projects: Projects) -> Periodic:
    """A component of `work`: once a minute, refreshes the projects where a new day has begun since their last forecast.

    Several processes may do this at once: the first to commit refreshes, the others find it done.
    """

    def refresh(is_stopping: IsStopping) -> None:
        with database.read() as session:
            due = [
                project.id
                for project in rows.list_all(session)
                if project.forecast_on != projects.pictures.today(project.time_zone)
            ]
        for project_id in due:
            if is_stopping():
                break
            with database.write() as session:
                projects.refresh(session, project_id)

    return Periodic("days", LOOK_SECONDS, refresh, begins_at_once=True)
