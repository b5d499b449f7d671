"""By hand, because of the cookie: sign-in and sign-out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Flask, Response, request

from inloop.gateway.v1.sessions_pb2 import SignedIn, SignInRequest, SignOutRequest
from inloop_gateway.clients.upstreams import Door
from inloop_gateway.entry.http import exchange
from inloop_gateway.entry.http.networks import network_of
from inloop_gateway.entry.http.people import People
from inloop_kit import telemetry, validate
from inloop_kit.access import Route, check

SIGN_IN = Route("POST", "/v1/sessions", "*")
SIGN_OUT = Route("POST", "/v1/sessions:sign-out", "*")
JSON = "application/json"
LONGEST_AGENT = 300


def add_routes(app: Flask, doors: Mapping[str, Door], people: People) -> None:
    """Add both routes."""
    from inloop_gateway.entry.http.app import asked, carried

    sign_in_door = doors["inloop.gateway.v1.SessionService.SignIn"]
    sign_out_door = doors["inloop.gateway.v1.SessionService.SignOut"]

    def sign_in() -> Response:
        with telemetry.continue_from(carried()), telemetry.span("POST /v1/sessions"):
            people.require_own_origin("POST", request.headers.get("Origin", ""))
            wanted = asked({})
            message = exchange.read(sign_in_door, SIGN_IN, None, wanted)
            assert isinstance(message, SignInRequest)
            message.agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
            message.network = network_of(request.remote_addr or "")
            validate.check(message)
            key = exchange.key_of(sign_in_door, wanted.idempotency_key)
            reply = sign_in_door.call(message, people.accesses.anyone(), idempotency_key=key)
        assert isinstance(reply, SignedIn)
        answer = Response(exchange.write(sign_in_door, None, reply), 200, content_type=JSON)
        _set_cookie(answer, people, reply.session_token, reply.expires_at.ToDatetime())
        return answer

    def sign_out() -> Response:
        with telemetry.continue_from(carried()), telemetry.span("POST /v1/sessions:sign-out"):
            people.require_own_origin("POST", request.headers.get("Origin", ""))
            signed = people.signed(request.cookies, request.headers.get("Authorization", ""))
            caller, token = people.caller(sign_out_door.rule, signed, {})
            check(sign_out_door.rule, caller, SignOutRequest())
            sign_out_door.call(SignOutRequest(), token, idempotency_key=exchange.key_of(sign_out_door, None))
        people.sessions.forget(signed)
        answer = Response(b"{}", 200, content_type=JSON)
        _set_cookie(answer, people, "", datetime.fromtimestamp(0))  # noqa: DTZ006 - the epoch, for every zone
        return answer

    app.add_url_rule(SIGN_IN.template, "sign_in", sign_in, methods=["POST"])
    app.add_url_rule(SIGN_OUT.template, "sign_out", sign_out, methods=["POST"])


def _set_cookie(answer: Response, people: People, token: str, expires_at: datetime) -> None:
    answer.set_cookie(
        people.cookie,
        token,
        expires=expires_at,
        path="/",
        secure=people.cookie.startswith("__Host-"),
        httponly=True,
        samesite="Lax",
    )
    answer.headers["Cache-Control"] = "no-store"
