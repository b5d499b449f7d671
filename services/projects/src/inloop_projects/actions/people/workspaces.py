"""Founding workspaces, adding staff, and saying who belongs where."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_projects.domain.people.levels import Role
from inloop_projects.domain.people.persons import Membership, StaffMember, Workspace
from inloop_projects.store.people import persons
from inloop_worktime import standard

RESPONSE_TARGET_MINUTES = 240
"""Half a working day, until the owner says otherwise."""


class Workspaces:
    """What can be done about workspaces."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def found(
        self, session: Session, caller: Caller, *, name: str, time_zone: str, currency: str, owner: dict[str, Any]
    ) -> Workspace:
        """Found a workspace; `owner` holds account_id, name and email of its first member."""
        workspace = Workspace(new_id(), name, time_zone, currency, standard().to_dict(), RESPONSE_TARGET_MINUTES)
        persons.add_workspace(session, workspace, founded_at=self.clock.now())
        self._join(session, workspace.id, Role.OWNER, **owner)
        audit.append(session, caller, action="workspace.founded", about=f"workspace/{workspace.id}")
        return workspace

    def add_staff(self, session: Session, caller: Caller, workspace_id: str, role: Role, **person: str) -> StaffMember:
        """Add a member; `person` holds account_id, name and email. One who is a member already stays as is."""
        if persons.find_workspace(session, workspace_id) is None:
            raise Missing
        present = persons.find_staff(session, workspace_id, person["account_id"])
        if present is not None:
            return present
        member = self._join(session, workspace_id, role, **person)
        audit.append(session, caller, action="staff.added", about=f"staff/{member.id}", facts={"role": role.name})
        return member

    def get(self, session: Session, caller: Caller) -> Workspace:
        """The caller's workspace."""
        workspace = persons.find_workspace(session, caller.workspace_id)
        if workspace is None:
            raise Missing
        return workspace

    def list_staff(self, session: Session, caller: Caller) -> list[StaffMember]:
        """Everybody who works in the caller's workspace."""
        return persons.list_staff(session, caller.workspace_id)

    def memberships(self, session: Session, caller: Caller) -> list[Membership]:
        """Where the caller's account belongs."""
        return persons.memberships(session, caller.account_id)

    def _join(
        self, session: Session, workspace_id: str, role: Role, *, account_id: str, name: str, email: str
    ) -> StaffMember:
        member = StaffMember(new_id(), workspace_id, account_id, name, email.lower(), role)
        persons.add_staff(session, member, added_at=self.clock.now())
        return member
