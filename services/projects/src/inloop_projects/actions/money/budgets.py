"""Budget and rates of a project."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.errors import Invalid, Missing
from inloop_projects.domain.money.rates import Amount, Rate
from inloop_projects.store.money import budgets as rows
from inloop_projects.store.plan import projects
from inloop_projects.store.relationship import changes


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a project. `approved_minor` is the sum of prices of the reader's approved changes."""

    currency: str
    budget: Amount | None
    approved_minor: int
    rates: tuple[Rate, ...]


class Budgets:
    """What can be done about a project's money."""

    def get(self, session: Session, caller: Caller) -> Money:
        """Budget, approved changes and rates."""
        project = projects.find(session, caller.project_id)
        if project is None:
            raise Missing
        return Money(
            currency=project.currency,
            budget=rows.budget(session, project.id),
            approved_minor=changes.approved_prices(session, project.id, "" if caller.is_staff else caller.client_id),
            rates=tuple(rows.rates(session, project.id)),
        )

    def set_budget(self, session: Session, caller: Caller, amount: Amount) -> Money:
        """Set the budget in the project's currency. Errors: Invalid."""
        self._require_currency(session, caller, amount, "budget.currency")
        rows.set_budget(session, caller.project_id, amount)
        audit.append(session, caller, action="budget.set", about=f"budget/{caller.project_id}")
        return self.get(session, caller)

    def set_rate(self, session: Session, caller: Caller, rate: Rate) -> Money:
        """Set the hourly rates of a person or trade. Errors: Invalid."""
        for amount, field in ((rate.bill, "bill.currency"), (rate.cost, "cost.currency")):
            if amount is not None:
                self._require_currency(session, caller, amount, field)
        project = projects.find(session, caller.project_id)
        if project is None:
            raise Missing
        rows.set_rate(session, caller.project_id, project.currency, rate)
        audit.append(session, caller, action="rate.set", about=f"rate/{caller.project_id}")
        return self.get(session, caller)

    def _require_currency(self, session: Session, caller: Caller, amount: Amount, field: str) -> None:
        project = projects.find(session, caller.project_id)
        if project is None:
            raise Missing
        if amount.currency != project.currency:
            raise Invalid(f"The project's money is in {project.currency}.", field=field)
        if amount.minor_units < 0:
            raise Invalid("An amount here is not negative.", field=field.replace("currency", "minor_units"))
