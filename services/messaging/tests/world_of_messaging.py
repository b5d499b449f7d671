"""A small world of the messaging service: one project, two clients on it, staff, and somebody else's staff."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from google.protobuf import symbol_database
from sqlalchemy import select
from sqlalchemy.orm import Session

from inloop.messaging.v1 import events_pb2
from inloop.options.v1.access_pb2 import (
    CAPABILITY_ATTACH,
    CAPABILITY_MESSAGE,
    LEVEL_STAFF,
    LEVEL_TIMELINE,
    ROLE_MANAGER,
)
from inloop_kit.blobs import open_store
from inloop_kit.caller import Caller
from inloop_kit.database import Database
from inloop_kit.ids import new_id
from inloop_kit.kit_tables import audit, outbox
from inloop_kit.sealing import Keyring
from inloop_kit.testing import FixedClock
from inloop_messaging.actions.conversations import Conversations
from inloop_messaging.actions.examinations import Examinations
from inloop_messaging.actions.messages import Messages
from inloop_messaging.actions.uploads import Uploads
from inloop_messaging.clients.files import Files
from inloop_messaging.clients.scanner import NoScanner, Scanner
from inloop_messaging.domain.conversations import Conversation, Message
from inloop_messaging.domain.files import Attachment
from inloop_messaging.domain.response import WorkingHours
from inloop_messaging.entry.examining import Examining
from inloop_messaging.store.replies import SealingDatabase
from inloop_messaging.store.vault import Vault
from inloop_worktime import standard

MONDAY = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 6, 16, 0, tzinfo=UTC)
PART = 64 * 1024
HOURS = WorkingHours(standard(), "UTC", 240)


class World:
    """Actions, and callers as the gateway would sign them: manager; ann and abe of client A; bob of client B."""

    def __init__(self, database: Database, clock: FixedClock, folder: Path) -> None:
        self.clock = clock
        self.folder = folder
        self.blobs_folder = folder / "blobs"
        self.vault = Vault(Keyring.create(folder / "kek.json"))
        self.database = SealingDatabase(database.url, clock=clock, vault=self.vault)
        self.files = Files(open_store(f"file://{self.blobs_folder}"))
        self.workspace_id, self.project_id = new_id(), new_id()
        self.client_a, self.client_b = new_id(), new_id()
        self.names: dict[str, str] = {}
        self.manager = self.staff("Mara Manager")
        self.ann, self.abe = self.contact("Ann Adams", self.client_a), self.contact("Abe Abbot", self.client_a)
        self.bob = self.contact("Bob Brown", self.client_b)
        self.stranger = replace(self.staff("Sam Stranger"), workspace_id=new_id(), project_id=new_id())
        self.conversations = Conversations(clock, self.vault)
        self.messages = Messages(clock, self.vault)
        self.use_scanner(NoScanner())

    def use_scanner(self, scanner: Scanner) -> None:
        """Examine files with this scanner from now on."""
        self.uploads = Uploads(self.clock, self.vault, self.files, scanner)
        self.examining = Examining(self.database, Examinations(self.clock, self.vault, self.uploads), self.files)

    def staff(self, name: str) -> Caller:
        """A manager of the workspace."""
        made = Caller(
            account_id=new_id(),
            workspace_id=self.workspace_id,
            project_id=self.project_id,
            role=ROLE_MANAGER,
            level=LEVEL_STAFF,
        )
        self.names[made.account_id] = name
        return made

    def contact(self, name: str, client_id: str) -> Caller:
        """A contact who may write and attach."""
        made = Caller(
            account_id=new_id(),
            workspace_id=self.workspace_id,
            project_id=self.project_id,
            client_id=client_id,
            contact_id=new_id(),
            level=LEVEL_TIMELINE,
            capabilities=frozenset({CAPABILITY_MESSAGE, CAPABILITY_ATTACH}),
        )
        self.names[made.account_id] = name
        return made

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self.database.write() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.database.read() as session:
            yield session

    def start(self, caller: Caller, topic: str = "Launch", client_id: str = "") -> Conversation:
        """Start a conversation."""
        with self.write() as session:
            return self.conversations.start(session, caller, topic=topic, client_id=client_id, has_readers=True)

    def post(self, caller: Caller, conversation_id: str, body: str, *files: str) -> Message:
        """Write a message, with uploads of the caller."""
        name = self.names[caller.account_id]
        with self.write() as session:
            return self.messages.post(
                session, caller, conversation_id, author_name=name, body=body, attachment_ids=files
            )

    def note(self, caller: Caller, conversation_id: str, body: str) -> None:
        """Write a staff note."""
        with self.write() as session:
            self.messages.add_note(
                session, caller, conversation_id, author_name=self.names[caller.account_id], body=body
            )

    def list_messages(self, caller: Caller, conversation_id: str, **how: Any) -> list[Message]:
        """Messages, newest first."""
        given = {"before": None, "limit": 50} | how
        with self.read() as session:
            return self.messages.list_newest(session, caller, conversation_id, **given)[0]

    def begin(self, caller: Caller, conversation_id: str, size: int, name: str = "plan.pdf") -> Attachment:
        """Announce a file."""
        with self.write() as session:
            return self.uploads.begin(session, caller, conversation_id, file_name=name, size_bytes=size)

    def append(self, caller: Caller, upload_id: str, offset: int, content: bytes) -> Attachment:
        """Append bytes as the service does: look, store, record."""
        with self.read() as session:
            expected = self.uploads.expect(session, caller, upload_id, offset=offset, content=content)
        received = self.uploads.receive(expected, content)
        with self.write() as session:
            return self.uploads.append(session, caller, received)

    def upload(
        self, caller: Caller, conversation_id: str, content: bytes, *, part: int = PART, name: str = "plan.pdf"
    ) -> Attachment:
        """Bring a whole file in parts."""
        state = self.begin(caller, conversation_id, len(content), name)
        for offset in range(0, len(content), part):
            state = self.append(caller, state.id, offset, content[offset : offset + part])
        return state

    def read_file(self, caller: Caller, attachment_id: str, start: int = 0, length: int = 1 << 30) -> bytes:
        """Read a range of a file."""
        with self.read() as session:
            wanted = self.uploads.want(session, caller, attachment_id, start=start, length=length)
        return self.uploads.read(wanted)

    def events(self, kind: str = "") -> list[tuple[Any, Any]]:
        """(row, event) of the outbox in order, of one kind if wanted."""
        with self.read() as session:
            rows = session.execute(select(outbox).order_by(outbox.c.seq)).all()
        found = [(row, _event(row)) for row in rows]
        return [one for one in found if not kind or type(one[1]).__name__ == kind]

    def audited(self) -> Sequence[str]:
        """The actions on record, in order."""
        with self.read() as session:
            return session.scalars(select(audit.c.action).order_by(audit.c.seq)).all()

    def stored_blobs(self) -> list[Path]:
        """Every stored object."""
        return [path for path in self.blobs_folder.rglob("*") if path.is_file()]

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()


def random_bytes(size: int) -> bytes:
    """Bytes that look like a PDF and repeat nowhere."""
    return (b"%PDF-1.7\n" + os.urandom(size))[:size]


def _event(row: Any) -> Any:
    name = row.subject.rpartition(".")[2]
    assert symbol_database.Default().pool.FindMessageTypeByName(row.subject) is not None
    return getattr(events_pb2, name).FromString(row.payload)
