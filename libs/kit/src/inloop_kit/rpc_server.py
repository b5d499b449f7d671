"""The gRPC server of a service: grpcio's thread pool, our pipeline (rpc_pipeline.py) around every method.

    server = RpcServer(settings, database, verifier, clock, resolve=resolve)
    server.add("inloop.projects.v1.PlanService", PlanEntry(...), add_PlanServiceServicer_to_server)
    server.start()

A servicer's method `EditPlan(self, request, context)` runs inside its transaction (rpc_context.py says what it gets).
A method `before_EditPlan(self, request, context)` runs ahead of it, may call other services or take its time, and what
it returns is `gathered(context)`. Nothing starts when a method of the contract is not implemented or has no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from typing import Any

import grpc
from google.protobuf import message_factory
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from inloop_kit import access
from inloop_kit.access import ContractBroken
from inloop_kit.caller import CallerVerifier
from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.logs import log
from inloop_kit.replies import purger
from inloop_kit.rpc_context import RpcContext, caller_of, gathered, session_of
from inloop_kit.rpc_credentials import server_credentials
from inloop_kit.rpc_method import Method, Resolve, Surroundings
from inloop_kit.rpc_pipeline import compose
from inloop_kit.settings import ServiceSettings

__all__ = ["MAX_MESSAGE_BYTES", "RpcContext", "RpcServer", "caller_of", "gathered", "session_of"]

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
# Calls that wait for a thread, per thread: beyond, a call is refused at once and the client tries elsewhere or later.
QUEUE_PER_THREAD = 16
STREAMS_PER_CONNECTION = 128


class RpcServer:
    """Serves what was added, on `settings.listen`. A Component (see process.py)."""

    def __init__(
        self,
        settings: ServiceSettings,
        database: Database,
        verifier: CallerVerifier,
        clock: Clock,
        *,
        resolve: Resolve | None = None,
    ) -> None:
        """`resolve` gives a background caller with an account its role, level and capabilities."""
        self._settings = settings
        self._database = database
        self._around = Surroundings(database, verifier, clock, resolve)
        self._services: list[str] = []
        self._serving = False
        self._purger = purger(database, clock)
        self._server = grpc.server(
            futures.ThreadPoolExecutor(settings.threads, thread_name_prefix="rpc"),
            options=server_options(is_local=settings.deploy == "local"),
            maximum_concurrent_rpcs=settings.threads * QUEUE_PER_THREAD,
        )
        self._health = _Health(self.is_ready)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        self.port = self._bind()

    def add(self, service: str, servicer: object, add_to_server: Callable[[Any, Any], None]) -> None:
        """Serve `service` (full proto name) by `servicer`; `add_to_server` is the generated function.

        Raises ContractBroken when a method has no rule or the servicer does not implement it.
        """
        rules = access.rules([service])
        recorder = _Recorder()
        add_to_server(servicer, recorder)
        missing = [rule.descriptor.name for rule in rules.values() if not _implements(servicer, rule.descriptor.name)]
        if missing:
            raise ContractBroken(f"{type(servicer).__name__} does not implement {', '.join(missing)} of {service}")
        handlers = {}
        for rule in rules.values():
            name = rule.descriptor.name
            method = Method(
                rule=rule,
                request_type=message_factory.GetMessageClass(rule.descriptor.input_type).FromString,
                answer=recorder.handlers[name].unary_unary,
                before=getattr(servicer, f"before_{name}", None),
                around=self._around,
            )
            # No (de)serializers: the pipeline does both, so that their failures are refusals like any other.
            handlers[name] = grpc.unary_unary_rpc_method_handler(compose(method))
        server: Any = self._server  # the published types do not know this method yet
        server.add_registered_method_handlers(service, handlers)
        self._services.append(service)

    def start(self) -> None:
        """Serve from now on."""
        if self._settings.deploy == "local":
            reflection.enable_server_reflection((*self._services, reflection.SERVICE_NAME), self._server)
        for name in ("", *self._services):
            self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        self._server.start()
        self._purger.start()
        self._serving = True
        log.info("rpc_serving", port=self.port, services=self._services)

    def stop(self, grace: float) -> None:
        """Say NOT_SERVING, take no new calls, finish those in flight; break off what lasts longer than `grace` s."""
        self._serving = False
        self._health.enter_graceful_shutdown()
        self._server.stop(grace).wait()
        self._purger.stop(1.0)

    def is_ready(self) -> bool:
        """Whether calls can be answered now."""
        return self._serving and self._database.is_ready()

    def _bind(self) -> int:
        if self._settings.tls_dir is not None:
            return self._server.add_secure_port(self._settings.listen, server_credentials(self._settings.tls_dir))
        if self._settings.deploy == "production":
            log.warning("rpc_without_tls", listen=self._settings.listen)
        return self._server.add_insecure_port(self._settings.listen)


def server_options(*, is_local: bool) -> list[tuple[str, int]]:
    """Limits of message size and concurrency, keepalive; in production connections age, so that new pods get work."""
    options = [
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_concurrent_streams", STREAMS_PER_CONNECTION),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ]
    if not is_local:
        options += [("grpc.max_connection_age_ms", 120_000), ("grpc.max_connection_age_grace_ms", 30_000)]
    return options


class _Recorder:
    """Stands in for the server while the generated function registers a servicer, and keeps what it says."""

    def __init__(self) -> None:
        self.handlers: dict[str, Any] = {}

    def add_generic_rpc_handlers(self, _handlers: Sequence[object]) -> None:
        """Ignored: the registered handlers say the same."""

    def add_registered_method_handlers(self, _service: str, handlers: Mapping[str, Any]) -> None:
        """Keep the handlers."""
        self.handlers.update(handlers)


class _Health(health.HealthServicer):
    """grpc.health.v1, SERVING only while the service is ready."""

    def __init__(self, is_ready: Callable[[], bool]) -> None:
        super().__init__()
        self._is_ready = is_ready

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC's name
        """The state now."""
        answer = super().Check(request, context)
        if answer.status == health_pb2.HealthCheckResponse.SERVING and not self._is_ready():
            return health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.NOT_SERVING)
        return answer


def _implements(servicer: object, method: str) -> bool:
    """Whether the class, or one it derives from other than the generated one, has the method."""
    found = getattr(type(servicer), method, None)
    return found is not None and not found.__module__.endswith("_pb2_grpc")
