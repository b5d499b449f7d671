"""Local mode only: takes the mail and SMS that would have been sent, and shows them on a page.

Mail comes by real SMTP (aiosmtpd), SMS by the HTTP request that the notify service makes to its provider.
Everything is kept as a file in the sink's folder, so that it survives a restart and tests can read it.
"""

from __future__ import annotations

import email
import email.policy
import html
import json
import threading
import time
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 500
MAX_SMS_BYTES = 65_536
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b2330}"
    "h1{font-size:1.4rem}article{border:1px solid #868fa0;border-radius:8px;padding:.75rem 1rem;margin:1rem 0}"
    "header{color:#515c6e;font-size:.9rem}h2{font-size:1rem;margin:.2rem 0}"
    "pre{white-space:pre-wrap;font:inherit;overflow-wrap:anywhere}"
)


class Sink:
    """A mail server and a page on the loopback address."""

    def __init__(self, folder: Path, *, mail_port: int, page_port: int) -> None:
        self.folder = folder
        self._turn = threading.Lock()
        self._mail = Controller(_Mailbox(self), hostname="127.0.0.1", port=mail_port, data_size_limit=1_000_000)
        self._page = ThreadingHTTPServer(("127.0.0.1", page_port), _handler(self))

    def start(self) -> None:
        """Listen."""
        self._mail.start()
        threading.Thread(target=self._page.serve_forever, name="sink-page", daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._mail.stop()
        self._page.shutdown()
        self._page.server_close()

    def keep(self, suffix: str, content: bytes) -> None:
        """Write one message as a file; the oldest ones go."""
        with self._turn:
            (self.folder / f"{time.time_ns()}.{suffix}").write_bytes(content)
            for old in sorted(self.folder.iterdir())[:-KEPT]:
                old.unlink()

    def messages(self) -> list[dict[str, Any]]:
        """Everything that was taken, newest first."""
        found = []
        for path in sorted(self.folder.iterdir(), reverse=True):
            at = int(path.stem) / 1e9
            if path.suffix == ".eml":
                found.append({"kind": "mail", "at": at} | _mail_facts(path.read_bytes()))
            elif path.suffix == ".sms":
                found.append({"kind": "sms", "at": at} | json.loads(path.read_text()))
        return found


class _Mailbox:
    """Takes every mail."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the mail as it came, with its envelope."""
        head = f"X-Sink-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        self.sink.keep("eml", head + (envelope.original_content or b""))
        return "250 kept"


def _mail_facts(raw: bytes) -> dict[str, Any]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    return {
        "to": str(message["X-Sink-To"]),
        "from": str(message["From"]),
        "subject": str(message["Subject"]),
        "headers": {name: str(value) for name, value in message.items() if name != "X-Sink-To"},
        "text": body.get_content() if body else "",
        "raw": raw.decode("utf-8", "replace"),
    }


def _handler(sink: Sink) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """GET / the page, GET /messages the same as JSON, POST /sms a text message."""

        def do_GET(self) -> None:
            if self.path == "/messages":
                self._answer(200, "application/json", json.dumps(sink.messages()).encode())
            elif self.path == "/":
                self._answer(200, "text/html; charset=utf-8", _page(sink).encode())
            else:
                self._answer(404, "text/plain", b"not here\n")

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/sms" or not 0 < length <= MAX_SMS_BYTES:
                self._answer(404, "text/plain", b"not here\n")
                return
            sink.keep("sms", self.rfile.read(length))
            self._answer(200, "application/json", b'{"accepted":true}')

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header(
                "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'"
            )
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Say nothing: what is shown here is not for logs."""

    return Handler


def _page(sink: Sink) -> str:
    found = sink.messages()
    articles = "".join(_article(message) for message in found)
    empty = "" if found else "<p>Nothing yet. Invite a contact, or publish a hiccup.</p>"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Mail and SMS</title><style>{STYLE}</style>'
        "<h1>What would have been sent</h1><p>Local mode only. Reload to see what is new.</p>"
        f"{empty}{articles}</html>"
    )


def _article(message: dict[str, Any]) -> str:
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(message["at"]))
    title = message.get("subject") or "Text message"
    text = html.escape(str(message["text"]))
    for word in str(message["text"]).split():
        if word.startswith("http://localhost:"):
            safe = html.escape(word)
            text = text.replace(safe, f'<a href="{safe}">{safe}</a>', 1)
    return (
        f"<article><header>{at} · {message['kind']} · to {html.escape(str(message['to']))}</header>"
        f"<h2>{html.escape(title)}</h2><pre>{text}</pre></article>"
    )
