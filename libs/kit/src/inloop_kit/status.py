"""Errors on their way: as gRPC status between services, as problem details (RFC 9457) outside.

gRPC: `google.rpc.Status` with `ErrorInfo(reason, domain="inloop", metadata=facts)` and, for violations, `BadRequest`
(google/rpc/error_details.proto). Two entries of the metadata are ours and no facts: `http_status` and `request_id`.

What is not public (an unknown exception, an InloopError without a class of its own) leaves with a fixed text.
"""

from __future__ import annotations

from typing import Any

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

from inloop_kit import errors
from inloop_kit.errors import (
    INTERNAL_TEXT,
    MISSING_TEXT,
    InloopError,
    Missing,
    TooMuch,
    TooSlow,
    Unreachable,
    Violation,
)

DOMAIN = "inloop"
DETAILS_KEY = "grpc-status-details-bin"
HTTP_STATUS = "http_status"
REQUEST_ID = "request_id"
PROBLEM_TYPE = "/problems/"
MAX_VIOLATIONS = 50

TITLES = {
    400: "The request cannot be read",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "In conflict with the present state",
    412: "Changed in the meantime",
    413: "Too large",
    415: "Wrong content type",
    422: "The request breaks a rule",
    429: "Too many requests",
    500: "Internal error",
    503: "Not reachable right now",
    504: "Took too long",
}

_CLASSES: dict[int, type[InloopError]] = {
    one.status: one
    for one in (
        errors.Malformed,
        errors.Invalid,
        errors.NotSignedIn,
        errors.Forbidden,
        errors.Missing,
        errors.StaleMatch,
        errors.TooMuch,
        errors.Unreachable,
        errors.TooSlow,
    )
}
# Two classes share 409; their codes tell them apart.
_CONFLICTS: dict[grpc.StatusCode, type[InloopError]] = {
    grpc.StatusCode.ALREADY_EXISTS: errors.Conflict,
    grpc.StatusCode.ABORTED: errors.Conflict,
    grpc.StatusCode.FAILED_PRECONDITION: errors.NotNow,
}


def public(error: BaseException) -> InloopError:
    """What may leave: the error itself, the one Missing, or the fixed text for everything that is not public."""
    if isinstance(error, Missing):
        return Missing()
    if isinstance(error, InloopError) and error.is_public:
        return error
    return InloopError(INTERNAL_TEXT)


def to_grpc(error: BaseException, request_id: str) -> status_pb2.Status:
    """The rich status of an error; its `code` is the number of the gRPC code."""
    shown = public(error)
    info = error_details_pb2.ErrorInfo(reason=shown.reason, domain=DOMAIN)
    info.metadata.update({name: str(fact) for name, fact in shown.facts.items()})
    info.metadata[HTTP_STATUS] = str(shown.status)
    info.metadata[REQUEST_ID] = request_id
    status = status_pb2.Status(code=shown.code.value[0], message=shown.detail, details=[_packed(info)])
    if shown.violations:
        violations = [
            error_details_pb2.BadRequest.FieldViolation(field=one.pointer, description=one.detail)
            for one in shown.violations[:MAX_VIOLATIONS]
        ]
        status.details.append(_packed(error_details_pb2.BadRequest(field_violations=violations)))
    return status


def from_grpc(failed: grpc.RpcError) -> InloopError:
    """The error that the other side raised, of the right class of the tree and with its reason and facts.

    A failure of the transport (no details of ours) is Unreachable or TooSlow where a repeat may help.
    """
    status = _rich_status(failed)
    if status is None:
        return _from_transport(failed)
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        _ = detail.Unpack(info) or detail.Unpack(bad)
    facts: dict[str, str | int] = dict(info.metadata)
    http_status = str(facts.pop(HTTP_STATUS, ""))
    facts.pop(REQUEST_ID, None)
    violations = [Violation(one.field, one.description) for one in bad.field_violations]
    made = _rebuilt(http_status, _code_of(failed), status.message, violations, facts)
    made.reason = info.reason or made.reason
    return made


def to_problem(error: BaseException, instance: str) -> dict[str, Any]:
    """The problem details (RFC 9457) of an error; `instance` is the request id."""
    shown = public(error)
    problem: dict[str, Any] = {
        "type": PROBLEM_TYPE + shown.reason.lower().replace("_", "-"),
        "title": TITLES.get(shown.status, "Error"),
        "status": shown.status,
        "detail": shown.detail,
        "instance": instance,
        "reason": shown.reason,
        "errors": [{"pointer": one.pointer, "detail": one.detail} for one in shown.violations[:MAX_VIOLATIONS]],
    }
    if shown.facts:
        problem["facts"] = dict(shown.facts)
    return problem


def _packed(message: Any) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed


def _rebuilt(
    http_status: str,
    code: grpc.StatusCode,
    detail: str,
    violations: list[Violation],
    facts: dict[str, str | int],
) -> InloopError:
    kind = _CLASSES.get(int(http_status) if http_status.isdecimal() else 0) or _CONFLICTS.get(code, InloopError)
    if issubclass(kind, Missing):
        return kind(MISSING_TEXT)
    if issubclass(kind, TooMuch):
        wait = str(facts.pop("retry_after", "1"))
        return kind(detail, retry_after=int(wait) if wait.isdecimal() else 1, **facts)
    facts.pop("field", None)
    return kind(detail, field=None, violations=violations, **facts)


def _from_transport(failed: grpc.RpcError) -> InloopError:
    code = _code_of(failed)
    if code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return TooSlow("This took longer than we may wait. Whether it was done is not known.")
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and "larger than max" not in _text_of(failed):
        return Overloaded("We have more to do than we can right now. Try again in a moment.", retry_after=1)
    if code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
        return Unreachable("A part of the system cannot be reached right now. Try again in a moment.")
    return InloopError(INTERNAL_TEXT)


class Overloaded(Unreachable):
    """A service sheds load: the call was not begun."""

    reason = "OVERLOADED"


def _rich_status(failed: grpc.RpcError) -> status_pb2.Status | None:
    """Our details of a failed call; None when there are none or they are not ours."""
    trailers: Any = failed.trailing_metadata() if isinstance(failed, grpc.Call) else None
    for key, value in trailers or ():
        if key == DETAILS_KEY:
            return status_pb2.Status.FromString(value)
    return None


def _code_of(failed: grpc.RpcError) -> grpc.StatusCode:
    code = failed.code() if isinstance(failed, grpc.Call) else None
    return code or grpc.StatusCode.UNKNOWN


def _text_of(failed: grpc.RpcError) -> str:
    return str(failed.details()) if isinstance(failed, grpc.Call) else ""
