"""Mail by SMTP: one connection per worker thread, and three outcomes that are told apart.

accepted   the server took it
refused    the server said no for good (5xx)
unknown    the connection broke after the text was sent: it may have been taken

Anything before that (no connection, 4xx) raises TryLater: nothing was taken. What is sent is never logged.
"""

from __future__ import annotations

import smtplib
import threading
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import formataddr, formatdate, parseaddr
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from inloop_kit.errors import Unreachable
from inloop_notify.domain.outside import OutsideMessage
from inloop_notify.domain.words import FRAME, sentences_of, subject_of

TIMEOUT_SECONDS = 10.0
FOR_GOOD = 500


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

    def __init__(self, smtp_url: str, mail_from: str) -> None:
        parts = urlsplit(smtp_url)
        self._scheme = parts.scheme
        self._host, self._port = parts.hostname or "localhost", parts.port or 25
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._from = mail_from
        self._domain = parseaddr(mail_from)[1].partition("@")[2] or "inloop.localhost"
        self._here = threading.local()
        loader = PackageLoader("inloop_notify", "clients/templates")
        self._templates = Environment(loader=loader, autoescape=select_autoescape(), undefined=StrictUndefined)

    def send(self, letter: Letter) -> Sent:
        """Send a letter. Errors: TryLater."""
        text = self.compose(letter)
        connection = self._connection()
        try:
            connection.mail(parseaddr(self._from)[1])
            code, _ = connection.rcpt(letter.email)
            if code >= FOR_GOOD:
                connection.rset()
                return Sent.REFUSED
            if code >= 400:  # noqa: PLR2004 - RFC 5321: not now
                connection.rset()
                raise TryLater("The mail server does not take this now.")
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise TryLater("The mail server cannot be spoken to.") from error
        try:
            code, _ = connection.data(text.as_bytes(policy=policy.SMTP))
        except (smtplib.SMTPException, OSError):
            self._drop()
            return Sent.UNKNOWN
        if code >= FOR_GOOD:
            return Sent.REFUSED
        if code >= 400:  # noqa: PLR2004
            raise TryLater("The mail server does not take this now.")
        return Sent.ACCEPTED

    def compose(self, letter: Letter) -> EmailMessage:
        """The mail as plain text and HTML, made from the outside message alone."""
        message, frame = letter.message, FRAME[letter.message.language]
        facts = {
            "language": message.language,
            "subject": subject_of(message),
            "sentences": sentences_of(message),
            "link": message.link,
            "open": frame["open"],
            "why": frame["why"],
            "ignore": frame["ignore"],
            "sender": message.workspace_name or "Inloop",
        }
        made = EmailMessage()
        made["Subject"] = facts["subject"]
        made["From"] = self._from
        made["To"] = formataddr((" ".join(letter.name.split()), letter.email))
        made["Date"] = formatdate()
        made["Message-ID"] = f"<{letter.message_id}@{self._domain}>"
        made["Auto-Submitted"] = "auto-generated"
        made["X-Auto-Response-Suppress"] = "All"
        made.set_content(self._templates.get_template("mail.txt.j2").render(facts))
        made.add_alternative(self._templates.get_template("mail.html.j2").render(facts), subtype="html")
        return made

    def close(self) -> None:
        """Close the connection of this thread."""
        self._drop()

    def _connection(self) -> smtplib.SMTP:
        """The open connection of this thread, tried with a NOOP, or a new one. Errors: TryLater."""
        kept: smtplib.SMTP | None = getattr(self._here, "connection", None)
        if kept is not None:
            try:
                if kept.noop()[0] == 250:  # noqa: PLR2004 - RFC 5321: fine
                    return kept
            except (smtplib.SMTPException, OSError):
                self._drop()
        try:
            kind = smtplib.SMTP_SSL if self._scheme == "smtps" else smtplib.SMTP
            made = kind(self._host, self._port, timeout=TIMEOUT_SECONDS)
            made.ehlo()
            if self._scheme == "smtp+starttls":
                made.starttls()
                made.ehlo()
            if self._user:
                made.login(self._user, self._password)
        except (smtplib.SMTPException, OSError) as error:
            raise TryLater("The mail server cannot be reached.") from error
        self._here.connection = made
        return made

    def _drop(self) -> None:
        kept: smtplib.SMTP | None = getattr(self._here, "connection", None)
        self._here.connection = None
        if kept is not None:
            kept.close()
