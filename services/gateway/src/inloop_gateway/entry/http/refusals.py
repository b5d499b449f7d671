"""What Flask refuses, as errors of our tree."""

from __future__ import annotations

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from inloop_kit.errors import InloopError, Malformed, Missing


class WrongMethod(Malformed):
    """The path is known, the method is not for it; `allow` lists those that are."""

    reason = "METHOD_NOT_ALLOWED"
    status = 405


class TooLarge(Malformed):
    """The body is larger than we take."""

    reason = "BODY_TOO_LARGE"
    status = 413


def from_http(error: HTTPException) -> InloopError:
    """The error that stands for an exception of the framework."""
    if isinstance(error, NotFound):
        return Missing()
    if isinstance(error, MethodNotAllowed):
        allow = ", ".join(sorted(set(error.valid_methods or ())))
        return WrongMethod("This path does not take that method.", allow=allow)
    if isinstance(error, RequestEntityTooLarge):
        return TooLarge("The body is larger than we take.")
    return Malformed("The request cannot be read.")
