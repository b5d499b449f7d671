"""Reports as messages."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from inloop.options.v1.access_pb2 import Level
from inloop.reports.v1 import reports_pb2
from inloop_reports.domain.orders import Report
from inloop_reports.domain.stages import ReportState, failure_in_words, step_in_words, title_in_words

STATES = {
    ReportState.QUEUED: reports_pb2.REPORT_STATE_QUEUED,
    ReportState.RENDERING: reports_pb2.REPORT_STATE_RENDERING,
    ReportState.READY: reports_pb2.REPORT_STATE_READY,
    ReportState.FAILED: reports_pb2.REPORT_STATE_FAILED,
    ReportState.CANCELLED: reports_pb2.REPORT_STATE_CANCELLED,
}


def report(value: Report) -> reports_pb2.Report:
    """A report, its step and failure in its language."""
    made = reports_pb2.Report(
        id=value.id,
        title=title_in_words(value.language),
        state=STATES[value.state],
        percent_done=value.percent_done,
        step=step_in_words(value.step, value.language),
        ordered_at=_stamp(value.ordered_at),
        finished_at=_stamp(value.finished_at) if value.finished_at else None,
        failure=failure_in_words(value.failure, value.language) if value.failure else None,
        level=Level.ValueType(value.level),
        language=value.language,
    )
    if value.file:
        made.size_bytes, made.page_count, made.sha256 = (
            value.file.size_bytes,
            value.file.page_count,
            value.file.sha256,
        )
    return made


def _stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made
