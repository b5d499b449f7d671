"""The Flask application: one view. Addresses come from the contract; the few written by hand are named here."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request

from inloop_gateway.entry.http.edge import Edge, http_seconds
from inloop_gateway.entry.http.endpoint import Ask, Endpoint
from inloop_gateway.entry.http.feeds import ROUTE as FEED_ROUTE
from inloop_gateway.entry.http.guard import token_of
from inloop_gateway.entry.http.refusals import METHODS, Headers, MethodRefused, problem
from inloop_gateway.entry.http.router import Match, Router
from inloop_gateway.entry.http.session_cookie import SIGN_IN, SIGN_OUT, SessionCookie
from inloop_gateway.entry.http.site import Document, matches
from inloop_kit import telemetry, tracing
from inloop_kit.disclosure import etag, revision_tag
from inloop_kit.errors import Missing, Unreachable

NOT_MODIFIED = 304
MAX_BODY_BYTES = 16 * 1024 * 1024
JSON: tuple[str, str] = ("Content-Type", "application/json")
# Private: the answer is one person's. No-cache: it is asked for again each time, with the tag.
CACHED: tuple[str, str] = ("Cache-Control", "private, no-cache")
VARIES: tuple[str, str] = ("Vary", "Cookie, Authorization")

Answer = tuple[int, Headers, bytes]
View = Callable[[dict[str, str]], Answer]


def create_app(edge: Edge) -> Flask:
    """The whole edge but for bytes and the live stream (entry/live)."""
    app = Flask("inloop_gateway", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    views = _Views(edge)
    for number, rule in enumerate(("/", "/<path:_path>")):
        app.add_url_rule(rule, f"edge.{number}", views.answer, methods=list(METHODS), provide_automatic_options=False)
    app.register_error_handler(Exception, views.failed)
    return app


class _Views:
    """All addresses, in one tree; `answer` is the view."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self.seconds = http_seconds()
        self.router: Router[tuple[str, View]] = Router()
        for door in edge.doors.values():
            for route in door.rule.routes:
                view = self._endpoint(Endpoint(door, route))
                self.router.add(route.verb, route.template, (route.template, view))
        cookie = SessionCookie(edge.doors[SIGN_IN], edge.doors[SIGN_OUT], edge.guard)
        self._add("POST", "/v1/sessions", lambda path: self._sign_in(cookie, path))
        self._add("POST", "/v1/sessions:sign-out", lambda path: self._sign_out(cookie, path))
        self._add("GET", "/healthz", lambda _path: (200, [("Content-Type", "text/plain")], b"ok\n"))
        self._add("GET", "/readyz", lambda _path: self._ready())
        self._add("GET", "/openapi.json", lambda _path: self._document(edge.site.openapi))

    def answer(self, _path: str = "") -> Response:
        """Any request."""
        began = time.perf_counter()
        method = request.method
        request_id = tracing.usable_request_id(request.headers.get("X-Request-Id", ""))
        route = ""
        carried = {tracing.REQUEST_ID: request_id, tracing.TRACEPARENT: request.headers.get("traceparent", "")}
        with telemetry.continue_from(carried):
            try:
                self._guard(method)
                route, view, path = self._find(method)
                with telemetry.span(f"{method} {route}"):
                    code, headers, body = view(path)
            except Exception as error:  # noqa: BLE001 - every refusal is an answer, and nothing else may leave
                code, headers, body = problem(error, request_id)
            spent = time.perf_counter() - began
            self.seconds.labels(method, route, str(code)).observe(spent)
            telemetry.log.info("http", method=method, route=route, status=code, ms=round(spent * 1000, 2))
        # Flask takes the body away from HEAD and 304, and says how long it would be.
        return Response(body, code, self.edge.guard.finish(headers, request_id))

    def failed(self, error: Exception) -> Response:
        """What Flask itself refuses, before the view."""
        request_id = tracing.usable_request_id(request.headers.get("X-Request-Id", ""))
        code, headers, body = problem(error, request_id)
        return Response(body, code, self.edge.guard.finish(headers, request_id))

    def _guard(self, method: str) -> None:
        given = request.headers
        self.edge.guard.check(
            method, request.path, given.get("Host", ""), given.get("Origin"), given.get("Sec-Fetch-Site")
        )

    def _find(self, method: str) -> tuple[str, View, dict[str, str]]:
        path = request.path
        found: Match[tuple[str, View]] | None = self.router.match(path)
        if found is None:
            return self._site(method, path)
        target = found.targets.get("GET" if method == "HEAD" else method)
        if target is None:
            raise MethodRefused(sorted(_with_head(found.targets)))
        return target[0], target[1], found.values

    def _site(self, method: str, path: str) -> tuple[str, View, dict[str, str]]:
        """What is at no address of the contract: calendar feeds, pages of problems and the web client."""
        token = self.edge.feeds.token_of(path)
        if token is not None:
            if method not in ("GET", "HEAD"):
                raise MethodRefused(("GET", "HEAD"))
            return FEED_ROUTE, lambda _path: self._feed(token), {}
        if path.startswith("/v1/") or path == "/v1":
            raise Missing
        if path.startswith("/problems/"):
            document, route = self.edge.site.problem_page(path.removeprefix("/problems/")), "/problems"
        else:
            document, route = self.edge.site.find(path), "/web"
        if method not in ("GET", "HEAD"):
            raise MethodRefused(("GET", "HEAD"))
        return route, lambda _path: self._document(document), {}

    def _endpoint(self, endpoint: Endpoint) -> View:
        identity, networks = self.edge.identity, self.edge.networks

        def view(path: dict[str, str]) -> Answer:
            answered = endpoint.answer(self._ask(path), identity, networks)
            body = answered.body
            if not endpoint.is_get:
                return 200, [JSON, VARIES], body
            tag = etag(body) if answered.revision is None else revision_tag(answered.revision, body)
            if matches(request.headers.get("If-None-Match", ""), tag):
                return NOT_MODIFIED, [("ETag", tag), CACHED, VARIES], b""
            return 200, [JSON, ("ETag", tag), CACHED, VARIES], body

        return view

    def _sign_in(self, cookie: SessionCookie, path: dict[str, str]) -> Answer:
        agent = request.headers.get("User-Agent", "")
        headers, body = cookie.sign_in(self._ask(path), self.edge.identity, self.edge.networks, agent)
        return 200, [JSON, *headers], body

    def _sign_out(self, cookie: SessionCookie, path: dict[str, str]) -> Answer:
        headers, body = cookie.sign_out(self._ask(path), self.edge.identity)
        return 200, [JSON, *headers], body

    def _ask(self, path: dict[str, str]) -> Ask:
        headers = request.headers
        guard = self.edge.guard
        return Ask(
            token=token_of(headers.get("Cookie", ""), headers.get("Authorization", ""), guard.cookie),
            path=path,
            query=request.query_string.decode("ascii", "replace"),
            content_type=headers.get("Content-Type", ""),
            body=lambda: request.get_data(cache=False),
            network=lambda: guard.network(request.remote_addr or "", headers.get("X-Forwarded-For")),
            idempotency_key=headers.get("Idempotency-Key"),
            if_match=headers.get("If-Match", ""),
        )

    def _ready(self) -> Answer:
        if not self.edge.is_ready():
            raise Unreachable("Not ready yet.")
        return 200, [("Content-Type", "text/plain")], b"ready\n"

    def _feed(self, token: str) -> Answer:
        headers, guard = request.headers, self.edge.guard
        network = guard.network(request.remote_addr or "", headers.get("X-Forwarded-For"))
        return self.edge.feeds.answer(token, network, headers.get("If-None-Match", ""))

    def _document(self, document: Document) -> Answer:
        headers = request.headers
        return document.answer(headers.get("If-None-Match", ""), headers.get("Accept-Encoding", ""))

    def _add(self, method: str, template: str, view: View) -> None:
        self.router.add(method, template, (template, view))


def _with_head(targets: dict[str, Any]) -> set[str]:
    return set(targets) | ({"HEAD"} if "GET" in targets else set())
