"""Files that arrive in parts: their states, where the next byte belongs, which parts hold a range."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from inloop_kit.errors import Conflict, Forbidden, InloopError, Invalid, NotNow

LONGEST_NAME = 255


class State(IntEnum):
    """As `inloop.messaging.v1.AttachmentState`; a test holds them equal."""

    UPLOADING = 1
    SCANNING = 2
    CLEAN = 3
    UNSCANNED = 4
    REFUSED = 5


RELEASED = frozenset({State.CLEAN, State.UNSCANNED})
"""States in which the bytes may be read."""
POSTABLE = frozenset({State.SCANNING, State.CLEAN, State.UNSCANNED})
"""States in which a message may take a file along: whole, and not refused."""


class Verdict(IntEnum):
    """What a scan says. An error of the scanner is no verdict: it is raised, and the file stays SCANNING."""

    NOT_SCANNED = 0
    CLEAN = 1
    INFECTED = 2
    UNSCANNABLE = 3


STATE_OF = {
    Verdict.NOT_SCANNED: State.UNSCANNED,
    Verdict.CLEAN: State.CLEAN,
    Verdict.INFECTED: State.REFUSED,
    Verdict.UNSCANNABLE: State.REFUSED,
}


class WrongOffset(Conflict):
    """The bytes belong elsewhere: `offset` says where the next ones are expected."""

    reason = "WRONG_OFFSET"


class TooManyBytes(Invalid):
    """More bytes came than were announced."""

    reason = "MORE_BYTES_THAN_ANNOUNCED"


class FileNameUnusable(Invalid):
    """Nothing of the file name is left when its folders are cut off."""

    reason = "FILE_NAME_UNUSABLE"


class AttachmentNotReleased(NotNow):
    """The file is being scanned, or was refused."""

    reason = "ATTACHMENT_NOT_RELEASED"


class UploadNotFinished(Invalid):
    """What a message refers to is no finished upload of its author in this conversation."""

    reason = "UPLOAD_NOT_FINISHED"


class AttachingNotAllowed(Forbidden):
    """The access of the caller does not include attaching files."""

    reason = "ATTACHING_NOT_ALLOWED"


class FileBroken(InloopError):
    """The stored parts do not cover what the record promises."""

    reason = "FILE_BROKEN"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the bytes tell and the uploader said; sealed at rest. `sha256` in hex, empty until the file is whole."""

    file_name: str
    media_type: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file, posted or not yet."""

    id: str
    conversation_id: str
    workspace_id: str
    project_id: str
    client_id: str
    uploader_account_id: str
    message_id: str | None
    facts: FileFacts
    size_bytes: int
    offset_bytes: int
    part_count: int
    state: State

    @property
    def is_released(self) -> bool:
        """Whether its bytes may be read."""
        return self.state in RELEASED


@dataclass(frozen=True, slots=True)
class Part:
    """One stored part: plaintext `offset` and `size`; `sha256` of the sealed bytes (it tells no content)."""

    number: int
    offset: int
    size: int
    sha256: bytes
    path: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What a look at every byte of a whole file gave."""

    state: State
    media_type: str
    sha256: str
    verdict: Verdict


def slices(parts: Sequence[Part], start: int, stop: int) -> list[tuple[Part, int, int]]:
    """(part, from, to) of the parts that hold the bytes `start` to `stop` (exclusive), in order.

    `from` and `to` are counted within the part. Raises FileBroken when they leave a gap.
    """
    found = []
    at = start
    for part in sorted(parts, key=lambda one: one.offset):
        if part.offset + part.size <= at or part.offset >= stop:
            continue
        if part.offset > at:
            break
        behind = min(stop, part.offset + part.size)
        found.append((part, at - part.offset, behind - part.offset))
        at = behind
    if at < stop:
        raise FileBroken("The parts of a file leave a gap.", at=at)
    return found


def cleaned_name(name: str) -> str:
    """The last component, without control characters, NFC. Raises FileNameUnusable for nothing or dots only."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).strip()
    if not shown.strip("."):
        raise FileNameUnusable("The file needs a name.", field="file_name")
    return shown[:LONGEST_NAME]
