"""Files: announced, received in parts, examined, read in ranges.

What takes time (sealing, storing, scanning) happens between transactions: `expect` reads what is there, `receive`
stores the bytes, `append` records them by compare-and-set. Whoever loses that race has stored an object that nobody
refers to, and is told where the next bytes belong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from inloop_kit import audit
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_kit.sealing import DataKey
from inloop_messaging.actions.reach import reach_of
from inloop_messaging.clients.files import Files
from inloop_messaging.clients.scanner import Scanner
from inloop_messaging.domain.files import (
    STATE_OF,
    Attachment,
    AttachmentNotReleased,
    Examined,
    FileFacts,
    Part,
    State,
    TooManyBytes,
    WrongOffset,
    cleaned_name,
)
from inloop_messaging.domain.media import HEAD_BYTES, media_type
from inloop_messaging.store import attachments as rows
from inloop_messaging.store import conversations as conversation_rows
from inloop_messaging.store.vault import Vault

AT_ONCE_BYTES = 64 * 1024 * 1024
"""Without a scanner, a file up to this size is examined by the call that brings its last byte."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Where bytes will go; `parts` are those that are stored already when these bytes are the last ones."""

    attachment: Attachment
    key: DataKey
    is_repeat: bool
    digest: bytes
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that are stored and not recorded yet; no part for a repeat."""

    expected: Expected
    part: Part | None
    examined: Examined | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A range of a file that may be read."""

    attachment: Attachment
    key: DataKey
    parts: tuple[Part, ...]
    start: int
    stop: int


class Uploads:
    """What can be done about files."""

    def __init__(self, clock: Clock, vault: Vault, files: Files, scanner: Scanner) -> None:
        self.clock = clock
        self.vault = vault
        self.files = files
        self.scanner = scanner

    def begin(
        self, session: Session, caller: Caller, conversation_id: str, *, file_name: str, size_bytes: int
    ) -> Attachment:
        """Announce a file for a conversation; it is the caller's alone until a message takes it. Errors: Missing."""
        found = conversation_rows.find(session, self.vault, reach_of(caller), conversation_id, caller.account_id)
        if found is None:
            raise Missing
        attachment = Attachment(
            id=new_id(),
            conversation_id=conversation_id,
            workspace_id=found.workspace_id,
            project_id=found.project_id,
            client_id=found.client_id,
            uploader_account_id=caller.account_id,
            message_id=None,
            facts=FileFacts(cleaned_name(file_name)),
            size_bytes=size_bytes,
            offset_bytes=0,
            part_count=0,
            state=State.UPLOADING,
        )
        rows.add(session, self.vault, attachment, self.clock.now())
        audit.append(
            session,
            caller,
            action="upload.begun",
            about=f"attachment/{attachment.id}",
            facts={"conversation_id": conversation_id, "size_bytes": size_bytes},
        )
        return attachment

    def get(self, session: Session, caller: Caller, upload_id: str) -> Attachment:
        """An upload of the caller. Errors: Missing."""
        found = rows.find(session, self.vault, reach_of(caller), upload_id, caller.account_id)
        if found is None or found.uploader_account_id != caller.account_id:
            raise Missing
        return found

    def expect(self, session: Session, caller: Caller, upload_id: str, *, offset: int, content: bytes) -> Expected:
        """Look whether these bytes come next, or are there already.

        Errors: Missing, WrongOffset (with the present `offset`), TooManyBytes.
        """
        attachment = self.get(session, caller, upload_id)
        key = self.vault.content(session, attachment.conversation_id, attachment.id)
        digest = hashlib.sha256(content).digest()
        if offset != attachment.offset_bytes or attachment.state is not State.UPLOADING:
            if rows.is_repeat(session, key, attachment.id, offset, digest):
                return Expected(attachment, key, is_repeat=True, digest=digest)
            raise _wrong_offset(attachment)
        end = offset + len(content)
        if end > attachment.size_bytes:
            raise TooManyBytes("More bytes came than were announced.", field="content", announced=attachment.size_bytes)
        is_last = end == attachment.size_bytes
        before = rows.parts_of(session, attachment.id, start=0, stop=offset) if is_last else []
        return Expected(attachment, key, is_repeat=False, digest=digest, parts=tuple(before))

    def receive(self, expected: Expected, content: bytes) -> Received:
        """Seal and store the bytes, outside of any transaction; look at the whole file when it may be done at once."""
        if expected.is_repeat:
            return Received(expected, None)
        at = expected.attachment
        part = self.files.put(expected.key, at.id, number=at.part_count, offset=at.offset_bytes, content=content)
        is_last = at.offset_bytes + len(content) == at.size_bytes
        if not is_last or self.scanner.is_on or at.size_bytes > AT_ONCE_BYTES:
            return Received(expected, part)
        return Received(expected, part, self.examine(at, expected.key, (*expected.parts, part)))

    def append(self, session: Session, caller: Caller, received: Received) -> Attachment:
        """Record stored bytes. Errors: WrongOffset when others were faster."""
        before, part, key = received.expected.attachment, received.part, received.expected.key
        if part is None:
            return self.get(session, caller, before.id)
        end = part.offset + part.size
        if not rows.move_offset(session, before.id, since=part.offset, to=end, part_count=part.number + 1):
            self.files.discard(part.path)
            raise _wrong_offset(self.get(session, caller, before.id))
        rows.add_part(session, key, before, part, received.expected.digest)
        if end == before.size_bytes:
            return self._finish(session, caller, received)
        return replace(before, offset_bytes=end, part_count=part.number + 1)

    def examine(self, attachment: Attachment, key: DataKey, parts: Sequence[Part]) -> Examined:
        """Read every byte of a whole file once: hash, type, scan. Errors: Unreachable, FileBroken, Unreadable."""
        digest, head = hashlib.sha256(), bytearray()

        def watched() -> Iterator[bytes]:
            for piece in self.files.read(key, attachment.id, parts, start=0, stop=attachment.size_bytes):
                digest.update(piece)
                if len(head) < HEAD_BYTES:
                    head.extend(piece[: HEAD_BYTES - len(head)])
                yield piece

        verdict = self.scanner.scan(watched())
        return Examined(STATE_OF[verdict], media_type(bytes(head)), digest.hexdigest(), verdict)

    def want(self, session: Session, caller: Caller, attachment_id: str, *, start: int, length: int) -> Wanted:
        """Find a range of a file that the caller may read; `length` 0 asks for the facts only.

        Errors: Missing (absent, another client's, or somebody's that was not posted), AttachmentNotReleased.
        """
        found = rows.find(session, self.vault, reach_of(caller), attachment_id, caller.account_id)
        if found is None:
            raise Missing
        if length and not found.is_released:
            raise AttachmentNotReleased("This file cannot be opened now.", state=found.state.name)
        key = self.vault.content(session, found.conversation_id, found.id)
        start = min(start, found.size_bytes)
        stop = min(start + length, found.size_bytes)
        parts = rows.parts_of(session, found.id, start=start, stop=stop) if stop > start else []
        return Wanted(found, key, tuple(parts), start, stop)

    def read(self, wanted: Wanted) -> bytes:
        """The bytes of a range, verified; outside of any transaction."""
        pieces = self.files.read(wanted.key, wanted.attachment.id, wanted.parts, start=wanted.start, stop=wanted.stop)
        return b"".join(pieces)

    def _finish(self, session: Session, caller: Caller, received: Received) -> Attachment:
        """The last byte is here: keep what was found out, or leave it to a worker."""
        before, examined = received.expected.attachment, received.examined
        whole = replace(before, offset_bytes=before.size_bytes, part_count=before.part_count + 1, state=State.SCANNING)
        if examined is None:
            rows.make_due(session, before.id, self.clock.now())
        else:
            facts = FileFacts(before.facts.file_name, examined.media_type, examined.sha256)
            whole = replace(whole, state=examined.state, facts=facts)
            rows.settle(session, received.expected.key, whole)
        about = f"attachment/{before.id}"
        audit.append(session, caller, action="upload.finished", about=about, facts={"state": whole.state.name})
        return whole


def _wrong_offset(attachment: Attachment) -> WrongOffset:
    present = attachment.offset_bytes
    return WrongOffset(f"The next byte of this file is number {present}.", offset=present)
