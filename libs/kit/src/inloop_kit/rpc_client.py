"""Calls to another service: each has a deadline, a caller, and a reason to be tried again.

    projects = Upstream("dns:///inloop-projects:50051", signer)
    plans = projects.stub(plans_pb2_grpc.PlanServiceStub)
    plan = projects.call(plans.GetPlan, GetPlanRequest(project_id=p), caller=caller_of(context), deadline=1.5)

`caller` is a token, a Caller that was verified here (its token is passed on while it is fresh), or one made by
`as_service` (signed anew with our own key). A call is tried again only when the contract says that a repeat is harmless
(NO_SIDE_EFFECTS, IDEMPOTENT) or when it carries an idempotency key; each try has its own deadline, so that one frozen
peer does not use up the time of all tries. Calls made while a call is answered end with it.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.message import Message
from opentelemetry.trace import SpanKind

from inloop.options.v1.access_pb2 import Level
from inloop_kit import access, disclosure, metrics, status, telemetry
from inloop_kit.caller import CALLER_KEY, Caller, CallerSigner
from inloop_kit.errors import InloopError, TooSlow, Unreachable
from inloop_kit.replies import IDEMPOTENCY_KEY
from inloop_kit.rpc_context import remaining_seconds
from inloop_kit.rpc_credentials import channel_credentials
from inloop_kit.status import Overloaded

Stub = TypeVar("Stub")

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
TRIES = 4
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 0.5
# A try that may be repeated gets this part of the time that is left.
SHARE_OF_A_TRY = 0.5
# Of a hundred calls about ten may be repeats, beyond a start of twenty: a service in trouble is not hit twice as hard.
BUDGET = 20.0
EARNED_BY_SUCCESS = 0.1


@dataclass(frozen=True, slots=True)
class RemoteMethod:
    """A method of a stub: what `call` takes. It cannot be called by itself, so no call goes without a deadline."""

    name: str
    is_repeatable: bool
    invoke: Callable[..., Any]


class Upstream:
    """One other service. Safe to share between threads; make one per process and service."""

    def __init__(
        self,
        address: str,
        signer: CallerSigner,
        *,
        tls_dir: Path | None = None,
        max_in_flight: int = 100,
    ) -> None:
        """`address` as gRPC writes it (`127.0.0.1:50051`, `dns:///inloop-projects:50051`, `unix:/path`)."""
        options = channel_options()
        self._signer = signer
        self._channel: Any = (
            grpc.insecure_channel(address, options)
            if tls_dir is None
            else grpc.secure_channel(address, channel_credentials(tls_dir), options)
        )
        self._places = threading.BoundedSemaphore(max_in_flight)
        self._budget = _Budget()

    def stub(self, kind: Callable[[Any], Stub]) -> Stub:
        """A generated stub whose methods are given to `call`."""
        return kind(_Recorder(self._channel))

    def as_service(
        self, purpose: str, *, workspace_id: str = "", project_id: str = "", on_behalf_of: str = ""
    ) -> Caller:
        """This service itself as the caller, in the background."""
        return self._signer.for_service(
            purpose, workspace_id=workspace_id, project_id=project_id, on_behalf_of=on_behalf_of
        )

    def as_reader(self, caller: Caller, level: Level.ValueType) -> Reader:
        """A client that calls as `caller` and masks each reply to `level` on receipt."""
        return Reader(self, caller, level)

    def call(
        self,
        method: Any,
        request: Message,
        *,
        caller: Caller | bytes,
        deadline: float = 2.0,
        idempotency_key: str | None = None,
    ) -> Any:
        """The reply; raises the InloopError that the other side raised, Unreachable, Overloaded or TooSlow.

        `deadline` in seconds over all tries; shortened to what the call that is being answered has left.
        """
        assert isinstance(method, RemoteMethod), "give a method of `stub(...)`"
        left = remaining_seconds()
        until = time.monotonic() + (deadline if left is None else min(deadline, left))
        may_repeat = method.is_repeatable or idempotency_key is not None
        if not self._places.acquire(timeout=max(until - time.monotonic(), 0)):
            raise Overloaded("Too many calls wait for this service. Try again in a moment.", retry_after=1)
        try:
            with telemetry.span(method.name, kind=SpanKind.CLIENT):
                metadata = self._metadata(caller, idempotency_key)
                return self._tries(method, request, metadata, until, may_repeat=may_repeat)
        finally:
            self._places.release()

    def close(self) -> None:
        """Close the connections; calls in flight are broken off."""
        self._channel.close()

    def _metadata(self, caller: Caller | bytes, idempotency_key: str | None) -> tuple[tuple[str, str | bytes], ...]:
        metadata: list[tuple[str, str | bytes]] = [(CALLER_KEY, self._token(caller)), *telemetry.carrier().items()]
        if idempotency_key is not None:
            metadata.append((IDEMPOTENCY_KEY, idempotency_key))
        return tuple(metadata)

    def _token(self, caller: Caller | bytes) -> bytes:
        if isinstance(caller, bytes):
            return caller
        return caller.token or self._signer.sign(caller)

    def _tries(
        self,
        method: RemoteMethod,
        request: Message,
        metadata: tuple[tuple[str, str | bytes], ...],
        until: float,
        *,
        may_repeat: bool,
    ) -> Any:
        pause = FIRST_PAUSE
        for left in reversed(range(TRIES if may_repeat else 1)):
            timeout = until - time.monotonic()
            try:
                reply = _one_try(method, request, metadata, timeout * (SHARE_OF_A_TRY if left else 1))
            except Unreachable as failed:
                wait = random.uniform(pause / 2, pause)  # noqa: S311 - spreads repeats, guards nothing
                if not left or time.monotonic() + wait >= until or not self._budget.may_spend():
                    raise
                metrics.current().call_retries.labels(method.name).inc()
                telemetry.log.debug("call_repeated", method=method.name, reason=failed.reason, left=left)
                time.sleep(wait)
                pause = min(pause * 3, LONGEST_PAUSE)
            else:
                self._budget.earn()
                return reply
        raise AssertionError("the last try returns or raises")


class Reader:
    """Calls as one reader; nothing above the reader's level is ever held."""

    def __init__(self, upstream: Upstream, caller: Caller, level: Level.ValueType) -> None:
        self._upstream = upstream
        self._caller = caller
        self.level = level

    def call(self, method: Any, request: Message, *, deadline: float = 2.0, idempotency_key: str | None = None) -> Any:
        """As `Upstream.call`, masked on receipt."""
        reply = self._upstream.call(
            method, request, caller=self._caller, deadline=deadline, idempotency_key=idempotency_key
        )
        return disclosure.mask(reply, self.level)


class _Recorder:
    """Stands in for the channel while a generated stub is made."""

    def __init__(self, channel: Any) -> None:
        self._channel = channel

    def unary_unary(self, path: str, **how: Any) -> RemoteMethod:
        """The method at `path`, with what the contract says about repeating it."""
        service, _, name = path.lstrip("/").partition("/")
        pool = descriptor_pool.Default()
        rule = access.rule_of(pool.FindServiceByName(service).methods_by_name[name])
        return RemoteMethod(rule.name, rule.is_repeatable, self._channel.unary_unary(path, **how))


class _Budget:
    """How many repeats are left; about a tenth of the calls that succeed."""

    def __init__(self) -> None:
        self._left = BUDGET
        self._turn = threading.Lock()

    def earn(self) -> None:
        """A call succeeded."""
        if self._left < BUDGET:
            with self._turn:
                self._left = min(BUDGET, self._left + EARNED_BY_SUCCESS)

    def may_spend(self) -> bool:
        """Take one repeat, if there is one."""
        with self._turn:
            if self._left < 1:
                return False
            self._left -= 1
            return True


def _one_try(
    method: RemoteMethod, request: Message, metadata: tuple[tuple[str, str | bytes], ...], timeout: float
) -> Any:
    if timeout <= 0:
        raise TooSlow("The time for this was used up before the call. Nothing was done.")
    began = time.perf_counter()
    code = "OK"
    try:
        return method.invoke(request, timeout=timeout, metadata=metadata)
    except grpc.RpcError as failed:
        error: InloopError = status.from_grpc(failed)
        code = error.code.name
        raise error from None
    finally:
        metrics.current().call_seconds.labels(method.name, code).observe(time.perf_counter() - began)


def channel_options() -> list[tuple[str, Any]]:
    """Every backend in turn, quick reconnects, no proxy between our own services."""
    return [
        ("grpc.service_config", json.dumps({"loadBalancingConfig": [{"round_robin": {}}]})),
        ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.initial_reconnect_backoff_ms", 50),
        ("grpc.min_reconnect_backoff_ms", 500),
        ("grpc.max_reconnect_backoff_ms", 1_000),
        ("grpc.dns_min_time_between_resolutions_ms", 1_000),
        ("grpc.enable_http_proxy", 0),
    ]
