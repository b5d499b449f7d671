"""The live application: the routes that stream. Everything else goes to Flask when it shares the process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from inloop_gateway.entry.http.edge import Edge, http_seconds
from inloop_gateway.entry.http.endpoint import parameters
from inloop_gateway.entry.http.guard import token_of
from inloop_gateway.entry.http.refusals import METHODS, MethodRefused, problem
from inloop_gateway.entry.http.router import ID, Match, Router
from inloop_gateway.entry.live.asgi import Disconnected, Exchange, Receive, Scope, Send, in_thread
from inloop_gateway.entry.live.bytes_guard import ByteDoor
from inloop_gateway.entry.live.downloads import Downloads
from inloop_gateway.entry.live.hub import Hub
from inloop_gateway.entry.live.streams import opening
from inloop_gateway.entry.live.uploads import Uploads
from inloop_kit import telemetry, tracing
from inloop_kit.errors import Invalid, Missing, Unreachable

ATTACHMENTS = "inloop.messaging.v1.AttachmentService"
REPORTS = "inloop.reports.v1.ReportService"
UPLOADS = "/v1/projects/{project_id}/uploads"
CLOSE_SECONDS = 2.0

Handler = Callable[[Exchange, str, dict[str, str]], Awaitable[None]]


class LiveApp:
    """An ASGI 3 application. `otherwise` takes what is not streamed."""

    def __init__(self, edge: Edge, hub: Hub, pool: ThreadPoolExecutor) -> None:
        self.edge = edge
        self.hub = hub
        self.pool = pool
        self.seconds = http_seconds()
        self.otherwise: Any = None
        self.router: Router[tuple[str, Handler]] = Router()
        self._add_bytes()
        self._add("GET", "/v1/live", self._live)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._live_through(receive, send)
        elif scope["type"] == "http":
            found = self.router.match(scope["path"])
            if found is None and self.otherwise is not None:
                await self.otherwise(scope, receive, send)
            else:
                await self._answer(found, Exchange(scope, receive, send))

    def close(self, grace: float) -> None:
        """From another thread: end the streams, and wait a little while they say good-bye."""
        self.hub.close_all_soon()
        until = time.monotonic() + min(grace, CLOSE_SECONDS)
        while self.hub.streams.all() and time.monotonic() < until:
            time.sleep(0.02)

    async def _live_through(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.hub.begin()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.hub.end()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, found: Match[tuple[str, Handler]] | None, exchange: Exchange) -> None:
        began = time.perf_counter()
        request_id = tracing.usable_request_id(exchange.header("x-request-id"))
        carried = {tracing.REQUEST_ID: request_id, tracing.TRACEPARENT: exchange.header("traceparent")}
        start = exchange.start

        async def finished(status: int, headers: list[tuple[str, str]]) -> None:
            await start(status, self.edge.guard.finish(headers, request_id))

        exchange.start = finished  # type: ignore[method-assign]
        route = ""
        with telemetry.continue_from(carried):
            try:
                route, handler, path = self._find(found, exchange)
                token = token_of(exchange.header("cookie"), exchange.header("authorization"), self.edge.guard.cookie)
                await handler(exchange, token, path)
            except Disconnected:
                telemetry.log.debug("client_went_away", route=route)
            except Exception as error:
                if exchange.status:
                    # The head is out: only breaking off tells the reader that this is not the whole file.
                    telemetry.log.warning("stream_broken_off", route=route, error=type(error).__name__)
                    raise
                status, headers, body = problem(error, request_id)
                await exchange.start(status, [*headers, ("Content-Length", str(len(body)))])
                await exchange.end(b"" if exchange.method == "HEAD" else body)
            spent = time.perf_counter() - began
            method = exchange.method if exchange.method in METHODS else "OTHER"
            self.seconds.labels(method, route, str(exchange.status)).observe(spent)
            telemetry.log.info(
                "http", method=exchange.method, route=route, status=exchange.status, ms=round(spent * 1000, 2)
            )

    def _find(
        self, found: Match[tuple[str, Handler]] | None, exchange: Exchange
    ) -> tuple[str, Handler, dict[str, str]]:
        self.edge.guard.check(
            exchange.method,
            exchange.path,
            exchange.header("host"),
            exchange.headers.get("origin"),
            exchange.headers.get("sec-fetch-site"),
        )
        if found is None:
            if exchange.path in ("/healthz", "/readyz"):
                return exchange.path, self._probe, {}
            raise Missing
        target = found.targets.get(exchange.method)
        if target is None:
            raise MethodRefused(sorted(found.targets))
        return target[0], target[1], found.values

    async def _live(self, exchange: Exchange, token: str, _path: dict[str, str]) -> None:
        """Server-sent events of everything, or with `?project_id=` of one project."""
        person = await in_thread(self.pool, self.edge.identity.person, token)
        project_id = _project_of(exchange.query)
        stream = await self.hub.open(person, project_id, exchange.header("last-event-id"))
        log = self.hub.log
        gone = asyncio.ensure_future(exchange.gone())
        try:
            await exchange.start(
                200, [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"), ("X-Accel-Buffering", "no")]
            )
            await exchange.write(opening(log.cursor(log.last)))
            while not gone.done():
                part = asyncio.ensure_future(stream.next_part(log.epoch, log.last))
                done, _ = await asyncio.wait((part, gone), return_when=asyncio.FIRST_COMPLETED)
                if part not in done:
                    part.cancel()
                    return
                await exchange.write(part.result())
                if stream.closes_with:
                    await exchange.end()
                    return
        finally:
            gone.cancel()
            self.hub.streams.remove(stream)

    async def _probe(self, exchange: Exchange, _token: str, _path: dict[str, str]) -> None:
        if exchange.path == "/readyz" and not await in_thread(self.pool, self.edge.is_ready):
            raise Unreachable("Not ready yet.")
        await exchange.start(200, [("Content-Type", "text/plain")])
        await exchange.end(b"ok\n")

    def _add_bytes(self) -> None:
        def door(name: str) -> ByteDoor:
            return ByteDoor(self.edge.doors[name], self.edge.identity)

        uploads = Uploads(
            door(f"{ATTACHMENTS}.BeginUpload"),
            door(f"{ATTACHMENTS}.GetUpload"),
            door(f"{ATTACHMENTS}.AppendUpload"),
            self.pool,
        )
        downloads = Downloads(door(f"{ATTACHMENTS}.ReadAttachment"), door(f"{REPORTS}.ReadReport"), self.pool)
        one = UPLOADS + "/{upload_id}"
        for method, template, handler in (
            ("POST", UPLOADS, uploads.create),
            ("OPTIONS", UPLOADS, uploads.options),
            ("HEAD", one, uploads.tell),
            ("PATCH", one, uploads.append),
            ("OPTIONS", one, uploads.options),
            ("GET", "/v1/projects/{project_id}/attachments/{attachment_id}/content", downloads.attachment),
            ("HEAD", "/v1/projects/{project_id}/attachments/{attachment_id}/content", downloads.attachment),
            ("GET", "/v1/projects/{project_id}/reports/{report_id}/file", downloads.report),
            ("HEAD", "/v1/projects/{project_id}/reports/{report_id}/file", downloads.report),
        ):
            self._add(method, template, handler)

    def _add(self, method: str, template: str, handler: Handler) -> None:
        self.router.add(method, template, (template, handler))


def _project_of(query: str) -> str:
    """The `project_id` of the query, "" without one. Errors: Invalid for anything else, Missing for no id."""
    given = parameters(query) if query else []
    for name, value in given:
        if name != "project_id" or len(given) > 1:
            raise Invalid("There is no such field.", field=name)
        if not ID.fullmatch(value):
            raise Missing
        return value
    return ""
