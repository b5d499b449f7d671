"""The connection to the broker, in a thread of its own with its own loop.

It connects and reconnects for ever: a service starts without its broker and finds it later.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

import nats
import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from inloop_kit import telemetry
from inloop_kit.bus_terms import translated
from inloop_kit.errors import Unreachable

Result = TypeVar("Result")

CALL_SECONDS = 2.0


class Connection:
    """One connection of one process. `url`: one nats:// address or several, comma separated; `name` is for logs."""

    def __init__(self, url: str, name: str) -> None:
        self._servers = [one.strip() for one in url.split(",")]
        self._name = name
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"bus-{name}", daemon=True)
        self._client: Client | None = None
        self._closed = asyncio.Event()
        self._stopping = False
        self._ringing: set[asyncio.Task[None]] = set()
        self._connected = threading.Event()
        self._is_failing = False
        self._subscriptions: list[tuple[str, Callable[[Msg], None]]] = []
        self._on_connect: list[Callable[[], None]] = []

    def start(self) -> None:
        """Start connecting; returns at once."""
        self._thread.start()

    def stop(self, grace: float = 2.0) -> None:
        """Close the connection and end the thread."""
        if not self._thread.is_alive():
            return
        self._stopping = True
        self._loop.call_soon_threadsafe(self._closed.set)
        self._thread.join(grace + 1)

    def wait_connected(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds for the broker; whether it is there."""
        return self._connected.wait(timeout) and self.is_connected

    @property
    def is_connected(self) -> bool:
        """Whether the broker can be spoken to now."""
        return self._client is not None and self._client.is_connected

    def is_ready(self) -> bool:
        """Whether the thread lives. A broker that is away makes nobody unready: what is written waits in the outbox."""
        return self._thread.is_alive()

    # Core NATS: at most once, for hints and bells

    def nudge(self, subject: str) -> None:
        """Ring a bell: fire and forget, nothing when the broker is away."""
        if self.is_connected:
            self._loop.call_soon_threadsafe(self._ring, subject)

    def _ring(self, subject: str) -> None:
        if self._client and self._client.is_connected:
            ringing = self._loop.create_task(self._quietly(self._client.publish(subject, b"")))
            self._ringing.add(ringing)  # the loop itself holds tasks only weakly
            ringing.add_done_callback(self._ringing.discard)

    def subscribe(self, subject: str, callback: Callable[[Msg], None]) -> None:
        """Call back, in the bus's thread, for each message that is published while connected; must be quick."""
        self._subscriptions.append((subject, callback))
        if self.is_connected:
            self.call(self._listen(subject, callback))

    async def _listen(self, subject: str, callback: Callable[[Msg], None]) -> None:
        assert self._client

        async def called(message: Msg) -> None:
            callback(message)

        await self._client.subscribe(subject, cb=called)
        await self._client.flush(timeout=2)  # from here on the broker knows

    # Calls from other threads

    def when_connected(self, listener: Callable[[], None]) -> None:
        """Call back, in the bus's thread, each time the broker is there (again); must be quick."""
        self._on_connect.append(listener)

    def call(self, coroutine: Coroutine[Any, Any, Result], timeout: float = CALL_SECONDS * 2) -> Result:
        """Run a coroutine of the client in the bus's thread. Raises Unreachable when the broker is away."""
        if not self.is_connected:
            coroutine.close()
            raise Unreachable("The message broker cannot be reached right now.")
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result(timeout)
        except (nats.js.errors.Error, nats.errors.Error, TimeoutError) as error:
            future.cancel()
            raise translated(error) from error

    def post(self, action: Callable[[], object]) -> None:
        """Run `action` soon in the bus's thread, where the client may be touched."""
        self._loop.call_soon_threadsafe(action)

    @property
    def client(self) -> Client:
        """The client; only for code that runs in the bus's thread."""
        if self._client is None:
            raise Unreachable("The message broker cannot be reached right now.")
        return self._client

    def jetstream(self) -> JetStreamContext:
        """JetStream of the client; only for code that runs in the bus's thread."""
        return self.client.jetstream(timeout=CALL_SECONDS)

    # The thread

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._stay_connected())
            self._loop.run_until_complete(self._drop())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()

    async def _stay_connected(self) -> None:
        while not self._stopping:
            await self._reach()
            if self._stopping:
                return
            self._closed.clear()
            try:
                self._client = await self._connect()
                for subject, callback in list(self._subscriptions):
                    await self._listen(subject, callback)
            except (OSError, nats.errors.Error, TimeoutError) as error:
                await self._heard(error)
                await self._drop()
                await asyncio.sleep(0.2)
                continue
            await self._came_back()
            await self._closed.wait()

    async def _connect(self) -> Client:
        return await nats.connect(
            servers=self._servers,
            name=self._name,
            error_cb=self._heard,
            disconnected_cb=self._went_away,
            reconnected_cb=self._came_back,
            closed_cb=self._was_closed,
            connect_timeout=2,
            reconnect_time_wait=0.2,
            max_reconnect_attempts=-1,
            ping_interval=5,
            max_outstanding_pings=2,
        )

    async def _reach(self) -> None:
        """Wait until some address accepts connections: the client itself would wait 2 s between first tries."""
        pause = 0.02
        while not self._stopping:
            for server in self._servers:
                address = urlsplit(server)
                try:
                    opening = asyncio.open_connection(address.hostname, address.port or 4222)
                    _, writer = await asyncio.wait_for(opening, 2)
                except (OSError, TimeoutError):
                    continue
                writer.close()
                return
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.5)

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client:
            await self._quietly(client.close())

    async def _heard(self, error: Exception) -> None:
        """The client's complaints; while the broker is away the first one says it all."""
        if not self._is_failing:
            self._is_failing = not self.is_connected
            telemetry.log.warning("bus_error", bus=self._name, error=repr(error))

    async def _went_away(self) -> None:
        self._connected.clear()
        if not self._stopping:
            telemetry.log.warning("bus_disconnected", bus=self._name)

    async def _came_back(self) -> None:
        self._is_failing = False
        self._connected.set()
        telemetry.log.info("bus_connected", bus=self._name)
        for listener in self._on_connect:
            listener()

    async def _was_closed(self) -> None:
        self._closed.set()

    async def _quietly(self, coroutine: Coroutine[Any, Any, object]) -> None:
        try:
            await coroutine
        except (nats.errors.Error, OSError, TimeoutError) as error:
            telemetry.log.debug("bus_call_dropped", error=repr(error))
