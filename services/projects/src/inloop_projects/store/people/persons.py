"""Reading and writing workspaces, staff, clients and contacts."""

from datetime import datetime

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.people.levels import Role
from inloop_projects.domain.people.persons import Client, Contact, ContactState, Membership, StaffMember, Workspace
from inloop_projects.store.people.tables import clients, contacts, staff, workspaces


def add_workspace(session: Session, workspace: Workspace, *, founded_at: datetime) -> None:
    """Insert a workspace."""
    session.execute(
        insert(workspaces).values(
            id=workspace.id,
            name=workspace.name,
            time_zone=workspace.time_zone,
            currency=workspace.currency,
            calendar=workspace.calendar,
            response_target_minutes=workspace.response_target_minutes,
            founded_at=founded_at,
        )
    )


def find_workspace(session: Session, workspace_id: str) -> Workspace | None:
    """A workspace by id."""
    row = session.execute(select(workspaces).where(workspaces.c.id == workspace_id)).one_or_none()
    return _workspace(row) if row else None


def add_staff(session: Session, member: StaffMember, *, added_at: datetime) -> None:
    """Insert a member of staff."""
    session.execute(
        insert(staff).values(
            id=member.id,
            workspace_id=member.workspace_id,
            account_id=member.account_id,
            name=member.name,
            email=member.email,
            role=int(member.role),
            added_at=added_at,
        )
    )


def find_staff(session: Session, workspace_id: str, account_id: str) -> StaffMember | None:
    """The member of staff that an account is in a workspace."""
    query = select(staff).where(staff.c.workspace_id == workspace_id, staff.c.account_id == account_id)
    row = session.execute(query).one_or_none()
    return _member(row) if row else None


def list_staff(session: Session, workspace_id: str) -> list[StaffMember]:
    """Everybody who works in a workspace, by name."""
    query = select(staff).where(staff.c.workspace_id == workspace_id).order_by(staff.c.name, staff.c.id)
    return [_member(row) for row in session.execute(query)]


def add_client(session: Session, client: Client, *, added_at: datetime) -> None:
    """Insert a client."""
    session.execute(
        insert(clients).values(id=client.id, workspace_id=client.workspace_id, name=client.name, added_at=added_at)
    )


def find_client(session: Session, workspace_id: str, client_id: str) -> Client | None:
    """A client of a workspace, without contacts."""
    query = select(clients).where(clients.c.workspace_id == workspace_id, clients.c.id == client_id)
    row = session.execute(query).one_or_none()
    return Client(row.id, row.workspace_id, row.name) if row else None


def has_client_named(session: Session, workspace_id: str, name: str) -> bool:
    """Whether a workspace has a client of that name."""
    query = select(clients.c.id).where(clients.c.workspace_id == workspace_id, clients.c.name == name)
    return session.execute(query).first() is not None


def list_clients(session: Session, workspace_id: str) -> list[Client]:
    """The clients of a workspace by name, each with its contacts by name."""
    query = select(contacts).where(contacts.c.workspace_id == workspace_id).order_by(contacts.c.name, contacts.c.id)
    people: dict[str, list[Contact]] = {}
    for row in session.execute(query):
        people.setdefault(row.client_id, []).append(_contact(row))
    names = select(clients).where(clients.c.workspace_id == workspace_id).order_by(clients.c.name, clients.c.id)
    return [Client(row.id, row.workspace_id, row.name, tuple(people.get(row.id, ()))) for row in session.execute(names)]


def add_contact(session: Session, contact: Contact, *, added_at: datetime) -> None:
    """Insert a contact."""
    session.execute(
        insert(contacts).values(
            id=contact.id,
            workspace_id=contact.workspace_id,
            client_id=contact.client_id,
            name=contact.name,
            email=contact.email,
            language=contact.language,
            time_zone=contact.time_zone,
            phone=contact.phone,
            state=int(contact.state),
            account_id=contact.account_id,
            added_at=added_at,
        )
    )


def find_contact(session: Session, contact_id: str) -> Contact | None:
    """A contact by id."""
    row = session.execute(select(contacts).where(contacts.c.id == contact_id)).one_or_none()
    return _contact(row) if row else None


def has_contact_with(session: Session, client_id: str, email: str) -> bool:
    """Whether a client has a contact with that address."""
    query = select(contacts.c.id).where(contacts.c.client_id == client_id, contacts.c.email == email)
    return session.execute(query).first() is not None


def contacts_of_account(session: Session, account_id: str) -> list[Contact]:
    """Every contact that signs in with an account."""
    return [_contact(row) for row in session.execute(select(contacts).where(contacts.c.account_id == account_id))]


def contacts_of_client(session: Session, client_id: str) -> list[Contact]:
    """The contacts of a client."""
    return [_contact(row) for row in session.execute(select(contacts).where(contacts.c.client_id == client_id))]


def bind_contact(session: Session, contact_id: str, account_id: str, state: ContactState) -> None:
    """Say which account a contact signs in with; a state never goes back."""
    session.execute(
        update(contacts)
        .where(contacts.c.id == contact_id, contacts.c.state <= int(state))
        .values(account_id=account_id, state=int(state))
    )


def memberships(session: Session, account_id: str) -> list[Membership]:
    """Where an account belongs: as staff first, then as contact, by name."""
    own = (
        select(workspaces, staff.c.role, staff.c.name.label("person"))
        .join(staff)
        .where(staff.c.account_id == account_id)
    )
    as_staff = [
        Membership(_workspace(row), Role(row.role), "", "", row.person)
        for row in session.execute(own.order_by(workspaces.c.name))
    ]
    query = (
        select(
            workspaces, clients.c.id.label("client_id"), clients.c.name.label("client"), contacts.c.name.label("person")
        )
        .join(contacts, contacts.c.workspace_id == workspaces.c.id)
        .join(clients, clients.c.id == contacts.c.client_id)
        .where(contacts.c.account_id == account_id, contacts.c.state == int(ContactState.ACTIVE))
        .order_by(clients.c.name, workspaces.c.name)
    )
    as_contact = [
        Membership(_workspace(row), Role.NONE, row.client_id, row.client, row.person) for row in session.execute(query)
    ]
    return as_staff + as_contact


def _workspace(row: Row[tuple[object, ...]]) -> Workspace:
    return Workspace(row.id, row.name, row.time_zone, row.currency, row.calendar, row.response_target_minutes)


def _member(row: Row[tuple[object, ...]]) -> StaffMember:
    return StaffMember(row.id, row.workspace_id, row.account_id, row.name, row.email, Role(row.role))


def _contact(row: Row[tuple[object, ...]]) -> Contact:
    return Contact(
        row.id,
        row.workspace_id,
        row.client_id,
        row.name,
        row.email,
        row.language,
        row.time_zone,
        row.phone,
        ContactState(row.state),
        row.account_id,
    )
