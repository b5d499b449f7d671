"""Granting, withdrawing, and resolving what an account may see now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from inloop.options.v1 import access_pb2
from inloop.projects.v1.events_pb2 import GrantChanged
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope
from inloop_projects.domain.people.grants import Given, Grant, effective
from inloop_projects.domain.people.levels import Capability, Level, Role
from inloop_projects.domain.people.persons import Access, Contact, ContactState, Recipient, Workspace
from inloop_projects.store.people import grants as grant_rows
from inloop_projects.store.people import persons
from inloop_projects.store.plan import projects as project_rows


class Grants:
    """What can be done about grants."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def set(
        self, session: Session, caller: Caller, client_id: str, contact_id: str, given: Given, expires_on: date | None
    ) -> Grant:
        """Grant something to a client (empty contact) or a contact; what was granted to the same before ends."""
        client = persons.find_client(session, caller.workspace_id, client_id)
        if client is None:
            raise Missing
        if contact_id:
            contact = persons.find_contact(session, contact_id)
            if contact is None or contact.client_id != client_id:
                raise Missing
        at = self.clock.now()
        before = [
            grant.id
            for grant in grant_rows.of_project(session, caller.project_id)
            if grant.client_id == client_id and (grant.contact_id or "") == contact_id
        ]
        grant_rows.withdraw(session, before, at)
        grant = Grant(
            id=new_id(),
            workspace_id=caller.workspace_id,
            project_id=caller.project_id,
            client_id=client_id,
            contact_id=contact_id or None,
            level=given.level,
            capabilities=given.capabilities,
            expires_on=expires_on,
            granted_at=at,
        )
        grant_rows.add(session, grant)
        self._announce(session, grant, withdrawn=False)
        audit.append(session, caller, action="grant.set", about=f"grant/{grant.id}", facts={"level": given.level.name})
        return grant

    def withdraw(self, session: Session, caller: Caller, grant_id: str) -> None:
        """End a grant."""
        grant = grant_rows.find(session, caller.project_id, grant_id)
        if grant is None:
            raise Missing
        if grant.withdrawn_at is None:
            grant_rows.withdraw(session, [grant.id], self.clock.now())
            self._announce(session, grant, withdrawn=True)
            audit.append(session, caller, action="grant.withdrawn", about=f"grant/{grant.id}")

    def list_all(self, session: Session, caller: Caller) -> list[Grant]:
        """Who sees what in the caller's project."""
        return grant_rows.of_project(session, caller.project_id)

    def resolve(self, session: Session, account_id: str, project_id: str, workspace_id: str) -> Access:
        """What an account may see and do in a project or workspace, now. Errors: Missing for nothing at all.

        An empty account gives the facts of the scope with no level.
        """
        if project_id:
            return self._in_project(session, account_id, project_id)
        workspace = persons.find_workspace(session, workspace_id)
        member = persons.find_staff(session, workspace_id, account_id) if account_id else None
        if workspace is None or (account_id and member is None):
            raise Missing
        access = Access(account_id, workspace, time_zone=workspace.time_zone)
        if member is None:
            return access
        return replace(access, role=member.role, level=Level.STAFF, person_name=member.name)

    def recipients(
        self, session: Session, project_id: str, *, level: int, client_id: str, capability: int, with_staff: bool
    ) -> tuple[Workspace, str, list[Recipient]]:
        """The workspace, the project's name, and everybody active who reaches `level` (0: no contacts)."""
        workspace, project = self._scope(session, project_id)
        found = self._staff_of(session, workspace) if with_staff else []
        if level:
            found += self._contacts_of(session, project_id, project.time_zone, client_id)
        wanted = [
            person
            for person in found
            if person.is_staff
            or (person.level >= level and (not capability or Capability(capability) in person.capabilities))
        ]
        return workspace, project.name, wanted

    def visible_projects(self, session: Session, account_id: str) -> list[Access]:
        """The access of an account to every project that it may see."""
        ids = {row[0] for row in grant_rows.project_ids_of_account(session, account_id)}
        ids |= set(project_rows.ids_of_staff(session, account_id))
        found = []
        for project_id in sorted(ids):
            try:
                found.append(self._in_project(session, account_id, project_id))
            except Missing:
                continue
        return found

    def _in_project(self, session: Session, account_id: str, project_id: str) -> Access:
        workspace, project = self._scope(session, project_id)
        access = Access(account_id, workspace, project_id, project.name, project.time_zone)
        if not account_id:
            return access
        member = persons.find_staff(session, workspace.id, account_id)
        if member is not None:
            return replace(access, role=member.role, level=Level.STAFF, person_name=member.name)
        return self._as_contact(session, access)

    def _as_contact(self, session: Session, access: Access) -> Access:
        """The deepest access that the contacts of an account have here; Missing for none."""
        today = self._today(access.time_zone)
        best: tuple[Grant, Contact] | None = None
        for contact in persons.contacts_of_account(session, access.account_id):
            if contact.workspace_id != access.workspace.id or contact.state is ContactState.ADDED:
                continue
            rows = grant_rows.all_of_project(session, access.project_id, contact.client_id)
            grant = effective(rows, contact.id, today)
            if grant is not None and (best is None or grant.level > best[0].level):
                best = grant, contact
        if best is None:
            raise Missing
        grant, contact = best
        return replace(
            access,
            level=grant.level,
            capabilities=grant.capabilities,
            client_id=contact.client_id,
            contact_id=contact.id,
            person_name=contact.name,
        )

    def _scope(self, session: Session, project_id: str) -> tuple[Workspace, project_rows.ProjectRow]:
        project = project_rows.find(session, project_id)
        workspace = persons.find_workspace(session, project.workspace_id) if project else None
        if project is None or workspace is None:
            raise Missing
        return workspace, project

    def _staff_of(self, session: Session, workspace: Workspace) -> list[Recipient]:
        return [
            Recipient(
                member.account_id,
                member.email,
                "",
                "en",
                workspace.time_zone,
                is_staff=True,
                level=Level.STAFF,
                client_id="",
                contact_id="",
                name=member.name,
                capabilities=frozenset(),
            )
            for member in persons.list_staff(session, workspace.id)
            if member.role >= Role.MANAGER
        ]

    def _contacts_of(self, session: Session, project_id: str, time_zone: str, client_id: str) -> list[Recipient]:
        today = self._today(time_zone)
        rows = grant_rows.all_of_project(session, project_id, client_id)
        found = []
        for one in sorted({grant.client_id for grant in rows}):
            of_client = [grant for grant in rows if grant.client_id == one]
            for contact in persons.contacts_of_client(session, one):
                grant = effective(of_client, contact.id, today)
                if grant is not None and contact.state is ContactState.ACTIVE:
                    found.append(_recipient(contact, grant))
        return found

    def _announce(self, session: Session, grant: Grant, *, withdrawn: bool) -> None:
        people = persons.contacts_of_client(session, grant.client_id)
        touched: Sequence[Contact] = [one for one in people if grant.contact_id in (None, one.id)]
        event = GrantChanged(
            grant_id=grant.id,
            client_id=grant.client_id,
            contact_id=grant.contact_id or "",
            account_ids=[one.account_id for one in touched if one.account_id],
            withdrawn=withdrawn,
        )
        scope = Scope(grant.workspace_id, grant.project_id, grant.client_id)
        outbox.append(session, event, aggregate_id=grant.project_id, scope=scope, visible_from=access_pb2.LEVEL_STAFF)

    def _today(self, time_zone: str) -> date:
        return self.clock.now().astimezone(ZoneInfo(time_zone)).date()


def _recipient(contact: Contact, grant: Grant) -> Recipient:
    return Recipient(
        contact.account_id or "",
        contact.email,
        contact.phone or "",
        contact.language,
        contact.time_zone,
        is_staff=False,
        level=grant.level,
        client_id=contact.client_id,
        contact_id=contact.id,
        name=contact.name,
        capabilities=grant.capabilities,
    )
