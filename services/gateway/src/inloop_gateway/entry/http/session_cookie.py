"""The two routes around the session cookie: written by hand, because the token may be in no body."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import cast

from inloop.gateway.v1 import sessions_pb2
from inloop.options.v1.access_pb2 import LEVEL_ANYONE
from inloop_gateway.clients.upstreams import Door
from inloop_gateway.domain.sessions import AGENT_CHARACTERS, LASTS
from inloop_gateway.entry.http.endpoint import Ask, json_body
from inloop_gateway.entry.http.guard import Guard
from inloop_gateway.entry.http.identity import Identity
from inloop_gateway.entry.http.networks import Networks
from inloop_gateway.entry.http.refusals import Headers
from inloop_kit import disclosure, validate

SIGN_IN = "inloop.gateway.v1.SessionService.SignIn"
SIGN_OUT = "inloop.gateway.v1.SessionService.SignOut"


class SessionCookie:
    """Sign-in sets the cookie, sign-out clears it."""

    def __init__(self, sign_in: Door, sign_out: Door, guard: Guard) -> None:
        self._sign_in = sign_in
        self._sign_out = sign_out
        self._guard = guard
        self._decode = disclosure.decoder(sessions_pb2.SignInRequest, LEVEL_ANYONE)
        self._encode = disclosure.encoder(sessions_pb2.SignedIn, LEVEL_ANYONE)
        self._encode_out = disclosure.encoder(sessions_pb2.SignOutResponse, LEVEL_ANYONE)

    def sign_in(self, ask: Ask, identity: Identity, networks: Networks, agent: str) -> tuple[Headers, bytes]:
        """Begin a session. Errors: SignInRefused, TooMuch, Invalid."""
        request = self._decode(json_body(ask))
        # Control characters in a header are not the person's mistake; the record can do without them.
        request.agent = "".join(one for one in agent if one.isprintable())[:AGENT_CHARACTERS]
        request.network = network = ask.network()
        validate.check(request)
        with networks.counted(network):
            anyone = identity.accesses.of_account("", "")
            reply = cast("sessions_pb2.SignedIn", self._sign_in.call(request, anyone))
        cookie = self._cookie(reply.session_token, int(LASTS.total_seconds()))
        return [("Set-Cookie", cookie)], self._encode(reply)

    def sign_out(self, ask: Ask, identity: Identity) -> tuple[Headers, bytes]:
        """End the session of this request. Errors: NotSignedIn."""
        person = identity.person(ask.token)
        caller = identity.accesses.of_account(person.account_id, person.session_id)
        reply = self._sign_out.call(sessions_pb2.SignOutRequest(), caller)
        identity.drop(frozenset((person.account_id,)))
        return [("Set-Cookie", self._cookie("", 0))], self._encode_out(reply)

    def _cookie(self, value: str, seconds: int) -> str:
        cookie: SimpleCookie = SimpleCookie()
        name = self._guard.cookie
        cookie[name] = value
        attributes: dict[str, str | bool] = {"path": "/", "max-age": str(seconds), "httponly": True, "samesite": "Lax"}
        cast("dict[str, str | bool]", cookie[name]).update(attributes)
        if self._guard.is_secure:
            cookie[name]["secure"] = True
        return cookie[name].OutputString()
