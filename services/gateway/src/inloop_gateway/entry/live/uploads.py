"""Resumable uploads: tus 1.0 (core and creation) outside, ranges of messaging's AttachmentService inside.

    POST  /v1/projects/{p}/uploads        Upload-Length, Upload-Metadata: filename, conversation_id  -> 201 Location
    HEAD  /v1/projects/{p}/uploads/{id}   -> Upload-Offset, Upload-Length
    PATCH /v1/projects/{p}/uploads/{id}   Upload-Offset, application/offset+octet-stream      -> 204 Upload-Offset

What has arrived when a connection breaks is kept, however little it is: the client goes on from there.
"""

from __future__ import annotations

import base64
import binascii
from concurrent.futures import Executor

from inloop.messaging.v1 import attachments_pb2
from inloop_gateway.entry.http.refusals import Headers, TooLarge, TusVersionRefused, WrongContentType
from inloop_gateway.entry.live.asgi import Disconnected, Exchange, in_thread
from inloop_gateway.entry.live.bytes_guard import ByteDoor
from inloop_kit.errors import Conflict, Invalid, Malformed

VERSION = "1.0.0"
MAX_BYTES = 1024**4
CHUNK = 2 * 1024 * 1024
OCTETS = "application/offset+octet-stream"
TUS: Headers = [("Tus-Resumable", VERSION), ("Cache-Control", "no-store")]


class WrongOffset(Conflict):
    """The bytes do not follow what is there; `offset` says where it goes on."""

    reason = "WRONG_OFFSET"


class Uploads:
    """The three routes of a project's uploads."""

    def __init__(self, begin: ByteDoor, get: ByteDoor, append: ByteDoor, pool: Executor) -> None:
        self._begin = begin
        self._get = get
        self._append = append
        self._pool = pool

    async def create(self, exchange: Exchange, token: str, path: dict[str, str]) -> None:
        """Announce a file; bytes that come along are left to PATCH."""
        _check_version(exchange)
        size = _number(exchange, "upload-length")
        if size > MAX_BYTES:
            raise TooLarge("The file is larger than 1 TiB.")
        facts = _metadata(exchange.header("upload-metadata"))
        request = attachments_pb2.BeginUploadRequest(
            project_id=path["project_id"],
            conversation_id=facts.get("conversation_id", ""),
            file_name=facts.get("filename", ""),
            size_bytes=size,
        )
        upload = await in_thread(self._pool, self._begin.call, token, request)
        place = f"/v1/projects/{path['project_id']}/uploads/{upload.id}"
        await exchange.start(201, [*TUS, ("Location", place), ("Upload-Offset", str(upload.offset)), _EMPTY])
        await exchange.end()

    async def tell(self, exchange: Exchange, token: str, path: dict[str, str]) -> None:
        """How many bytes have come."""
        _check_version(exchange)
        upload = await self._find(token, path)
        facts = [("Upload-Offset", str(upload.offset)), ("Upload-Length", str(upload.size_bytes))]
        await exchange.start(200, [*TUS, *facts])
        await exchange.end()

    async def append(self, exchange: Exchange, token: str, path: dict[str, str]) -> None:
        """Store the bytes as they come, in ranges; access is asked again for each."""
        _check_version(exchange)
        if exchange.header("content-type") != OCTETS:
            raise WrongContentType(f"Send {OCTETS}.")
        offset = _number(exchange, "upload-offset")
        upload = await self._find(token, path)
        if upload.offset != offset:
            raise WrongOffset(f"The next byte of this file is number {upload.offset}.", offset=upload.offset)
        waiting = bytearray()
        try:
            async for part in exchange.body():
                waiting += part
                if offset + len(waiting) > upload.size_bytes:
                    raise TooLarge("More bytes came than were announced.")
                while len(waiting) >= CHUNK:
                    offset = await self._store(token, path, offset, waiting, CHUNK)
        except Disconnected:
            if waiting:
                await self._store(token, path, offset, waiting, len(waiting))
            raise
        if waiting:
            offset = await self._store(token, path, offset, waiting, len(waiting))
        await exchange.start(204, [*TUS, ("Upload-Offset", str(offset))])
        await exchange.end()

    async def options(self, exchange: Exchange, _token: str, _path: dict[str, str]) -> None:
        """What of the protocol is spoken here."""
        spoken = [("Tus-Version", VERSION), ("Tus-Extension", "creation"), ("Tus-Max-Size", str(MAX_BYTES))]
        await exchange.start(204, [*TUS, *spoken])
        await exchange.end()

    async def _find(self, token: str, path: dict[str, str]) -> attachments_pb2.Upload:
        asked = attachments_pb2.GetUploadRequest(project_id=path["project_id"], upload_id=path["upload_id"])
        found: attachments_pb2.Upload = await in_thread(self._pool, self._get.call, token, asked)
        return found

    async def _store(self, token: str, path: dict[str, str], offset: int, waiting: bytearray, size: int) -> int:
        """Send the first `size` bytes that wait, and take them away; returns where the next byte belongs."""
        request = attachments_pb2.AppendUploadRequest(
            project_id=path["project_id"],
            upload_id=path["upload_id"],
            offset=offset,
            content=bytes(memoryview(waiting)[:size]),
        )
        await in_thread(self._pool, self._append.call, token, request)
        del waiting[:size]
        return offset + size


_EMPTY = ("Content-Length", "0")


def _check_version(exchange: Exchange) -> None:
    if exchange.header("tus-resumable") != VERSION:
        raise TusVersionRefused(f"Send Tus-Resumable: {VERSION}.")


def _number(exchange: Exchange, name: str) -> int:
    text = exchange.header(name)
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(2**53))):
        raise Malformed(f"The header {name.title()} must be a whole number of bytes.")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """`filename d29ya3M=,conversation_id MDE5…` as texts. Errors: Invalid."""
    facts = {}
    for pair in filter(None, (one.strip() for one in header.split(","))):
        name, _, value = pair.partition(" ")
        try:
            facts[name] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            raise Invalid(f"The value of {name[:40]!r} in Upload-Metadata must be base64 of UTF-8.") from None
    return facts
