"""One matter for one person, and how it may end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inloop_notify.domain.outside import Topic
from inloop_notify.domain.rhythm import Urgency

NO_ACCESS = "no-access"


class State(StrEnum):
    """How a delivery stands; `due` is the kit's word."""

    DUE = "due"
    IN_DIGEST = "in-digest"
    SENT = "sent"
    NOT_SENT = "not-sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a matter goes: out at `due_at` by itself, into a digest, or nowhere, and why."""

    state: State
    due_at: datetime
    reason: str
    digest_id: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt to send."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that happened, to be told. `level` is what a contact must reach; `about_id` the thing it is about."""

    event_id: str
    topic: Topic
    urgency: Urgency
    about_id: str
    workspace_id: str
    workspace_name: str
    project_id: str
    level: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell."""

    account_id: str
    email: str
    name: str
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the ledger."""

    id: str
    state: State
    account_id: str
    workspace_id: str
    workspace_name: str
    project_id: str
    topic: Topic
    urgency: Urgency
    about_id: str
    level: int
    email: str
    name: str
    language: str
    time_zone: str
    digest_id: str | None
    reason: str
    planned_at: datetime
    due_at: datetime
    settled_at: datetime | None
