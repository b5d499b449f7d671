"""Logs, metrics and traces of one process: started once, used everywhere.

    telemetry.start("projects", settings)
    telemetry.log.info("plan_rebaselined", plan_id=plan_id, version=7)
    with telemetry.span("forward_pass", tasks=240): ...
    headers = telemetry.carrier()                    # when work leaves this process
    with telemetry.continue_from(headers): ...       # where it arrives

Details: logs.py (JSON lines), tracing.py (request ids and spans), metrics.py (the list), metrics_server.py.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from inloop_kit import logs, metrics, tracing
from inloop_kit.logs import log
from inloop_kit.metrics_server import MetricsServer
from inloop_kit.settings import ServiceSettings
from inloop_kit.tracing import carrier, continue_from, span

__all__ = ["Telemetry", "carrier", "continue_from", "log", "span", "start", "started", "stop"]


class Telemetry:
    """What `start` began."""

    def __init__(self, service: str, settings: ServiceSettings) -> None:
        self.service = service
        self.drain_seconds = settings.drain_seconds
        logs.begin(service, settings.log_level, sys.stdout.buffer)
        tracing.begin(service, log_spans=settings.log_level == "debug")
        self.metrics = metrics.begin(service)
        self.server = MetricsServer(settings.metrics_listen, self.metrics.registry)
        self._has_begun = threading.Event()
        # Probes are answered before there is anything to be ready: the process says when all of it has begun.
        self.server.ready_when("process", self._has_begun.is_set)

    def begun(self) -> None:
        """Everything of this process has begun; from now on its parts alone decide whether it is ready."""
        self._has_begun.set()

    def ready_when(self, name: str, check: Callable[[], bool]) -> None:
        """Let /readyz say yes only while `check()` is true."""
        self.server.ready_when(name, check)


_started: Telemetry | None = None


def start(service: str, settings: ServiceSettings) -> Telemetry:
    """Begin to log, count, trace and answer probes. A second call returns what the first began."""
    global _started  # noqa: PLW0603 - one per process
    if _started is None:
        _started = Telemetry(service, settings)
        _started.server.start()
    return _started


def started() -> Telemetry | None:
    """What `start` began, None before."""
    return _started


def stop() -> None:
    """Send the spans that are held back and close the probes."""
    global _started  # noqa: PLW0603
    if _started is not None:
        _started.server.stop()
        tracing.end()
        _started = None
