"""The settings of this service besides those that every service has."""

from dataclasses import dataclass, field

from inloop_kit.settings import ServiceSettings


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """`INLOOP_NOTIFY_<NAME>`."""

    upstream_projects: str
    upstream_messaging: str
    upstream_gateway: str
    smtp_url: str = field(repr=False)
    """`smtp://[user:password@]host[:port]`, `smtps://…` for TLS from the first byte, `smtp+starttls://…`."""
    mail_from: str
    """The sender: `Name <address>`."""
    sms_url: str = ""
    """Where text messages will be posted as JSON; nothing is urgent enough for one yet (README.md)."""
