"""Reading and writing budgets and rates."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from inloop_projects.domain.money.rates import Amount, Rate
from inloop_projects.store.money.tables import budgets
from inloop_projects.store.money.tables import rates as rate_rows


def budget(session: Session, project_id: str) -> Amount | None:
    """The budget of a project."""
    row = session.execute(select(budgets).where(budgets.c.project_id == project_id)).one_or_none()
    return Amount(row.currency, row.budget_minor) if row else None


def set_budget(session: Session, project_id: str, amount: Amount) -> None:
    """Store the budget of a project."""
    session.execute(delete(budgets).where(budgets.c.project_id == project_id))
    session.execute(
        insert(budgets).values(project_id=project_id, budget_minor=amount.minor_units, currency=amount.currency)
    )


def rates(session: Session, project_id: str) -> list[Rate]:
    """The rates of a project by name."""
    query = select(rate_rows).where(rate_rows.c.project_id == project_id).order_by(rate_rows.c.name)
    return [
        Rate(row.name, _amount(row.currency, row.bill_minor), _amount(row.currency, row.cost_minor))
        for row in session.execute(query)
    ]


def set_rate(session: Session, project_id: str, currency: str, rate: Rate) -> None:
    """Store the rates of a person or trade."""
    mine = (rate_rows.c.project_id == project_id, rate_rows.c.name == rate.name)
    session.execute(delete(rate_rows).where(*mine))
    session.execute(
        insert(rate_rows).values(
            project_id=project_id,
            name=rate.name,
            bill_minor=rate.bill.minor_units if rate.bill else None,
            cost_minor=rate.cost.minor_units if rate.cost else None,
            currency=currency,
        )
    )


def _amount(currency: str, minor_units: int | None) -> Amount | None:
    return None if minor_units is None else Amount(currency, minor_units)
