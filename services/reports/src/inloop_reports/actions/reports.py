"""What people can do about reports: order, look, stop, read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from inloop.options.v1.access_pb2 import LEVEL_STAFF, LEVEL_SUMMARY
from inloop.reports.v1.events_pb2 import ReportChanged
from inloop_kit import audit, outbox
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_kit.outbox import Scope
from inloop_reports.clients.vault import Vault
from inloop_reports.domain.orders import Report, file_of, may_see
from inloop_reports.domain.stages import PERCENT, ReportState, Step, language_of
from inloop_reports.store import reports


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes of a finished file, and the report that they belong to."""

    report: Report
    content: bytes


class Reports:
    """Reports of one person in one project. Nobody else's exist for a caller, staff included."""

    def __init__(self, clock: Clock, vault: Vault) -> None:
        self.clock = clock
        self.vault = vault

    def order(self, session: Session, caller: Caller, *, language: str) -> Report:
        """Order a report at the caller's level, made as soon as a worker is free."""
        report = Report(
            id=new_id(),
            workspace_id=caller.workspace_id,
            project_id=caller.project_id,
            account_id=caller.account_id,
            level=level_of(caller),
            language=language_of(language),
            state=ReportState.QUEUED,
            step=Step.WAITING,
            percent_done=PERCENT[Step.WAITING],
            ordered_at=self.clock.now(),
        )
        reports.add(session, report)
        audit.append(
            session, caller, action="report.ordered", about=f"report/{report.id}", facts={"level": report.level}
        )
        announce_change(session, report)
        return report

    def get(self, session: Session, caller: Caller, report_id: str) -> Report:
        """A report of the caller. Raises Missing."""
        report = reports.find(session, report_id)
        if report is None or not may_see(report, caller.account_id, caller.project_id, level_of(caller)):
            raise Missing
        return report

    def list_mine(self, session: Session, caller: Caller) -> list[Report]:
        """The caller's reports of the project, newest first."""
        return reports.list_of(session, caller.project_id, caller.account_id, level_of(caller))

    def cancel(self, session: Session, caller: Caller, report_id: str) -> Report:
        """Stop a report that is not finished; one that is stays as it is."""
        report = self.get(session, caller, report_id)
        if reports.cancel(session, report.id, self.clock.now()):
            audit.append(session, caller, action="report.cancelled", about=f"report/{report.id}")
            announce_change(session, report)
        return self.get(session, caller, report_id)

    def read(self, session: Session, caller: Caller, report_id: str, *, start: int, length: int) -> Range:
        """Bytes of the finished file; with length 0 the facts only. Raises Missing, ReportNotReady."""
        report = self.get(session, caller, report_id)
        if length == 0:
            return Range(report, b"")
        file, wrapped = file_of(report), reports.wrapped_key(session, report.id)
        if wrapped is None:
            raise Missing
        return Range(report, self.vault.read(report.id, file, wrapped, start=start, length=length))


def level_of(caller: Caller) -> int:
    """How deep the caller sees; staff sees everything."""
    return LEVEL_STAFF if caller.is_staff else caller.level


def announce_change(session: Session, report: Report) -> None:
    """Tell the person who ordered it, and nobody else, that something about it changed."""
    outbox.append(
        session,
        ReportChanged(report_id=report.id, account_id=report.account_id),
        aggregate_id=report.id,
        scope=Scope(report.workspace_id, report.project_id),
        visible_from=LEVEL_SUMMARY,
    )
