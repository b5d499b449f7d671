"""The HTTP server: granian's threaded workers inside our process.

granian's command line is a parent that spawns workers and owns the signals; here the process is ours and shares the
database, the channels and the caches with the gRPC server, so its worker threads are started and stopped by hand
(server/mt.py of granian 2.8, the same workers that its command line runs). WSGI for Flask alone (production `serve`);
ASGI for the live application, with Flask behind it when both share a process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from a2wsgi import WSGIMiddleware
from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
from granian.http import HTTP1Settings
from granian.server.mt import MTServer

from inloop_kit import telemetry

BACKLOG = 1024
STREAMS = 16_384
"""Connections that are held at a time, idle ones included."""
HEADER_SECONDS = 15
ASGI_THREADS = 2


class HttpServer:
    """Serves Flask, the live application, or both on one port. A Component (see kit/process.py)."""

    def __init__(self, listen: str, *, threads: int) -> None:
        """`listen` is `host:port`; `threads` requests are worked on at the same time."""
        host, _, port = listen.rpartition(":")
        self.host, self.port = host.strip("[]"), int(port)
        self.threads = threads
        self.wsgi: Callable[..., Any] | None = None
        self.live: Any = None
        self._running: _Threads | None = None

    def start(self) -> None:
        """Serve from now on."""
        if self.live is None:
            assert self.wsgi is not None, "there is nothing to serve"
            self._running = _Threads(self, Interfaces.WSGI, self.wsgi)
        else:
            if self.wsgi is not None:
                self.live.otherwise = _receiving(WSGIMiddleware(_whole_bodies(self.wsgi), workers=self.threads))
            self._running = _Threads(self, Interfaces.ASGI, self.live)
        self._running.begin()
        telemetry.log.info("http_serving", port=self.port, live=self.live is not None, pages=self.wsgi is not None)

    def stop(self, grace: float) -> None:
        """End the streams, take no new requests, finish those in flight."""
        if self.live is not None:
            self.live.close(grace)
        if self._running is not None:
            self._running.end(grace)

    def is_ready(self) -> bool:
        """Whether requests are taken."""
        return self._running is not None and self._running.is_alive()


class _Threads(MTServer):
    """granian's threaded server without its main loop, its signals and its logging."""

    def __init__(self, server: HttpServer, interface: Interfaces, app: Any) -> None:
        is_wsgi = interface == Interfaces.WSGI
        super().__init__(
            target="inloop_gateway",
            address=server.host,
            port=server.port,
            interface=interface,
            workers=1,
            blocking_threads=server.threads if is_wsgi else 1,
            runtime_threads=1,
            runtime_mode=RuntimeModes.st if is_wsgi else RuntimeModes.mt,
            runtime_blocking_threads=server.threads if is_wsgi else ASGI_THREADS,
            loop=Loops.asyncio,
            http=HTTPModes.auto,
            websockets=False,
            backlog=BACKLOG,
            backpressure=BACKLOG if is_wsgi else STREAMS,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
            log_enabled=False,
        )
        self._app = app
        self._spawn = self._spawn_wsgi_worker if is_wsgi else self._spawn_asgi_lifespan_worker

    def begin(self) -> None:
        """Bind and start the worker."""
        granian: Any = self
        granian._init_shared_socket()  # noqa: SLF001 - ours by inheritance, but untyped
        granian._spawn_workers(self._spawn, self._app)  # noqa: SLF001

    def end(self, grace: float) -> None:
        """Stop the worker; its thread may outlive the grace only as long as the process lives."""
        workers: list[Any] = self.wrks
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.inner.join(grace)

    def is_alive(self) -> bool:
        """Whether the worker lives."""
        workers: list[Any] = self.wrks
        return bool(workers) and all(worker.is_alive() for worker in workers)


def _whole_bodies(app: Callable[..., Any]) -> Callable[..., Any]:
    """Let Flask read bodies without Content-Length: a2wsgi ends its input, but does not say so."""

    def ended(environ: dict[str, Any], start: Any) -> Any:
        environ["wsgi.input_terminated"] = True
        return app(environ, start)

    return ended


def _receiving(app: Any) -> Any:
    """Let a2wsgi receive from granian: it wants a coroutine, and granian gives a future of its own."""

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        async def received() -> Any:
            return await receive()

        await app(scope, received, send)

    return asgi
