"""What ends access ends it here at once, not only when the second of a kept access is over."""

from __future__ import annotations

from collections.abc import Callable

from google.protobuf.message import DecodeError, Message
from nats.aio.msg import Msg

from inloop_gateway.entry.http.identity import Identity
from inloop_kit import telemetry


class Revocation:
    """Drops what is kept of the accounts that an event names. Called in the bus's thread."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def listener(self, kind: type[Message]) -> Callable[[Msg], None]:
        """A callback for one type of event with `account_id` or `account_ids`."""

        def heard(message: Msg) -> None:
            try:
                event = kind.FromString(message.data)
            except DecodeError:
                telemetry.log.warning("revocation_unreadable", subject=message.subject)
                self._identity.drop_all()
                return
            named = frozenset(filter(None, (getattr(event, "account_id", ""), *getattr(event, "account_ids", ()))))
            self._identity.drop(named)

        return heard
