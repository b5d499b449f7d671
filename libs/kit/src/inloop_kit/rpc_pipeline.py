"""What every call passes through, in one declared order.

    request_id   take the caller's or make one
    log          one line per call, with its outcome
    metrics      its time, by method and code
    trace        its span, a continuation of the caller's
    errors       every exception becomes a status; nothing unknown leaks its text
    deadline     a call whose time is up is not begun
    caller       the token is verified; a background caller's access is resolved
    parse        the bytes become the request
    access       may this caller do this?
    validate     does the request keep its bounds?
    transaction  the servicer's method, inside its transaction, with stored replies

Each stage is a function from the next handler to its own; they are put together once per method, when the server is
made. (grpcio's interceptors build a handler anew in every call.)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import grpc
from google.protobuf.message import DecodeError
from grpc_status import rpc_status
from opentelemetry import context as otel_context
from opentelemetry import trace as otel_trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from inloop.options.v1.access_pb2 import AUDIENCE_SERVICE
from inloop_kit import access, metrics, status, tracing, validate
from inloop_kit.caller import CALLER_KEY, Caller, CallerRefused
from inloop_kit.errors import INTERNAL_TEXT, InloopError, Malformed, TooSlow
from inloop_kit.logs import log
from inloop_kit.rpc_context import RpcContext, deadline_at
from inloop_kit.rpc_method import Handler, Method, Resolve
from inloop_kit.rpc_transaction import transaction

__all__ = ["STAGES", "Resolve", "Stage", "compose"]

Stage = Callable[[Method, Handler], Handler]


def compose(method: Method) -> Callable[[bytes, grpc.ServicerContext], bytes]:
    """The whole pipeline of one method, as grpcio calls it with the undecoded request."""
    handler: Handler = transaction(method)
    for stage in reversed(STAGES):
        handler = stage(method, handler)

    def answer(request: bytes, raw: grpc.ServicerContext) -> bytes:
        metadata: Any = raw.invocation_metadata()
        context = RpcContext(metadata=dict(metadata))
        left = raw.time_remaining()
        deadline_at.set(None if left is None else time.monotonic() + left)
        try:
            return handler(request, context)
        except _Refused as refused:
            raw.abort_with_status(rpc_status.to_status(refused.status))
            raise  # abort_with_status has raised already
        except Exception as error:
            # The outer stages failed themselves (a full disk under the log): still no text for the caller.
            log.error("rpc_pipeline_failed", method=method.rule.name, exc_info=error)
            raw.abort(grpc.StatusCode.INTERNAL, INTERNAL_TEXT)
            raise

    return answer


class _Refused(Exception):
    def __init__(self, finished: Any) -> None:
        super().__init__()
        self.status = finished


def request_id(_method: Method, following: Handler) -> Handler:
    """Take the caller's request id when it is usable, else make one."""

    def handle(request: Any, context: RpcContext) -> bytes:
        context.request_id = tracing.usable_request_id(context.text(tracing.REQUEST_ID))
        tracing.request_id.set(context.request_id)
        return following(request, context)

    return handle


def log_line(method: Method, following: Handler) -> Handler:
    """One line per call: what, who, how it ended, how long it took; never what was in it."""
    name = method.rule.name

    def handle(request: Any, context: RpcContext) -> bytes:
        began = time.perf_counter()
        try:
            return following(request, context)
        finally:
            log.info(
                "rpc",
                method=name,
                code=context.code,
                reason=context.reason,
                ms=round((time.perf_counter() - began) * 1000, 2),
                issuer=context.caller.issuer if context.caller else "",
                account_id=context.caller.account_id if context.caller else "",
            )

    return handle


def count(method: Method, following: Handler) -> Handler:
    """Time by method and code, and how many are worked on."""
    name = method.rule.name
    in_flight = metrics.current().rpc_in_flight
    seconds = metrics.current().rpc_seconds
    by_code = {"OK": seconds.labels(name, "OK")}

    def handle(request: Any, context: RpcContext) -> bytes:
        began = time.perf_counter()
        in_flight.inc()
        try:
            return following(request, context)
        finally:
            in_flight.dec()
            timer = by_code.get(context.code)
            if timer is None:
                timer = by_code[context.code] = seconds.labels(name, context.code)
            timer.observe(time.perf_counter() - began)

    return handle


def trace(method: Method, following: Handler) -> Handler:
    """The span of the call, a continuation of the caller's."""
    name = method.rule.name

    def handle(request: Any, context: RpcContext) -> bytes:
        parent = tracing.remote_parent(context.text(tracing.TRACEPARENT))
        span = tracing.tracer().start_span(name, context=parent, kind=SpanKind.SERVER)
        # Not detached: grpcio gives each call a context of its own, and the log line after us names this span.
        otel_context.attach(otel_trace.set_span_in_context(span))
        try:
            return following(request, context)
        finally:
            if context.code != "OK":
                span.set_status(Status(StatusCode.ERROR, context.code))
            span.end()

    return handle


def errors(method: Method, following: Handler) -> Handler:
    """Every exception becomes a status; what is not public is logged and leaves as a fixed text."""
    name = method.rule.name

    def handle(request: Any, context: RpcContext) -> bytes:
        try:
            return following(request, context)
        except Exception as error:  # noqa: BLE001 - grpcio would send the exception's text to the caller
            shown = status.public(error)
            context.code, context.reason = shown.code.name, shown.reason
            if not isinstance(error, InloopError) or not error.is_public:
                log.error("rpc_failed", method=name, exc_info=error)
            raise _Refused(status.to_grpc(error, context.request_id)) from None

    return handle


def deadline(_method: Method, following: Handler) -> Handler:
    """Do not begin what nobody waits for any more."""

    def handle(request: Any, context: RpcContext) -> bytes:
        end = deadline_at.get()
        if end is not None and end <= time.monotonic():
            raise TooSlow("The call waited too long to be begun. Nothing was done.")
        return following(request, context)

    return handle


def caller(method: Method, following: Handler) -> Handler:
    """Verify who calls; resolve what a background caller may see."""
    verify = method.around.verifier.verify
    # Methods between services decide by the service; only the others look at a level.
    resolve = method.around.resolve if method.rule.audience != AUDIENCE_SERVICE else None

    def handle(request: Any, context: RpcContext) -> bytes:
        token = context.metadata.get(CALLER_KEY)
        if not isinstance(token, bytes):
            raise CallerRefused("There is no caller.")
        verified = verify(token)
        if resolve is not None and verified.is_service and verified.account_id and _has_scope(verified):
            verified = resolve(verified)
        context.caller = verified
        return following(request, context)

    return handle


def parse(method: Method, following: Handler) -> Handler:
    """The bytes become the request."""
    request_type = method.request_type

    def handle(request: Any, context: RpcContext) -> bytes:
        try:
            parsed = request_type(request)
        except DecodeError:
            raise Malformed("The request cannot be read.") from None
        return following(parsed, context)

    return handle


def permit(method: Method, following: Handler) -> Handler:
    """The rule of the method (access.py)."""
    rule = method.rule

    def handle(request: Any, context: RpcContext) -> bytes:
        access.check(rule, context.caller, request)
        return following(request, context)

    return handle


def check_bounds(_method: Method, following: Handler) -> Handler:
    """The bounds of the request (validate)."""

    def handle(request: Any, context: RpcContext) -> bytes:
        validate.check(request)
        return following(request, context)

    return handle


STAGES: tuple[Stage, ...] = (
    request_id,
    log_line,
    count,
    trace,
    errors,
    deadline,
    caller,
    parse,
    permit,
    check_bounds,
)
"""In the order in which a call passes them; the transaction is the innermost."""


def _has_scope(caller: Caller) -> bool:
    return bool(caller.project_id or caller.workspace_id)
