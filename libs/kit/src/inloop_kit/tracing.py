"""Which request and which trace the present work belongs to, and how that crosses a border.

    carrier()                 {"traceparent": "00-…", "x-request-id": "…"}: put it into metadata, headers, a row
    with continue_from(it):   work on under the same request id and trace
    with span("render"):      one step of the trace

Trace context is W3C Trace Context (level 1; `tracestate` is not kept). Trace ids exist always, also when no spans are
exported, because log lines carry them.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from inloop_kit.ids import new_id

TRACEPARENT = "traceparent"
REQUEST_ID = "x-request-id"
OTLP_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"

request_id: ContextVar[str] = ContextVar("request_id", default="")
_TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_MAX_REQUEST_ID = 100

_provider = TracerProvider(sampler=ALWAYS_OFF)
_tracer = _provider.get_tracer("inloop")


def begin(service: str, *, log_spans: bool) -> None:
    """Choose where spans go: OTLP when OTEL_EXPORTER_OTLP_ENDPOINT is set, else log lines or nowhere."""
    global _provider, _tracer  # noqa: PLW0603 - one tracer per process
    resource = Resource.create({"service.name": f"inloop-{service}", "service.namespace": "inloop"})
    if os.environ.get(OTLP_ENDPOINT):
        # The exporter is an own package that only those who collect traces install; without it the import says so.
        exporters = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        _provider = TracerProvider(resource=resource)
        _provider.add_span_processor(BatchSpanProcessor(exporters.OTLPSpanExporter()))
    elif log_spans:
        _provider = TracerProvider(resource=resource, sampler=ALWAYS_ON)
        _provider.add_span_processor(SimpleSpanProcessor(LogExporter()))
    else:
        _provider = TracerProvider(resource=resource, sampler=ALWAYS_OFF)
    _tracer = _provider.get_tracer("inloop")


def end() -> None:
    """Send what is still held back."""
    _provider.shutdown()


def tracer() -> trace.Tracer:
    """The tracer of this process."""
    return _tracer


class LogExporter(SpanExporter):
    """Writes each ended span as a log line at debug."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Write the spans; never fails."""
        log = structlog.get_logger()
        for one in spans:
            assert one.context is not None
            assert one.start_time is not None
            assert one.end_time is not None
            log.debug(
                "span",
                name=one.name,
                kind=one.kind.name.lower(),
                trace_id=f"{one.context.trace_id:032x}",
                span_id=f"{one.context.span_id:016x}",
                parent_id=f"{one.parent.span_id:016x}" if one.parent else "",
                ms=round((one.end_time - one.start_time) / 1_000_000, 3),
                status=one.status.status_code.name.lower(),
                attributes=dict(one.attributes or {}),
            )
        return SpanExportResult.SUCCESS


@contextmanager
def span(name: str, *, kind: SpanKind = SpanKind.INTERNAL, **attributes: str | float) -> Iterator[Span]:
    """One step of the trace. A failure marks it with the error's type, never with its text."""
    made = _tracer.start_span(name, kind=kind, attributes=attributes)
    token = otel_context.attach(trace.set_span_in_context(made))
    try:
        yield made
    except BaseException as error:
        made.set_status(Status(StatusCode.ERROR, type(error).__name__))
        raise
    finally:
        otel_context.detach(token)
        made.end()


def carrier() -> dict[str, str]:
    """The present request id and trace, as far as there are any, for metadata, headers or a row."""
    carried = {}
    parent = traceparent()
    if parent:
        carried[TRACEPARENT] = parent
    request = request_id.get()
    if request:
        carried[REQUEST_ID] = request
    return carried


@contextmanager
def continue_from(carried: Mapping[str, str]) -> Iterator[None]:
    """Work under the request id and trace that `carried` names; what is absent or broken begins anew."""
    request = request_id.set(usable_request_id(carried.get(REQUEST_ID, "")))
    token = otel_context.attach(remote_parent(carried.get(TRACEPARENT, "")))
    try:
        yield
    finally:
        otel_context.detach(token)
        request_id.reset(request)


def usable_request_id(text: str) -> str:
    """The request id when it is short and visible ASCII (it goes into logs and headers), else a new one."""
    if 0 < len(text) <= _MAX_REQUEST_ID and text.isascii() and text.isprintable() and " " not in text:
        return text
    return new_id()


def traceparent() -> str:
    """The present span as a W3C `traceparent`, or "" outside any trace."""
    here = trace.get_current_span().get_span_context()
    if not here.is_valid:
        return ""
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}"


def remote_parent(text: str) -> otel_context.Context:
    """A context whose next span continues `text`; a fresh trace when `text` is no valid traceparent."""
    parent = parse_traceparent(text)
    return trace.set_span_in_context(NonRecordingSpan(parent) if parent else trace.INVALID_SPAN)


def parse_traceparent(text: str) -> SpanContext | None:
    """The remote span that a `traceparent` header names (W3C Trace Context, section 3.2), None when it is invalid."""
    found = _TRACEPARENT.fullmatch(text)
    if found is None:
        return None
    version, trace_id, span_id, flags, more = found.groups()
    if version == "00" and more:
        return None  # only later versions may add parts
    parent = SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16) & 1)
    )
    return parent if parent.is_valid else None
