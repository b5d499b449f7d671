"""The Flask application: routes from the contract, the few by hand, the web client's files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from inloop_gateway.clients.upstreams import Door
from inloop_gateway.entry.http import problems, sessions, site
from inloop_gateway.entry.http.exchange import Asked, exchange
from inloop_gateway.entry.http.people import People
from inloop_gateway.entry.http.refusals import from_http
from inloop_kit import telemetry
from inloop_kit.access import Route
from inloop_kit.errors import InloopError, Malformed
from inloop_kit.ids import new_id
from inloop_kit.tracing import usable_request_id

MAX_BODY_BYTES = 16 * 1024 * 1024
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Site:
    """What the application serves besides the API."""

    public_url: str
    hosts: tuple[str, ...]
    web: site.WebClient
    openapi: bytes
    is_ready: Callable[[], bool]


def create_app(doors: Mapping[str, Door], people: People, site_: Site) -> Flask:
    """The whole edge, but for bytes and the live stream."""
    app = Flask("inloop_gateway", static_folder=None)
    app.config.update(TRUSTED_HOSTS=list(site_.hosts), MAX_CONTENT_LENGTH=MAX_BODY_BYTES)
    app.url_map.strict_slashes = True
    for door in doors.values():
        for route in door.rule.routes:
            rule = _PLACEHOLDER.sub(r"<\1>", route.template)
            view = _view(door, route, people)
            app.add_url_rule(rule, f"{door.rule.name}.{route.verb}", view, methods=[route.verb])
    sessions.add_routes(app, doors, people)
    site.add_routes(app, site_.web, site_.openapi, site_.is_ready)
    app.register_error_handler(HTTPException, lambda error: problems.response(from_http(error), request_id()))
    app.register_error_handler(Exception, _refused)
    app.after_request(_finish)
    return app


def request_id() -> str:
    """The id of this request: the caller's if it is usable, else one of ours."""
    made: str | None = request.environ.get("inloop.request_id")
    if made is None:
        made = usable_request_id(request.headers.get("X-Request-Id", "")) or new_id()
        request.environ["inloop.request_id"] = made
    return made


def carried() -> dict[str, str]:
    """What goes on with the calls of this request: its id and trace."""
    return {"x-request-id": request_id(), "traceparent": request.headers.get("traceparent", "")}


def asked(path: Mapping[str, str]) -> Asked:
    """The request as the exchange takes it. Errors: Malformed for a body that is not JSON."""
    body = request.get_data(cache=False)
    if body and request.mimetype != JSON:
        raise UnsupportedBody("Send application/json.")
    return Asked(path, request.args.items(multi=True), body, request.headers.get("Idempotency-Key"))


class UnsupportedBody(Malformed):
    """The body is of another type than we read."""

    reason = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


def _view(door: Door, route: Route, people: People) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        with telemetry.continue_from(carried()), telemetry.span(f"{route.verb} {route.template}"):
            people.require_own_origin(request.method, request.headers.get("Origin", ""))
            signed = people.signed(request.cookies, request.headers.get("Authorization", ""))
            answered = exchange(door, route, people, signed, asked(path))
        if answered.etag is None:
            return Response(answered.body, 200, content_type=JSON)
        if answered.etag in request.if_none_match:
            answer = Response(status=304)
        else:
            answer = Response(answered.body, 200, content_type=JSON)
        answer.headers["ETag"] = f'"{answered.etag}"'
        return answer

    return view


def _refused(error: Exception) -> Response:
    if not isinstance(error, InloopError):
        telemetry.log.error("request_failed", exc_info=error, path=request.url_rule.rule if request.url_rule else "")
    return problems.response(error, request_id())


def _finish(answer: Response) -> Response:
    headers: Any = answer.headers
    headers["X-Request-Id"] = request_id()
    headers.setdefault("Cache-Control", "private, no-cache")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    headers.setdefault("Vary", "Cookie, Authorization")
    return answer
