"""What is served besides the API: the web client's files, OpenAPI, the pages of problems, the probes."""

from __future__ import annotations

import gzip
import json
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import orjson

from inloop_gateway.entry.http.guard import PAGE_POLICY
from inloop_gateway.entry.http.refusals import Headers
from inloop_kit import contract, errors, status
from inloop_kit.disclosure import etag
from inloop_kit.errors import InloopError, Missing

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
HTML = "text/html; charset=utf-8"
LEAST_TO_COMPRESS = 1024
_REASON = re.compile(r"[a-z][a-z0-9-]{1,60}")
_PRIVATE = ("csp.json", ".vite")
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": HTML,
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<h1>{title}</h1>
<p>{text}</p>
<p>Reason <code>{reason}</code>. The answer itself says in <code>detail</code> what happened, in <code>errors</code>
which field it was about, and in <code>instance</code> the id of the request, to quote when you report it.</p>
</html>
"""


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes ready to be sent, once plain and once compressed."""

    content: bytes
    compressed: bytes | None
    tag: str
    headers: tuple[tuple[str, str], ...]

    def answer(self, if_none_match: str, accept_encoding: str) -> tuple[int, Headers, bytes]:
        """Status, headers and body for a reader that has `if_none_match` already."""
        given: Headers = [*self.headers, ("ETag", self.tag), ("Vary", "Accept-Encoding")]
        if matches(if_none_match, self.tag):
            return 304, given, b""
        if self.compressed is not None and "gzip" in accept_encoding:
            return 200, [*given, ("Content-Encoding", "gzip")], self.compressed
        return 200, given, self.content


class Site:
    """Files of the built web client (or none), and documents made from the contract."""

    def __init__(self, web_dir: Path | None) -> None:
        self._root = web_dir
        self._files = _files(web_dir) if web_dir is not None and web_dir.is_dir() else {}
        self._made: dict[str, Document] = {}
        self._policy = _policy(web_dir)

    def find(self, path: str) -> Document:
        """The document at a path: a file, or the page of the web client for its own addresses. Errors: Missing."""
        name = path.lstrip("/")
        if name not in self._files:
            is_file = name.startswith("assets/") or "." in name.rpartition("/")[2]
            if is_file or "index.html" not in self._files or name.startswith("v1/"):
                raise Missing
            name = "index.html"
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._read(name)
        return made

    @cached_property
    def openapi(self) -> Document:
        """The OpenAPI document."""
        body = orjson.dumps(contract.openapi(contract.all_files()))
        return _document(body, ("Content-Type", "application/json"), ("Cache-Control", REVALIDATE))

    def problem_page(self, reason: str) -> Document:
        """What a reason means. Errors: Missing for what is no reason at all."""
        if not _REASON.fullmatch(reason):
            raise Missing
        words = reason.replace("-", " ").capitalize()
        text = _meanings().get(reason, "The request was refused for this reason.")
        page = _PAGE.format(title=words, text=text, reason=reason.replace("-", "_").upper())
        return _document(page.encode(), ("Content-Type", HTML), ("Cache-Control", REVALIDATE))

    def _read(self, name: str) -> Document:
        file = self._files[name]
        content_type = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = [
            ("Content-Type", content_type),
            ("Cache-Control", IMMUTABLE if name.startswith("assets/") else REVALIDATE),
            ("Content-Security-Policy", self._policy),
        ]
        return _document(file.read_bytes(), *headers)


def matches(if_none_match: str, tag: str) -> bool:
    """Whether a reader has this version (RFC 9110, 13.1.2: weak comparison)."""
    if not if_none_match:
        return False
    return if_none_match.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in if_none_match.split(","))


def _document(content: bytes, *headers: tuple[str, str]) -> Document:
    compressed = gzip.compress(content, 9, mtime=0) if len(content) >= LEAST_TO_COMPRESS else None
    if compressed is not None and len(compressed) > len(content) * 0.9:
        compressed = None
    return Document(content, compressed, etag(content), headers)


def _files(root: Path) -> dict[str, Path]:
    """Every file by its path within `root`; nothing else can be asked for."""
    found = {}
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if file.is_file() and not name.startswith(_PRIVATE):
            found[name] = file
    return found


def _policy(root: Path | None) -> str:
    """The Content-Security-Policy that the build wrote down, with the hashes of its two styles."""
    file = root / "csp.json" if root is not None else None
    return str(json.loads(file.read_text())["policy"]) if file is not None and file.is_file() else PAGE_POLICY


def _meanings() -> dict[str, str]:
    """The first sentence of each refusal that the kit names."""
    found = {}
    waiting: list[type[InloopError]] = [errors.InloopError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.status in status.TITLES and kind.__doc__:
            found[kind.reason.lower().replace("_", "-")] = kind.__doc__.partition("\n")[0].replace("`", "")
    return found
