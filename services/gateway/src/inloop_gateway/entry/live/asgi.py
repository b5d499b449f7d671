"""The few things that a hand-written ASGI route needs: what was asked, and how to answer."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from concurrent.futures import Executor
from typing import Any, TypeVar

from inloop_gateway.entry.http.refusals import Headers

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Result = TypeVar("Result")


class Disconnected(Exception):
    """The client went away."""


class Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: str = scope["query_string"].decode("ascii", "replace")
        self.headers: dict[str, str] = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        client = scope.get("client")
        self.address = str(client[0]) if client else ""
        self.status = 0
        self.receive = receive
        self._send = send

    def header(self, name: str) -> str:
        """A header by its lower-case name, "" when it is absent."""
        return self.headers.get(name, "")

    async def start(self, status: int, headers: Headers) -> None:
        """Send the head of the answer."""
        self.status = status
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await self._send({"type": "http.response.start", "status": status, "headers": encoded})

    async def write(self, body: bytes) -> None:
        """Send a part of the body."""
        await self._send({"type": "http.response.body", "body": body, "more_body": True})

    async def end(self, body: bytes = b"") -> None:
        """Send the last part of the body."""
        await self._send({"type": "http.response.body", "body": body, "more_body": False})

    async def body(self) -> AsyncIterator[bytes]:
        """The parts of the request's body as they come. Raises Disconnected when it breaks off."""
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            part: bytes = message.get("body", b"")
            if part:
                yield part
            if not message.get("more_body", False):
                return

    async def gone(self) -> None:
        """Return when the client has gone away."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


async def in_thread(pool: Executor, work: Callable[..., Result], *given: Any) -> Result:
    """Run blocking work in the pool, with the request id and trace of the caller."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, lambda: context.run(work, *given))
