"""Client companies and their contacts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Conflict, Missing
from inloop_kit.ids import new_id
from inloop_projects.domain.people.persons import Client, Contact, ContactState
from inloop_projects.store.people import persons


class AlreadyThere(Conflict):
    """A client or contact of that name is there."""

    reason = "ALREADY_THERE"


class Clients:
    """What can be done about clients and contacts."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def create(self, session: Session, caller: Caller, *, name: str) -> Client:
        """Add a client company. Errors: AlreadyThere."""
        if persons.has_client_named(session, caller.workspace_id, name):
            raise AlreadyThere("There is a client of that name already.", field="name")
        client = Client(new_id(), caller.workspace_id, name)
        persons.add_client(session, client, added_at=self.clock.now())
        audit.append(session, caller, action="client.created", about=f"client/{client.id}")
        return client

    def list_all(self, session: Session, caller: Caller) -> list[Client]:
        """The clients of the caller's workspace with their contacts."""
        return persons.list_clients(session, caller.workspace_id)

    def add_contact(
        self,
        session: Session,
        caller: Caller,
        client_id: str,
        *,
        name: str,
        email: str,
        language: str,
        time_zone: str,
        phone: str | None,
    ) -> Contact:
        """Add a person of a client; nobody is told. Empty language and zone take English and the workspace's zone."""
        workspace = persons.find_workspace(session, caller.workspace_id)
        if workspace is None or persons.find_client(session, caller.workspace_id, client_id) is None:
            raise Missing
        address = email.lower()
        if persons.has_contact_with(session, client_id, address):
            raise AlreadyThere("This client has a contact with that address already.", field="email")
        contact = Contact(
            id=new_id(),
            workspace_id=workspace.id,
            client_id=client_id,
            name=name,
            email=address,
            language=language or "en",
            time_zone=time_zone or workspace.time_zone,
            phone=phone,
            state=ContactState.ADDED,
            account_id=None,
        )
        persons.add_contact(session, contact, added_at=self.clock.now())
        audit.append(
            session, caller, action="contact.added", about=f"contact/{contact.id}", facts={"client_id": client_id}
        )
        return contact

    def get_contact(self, session: Session, contact_id: str) -> Contact:
        """A contact, for the service that invites."""
        contact = persons.find_contact(session, contact_id)
        if contact is None:
            raise Missing
        return contact

    def names(self, session: Session, caller: Caller, client_id: str, contact_id: str | None) -> tuple[str, str | None]:
        """The names of a client and, if given, of a contact."""
        client = persons.find_client(session, caller.workspace_id, client_id)
        contact = persons.find_contact(session, contact_id) if contact_id else None
        return client.name if client else "", contact.name if contact else None

    def bind(self, session: Session, contact_id: str, account_id: str, state: ContactState) -> None:
        """Note which account a contact signs in with, as the gateway announced it."""
        persons.bind_contact(session, contact_id, account_id, state)
