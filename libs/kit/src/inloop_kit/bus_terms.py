"""What is said to and heard from the broker: messages, acknowledgements, streams, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import nats.errors
import nats.js.errors

from inloop_kit.errors import InloopError, TooSlow, Unreachable

# Codes of the JetStream API (server/errors.json of nats-server).
NO_ROOM = {10023, 10047, 10077}
NAME_IN_USE = 10058


class Refused(InloopError):
    """The broker refused this message and will refuse it again (too large, wrong); stays inside."""

    reason = "BUS_REFUSED"


class StreamFull(Unreachable):
    """The stream or its disk is full; what is refused waits in the outbox."""

    reason = "STREAM_FULL"


class StreamMissing(Unreachable):
    """Nobody stores this subject: the stream is not there (yet, or any more)."""

    reason = "STREAM_MISSING"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to publish; `message_id` is what the stream dedupes by."""

    subject: str
    data: bytes
    headers: Mapping[str, str]
    message_id: str


@dataclass(frozen=True, slots=True)
class Ack:
    """The broker holds the message: at `seq` of `stream`; `duplicate` when it held it before."""

    stream: str
    seq: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """How far one chain came: the acknowledgements in order, and why it stopped, if it did."""

    acks: tuple[Ack, ...]
    error: InloopError | None


@dataclass(frozen=True, slots=True)
class StreamState:
    """A stream; another `created_at` under the same name is another stream."""

    name: str
    created_at: datetime
    messages: int


def translated(error: BaseException) -> InloopError:
    """The broker's failure as one of ours: Unreachable may work later, Refused never will."""
    if isinstance(error, nats.js.errors.NoStreamResponseError | nats.js.errors.NotFoundError):
        return StreamMissing("Nobody stores this subject.")
    if isinstance(error, nats.js.errors.APIError):
        return _api_error(error)
    if isinstance(error, nats.errors.MaxPayloadError):
        return Refused("The message is larger than the broker takes.")
    if isinstance(error, TimeoutError | nats.errors.TimeoutError):
        return TooSlow("The message broker did not answer in time.")
    return Unreachable("The message broker cannot be reached right now.")


def _api_error(error: nats.js.errors.APIError) -> InloopError:
    if error.err_code in NO_ROOM:
        return StreamFull(f"The stream takes no more: {error.description}.")
    if error.code == 503:  # noqa: PLR2004 - the API's own status
        return Unreachable(f"JetStream is not available: {error.description}.")
    return Refused(f"JetStream refused: {error.description}.", code=error.err_code or 0)
