"""Earned value of a project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from inloop_kit.caller import Caller
from inloop_kit.errors import Missing
from inloop_projects.actions.plan.baselines import hourly_costs
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.domain.plan.earned_value import EarnedValue, earned_value
from inloop_projects.store.plan import baselines
from inloop_projects.store.plan.baselines import BaselineRow


@dataclass(frozen=True, slots=True)
class Standing:
    """Earned value with the day at whose end it stands, its baseline, and the project's currency."""

    status_on: date
    baseline: BaselineRow | None
    currency: str
    value: EarnedValue


class EarnedValues:
    """What can be asked about earned value."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures

    def get(self, session: Session, caller: Caller, *, status_on: date | None, number: int | None) -> Standing:
        """Earned value at the end of a day (today when None) against a baseline (the promise when None).

        Errors: Missing for a baseline that is not there. Without a promise there are actual values only.
        """
        project, picture = self.pictures.of(session, caller.project_id)
        baseline = baselines.find(session, project.id, number)
        if baseline is None and number is not None:
            raise Missing
        kept = baselines.kept(session, project.id, baseline.number) if baseline else {}
        day = status_on or picture.status_on
        rates = hourly_costs(session, project.id, picture.plan)
        return Standing(day, baseline, project.currency, earned_value(picture.planned, kept, rates, day))
