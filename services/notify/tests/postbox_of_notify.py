"""A mail server of the tests that can misbehave: real SMTP on the loopback."""

from __future__ import annotations

import email
import email.policy
import threading
import time
from collections import deque
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from inloop_kit.testing import free_port

DROPS = "drops"
"""Takes the text, then breaks the connection without an answer."""
REFUSES = "refuses"
"""550 to the recipient."""
PUTS_OFF = "puts off"
"""451 to the recipient."""
REFUSES_TEXT = "refuses text"
"""554 after the text."""


class Postbox:
    """Keeps every mail that it took, dropped ones included. `moods` are used up, one per recipient named."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.moods: deque[str] = deque()
        self.connections = 0
        self.arrived = threading.Event()
        """Set by each mail; `arrived_at` says when (time.perf_counter())."""
        self.arrived_at = 0.0
        self._mood = ""
        self.port = free_port()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """As `SMTP_URL` names it."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs that came, in order."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    def subjects(self, address: str) -> list[str]:
        """What an address was sent."""
        return [str(mail["Subject"]) for mail, to in zip(self.mails, self.recipients, strict=True) if to == address]

    def text_of(self, mail: EmailMessage) -> str:
        """The plain text of a mail."""
        return self._part(mail, "plain")

    def html_of(self, mail: EmailMessage) -> str:
        """The HTML of a mail."""
        return self._part(mail, "html")

    def open(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        """Be away."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_EHLO(self, server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        self._mood = self.moods.popleft() if self.moods else ""
        if self._mood == REFUSES:
            return "550 nobody of that name"
        if self._mood == PUTS_OFF:
            return "451 come again"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self._mood == REFUSES_TEXT:
            return "554 we do not like it"
        self.raw.append(envelope.content)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(envelope.rcpt_tos[0])
        self.arrived_at = time.perf_counter()
        self.arrived.set()
        if self._mood == DROPS:
            server.transport.abort()
        return "250 taken"

    def _part(self, mail: EmailMessage, kind: str) -> str:
        part = mail.get_body((kind,))
        assert part is not None
        return str(part.get_content())
