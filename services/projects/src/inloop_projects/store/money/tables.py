"""Rates and budgets, in whole minor units of the project's currency."""

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table

from inloop_kit.database import Id
from inloop_projects.store.metadata import metadata

budgets = Table(
    "budgets",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("budget_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
)

rates = Table(
    "rates",
    metadata,
    Column("project_id", Id, ForeignKey("projects.id"), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("bill_minor", BigInteger, nullable=True),
    Column("cost_minor", BigInteger, nullable=True),
    Column("currency", String(3), nullable=False),
)
