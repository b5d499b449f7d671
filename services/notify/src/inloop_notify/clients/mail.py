"""Mail by SMTP: connections that are kept, and three outcomes that are told apart.

accepted   the server took it
refused    the server said no for good (5xx), or the address cannot be written in ASCII
unknown    the connection broke after the text was on its way: it may have been taken

Anything before that (no connection, 4xx, no mail taken from us at all) raises TryLater: nothing was taken.
What is sent is never logged.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from enum import StrEnum
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from inloop_kit.clock import Clock
from inloop_kit.errors import Unreachable
from inloop_notify.domain.outside import OutsideMessage
from inloop_notify.domain.words import link_words_of, sender_of, sentences_of, subject_of

TIMEOUT_SECONDS = 10.0
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# RFC 5321, 4.2: done; go on with the text; not now; never.
DONE, GO_ON, NOT_NOW, NEVER = 250, 354, 400, 500
_FIRST_DOT = re.compile(rb"(?m)^\.")


class TryLater(Unreachable):
    """The mail server took nothing; a repeat may succeed."""

    reason = "MAIL_NOT_TAKEN"


class Sent(StrEnum):
    """What the server said."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Letter:
    """Whom, what, and the id that stays the same over every attempt."""

    email: str
    name: str
    message: OutsideMessage
    message_id: str


class Mail:
    """Sends letters. Safe to share between threads."""

    def __init__(self, smtp_url: str, mail_from: str, clock: Clock, *, timeout: float = TIMEOUT_SECONDS) -> None:
        """`smtp://`, `smtp+starttls://` or `smtps://`, then `[user:password@]host[:port]`. Raises ValueError."""
        parts = urlsplit(smtp_url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"a mail server is written as {'://, '.join(PORTS)}:// and its host")
        self._scheme, self._host = parts.scheme, parts.hostname
        self._port = parts.port or PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        if self._user and self._scheme == "smtp" and self._host not in LOOPBACK:
            raise ValueError("a password for the mail server goes through smtp+starttls:// or smtps:// only")
        self._from, self._sender = mail_from, parseaddr(mail_from)[1]
        self._domain = self._sender.partition("@")[2]
        if not self._domain:
            raise ValueError("the sender of mail is written as `Name <address>`")
        self._clock = clock
        self._timeout = timeout
        self._kept: list[smtplib.SMTP] = []
        loader = PackageLoader("inloop_notify", "clients/templates")
        self._templates = Environment(
            loader=loader, autoescape=select_autoescape(("html.j2",)), undefined=StrictUndefined
        )

    def send(self, letter: Letter) -> Sent:
        """Send a letter. Errors: TryLater."""
        if not letter.email.isascii():
            return Sent.REFUSED
        content = self.compose(letter).as_bytes(policy=policy.SMTP)
        connection = self._begin()
        try:
            sent = _hand_over(connection, letter.email, content)
        except BaseException:
            connection.close()
            raise
        if sent is Sent.ACCEPTED:
            self._kept.append(connection)
        else:
            connection.close()
        return sent

    def compose(self, letter: Letter) -> EmailMessage:
        """The mail as plain text and HTML, made from the outside message alone."""
        message = letter.message
        open_it, why = link_words_of(message)
        facts = {
            "language": message.language,
            "subject": subject_of(message),
            "sentences": sentences_of(message),
            "link": message.link,
            "open": open_it,
            "why": why,
            "sender": sender_of(message),
        }
        made = EmailMessage()
        made["Subject"] = facts["subject"]
        made["From"] = self._from
        made["To"] = formataddr((" ".join(letter.name.split()), letter.email))
        made["Date"] = format_datetime(self._clock.now())
        made["Message-ID"] = f"<{letter.message_id}@{self._domain}>"
        made["Auto-Submitted"] = "auto-generated"
        made["X-Auto-Response-Suppress"] = "All"
        made.set_content(self._templates.get_template("mail.txt.j2").render(facts))
        made.add_alternative(self._templates.get_template("mail.html.j2").render(facts), subtype="html")
        return made

    def close(self) -> None:
        """Close the connections that are kept."""
        while (kept := self._take()) is not None:
            kept.close()

    def _take(self) -> smtplib.SMTP | None:
        try:
            return self._kept.pop()  # one step of the interpreter: two threads never get the same
        except IndexError:
            return None

    def _begin(self) -> smtplib.SMTP:
        """A connection on which a letter has begun: a kept one that still lives, or a new one. Errors: TryLater."""
        while (kept := self._take()) is not None:
            try:
                if kept.mail(self._sender)[0] == DONE:
                    return kept
            except (smtplib.SMTPException, OSError):
                pass  # it was closed while nobody needed it
            kept.close()
        made = self._connect()
        try:
            code, _ = made.mail(self._sender)
        except (smtplib.SMTPException, OSError) as error:
            made.close()
            raise TryLater("The mail server cannot be spoken to.") from error
        if code != DONE:
            made.close()
            raise TryLater("The mail server takes no mail from us.", code=code)
        return made

    def _connect(self) -> smtplib.SMTP:
        # Our name is given, because smtplib would ask the resolver for it.
        how: dict[str, Any] = {"local_hostname": self._domain, "timeout": self._timeout}
        made: smtplib.SMTP | None = None
        try:
            if self._scheme == "smtps":
                made = smtplib.SMTP_SSL(self._host, self._port, context=ssl.create_default_context(), **how)
            else:
                made = smtplib.SMTP(self._host, self._port, **how)
            made.ehlo()
            if self._scheme == "smtp+starttls":
                made.starttls(context=ssl.create_default_context())
                made.ehlo()
            if self._user:
                made.login(self._user, self._password)
        except (smtplib.SMTPException, OSError) as error:
            if made is not None:
                made.close()
            raise TryLater("The mail server cannot be reached.") from error
        return made


def _hand_over(connection: smtplib.SMTP, address: str, content: bytes) -> Sent:
    """Name the recipient and hand the text over. Errors: TryLater, before the text is on its way."""
    try:
        for command in (f"RCPT TO:<{address}>", "DATA"):
            code, _ = connection.docmd(command)
            if code >= NEVER:
                return Sent.REFUSED
            if code >= NOT_NOW or (command == "DATA" and code != GO_ON):
                raise TryLater("The mail server does not take this now.", code=code)
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater("The mail server cannot be spoken to.") from error
    try:
        # RFC 5321, 4.5.2: a line that begins with a dot gets another one.
        connection.send(_FIRST_DOT.sub(b"..", content) + b".\r\n")
        code, _ = connection.getreply()
    except (smtplib.SMTPException, OSError):
        return Sent.UNKNOWN
    if code >= NEVER:
        return Sent.REFUSED
    if code >= NOT_NOW:
        raise TryLater("The mail server does not take this now.", code=code)
    return Sent.ACCEPTED
