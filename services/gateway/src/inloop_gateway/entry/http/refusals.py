"""The refusals that only HTTP knows, and every refusal as an answer."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from werkzeug.exceptions import HTTPException

from inloop_kit import status, telemetry
from inloop_kit.errors import InloopError, Malformed, Missing, TooMuch, Unreachable

PROBLEM = "application/problem+json"
Headers = list[tuple[str, str]]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_TOO_LARGE = 413


class MethodRefused(Malformed):
    """The address is there, but not for this method; `allowed` becomes the Allow header."""

    reason = "METHOD_NOT_ALLOWED"
    status = 405

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__(f"This address takes {', '.join(allowed)}.")
        self.allowed = tuple(allowed)


class TooLarge(Malformed):
    """The body is larger than we take."""

    reason = "TOO_LARGE"
    status = _TOO_LARGE


class WrongContentType(Malformed):
    """The body is of another type than this address takes."""

    reason = "WRONG_CONTENT_TYPE"
    status = 415


class HostRefused(Malformed):
    """The request was meant for another host."""

    reason = "HOST_REFUSED"


class OriginRefused(InloopError):
    """Another site wants to act in the name of the person."""

    reason = "ORIGIN_REFUSED"
    status = 403


class RangeRefused(InloopError):
    """The range lies beyond the file."""

    reason = "RANGE_NOT_SATISFIABLE"
    status = 416

    def __init__(self, size: int) -> None:
        super().__init__(f"The file has {size} bytes.")
        self.size = size


class TusVersionRefused(InloopError):
    """The upload protocol is of another version than ours (1.0.0)."""

    reason = "TUS_VERSION_REFUSED"
    status = 412


def problem(error: BaseException, request_id: str) -> tuple[int, Headers, bytes]:
    """Status, headers and body of a refusal. What is not one of ours is logged and leaves with a fixed text."""
    known = _known(error)
    if not isinstance(known, InloopError) or not known.is_public:
        telemetry.log.error("http_failed", exc_info=known)
    made = status.to_problem(known, request_id)
    headers: Headers = [("Content-Type", PROBLEM), ("Cache-Control", "no-store")]
    if isinstance(known, TooMuch):
        headers.append(("Retry-After", str(known.retry_after)))
    elif isinstance(known, Unreachable):
        headers.append(("Retry-After", str(known.facts.get("retry_after", 1))))
    elif isinstance(known, MethodRefused):
        headers.append(("Allow", ", ".join(known.allowed)))
    elif isinstance(known, RangeRefused):
        headers.append(("Content-Range", f"bytes */{known.size}"))
    return int(made["status"]), headers, orjson.dumps(made)


def _known(error: BaseException) -> BaseException:
    """Flask's own refusals in our words."""
    if not isinstance(error, HTTPException):
        return error
    if error.code == _TOO_LARGE:
        return TooLarge("The body is larger than 16 MiB.")
    if error.code == Missing.status:
        return Missing()
    if error.code == MethodRefused.status:
        return MethodRefused(METHODS)
    return Malformed("The request cannot be read.")
