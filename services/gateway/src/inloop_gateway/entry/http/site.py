"""The web client's files, the API description, problem pages, health."""

from __future__ import annotations

import html
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, request

from inloop_kit.errors import Missing

YEAR = "public, max-age=31536000, immutable"
CSP_FILE = "csp.txt"
"""Written by the web client's build: the policy with the hashes of the styles that its libraries add."""
REASON = re.compile(r"[a-z][a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class WebClient:
    """The built web client: every file in memory, because there are few and they never change while we run."""

    files: dict[str, tuple[bytes, str]]
    policy: str

    @classmethod
    def load(cls, folder: Path | None) -> WebClient:
        """Read a build; without one, nothing is served but the API."""
        if folder is None:
            return cls({}, "")
        files = {
            "/" + path.relative_to(folder).as_posix(): (path.read_bytes(), _type_of(path))
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        policy = files.pop("/" + CSP_FILE, (b"", ""))[0].decode().strip()
        return cls(files, policy)


def add_routes(app: Flask, web: WebClient, openapi: bytes, is_ready: Callable[[], bool]) -> None:
    """Add everything that is not the API."""

    def healthz() -> Response:
        return Response(b"ok\n", 200, content_type="text/plain")

    def readyz() -> Response:
        return Response(b"ready\n" if is_ready() else b"not ready\n", 200 if is_ready() else 503)

    def description() -> Response:
        return Response(openapi, 200, content_type="application/json")

    def problem(reason: str) -> Response:
        if not REASON.fullmatch(reason):
            raise Missing
        return Response(_problem_page(reason), 200, content_type="text/html; charset=utf-8")

    def client(path: str = "") -> Response:
        return _file(web, "/" + path)

    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
    app.add_url_rule("/openapi.json", "openapi", description)
    app.add_url_rule("/problems/<reason>", "problem", problem)
    app.add_url_rule("/", "client_root", client)
    app.add_url_rule("/<path:path>", "client", client)


def _file(web: WebClient, path: str) -> Response:
    """A file of the client; any other path that a person may open is the client's own page."""
    found = web.files.get(path)
    if found is None:
        is_page = not path.startswith(("/v1/", "/assets/")) and "text/html" in request.headers.get("Accept", "")
        found = web.files.get("/index.html") if is_page else None
        path = "/index.html"
    if found is None:
        raise Missing
    content, kind = found
    answer = Response(content, 200, content_type=kind)
    answer.headers["Cache-Control"] = YEAR if path.startswith("/assets/") else "no-cache"
    answer.headers["Content-Security-Policy"] = web.policy or "default-src 'self'; frame-ancestors 'none'"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return answer


def _problem_page(reason: str) -> bytes:
    title = html.escape(reason.replace("-", " "))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Problem: {title}</title>'
        f"<h1>{title}</h1><p>The API answers a request that it refuses with this reason in "
        "<code>reason</code>, a sentence in <code>detail</code>, and the fields that are wrong in "
        "<code>errors</code>. Quote <code>instance</code>, the request id, when you report it.</p></html>"
    ).encode()


def _type_of(path: Path) -> str:
    if path.suffix == ".webmanifest":
        return "application/manifest+json"
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else kind
