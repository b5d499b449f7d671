"""A durable pull consumer, as one worker thread sees it.

Written on the wire protocol (a request to $JS.API.CONSUMER.MSG.NEXT whose answers arrive in an inbox) instead of the
client's own `fetch`: that one waits out its whole timeout for the rest of a batch, and does not survive a restart of
the broker. Here each message is handed on when it arrives, and requests that a lost connection took along are
forgotten and made again.

A message that was handed out is held by saying "in progress" to the broker, so that `ack_wait` can be short (it is
how long a message of a killed process stays away) while a handler may take longer.
"""

from __future__ import annotations

import asyncio
import json
import queue
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import nats.errors
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js.api import AckPolicy, ConsumerConfig

from inloop_kit import telemetry
from inloop_kit.errors import Unreachable

if TYPE_CHECKING:
    from inloop_kit.connection import Connection

REQUEST_SECONDS = 5.0
HOLD_SECONDS = 300.0
API = "$JS.API.CONSUMER.MSG.NEXT"


@dataclass(frozen=True, slots=True)
class PullSettings:
    """Which messages, and how. `filters`: subjects of the stream; `ack_wait` in seconds."""

    stream: str
    durable: str
    filters: tuple[str, ...]
    ack_wait: float = 10.0
    max_deliver: int = 20
    batch: int = 50


@dataclass(slots=True)
class Delivery:
    """One message handed out; exactly one of ack, give_back, refuse ends it."""

    message: Msg
    pull: Pull
    taken_at: float = field(default_factory=time.monotonic)

    @property
    def subject(self) -> str:
        """The subject it was published to."""
        return self.message.subject

    @property
    def data(self) -> bytes:
        """The body."""
        return self.message.data

    @property
    def headers(self) -> dict[str, str]:
        """The headers; empty when it has none."""
        return dict(self.message.headers or {})

    @property
    def attempt(self) -> int:
        """1 when it is handed out for the first time."""
        return int(self.message.metadata.num_delivered)

    @property
    def stream_seq(self) -> int:
        """Its number in the stream."""
        return int(self.message.metadata.sequence.stream)

    def ack(self) -> None:
        """Done; returns when the broker knows. Raises Unreachable (it will be handed out again)."""
        self.pull.end(self, self.message.ack_sync(timeout=2))

    def give_back(self, delay: float) -> None:
        """Hand it out again in `delay` seconds (a plain nak would come back at once, whatever the back-off)."""
        self.pull.end(self, self.message.nak(delay=delay))

    def refuse(self) -> None:
        """Never hand it out again."""
        self.pull.end(self, self.message.term())


class Pull:
    """See the top of this file. `take` is for one thread; the rest happens in the bus's thread."""

    def __init__(self, bus: Connection, settings: PullSettings) -> None:
        self.settings = settings
        self._bus = bus
        self._arrived: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._in_hand: dict[int, Delivery] = {}
        self._subscription: Subscription | None = None
        self._subscribed_with: object = None
        self._open = 0
        self._asked_at = 0.0
        self._is_missing = True
        self._holding: asyncio.Task[None] | None = None

    def take(self, timeout: float) -> list[Delivery]:
        """Wait for messages up to `timeout` seconds; empty when none came or something changed.

        Raises StreamMissing while the stream is not there, Unreachable while the broker is not.
        """
        if self._arrived.empty():
            self._ask_if_needed()
        taken: list[Delivery] = []
        try:
            first = self._arrived.get(timeout=timeout)
        except queue.Empty:
            return taken
        while first is not None:
            taken.append(first)
            if self._arrived.empty():
                break
            first = self._arrived.get()
        return taken

    def forget_requests(self) -> None:
        """The connection is a new one: what was asked over the old one will not be answered."""
        self._open = 0
        self._is_missing = True
        self._arrived.put(None)

    def let_go(self, deliveries: Sequence[Delivery]) -> None:
        """Hold these no longer: they are handed out again after `ack_wait`."""
        for delivery in deliveries:
            self._in_hand.pop(id(delivery), None)

    def interrupt(self) -> None:
        """Let a waiting `take` return now."""
        self._arrived.put(None)

    def close(self) -> None:
        """Stop listening and give everything in hand back at once; call it when nobody takes any more."""
        try:
            self._bus.call(self._give_back_all())
        except Unreachable:
            telemetry.log.info("pull_closed_without_broker", durable=self.settings.durable)

    async def _give_back_all(self) -> None:
        if self._holding:
            self._holding.cancel()
        if self._subscription:
            await self._subscription.unsubscribe()
        for delivery in list(self._in_hand.values()):
            await delivery.message.nak()
        self._in_hand.clear()

    def end(self, delivery: Delivery, answer: Coroutine[Any, Any, object]) -> None:
        """Tell the broker how a delivery ended."""
        try:
            self._bus.call(answer)
        finally:
            self._in_hand.pop(id(delivery), None)

    def _ask_if_needed(self) -> None:
        if self._is_missing:
            self._bus.call(self._create())
        overdue = time.monotonic() - self._asked_at > REQUEST_SECONDS + 1
        if self._open <= 0 or overdue:
            self._bus.call(self._ask())

    async def _create(self) -> None:
        wanted = self.settings
        config = ConsumerConfig(
            durable_name=wanted.durable,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=wanted.ack_wait,
            max_deliver=wanted.max_deliver,
            filter_subjects=list(wanted.filters),
            max_ack_pending=1000,
        )
        await self._bus.jetstream().add_consumer(wanted.stream, config)
        if self._subscribed_with is not self._bus.client:
            inbox = self._bus.client.new_inbox()
            self._subscription = await self._bus.client.subscribe(inbox, cb=self._receive)
            self._subscribed_with = self._bus.client
        self._is_missing = False
        self._open = 0
        if self._holding is None or self._holding.done():
            self._holding = asyncio.ensure_future(self._hold())

    async def _ask(self) -> None:
        assert self._subscription
        wanted = self.settings
        request = {"batch": wanted.batch, "expires": int(REQUEST_SECONDS * 1e9)}
        self._open = wanted.batch
        self._asked_at = time.monotonic()
        subject = f"{API}.{wanted.stream}.{wanted.durable}"
        await self._bus.client.publish(subject, json.dumps(request).encode(), reply=self._subscription.subject)

    async def _receive(self, message: Msg) -> None:
        status = (message.headers or {}).get("Status")
        if status is None:
            self._open -= 1
            delivery = Delivery(message, self)
            self._in_hand[id(delivery)] = delivery
            self._arrived.put(delivery)
        elif status != "100":  # 100 is a heartbeat; everything else ends the request
            self._open = 0
            self._is_missing = status in ("404", "409", "503")
            self._arrived.put(None)

    async def _hold(self) -> None:
        """Keep what is in hand ours, but not for ever: a handler that hangs must not hold a message."""
        while True:
            await asyncio.sleep(self.settings.ack_wait / 3)
            for delivery in list(self._in_hand.values()):
                if time.monotonic() - delivery.taken_at > HOLD_SECONDS:
                    self._in_hand.pop(id(delivery), None)
                    telemetry.log.error("event_held_too_long", durable=self.settings.durable, subject=delivery.subject)
                    continue
                try:
                    await delivery.message.in_progress()
                except nats.errors.Error as error:
                    telemetry.log.debug("event_hold_failed", error=repr(error))
