"""Workspaces, staff, clients and contacts as values."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from inloop_projects.domain.people.levels import Capability, Level, Role


class ContactState(IntEnum):
    """Where a contact stands with its invitation."""

    ADDED = 1
    INVITED = 2
    ACTIVE = 3


@dataclass(frozen=True, slots=True)
class Workspace:
    """One agency. `calendar` is its working calendar as `inloop_worktime.Calendar.to_dict` writes it."""

    id: str
    name: str
    time_zone: str
    currency: str
    calendar: dict[str, Any]
    response_target_minutes: int


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works in a workspace."""

    id: str
    workspace_id: str
    account_id: str
    name: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of a client; `account_id` is reserved when it is invited."""

    id: str
    workspace_id: str
    client_id: str
    name: str
    email: str
    language: str
    time_zone: str
    phone: str | None
    state: ContactState
    account_id: str | None


@dataclass(frozen=True, slots=True)
class Client:
    """A client company with its people."""

    id: str
    workspace_id: str
    name: str
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """What one account may see and do in one scope, and the facts of the scope that others need with it."""

    account_id: str
    workspace: Workspace
    project_id: str = ""
    project_name: str = ""
    time_zone: str = ""
    role: Role = Role.NONE
    level: Level = Level.NONE
    capabilities: frozenset[Capability] = field(default_factory=frozenset)
    client_id: str = ""
    contact_id: str = ""
    person_name: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody active in a project who may be told of something."""

    account_id: str
    email: str
    phone: str
    language: str
    time_zone: str
    is_staff: bool
    level: Level
    client_id: str
    contact_id: str
    name: str
    capabilities: frozenset[Capability]


@dataclass(frozen=True, slots=True)
class Membership:
    """One place where an account belongs."""

    workspace: Workspace
    role: Role
    client_id: str
    client_name: str
    person_name: str
