"""The broker (NATS with JetStream), as threads see it.

The client is asyncio; it lives in one thread of its own with its own loop, and everything here may be called from
any other thread. It connects and reconnects for ever: a service starts without its broker and finds it later.

Streams: one per publishing service, INLOOP_<SERVICE>, with the subjects `inloop.<service>.v1.>`. They refuse new
messages when full (discard new): the outbox keeps what is refused, while the default would drop unread events.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import nats.errors
import nats.js.errors
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig, StreamInfo

from inloop_kit.bus_terms import (
    NAME_IN_USE,
    Ack,
    Outgoing,
    Refused,
    Sent,
    StreamFull,
    StreamMissing,
    StreamState,
    translated,
)
from inloop_kit.connection import CALL_SECONDS, Connection
from inloop_kit.envelope import MESSAGE_ID, Envelope
from inloop_kit.errors import InloopError
from inloop_kit.pull import Pull, PullSettings

__all__ = ["Ack", "Bus", "Envelope", "Outgoing", "Refused", "Sent", "StreamFull", "StreamMissing", "StreamState"]

STREAM_BYTES = 256 * 1024 * 1024
MAX_AGE_SECONDS = 7 * 24 * 3600
DUPLICATE_WINDOW_SECONDS = 3600
CHAINS_AT_ONCE = 64
ADVISORIES = "INLOOP_ADVISORIES"
MAX_DELIVERIES = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES"


def stream_name(service: str) -> str:
    """The stream of a publishing service."""
    return f"INLOOP_{service.upper()}"


class Bus(Connection):
    """Publishing, streams and consumers on one connection (connection.py). A component of every process."""

    # Publishing

    def publish(self, subject: str, data: bytes, headers: Mapping[str, str], message_id: str) -> Ack:
        """Store one message; returns when the broker has it. Raises Unreachable (repeat later) or Refused (never)."""
        sent = self.publish_chains([[Outgoing(subject, data, headers, message_id)]])[0]
        if sent.error:
            raise sent.error
        return sent.acks[0]

    def publish_chains(self, chains: Sequence[Sequence[Outgoing]]) -> list[Sent]:
        """Publish several chains at once: each chain in order and only as far as nothing fails."""
        deadline = CALL_SECONDS * (1 + max((len(chain) for chain in chains), default=0))
        return self.call(self._publish_chains(chains), timeout=deadline)

    async def _publish_chains(self, chains: Sequence[Sequence[Outgoing]]) -> list[Sent]:
        turns = asyncio.Semaphore(CHAINS_AT_ONCE)

        async def one(chain: Sequence[Outgoing]) -> Sent:
            async with turns:
                return await self._publish_chain(chain)

        return list(await asyncio.gather(*(one(chain) for chain in chains)))

    async def _publish_chain(self, chain: Sequence[Outgoing]) -> Sent:
        acks: list[Ack] = []
        for message in chain:
            try:
                acks.append(await self._publish(message))
            except InloopError as error:
                return Sent(tuple(acks), error)
        return Sent(tuple(acks), None)

    async def _publish(self, message: Outgoing) -> Ack:
        headers = {**message.headers, MESSAGE_ID: message.message_id}
        try:
            ack = await self.jetstream().publish(message.subject, message.data, timeout=CALL_SECONDS, headers=headers)
        except (nats.js.errors.Error, nats.errors.Error, TimeoutError) as error:
            raise translated(error) from error
        return Ack(ack.stream, ack.seq, bool(ack.duplicate))

    # Streams and consumers

    def ensure_stream(self, service: str, *, max_bytes: int = STREAM_BYTES) -> StreamState:
        """Create the service's stream or bring it to our settings; what it is now."""
        subjects = [f"inloop.{service}.v1.>"]
        return self.call(self._ensure(stream_name(service), subjects, max_bytes))

    def ensure_advisories(self) -> StreamState:
        """The stream that remembers which messages the broker gave up on (its own advisory is only spoken once)."""
        return self.call(self._ensure(ADVISORIES, [f"{MAX_DELIVERIES}.>"], 16 * 1024 * 1024))

    async def _ensure(self, name: str, subjects: list[str], max_bytes: int) -> StreamState:
        config = StreamConfig(
            name=name,
            subjects=subjects,
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            discard=DiscardPolicy.OLD if name == ADVISORIES else DiscardPolicy.NEW,
            max_age=MAX_AGE_SECONDS,
            max_bytes=max_bytes,
            duplicate_window=DUPLICATE_WINDOW_SECONDS,
        )
        try:
            info = await self.jetstream().add_stream(config)
        except nats.js.errors.BadRequestError as error:
            if error.err_code != NAME_IN_USE:
                raise
            info = await self.jetstream().update_stream(config)
        return _state(info)

    def stream(self, name: str) -> StreamState:
        """The stream as it is; raises StreamMissing."""
        info = self.call(self._with_jetstream(lambda js: js.stream_info(name)))
        return _state(info)

    def message(self, stream: str, seq: int) -> tuple[str, bytes, dict[str, str]] | None:
        """A stored message by its number: subject, body, headers; None when it is gone."""
        try:
            raw = self.call(self._with_jetstream(lambda js: js.get_msg(stream, seq)))
        except StreamMissing:
            return None
        return raw.subject or "", raw.data or b"", dict(raw.headers or {})

    def delete_stream(self, name: str) -> None:
        """Delete a stream with all it holds; for the operator and for tests."""
        self.call(self._with_jetstream(lambda js: js.delete_stream(name)))

    async def _with_jetstream(self, action: Callable[[JetStreamContext], Awaitable[Any]]) -> Any:
        return await action(self.jetstream())

    def pull(self, settings: PullSettings) -> Pull:
        """A durable pull consumer; it is created with its first fetch and again whenever it is gone."""
        pull = Pull(self, settings)
        self.when_connected(pull.forget_requests)
        return pull


def _state(info: StreamInfo) -> StreamState:
    assert info.created
    return StreamState(str(info.config.name), info.created, info.state.messages)
