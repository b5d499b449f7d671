"""Events that we listen to."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop.gateway.v1.events_pb2 import InvitationAccepted, InvitationIssued
from inloop_kit.inbox import Envelope, handles
from inloop_projects.actions.people.clients import Clients
from inloop_projects.domain.people.persons import ContactState


class Events:
    """What the gateway announces about contacts."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients

    @handles(InvitationIssued, durable="projects-bind-contacts")
    def on_invitation_issued(self, session: Session, event: InvitationIssued, _envelope: Envelope) -> None:
        """Reserve the account that the contact will sign in with."""
        self.clients.bind(session, event.contact_id, event.account_id, ContactState.INVITED)

    @handles(InvitationAccepted, durable="projects-activate-contacts")
    def on_invitation_accepted(self, session: Session, event: InvitationAccepted, _envelope: Envelope) -> None:
        """The contact signs in from now on."""
        self.clients.bind(session, event.contact_id, event.account_id, ContactState.ACTIVE)
