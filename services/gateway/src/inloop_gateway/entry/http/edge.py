"""Everything that answers HTTP shares: the doors, who asks, and the rules for every request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from prometheus_client import Histogram

from inloop_gateway.clients.upstreams import Door
from inloop_gateway.entry.http.feeds import Feeds
from inloop_gateway.entry.http.guard import Guard
from inloop_gateway.entry.http.identity import Identity
from inloop_gateway.entry.http.networks import Networks
from inloop_gateway.entry.http.site import Site
from inloop_kit import metrics
from inloop_kit.metrics import KitMetrics


@dataclass(frozen=True, slots=True)
class Edge:
    """The parts of one process that answers HTTP."""

    doors: Mapping[str, Door]
    identity: Identity
    networks: Networks
    guard: Guard
    site: Site
    feeds: Feeds
    is_ready: Callable[[], bool]


_histograms: WeakKeyDictionary[KitMetrics, Histogram] = WeakKeyDictionary()


def http_seconds() -> Histogram:
    """Time to answer a request, by method, route (its template, so that ids make no series) and status."""
    here = metrics.current()
    made = _histograms.get(here)
    if made is None:
        made = _histograms[here] = here.histogram(
            "http_seconds", "Time to answer a request.", "method", "route", "status"
        )
    return made
