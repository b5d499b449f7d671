"""Which kind of plan file something is, by its content first and by its name where the content does not tell."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.mspdi_xml import MAX_BYTES

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_GZIP: Final = b"\x1f\x8b"
_LOOK: Final = 4096
_ROOT = re.compile(r"<(?![?!])(?:\w+:)?([A-Za-z_][\w.-]*)")
_NOTES = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)


class FileKind(StrEnum):
    """What we read, or know by name."""

    MSPDI = "MSPDI"
    CSV = "CSV"
    MPP = "MPP"
    XER = "XER"
    PMXML = "PMXML"
    MPX = "MPX"


@dataclass(frozen=True, slots=True)
class KnownKind:
    """A kind of file: its extension, the program that writes it, and how we take part."""

    kind: FileKind
    extension: str
    name: str
    needs_converter: bool
    is_written: bool


KINDS: Final = (
    KnownKind(FileKind.MSPDI, "xml", "Microsoft Project XML", needs_converter=False, is_written=True),
    KnownKind(FileKind.CSV, "csv", "Comma-separated values", needs_converter=False, is_written=True),
    KnownKind(FileKind.MPP, "mpp", "Microsoft Project", needs_converter=True, is_written=False),
    KnownKind(FileKind.XER, "xer", "Primavera XER", needs_converter=True, is_written=False),
    KnownKind(FileKind.PMXML, "xml", "Primavera XML", needs_converter=True, is_written=False),
    KnownKind(FileKind.MPX, "mpx", "Microsoft Project Exchange", needs_converter=True, is_written=False),
)
_BY_EXTENSION: Final = {
    "csv": FileKind.CSV, "tsv": FileKind.CSV, "txt": FileKind.CSV, "mpp": FileKind.MPP, "mpt": FileKind.MPP,
    "xer": FileKind.XER, "mpx": FileKind.MPX, "xml": FileKind.MSPDI,
}  # fmt: skip


def unpacked(content: bytes) -> bytes:
    """The file itself, when it was sent compressed (gzip, RFC 1952): a large plan is a twentieth of its size then.

    Raises PlanFileRefused for more than 64 MB, without unpacking more than that.
    """
    if not content.startswith(_GZIP):
        return content
    unpacker = zlib.decompressobj(31)
    try:
        plain = unpacker.decompress(content, MAX_BYTES + 1)
    except zlib.error:
        raise PlanFileRefused("The compressed file is damaged.", field="content") from None
    if len(plain) > MAX_BYTES:
        raise PlanFileRefused(f"A plan file has at most {MAX_BYTES // 1024 // 1024} MB.", field="content")
    if not unpacker.eof or unpacker.unused_data:
        raise PlanFileRefused("The compressed file is damaged.", field="content")
    return plain


def kind_of(content: bytes, file_name: str) -> FileKind:
    """The kind of a file. Raises PlanFileRefused for one that is none of ours."""
    if content.startswith(_OLE):
        return FileKind.MPP
    if content.startswith(b"ERMHDR"):
        return FileKind.XER
    if content.startswith(b"MPX,"):
        return FileKind.MPX
    head = _text(content[:_LOOK])
    if head.lstrip().startswith("<"):
        root = _ROOT.search(_NOTES.sub("", head))
        return FileKind.PMXML if root is not None and root[1] == "APIBusinessObjects" else FileKind.MSPDI
    kind = _BY_EXTENSION.get(file_name.rpartition(".")[2].lower())
    if kind is None:
        known = ", ".join(sorted({f".{one.extension}" for one in KINDS}))
        raise PlanFileRefused(f"This is no plan file that is known here ({known}).", field="file_name")
    return kind


def extension_of(kind: FileKind) -> str:
    """The extension by which a converter knows the kind."""
    return next(one.extension for one in KINDS if one.kind is kind)


def _text(head: bytes) -> str:
    if head.startswith(_BOMS[1:]):
        return head.decode("utf-16", "replace")
    return head.removeprefix(_BOMS[0]).decode("latin-1").replace("\0", "")
