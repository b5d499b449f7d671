"""The type of a file by its bytes, never by its name or by what the sender says.

An allowlist of what people attach; everything else, markup and scripts included, is `application/octet-stream`, which
no browser opens. Signatures: the formats' own specifications (PNG, JPEG, GIF, RIFF, PDF, ISO BMFF, ZIP, OOXML, ODF).
"""

from __future__ import annotations

from typing import Final

OTHER: Final = "application/octet-stream"
HEAD_BYTES: Final = 4096
"""So many bytes of the beginning decide."""

_STARTS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_RIFF: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_OOXML: Final = "application/vnd.openxmlformats-officedocument"
_IN_ZIP: Final = (
    (b"word/", f"{_OOXML}.wordprocessingml.document"),
    (b"xl/", f"{_OOXML}.spreadsheetml.sheet"),
    (b"ppt/", f"{_OOXML}.presentationml.presentation"),
)
_ODF_KINDS: Final = (b"text", b"spreadsheet", b"presentation", b"graphics")
_TEXT_CONTROLS: Final = frozenset(b"\t\n\r\f")


def media_type(head: bytes) -> str:
    """The type that the first bytes of a file show."""
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], OTHER)
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in (b"heic", b"heix", b"mif1") else "video/mp4"
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(head)
    return "text/plain" if _is_plain_text(head) else OTHER


def _zip_type(head: bytes) -> str:
    for kind in _ODF_KINDS:
        # ODF keeps its type as the first member, stored without compression.
        if head[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument." + kind):
            return f"application/vnd.oasis.opendocument.{kind.decode()}"
    if b"[Content_Types].xml" in head or b"_rels/" in head:
        for folder, found in _IN_ZIP:
            if folder in head:
                return found
    return "application/zip"


def _is_plain_text(head: bytes) -> bool:
    """UTF-8 without control characters that does not begin as markup or as a script."""
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begins or begins[:1] == b"<" or begins[:2] == b"#!":
        return False
    if any(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in head):  # noqa: PLR2004 - the ASCII controls
        return False
    try:
        head[:HEAD_BYTES].decode()
    except UnicodeDecodeError as error:
        # The cut at HEAD_BYTES may go through the last character.
        return len(head) >= HEAD_BYTES and error.start >= HEAD_BYTES - 4
    return True
