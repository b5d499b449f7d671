"""Starting, listing and reading conversations; how far somebody has read; how quickly staff answers."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_messaging.actions.reach import reach_of
from inloop_messaging.domain.conversations import ClientNeeded, Conversation, ReadState, checked_topic
from inloop_messaging.domain.response import ResponseTimes, WorkingHours, response_times
from inloop_messaging.store import conversations as rows
from inloop_messaging.store import messages as message_rows
from inloop_messaging.store.replies import content_of
from inloop_messaging.store.vault import Vault


class Conversations:
    """What can be done about conversations."""

    def __init__(self, clock: Clock, vault: Vault) -> None:
        self.clock = clock
        self.vault = vault

    def start(self, session: Session, caller: Caller, *, topic: str, client_id: str, has_readers: bool) -> Conversation:
        """Start a conversation: a contact with staff, staff with the client it names.

        `has_readers`: somebody of that client can read it. Errors: ClientNeeded, TopicEmpty, Missing for a client
        that is not the contact's own.
        """
        if caller.is_staff and not (client_id and has_readers):
            raise ClientNeeded("Choose a client of whom somebody can read messages in this project.", field="client_id")
        if not caller.is_staff and client_id not in ("", caller.client_id):
            raise Missing
        conversation = Conversation(
            id=new_id(),
            workspace_id=caller.workspace_id,
            project_id=caller.project_id,
            client_id=client_id if caller.is_staff else caller.client_id,
            topic=checked_topic(topic),
            started_at=self.clock.now(),
        )
        rows.add(session, self.vault, conversation, caller.account_id)
        content_of(session, conversation.id)
        about = f"conversation/{conversation.id}"
        audit.append(
            session, caller, action="conversation.started", about=about, facts={"client_id": conversation.client_id}
        )
        return conversation

    def list_all(self, session: Session, caller: Caller) -> list[Conversation]:
        """Every conversation that the caller may read, latest first."""
        return rows.list_all(session, self.vault, reach_of(caller), caller.account_id)

    def get(self, session: Session, caller: Caller, conversation_id: str) -> Conversation:
        """A conversation. Errors: Missing."""
        found = rows.find(session, self.vault, reach_of(caller), conversation_id, caller.account_id)
        if found is None:
            raise Missing
        return found

    def mark_read(self, session: Session, caller: Caller, conversation_id: str, message_id: str) -> None:
        """The caller has read up to a message; never moves back. Errors: Missing."""
        if rows.lock(session, reach_of(caller), conversation_id) is None:
            raise Missing
        number = message_rows.number_of(session, conversation_id, message_id)
        if number is None:
            raise Missing
        moved = rows.mark_read(
            session, caller.workspace_id, conversation_id, caller.account_id, number=number, at=self.clock.now()
        )
        if moved:
            about = f"conversation/{conversation_id}"
            audit.append(session, caller, action="conversation.read", about=about, facts={"message_id": message_id})

    def read_state(self, session: Session, message_id: str, account_id: str) -> ReadState:
        """Whether a message is there, and whether an account has read it; for notify."""
        return rows.read_state(session, message_id, account_id)

    def response_times(self, session: Session, caller: Caller, hours: WorkingHours) -> ResponseTimes:
        """How quickly the caller's client is answered; every client of the project for staff."""
        answered, waiting = message_rows.answers(session, reach_of(caller))
        return response_times(hours, answered, waiting)
