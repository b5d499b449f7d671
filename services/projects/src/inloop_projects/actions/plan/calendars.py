"""Working calendars of a project, and public holidays that are copied into them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_projects.actions.plan.moves import Moves
from inloop_projects.actions.plan.plans import Edited
from inloop_projects.domain.plan.fallout import Fallout
from inloop_projects.domain.plan.history import DeedKind
from inloop_projects.domain.plan.holiday_days import Holiday, holidays_of, source_of, with_holidays
from inloop_projects.domain.plan.model import Plan
from inloop_worktime import Calendar


@dataclass(frozen=True, slots=True)
class Wanted:
    """Holidays of a region in years, both included."""

    country: str
    subdivision: str
    first_year: int
    last_year: int

    @property
    def source(self) -> str:
        """Region and version of the list."""
        return source_of(self.country, self.subdivision)


class Calendars:
    """What can be done about calendars."""

    def __init__(self, moves: Moves) -> None:
        self.moves = moves

    def list_all(self, session: Session, caller: Caller) -> tuple[str, list[tuple[str, Calendar]]]:
        """The id of the project's own calendar, and all of them by id, that one first."""
        _, picture = self.moves.picture(session, caller)
        own = picture.plan.default_calendar_id
        return own, sorted(picture.plan.calendars.items(), key=lambda one: (one[0] != own, one[1].name, one[0]))

    def preview(self, session: Session, caller: Caller, wanted: Wanted) -> tuple[list[Holiday], Fallout]:
        """The holidays, and what adding them would do to the plan. Errors: RegionRefused, Invalid."""
        _, picture = self.moves.picture(session, caller)
        found = _found(picture.plan, wanted)
        return found, self.moves.fallout(picture, _with(picture.plan, found, wanted, ()))

    def add(
        self,
        session: Session,
        caller: Caller,
        wanted: Wanted,
        *,
        except_on: Collection[date],
        expected_revision: int | None,
    ) -> tuple[Edited, int]:
        """Copy the holidays into the project's calendar; how many there were that it did not have.

        Errors: RegionRefused, Invalid, PlanMovedOn.
        """
        project, picture = self.moves.picture(session, caller, expected_revision)
        after = _with(picture.plan, _found(picture.plan, wanted), wanted, except_on)
        added = len(after.default_calendar.exceptions) - len(picture.plan.default_calendar.exceptions)
        sentence = f"{added} holidays of {wanted.source} added"
        edited = self.moves.write(session, caller, (project, picture), after, DeedKind.HOLIDAYS, sentence=sentence)
        facts: dict[str, str | int | bool] = {"added": added, "source": wanted.source}
        audit.append(session, caller, action="holidays.added", about=f"plan/{project.id}", facts=facts)
        return edited, added


def _found(plan: Plan, wanted: Wanted) -> list[Holiday]:
    calendar = plan.default_calendar
    return holidays_of(calendar, wanted.country, wanted.subdivision, wanted.first_year, wanted.last_year)


def _with(plan: Plan, found: list[Holiday], wanted: Wanted, except_on: Collection[date]) -> Plan:
    calendar = with_holidays(plan.default_calendar, found, wanted.source, except_on)
    return replace(plan, calendars={**plan.calendars, plan.default_calendar_id: calendar})
