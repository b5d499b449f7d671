"""Every refusal that a caller may hear, as one small tree.

    InloopError                    500  INTERNAL             not for callers: they get a fixed text and the request id
    ├── Malformed                  400  INVALID_ARGUMENT     cannot be parsed (raised by the gateway's parser)
    ├── Invalid                    422  INVALID_ARGUMENT     parses, but breaks a rule
    ├── NotSignedIn                401  UNAUTHENTICATED
    ├── Forbidden                  403  PERMISSION_DENIED    you see the thing, you may not do this
    ├── Missing                    404  NOT_FOUND            absent, or not yours to know: one text for both
    ├── Conflict                   409  ALREADY_EXISTS
    │   └── StaleMatch             412  ABORTED              what you edit has changed (If-Match)
    ├── NotNow                     409  FAILED_PRECONDITION  the state of the thing does not allow it
    ├── TooMuch                    429  RESOURCE_EXHAUSTED   retry_after seconds
    └── Unreachable                503  UNAVAILABLE          a repeat may succeed
        └── TooSlow                504  DEADLINE_EXCEEDED

Services subclass beside the rule that raises, set `reason` (UPPER_SNAKE), and nothing else:

    class PlanMovedOn(Conflict):
        reason = "PLAN_MOVED_ON"

`detail` is a sentence for a person and reaches the outside, as `facts` do; neither may hold what the caller may not
know. An error that derives from InloopError directly stays inside: the outside gets a fixed text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import grpc

MISSING_TEXT = "There is nothing here that you may see."
INTERNAL_TEXT = "Something went wrong on our side. Quote the request id when you report it."


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: `pointer` is a JSON pointer into the request (RFC 6901, snake_case), `detail` a sentence."""

    pointer: str
    detail: str


class InloopError(Exception):
    """The root; see the tree on top. `status` is the HTTP status, `code` the gRPC one."""

    reason: str = "INTERNAL"
    status: int = 500
    code: grpc.StatusCode = grpc.StatusCode.INTERNAL

    def __init__(
        self, detail: str, *, field: str | None = None, violations: Sequence[Violation] = (), **facts: str | int
    ) -> None:
        """`field` (`start_on`, `tasks.3.name`) is short for one violation whose detail is the error's."""
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.facts = facts
        named = (Violation("/" + field.replace(".", "/"), detail),) if field else ()
        self.violations: tuple[Violation, ...] = (*named, *violations)

    @property
    def is_public(self) -> bool:
        """Whether detail, reason and facts may reach the caller."""
        return type(self).status != InloopError.status


class Malformed(InloopError):
    """The request cannot be parsed."""

    reason = "MALFORMED"
    status = 400
    code = grpc.StatusCode.INVALID_ARGUMENT


class Invalid(InloopError):
    """The request parses but breaks a rule."""

    reason = "INVALID"
    status = 422
    code = grpc.StatusCode.INVALID_ARGUMENT


class NotSignedIn(InloopError):
    """Nobody is signed in, or the sign-in has ended."""

    reason = "NOT_SIGNED_IN"
    status = 401
    code = grpc.StatusCode.UNAUTHENTICATED


class Forbidden(InloopError):
    """The caller sees the thing and may not do this with it."""

    reason = "FORBIDDEN"
    status = 403
    code = grpc.StatusCode.PERMISSION_DENIED


class Missing(InloopError):
    """Absent, or not the caller's to know.

    The outside hears the same for both and for every subclass (`MISSING_TEXT`, reason MISSING, no facts);
    what is given here is for our logs.
    """

    reason = "MISSING"
    status = 404
    code = grpc.StatusCode.NOT_FOUND

    def __init__(self, detail: str = MISSING_TEXT, **facts: str | int) -> None:
        super().__init__(detail, field=None, violations=(), **facts)


class Conflict(InloopError):
    """The thing is already there, or was changed by somebody else at the same time."""

    reason = "CONFLICT"
    status = 409
    code = grpc.StatusCode.ALREADY_EXISTS


class StaleMatch(Conflict):
    """What the caller edits has changed since it was read (If-Match)."""

    reason = "STALE_MATCH"
    status = 412
    code = grpc.StatusCode.ABORTED


class NotNow(InloopError):
    """The state of the thing does not allow this."""

    reason = "NOT_NOW"
    status = 409
    code = grpc.StatusCode.FAILED_PRECONDITION


class TooMuch(InloopError):
    """A limit is used up; `retry_after` is in seconds and becomes the Retry-After header."""

    reason = "TOO_MUCH"
    status = 429
    code = grpc.StatusCode.RESOURCE_EXHAUSTED

    def __init__(self, detail: str, *, retry_after: int = 1, **facts: str | int) -> None:
        super().__init__(detail, field=None, violations=(), retry_after=retry_after, **facts)
        self.retry_after = retry_after


class Unreachable(InloopError):
    """Something that is needed is away or busy; a repeat may succeed."""

    reason = "UNREACHABLE"
    status = 503
    code = grpc.StatusCode.UNAVAILABLE


class TooSlow(Unreachable):
    """The deadline passed; whether the work was done is unknown."""

    reason = "TOO_SLOW"
    status = 504
    code = grpc.StatusCode.DEADLINE_EXCEEDED
