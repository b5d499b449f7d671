"""Every table of this service, by room."""

from inloop_projects.store.metadata import metadata
from inloop_projects.store.money import tables as money
from inloop_projects.store.people import tables as people
from inloop_projects.store.plan import exchange_tables as exchange
from inloop_projects.store.plan import tables as plan
from inloop_projects.store.relationship import tables as relationship

__all__ = ["exchange", "metadata", "money", "people", "plan", "relationship"]
