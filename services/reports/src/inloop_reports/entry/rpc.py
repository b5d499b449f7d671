"""gRPC: reports."""

from __future__ import annotations

import grpc

from inloop.reports.v1 import reports_pb2, reports_pb2_grpc
from inloop_kit.rpc_server import caller_of, session_of
from inloop_reports.actions.reports import Reports
from inloop_reports.entry import messages


class ReportService(reports_pb2_grpc.ReportServiceServicer):
    """Reports of the caller."""

    def __init__(self, reports: Reports) -> None:
        self.reports = reports

    def OrderReport(self, request: reports_pb2.OrderReportRequest, context: grpc.ServicerContext) -> reports_pb2.Report:
        return messages.report(self.reports.order(session_of(context), caller_of(context), language=request.language))

    def GetReport(self, request: reports_pb2.GetReportRequest, context: grpc.ServicerContext) -> reports_pb2.Report:
        return messages.report(self.reports.get(session_of(context), caller_of(context), request.report_id))

    def ListReports(
        self, request: reports_pb2.ListReportsRequest, context: grpc.ServicerContext
    ) -> reports_pb2.ListReportsResponse:
        found = self.reports.list_mine(session_of(context), caller_of(context))
        return reports_pb2.ListReportsResponse(reports=[messages.report(one) for one in found])

    def CancelReport(
        self, request: reports_pb2.CancelReportRequest, context: grpc.ServicerContext
    ) -> reports_pb2.Report:
        return messages.report(self.reports.cancel(session_of(context), caller_of(context), request.report_id))

    def ReadReport(
        self, request: reports_pb2.ReadReportRequest, context: grpc.ServicerContext
    ) -> reports_pb2.ReportRange:
        found = self.reports.read(
            session_of(context), caller_of(context), request.report_id, start=request.start, length=request.length
        )
        return reports_pb2.ReportRange(report=messages.report(found.report), content=found.content)
