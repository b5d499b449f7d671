"""Who asks: the session of a request, and its caller in the scope that the method names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from inloop.options.v1.access_pb2 import AUDIENCE_ACCOUNT, AUDIENCE_ANYONE
from inloop_gateway.clients.accesses import Accesses
from inloop_kit.access import SIGN_IN, MethodRule
from inloop_kit.caller import Caller
from inloop_kit.errors import Forbidden, Missing, NotSignedIn

BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Signed:
    """A session that is valid now."""

    account_id: str
    session_id: str


class Sessions(Protocol):
    """Finds the session of a token."""

    def find(self, token: str) -> Signed | None:
        """The session, None when it ended or never was."""


class WrongOrigin(Forbidden):
    """A browser sent this from another site."""

    reason = "WRONG_ORIGIN"


class People:
    """From a request's headers to a signed caller."""

    def __init__(self, sessions: Sessions, accesses: Accesses, *, public_url: str) -> None:
        self.sessions = sessions
        self.accesses = accesses
        self.origin = public_url.rstrip("/")
        is_https = self.origin.startswith("https://")
        self.cookie = "__Host-inloop" if is_https else "inloop"

    def signed(self, cookies: Mapping[str, str], authorization: str) -> Signed | None:
        """The session of a request: a cookie, or a bearer token for programs."""
        token = authorization.removeprefix(BEARER) if authorization.startswith(BEARER) else cookies.get(self.cookie, "")
        return self.sessions.find(token) if token else None

    def require_own_origin(self, method: str, origin: str) -> None:
        """A write that a browser sends names where it comes from; it must be us. Errors: WrongOrigin."""
        if method not in ("GET", "HEAD", "OPTIONS") and origin and origin != self.origin:
            raise WrongOrigin("This request came from another site.")

    def caller(self, rule: MethodRule, signed: Signed | None, scope: Mapping[str, str]) -> tuple[Caller | None, bytes]:
        """The caller for a method, and its token; `scope` holds the fields of the path.

        Errors: NotSignedIn, Missing for a scope where the account has no access.
        """
        if rule.audience == AUDIENCE_ANYONE:
            return None, self.accesses.anyone()
        if signed is None:
            raise NotSignedIn(SIGN_IN)
        if rule.audience == AUDIENCE_ACCOUNT:
            caller = Caller(account_id=signed.account_id, session_id=signed.session_id)
            return caller, self.accesses.account(signed.account_id, signed.session_id)
        named = scope.get(rule.scope, "")
        if not named:
            raise Missing
        known = self.accesses.caller(signed.account_id, signed.session_id, **{rule.scope: named})
        return known.caller, known.token
