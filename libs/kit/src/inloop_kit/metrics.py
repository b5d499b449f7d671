"""Every metric of the kit, each with its comment. Names are `inloop_<service>_<thing>_<unit>`.

    metrics.current().outbox_pending.set(12)
    deliveries = metrics.current().counter("deliveries_total", "By outcome.", "outcome")   # a service's own

Labels hold only names from our own lists (methods, codes, consumers, tasks), never ids: a metric stays below a
thousand series.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

# From half a millisecond (a cached read) to half a minute (a large import).
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class KitMetrics:
    """The metrics of one process; made once by `telemetry.start`."""

    def __init__(self, service: str, registry: CollectorRegistry) -> None:
        self.registry = registry
        self._prefix = f"inloop_{service}"

        # Calls that we answer. `code` is the gRPC code name, OK included.
        self.rpc_seconds = self.histogram("rpc_seconds", "Time to answer a call.", "method", "code")
        self.rpc_in_flight = self.gauge("rpc_in_flight_calls", "Calls that are worked on now.")
        # Repeats that were answered from the stored reply instead of done again.
        self.replies_repeated = self.counter("replies_repeated_total", "Repeats answered from memory.", "method")

        # Calls that we make to other services, each try by itself.
        self.call_seconds = self.histogram("call_seconds", "Time of a call to another service.", "method", "code")
        self.call_retries = self.counter("call_retries_total", "Calls that were tried again.", "method")

        # Outbox and relay. The age of the oldest unsent row says how far the world is behind us.
        self.outbox_pending = self.gauge("outbox_pending_rows", "Events that the broker does not hold yet.")
        self.outbox_oldest = self.gauge("outbox_oldest_seconds", "Age of the oldest event that was not sent.")
        self.relay_published = self.counter("relay_published_total", "Events handed to the broker.")
        self.relay_failed = self.counter("relay_failed_total", "Tries to hand an event over that failed.")
        self.relay_restored = self.counter("relay_restored_total", "Events published again into a lost stream.")
        self.bus_connected = self.gauge("bus_connected_state", "1 while the broker is connected.")

        # Inbox: `consumer` is the durable's name.
        self.inbox_handled = self.counter("inbox_handled_total", "Events whose effect was committed.", "consumer")
        self.inbox_repeated = self.counter("inbox_repeated_total", "Events that had been handled before.", "consumer")
        self.inbox_retried = self.counter("inbox_retried_total", "Events given back with a delay.", "consumer")
        self.inbox_dead = self.counter("inbox_dead_total", "Events parked as dead letters.", "consumer")
        self.inbox_seconds = self.histogram("inbox_seconds", "Time to handle an event.", "consumer")

        # Due rows and the tasks that claim them.
        self.due_rows = self.gauge("due_rows", "Rows that are due and not done.", "table")
        self.tasks = self.counter("tasks_total", "Tasks by outcome (done, failed, lost its claim).", "task", "outcome")
        self.task_seconds = self.histogram("task_seconds", "Time of a task.", "task")
        self.claims_freed = self.counter("claims_freed_total", "Expired claims that were given back.", "table")

    def counter(self, name: str, documentation: str, *labels: str) -> Counter:
        """A counter of this service; `name` ends in `_total`."""
        return Counter(f"{self._prefix}_{name}", documentation, labels, registry=self.registry)

    def gauge(self, name: str, documentation: str, *labels: str) -> Gauge:
        """A gauge of this service; `name` ends in its unit."""
        return Gauge(f"{self._prefix}_{name}", documentation, labels, registry=self.registry)

    def histogram(self, name: str, documentation: str, *labels: str) -> Histogram:
        """A histogram of seconds of this service; `name` ends in `_seconds`."""
        return Histogram(f"{self._prefix}_{name}", documentation, labels, registry=self.registry, buckets=SECONDS)


# Before `telemetry.start` (one-shot commands, tests) the kit counts into metrics that nobody serves.
_current = KitMetrics("unnamed", CollectorRegistry())


def current() -> KitMetrics:
    """The metrics of this process."""
    return _current


def begin(service: str) -> KitMetrics:
    """Name the service and start counting from zero, the process's own figures (memory, threads, gc) included."""
    global _current  # noqa: PLW0603 - metrics are of the process
    registry = CollectorRegistry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    _current = KitMetrics(service, registry)
    return _current
