"""Downloads: streamed in short ranges, each of which asks again whether it may.

    GET /v1/projects/{p}/attachments/{id}/content
    GET /v1/projects/{p}/reports/{id}/file[?disposition=inline]

A grant that ends breaks the stream off: fewer bytes come than were announced, so no reader takes them for the file.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from inloop.messaging.v1 import attachments_pb2
from inloop.reports.v1 import reports_pb2
from inloop_gateway.entry.http.guard import API_POLICY
from inloop_gateway.entry.http.refusals import Headers, RangeRefused
from inloop_gateway.entry.live.asgi import Exchange, in_thread
from inloop_gateway.entry.live.bytes_guard import ByteDoor

CHUNK = 1024 * 1024
PDF = "application/pdf"
SANDBOX = f"{API_POLICY}; sandbox"
_RANGE = re.compile(r"bytes=(\d{0,16})-(\d{0,16})")
_UNSAFE = re.compile(r'[^\w.() -]|["\\]', re.ASCII)


@dataclass(frozen=True, slots=True)
class File:
    """The facts of a file, and its first bytes when they came along."""

    name: str
    media_type: str
    size: int
    sha256: str


Read = Callable[[str, dict[str, str], int, int], tuple[File, bytes]]
"""(token, path, start, length) -> facts and bytes; blocking. A length of 0 asks for the facts only."""


class Downloads:
    """The two routes."""

    def __init__(self, attachment: ByteDoor, report: ByteDoor, pool: Executor) -> None:
        self._attachment = attachment
        self._report = report
        self._pool = pool

    async def attachment(self, exchange: Exchange, token: str, path: dict[str, str]) -> None:
        """The bytes of an attachment, always to be saved, never to be shown."""
        await self._send(exchange, token, path, self._read_attachment, may_inline=False)

    async def report(self, exchange: Exchange, token: str, path: dict[str, str]) -> None:
        """The file of a report; a PDF may be shown."""
        await self._send(exchange, token, path, self._read_report, may_inline=exchange.query == "disposition=inline")

    async def _send(
        self, exchange: Exchange, token: str, path: dict[str, str], read: Read, *, may_inline: bool
    ) -> None:
        file, _ = await in_thread(self._pool, read, token, path, 0, 0)
        start, stop = wanted(exchange.header("range"), file.size)
        is_part = (start, stop) != (0, file.size)
        headers = _headers(file, start, stop, is_part=is_part, is_inline=may_inline and file.media_type == PDF)
        if exchange.method == "HEAD" or start == stop:
            await exchange.start(206 if is_part else 200, headers)
            await exchange.end()
            return
        # The first range before the head: a refusal of it is still an answer.
        _, content = await in_thread(self._pool, read, token, path, start, min(CHUNK, stop - start))
        await exchange.start(206 if is_part else 200, headers)
        gone = asyncio.ensure_future(exchange.gone())
        try:
            while not gone.done():
                start += len(content)
                if start >= stop or not content:
                    await exchange.end(content)
                    return
                following = in_thread(self._pool, read, token, path, start, min(CHUNK, stop - start))
                _, content = (await asyncio.gather(following, exchange.write(content)))[0]
        finally:
            gone.cancel()

    def _read_attachment(self, token: str, path: dict[str, str], start: int, length: int) -> tuple[File, bytes]:
        request = attachments_pb2.ReadAttachmentRequest(
            project_id=path["project_id"], attachment_id=path["attachment_id"], start=start, length=length
        )
        found: Any = self._attachment.call(token, request)
        facts = found.attachment
        return File(facts.file_name, facts.media_type, facts.size_bytes, facts.sha256), found.content

    def _read_report(self, token: str, path: dict[str, str], start: int, length: int) -> tuple[File, bytes]:
        request = reports_pb2.ReadReportRequest(
            project_id=path["project_id"], report_id=path["report_id"], start=start, length=length
        )
        found: Any = self._report.call(token, request)
        facts = found.report
        return File(f"{facts.title}.pdf", PDF, facts.size_bytes, facts.sha256), found.content


def wanted(header: str, size: int) -> tuple[int, int]:
    """The half-open range that a Range header asks for, the whole file without one (RFC 9110, 14.1.2).

    Several ranges, other units and nonsense are answered with the whole file, as the RFC allows. Errors: RangeRefused.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return 0, size
    if not found[1]:
        last = int(found[2])
        if not last or not size:
            raise RangeRefused(size)
        return max(0, size - last), size
    start = int(found[1])
    stop = min(int(found[2]) + 1, size) if found[2] else size
    if found[2] and int(found[2]) < start:
        return 0, size
    if start >= size:
        raise RangeRefused(size)
    return start, stop


def _headers(file: File, start: int, stop: int, *, is_part: bool, is_inline: bool) -> Headers:
    headers: Headers = [
        ("Content-Type", file.media_type or "application/octet-stream"),
        ("Content-Length", str(stop - start)),
        ("Accept-Ranges", "bytes"),
        ("Cache-Control", "private, no-store"),
        ("Content-Disposition", disposition(file.name, is_inline=is_inline)),
        # The viewer of a browser does not run inside a sandbox; what is only saved does not need one lifted.
        ("Content-Security-Policy", API_POLICY if is_inline else SANDBOX),
    ]
    if file.sha256:
        headers.append(("ETag", f'"{file.sha256}"'))
    if is_part:
        headers.append(("Content-Range", f"bytes {start}-{stop - 1}/{file.size}"))
    return headers


def disposition(name: str, *, is_inline: bool) -> str:
    """Content-Disposition with a plain name for old readers and the full one (RFC 6266, RFC 8187)."""
    plain = _UNSAFE.sub("_", name)[:100] or "file"
    encoded = quote(name.encode("utf-8", "replace"), safe="")
    return f"{'inline' if is_inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
