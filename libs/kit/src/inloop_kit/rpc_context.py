"""What a servicer's method gets beside its request.

    def ApproveChange(self, request: pb.ApproveChangeRequest, context: RpcContext) -> pb.ApproveChangeResponse:
        change = self.changes.approve(session_of(context), caller_of(context), request.change_id)

In tests a context is made by hand: `RpcContext(caller=caller, session=session)`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, cast

import grpc
from sqlalchemy.orm import Session

from inloop_kit.caller import Caller

deadline_at: ContextVar[float | None] = ContextVar("deadline_at", default=None)
"""When the call that is being answered must have ended (time.monotonic()); calls made within it end no later."""


class RpcContext:
    """One call while it is answered."""

    __slots__ = ("caller", "code", "gathered", "metadata", "reason", "request_id", "session")

    def __init__(
        self,
        *,
        caller: Caller | None = None,
        session: Session | None = None,
        gathered: Any = None,
        metadata: Mapping[str, str | bytes] | None = None,
    ) -> None:
        self.caller = caller
        self.session = session
        self.gathered = gathered
        self.metadata: Mapping[str, str | bytes] = metadata or {}
        self.request_id = ""
        # The name of the gRPC code and the reason of a refusal, for the log line and the metrics.
        self.code = "OK"
        self.reason = ""

    def text(self, key: str) -> str:
        """A text of the call's metadata, "" when it is absent."""
        value = self.metadata.get(key, "")
        return value if isinstance(value, str) else ""


Context = RpcContext | grpc.ServicerContext
"""What a servicer's method declares: the generated stubs call it grpc's, our pipeline passes ours."""


def session_of(context: Context) -> Session:
    """The transaction of this call. There is none in a `before_…` method."""
    session = cast("RpcContext", context).session
    if session is None:
        raise RuntimeError("no transaction is open here: before_ methods run ahead of it")
    return session


def caller_of(context: Context) -> Caller:
    """The verified caller; anonymous (no account) where the method is for anyone."""
    caller = cast("RpcContext", context).caller
    if caller is None:
        raise RuntimeError("the caller is not verified yet")
    return caller


def gathered(context: Context) -> Any:
    """What `before_<Method>` returned; None when the servicer has no such method."""
    return cast("RpcContext", context).gathered


def remaining_seconds() -> float | None:
    """How long the call that is being answered may still take; None outside any call or when it has no deadline."""
    end = deadline_at.get()
    return None if end is None else end - time.monotonic()
