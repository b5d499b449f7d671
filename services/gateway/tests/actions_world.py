"""The gateway's actions as its gRPC entry calls them: what comes before, then the transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from sqlalchemy import select

from inloop.gateway.v1 import accounts_pb2, invitations_pb2, sessions_pb2
from inloop.projects.v1 import people_pb2
from inloop_gateway.actions.accounts import Accounts
from inloop_gateway.actions.hasher import PasswordHasher
from inloop_gateway.actions.invitations import Invitations
from inloop_gateway.actions.links import Links
from inloop_gateway.actions.sessions import Sessions
from inloop_gateway.actions.throttle import Throttle
from inloop_gateway.clients.people import ContactFacts
from inloop_gateway.domain.links import LinkKind
from inloop_gateway.entry.credentials import Credentials
from inloop_gateway.entry.rpc import AccountService, InvitationService, SessionService
from inloop_kit.caller import Caller
from inloop_kit.database import Database
from inloop_kit.kit_tables import outbox
from inloop_kit.rpc_context import RpcContext
from inloop_kit.testing import FixedClock

PUBLIC_URL = "https://portal.example"
GOOD = "correct horse battery"
OTHER = "staple paper clip box"


class KnownPeople:
    """Stands for projects: the contacts it knows."""

    def __init__(self) -> None:
        self.contacts: dict[str, people_pb2.Contact] = {}

    def contact(self, _caller: Caller, contact_id: str) -> ContactFacts:
        return ContactFacts(self.contacts[contact_id], "Nordlicht")


@dataclass
class Staff:
    workspace_id: str
    project_id: str

    @property
    def caller(self) -> Caller:
        return Caller(account_id=new_id(), workspace_id=self.workspace_id, project_id=self.project_id, role=2)


class ActionsWorld:
    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database = database
        self.clock = clock
        self.hasher = PasswordHasher()
        self.people: Any = KnownPeople()
        sessions, throttle = Sessions(clock), Throttle(clock)
        accounts, invitations = Accounts(clock, sessions), Invitations(clock)
        credentials = Credentials(database, self.hasher, throttle, accounts, invitations)
        self.links = Links(clock, PUBLIC_URL)
        self.services = {
            "accounts": AccountService(accounts, self.links, credentials),
            "sessions": SessionService(sessions, credentials),
            "invitations": InvitationService(invitations, self.people, credentials),
        }
        self.staff = Staff(new_id(), new_id())

    def call(self, service: str, method: str, request: Message, caller: Caller | None = None) -> Any:
        """As the kit's pipeline does: before, then the method in its transaction."""
        servicer = self.services[service]
        context = RpcContext(caller=caller or Caller())
        before = getattr(servicer, f"before_{method}", None)
        if before is not None:
            context.gathered = before(request, context)
        with self.database.write() as session:
            context.session = session
            return getattr(servicer, method)(request, context)

    def account(self, email: str, password: str = GOOD, name: str = "Ada Lovelace") -> str:
        request = accounts_pb2.CreateAccountRequest(email=email, name=name, password=password)
        made = self.call("accounts", "CreateAccount", request, Caller(issuer="operator", purpose="seed"))
        return str(made.id)

    def sign_in(self, email: str, password: str = GOOD) -> Caller:
        """The caller of a new session."""
        signed = self.call("sessions", "SignIn", sessions_pb2.SignInRequest(email=email, password=password))
        found = self.services["sessions"].sessions  # type: ignore[attr-defined]
        with self.database.read() as session:
            made = found.find(session, signed.session_token)
        return Caller(account_id=signed.account_id, session_id=made.id)

    def session_count(self, caller: Caller) -> int:
        listed = self.call("sessions", "ListSessions", sessions_pb2.ListSessionsRequest(), caller)
        return len(listed.sessions)

    def invite(self, email: str, *, contact_id: str = "", name: str = "Tom Reuter") -> invitations_pb2.Invitation:
        contact_id = contact_id or new_id()
        self.people.contacts[contact_id] = people_pb2.Contact(
            id=contact_id,
            client_id=new_id(),
            name=name,
            email=email,
            language="de",
            workspace_id=self.staff.workspace_id,
        )
        request = invitations_pb2.InviteContactRequest(project_id=self.staff.project_id, contact_id=contact_id)
        made: invitations_pb2.Invitation = self.call("invitations", "InviteContact", request, self.staff.caller)
        return made

    def url(self, kind: LinkKind, subject_id: str) -> str:
        request = accounts_pb2.IssueLinkRequest(kind=int(kind), id=subject_id)  # type: ignore[arg-type]
        link = self.call("accounts", "IssueLink", request, Caller(issuer="notify", purpose="mail"))
        return str(link.url)

    def token(self, kind: LinkKind, subject_id: str) -> str:
        return self.url(kind, subject_id).partition("#")[2]

    def accept(self, token: str, password: str = GOOD) -> invitations_pb2.InvitationAcceptance:
        request = invitations_pb2.AcceptInvitationRequest(token=token, password=password)
        made: invitations_pb2.InvitationAcceptance = self.call("invitations", "AcceptInvitation", request)
        return made

    def request_reset(self, email: str) -> str:
        """The id of the reset that was announced."""
        self.call("accounts", "RequestPasswordReset", accounts_pb2.RequestPasswordResetRequest(email=email))
        return str(self.events("PasswordResetRequested")[-1].reset_id)

    def events(self, name: str) -> list[Any]:
        from inloop.gateway.v1 import events_pb2

        kind = getattr(events_pb2, name)
        with self.database.read() as session:
            rows = session.execute(
                select(outbox.c.payload).where(outbox.c.subject == kind.DESCRIPTOR.full_name).order_by(outbox.c.seq)
            )
            return [kind.FromString(row.payload) for row in rows]


def new_id() -> str:
    return str(uuid.uuid4())
