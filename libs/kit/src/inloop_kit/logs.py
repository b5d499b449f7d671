"""Log lines: one JSON object each on stdout, facts and never content.

    {"ts": "2026-11-24T08:00:00.000000Z", "level": "info", "event": "delivery_sent", "service": "notify",
     "request_id": "…", "trace_id": "…", "span_id": "…", "delivery_id": "…"}

An exception becomes its type and the places it passed through. Its text is written at level debug only, because
texts of exceptions quote what they choked on. Lines of libraries come as event `library` with their logger's name.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, BinaryIO

import orjson
import structlog
from opentelemetry import trace

from inloop_kit import tracing

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
MAX_TEXT = 1_000
MAX_FRAMES = 15

log: Any = structlog.get_logger()
"""`log.info("invitation_issued", invitation_id=…)`: an event name and facts."""


def begin(service: str, level: str, stream: BinaryIO, *, is_final: bool = True) -> None:
    """Write JSON lines to `stream` from `level` up, the lines of libraries (warnings and worse) included.

    `is_final`: nothing will begin again, so that each logger may be put together once.
    """
    with_texts = level == "debug"
    structlog.configure(
        processors=[_Facts(service, with_texts=with_texts), _render],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.BytesLoggerFactory(file=stream),
        cache_logger_on_first_use=is_final,
    )
    logging.basicConfig(handlers=[_Bridge()], level=max(LEVELS[level], logging.WARNING), force=True)
    logging.captureWarnings(capture=True)
    warnings.simplefilter("once")
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


class _Facts:
    """Adds when, who, in which request and trace; turns an exception into facts."""

    def __init__(self, service: str, *, with_texts: bool) -> None:
        self._service = service
        self._with_texts = with_texts

    def __call__(self, _logger: object, level: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        here = trace.get_current_span().get_span_context()
        line: dict[str, Any] = {
            "ts": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "level": level,
            "event": event.pop("event"),
            "service": self._service,
            "request_id": tracing.request_id.get(),
        }
        if here.is_valid:
            line["trace_id"] = f"{here.trace_id:032x}"
            line["span_id"] = f"{here.span_id:016x}"
        error = _exception_of(event.pop("exc_info", None))
        line.update(event)
        if error is not None:
            line.update(error_facts(error, with_text=self._with_texts))
        return line


def error_facts(error: BaseException, *, with_text: bool) -> dict[str, Any]:
    """The type of an error, of what caused it, and the places it passed through, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    facts: dict[str, Any] = {
        "error": _name(error),
        "frames": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        facts["cause"] = _name(cause)
    if with_text:
        facts["error_text"] = str(error)
    return facts


def _exception_of(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _short(path: str) -> str:
    """`…/site-packages/grpc/_server.py` and `…/src/inloop_kit/bus.py` from the package on."""
    for mark in ("/site-packages/", "/src/"):
        if mark in path:
            return path.rpartition(mark)[2]
    return path.rpartition("/")[2]


def _render(_logger: object, _level: str, line: MutableMapping[str, Any]) -> bytes:
    for name, value in line.items():
        if isinstance(value, str) and len(value) > MAX_TEXT:
            line[name] = value[:MAX_TEXT] + "…"
    try:
        return orjson.dumps(line, default=_opaque, option=orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:
        # A lone surrogate or an integer beyond 64 bits: the line must still parse.
        plain = {name: _printable(value) for name, value in line.items()}
        return orjson.dumps(plain, default=_opaque, option=orjson.OPT_NON_STR_KEYS)


def _printable(value: object) -> object:
    if isinstance(value, bool | float | None):
        return value
    return str(value).encode("utf-8", "replace").decode() if isinstance(value, str | int) else _opaque(value)


def _opaque(value: object) -> str:
    """An object that is no plain value is named by its type: its text could be a whole message."""
    return f"<{type(value).__name__}>"


class _Bridge(logging.Handler):
    """Lines of the standard library's logging, from libraries, as ours."""

    def emit(self, record: logging.LogRecord) -> None:
        write = {"DEBUG": log.debug, "INFO": log.info, "WARNING": log.warning}.get(record.levelname, log.error)
        write("library", logger=record.name, text=record.getMessage(), exc_info=record.exc_info)


def _uncaught(kind: type[BaseException], error: BaseException, _frames: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("process_failed", exc_info=error)


def _uncaught_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        log.critical("thread_failed", thread=given.thread.name if given.thread else "", exc_info=given.exc_value)
