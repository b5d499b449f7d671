"""Writing a plan that was made from the present one as a whole, and what it would do first."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop_kit.caller import Caller
from inloop_projects.actions.plan.pictures import Pictures, start_of
from inloop_projects.actions.plan.plans import Edited, Plans, deed_of, require_revision
from inloop_projects.domain.plan.fallout import Fallout, compare
from inloop_projects.domain.plan.forecast import forecast
from inloop_projects.domain.plan.history import DeedKind
from inloop_projects.domain.plan.model import Plan
from inloop_projects.domain.plan.picture import Picture
from inloop_projects.store.plan.projects import ProjectRow


class Moves:
    """Whole-plan changes by staff: shifts, calendars."""

    def __init__(self, pictures: Pictures, plans: Plans) -> None:
        self.pictures = pictures
        self.plans = plans

    def picture(self, session: Session, caller: Caller, expected: int | None = None) -> tuple[ProjectRow, Picture]:
        """The project and its picture, at the revision that is expected. Errors: PlanMovedOn, Missing."""
        project, picture = self.pictures.of(session, caller.project_id)
        require_revision(project, expected)
        return project, picture

    def fallout(self, picture: Picture, after: Plan) -> Fallout:
        """What the new plan does to the forecast of today, as staff see it."""
        return compare(picture.forecast, forecast(after, start_of(picture.status_on)), lambda _: True)

    def write(
        self,
        session: Session,
        caller: Caller,
        found: tuple[ProjectRow, Picture],
        after: Plan,
        kind: DeedKind,
        *,
        sentence: str = "",
        texts: dict[str, str] | None = None,
    ) -> Edited:
        """Write the new plan in the one way in which plans are written."""
        project, picture = found
        deed = deed_of(session, caller, kind, sentence)
        return self.plans.write(session, project, picture, after, deed, texts or {})
