"""Writing and reading messages and staff notes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from inloop.messaging.v1.events_pb2 import AttachmentReleased, ClientAnswered, MessagePosted
from inloop.options.v1.access_pb2 import CAPABILITY_ATTACH, LEVEL_SUMMARY
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope
from inloop_messaging.actions.reach import author_of, reach_of
from inloop_messaging.domain.conversations import Message, StaffNote, require_content
from inloop_messaging.domain.files import POSTABLE, AttachingNotAllowed, Attachment, UploadNotFinished
from inloop_messaging.store import attachments as file_rows
from inloop_messaging.store import conversations as conversation_rows
from inloop_messaging.store import messages as rows
from inloop_messaging.store.replies import content_of
from inloop_messaging.store.vault import Vault


class Messages:
    """What can be done about messages."""

    def __init__(self, clock: Clock, vault: Vault) -> None:
        self.clock = clock
        self.vault = vault

    def post(
        self,
        session: Session,
        caller: Caller,
        conversation_id: str,
        *,
        author_name: str,
        body: str,
        attachment_ids: Sequence[str],
    ) -> Message:
        """Write a message and let it take finished uploads of its author along.

        Errors: Missing, NothingWritten, AttachingNotAllowed, UploadNotFinished.
        """
        conversation = conversation_rows.lock(session, reach_of(caller), conversation_id)
        if conversation is None:
            raise Missing
        require_content(body, len(attachment_ids))
        files = self._uploads(session, caller, conversation_id, attachment_ids)
        message = Message(
            id=new_id(),
            conversation_id=conversation_id,
            number=conversation.message_count + 1,
            author=author_of(caller, author_name),
            body=body,
            posted_at=self.clock.now(),
            attachments=tuple(files),
        )
        rows.add(session, self.vault, caller.workspace_id, message)
        file_rows.give_to_message(session, [one.id for one in files], message.id)
        scope = Scope(conversation.workspace_id, conversation.project_id, conversation.client_id)
        self._announce(session, message, scope)
        waiting = self._turn_clock(session, caller, message, conversation.waiting_message_id, scope)
        conversation_rows.note_message(
            session, conversation_id, count=message.number, at=message.posted_at, waiting=waiting
        )
        content_of(session, conversation_id)
        audit.append(
            session,
            caller,
            action="message.posted",
            about=f"message/{message.id}",
            facts={"conversation_id": conversation_id, "attachment_count": len(files)},
        )
        return message

    def list_newest(
        self, session: Session, caller: Caller, conversation_id: str, *, before: int | None, limit: int
    ) -> tuple[list[Message], int | None]:
        """Messages numbered below `before`, newest first, and the number before which the next page goes on."""
        if not conversation_rows.exists(session, reach_of(caller), conversation_id):
            raise Missing
        found = rows.newest(session, conversation_id, before=before, limit=limit + 1)
        page = found[:limit]
        files = file_rows.of_messages(session, self.vault, conversation_id, [row.id for row in page])
        opened = rows.opened(session, self.vault, conversation_id, page, files)
        return opened, page[-1].number if len(found) > limit else None

    def add_note(
        self, session: Session, caller: Caller, conversation_id: str, *, author_name: str, body: str
    ) -> StaffNote:
        """Write a note for staff beside a conversation; no client hears of it, and no clock stops. Errors: Missing."""
        if not caller.is_staff or not conversation_rows.exists(session, reach_of(caller), conversation_id):
            raise Missing
        require_content(body, 0)
        note = StaffNote(
            id=new_id(),
            conversation_id=conversation_id,
            author=author_of(caller, author_name),
            body=body,
            written_at=self.clock.now(),
        )
        rows.add_note(session, self.vault, caller.workspace_id, note)
        content_of(session, conversation_id)
        facts = {"conversation_id": conversation_id}
        audit.append(session, caller, action="staff_note.added", about=f"staff_note/{note.id}", facts=facts)
        return note

    def list_notes(self, session: Session, caller: Caller, conversation_id: str) -> list[StaffNote]:
        """The staff notes beside a conversation, newest first. Errors: Missing."""
        if not caller.is_staff or not conversation_rows.exists(session, reach_of(caller), conversation_id):
            raise Missing
        return rows.list_notes(session, self.vault, conversation_id)

    def _uploads(
        self, session: Session, caller: Caller, conversation_id: str, attachment_ids: Sequence[str]
    ) -> list[Attachment]:
        """The finished uploads of the author in this conversation, in the order given."""
        if not attachment_ids:
            return []
        if not caller.is_staff and CAPABILITY_ATTACH not in caller.capabilities:
            raise AttachingNotAllowed("Your access to this project does not include attaching files.")
        mine = file_rows.lock_unposted(session, self.vault, reach_of(caller), attachment_ids, caller.account_id)
        usable = {one.id: one for one in mine if one.conversation_id == conversation_id and one.state in POSTABLE}
        if len(usable) != len(attachment_ids):
            raise UploadNotFinished(
                "Each file must be a finished upload of yours in this conversation, and be named once.",
                field="attachment_ids",
            )
        return [usable[one] for one in attachment_ids]

    def _announce(self, session: Session, message: Message, scope: Scope) -> None:
        posted = MessagePosted(
            conversation_id=message.conversation_id,
            message_id=message.id,
            client_id=scope.client_id,
            author_account_id=message.author.account_id,
            from_staff=message.author.is_staff,
        )
        key = message.conversation_id
        outbox.append(session, posted, aggregate_id=key, scope=scope, visible_from=LEVEL_SUMMARY)
        for one in message.attachments:
            if one.is_released:
                released = AttachmentReleased(attachment_id=one.id, conversation_id=key)
                outbox.append(session, released, aggregate_id=key, scope=scope, visible_from=LEVEL_SUMMARY)

    def _turn_clock(
        self, session: Session, caller: Caller, message: Message, waiting: str | None, scope: Scope
    ) -> str | None:
        """Start the response clock, or stop it; the message that waits after this one.

        Only a person stops it: what a service writes in the background is no answer.
        """
        if not caller.is_staff:
            return waiting or message.id
        if waiting is None or caller.is_service:
            return waiting
        rows.answer_waiting(session, message.conversation_id, message)
        answered = ClientAnswered(conversation_id=message.conversation_id, message_id=waiting)
        outbox.append(session, answered, aggregate_id=message.conversation_id, scope=scope, visible_from=LEVEL_SUMMARY)
        return None
