"""A report as it is ordered, made and kept: its state, not its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inloop_kit.errors import NotNow
from inloop_reports.domain.stages import Failure, ReportState, Step


class ReportNotReady(NotNow):
    """The file is not there yet, or will never be."""

    reason = "REPORT_NOT_READY"


@dataclass(frozen=True, slots=True)
class File:
    """A finished file: immutable. `size_bytes` and `sha256` (hex) are those of the PDF, not of its sealed form."""

    blob_path: str
    size_bytes: int
    page_count: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report of one person. `level` is that of its making, or of its ordering before that."""

    id: str
    workspace_id: str
    project_id: str
    account_id: str
    level: int
    language: str
    state: ReportState
    step: Step
    percent_done: int
    ordered_at: datetime
    finished_at: datetime | None = None
    failure: Failure | None = None
    file: File | None = None


def may_see(report: Report, account_id: str, project_id: str, level: int) -> bool:
    """Whether it is this person's, in this project, and holds nothing above what the person sees today."""
    return report.account_id == account_id and report.project_id == project_id and report.level <= level


def file_of(report: Report) -> File:
    """The finished file. Raises ReportNotReady."""
    if report.file is None:
        raise ReportNotReady("The report is not ready, so there is no file to read.")
    return report.file
