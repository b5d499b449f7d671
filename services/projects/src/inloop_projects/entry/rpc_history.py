"""gRPC: revisions of a plan, undo and redo, variance, trend."""

from __future__ import annotations

import grpc

from inloop.projects.v1 import history_pb2, history_pb2_grpc, plans_pb2
from inloop.types.v1 import page_pb2
from inloop_kit.pages import Pages
from inloop_kit.rpc_server import caller_of, session_of
from inloop_projects.actions.plan.baselines import Baselines
from inloop_projects.actions.plan.history import History
from inloop_projects.entry import history_messages as messages
from inloop_projects.entry import plan_messages

REVISIONS_A_PAGE = 50


class HistoryService(history_pb2_grpc.HistoryServiceServicer):
    """What happened to a plan."""

    def __init__(self, history: History, baselines: Baselines, pages: Pages) -> None:
        self.history = history
        self.baselines = baselines
        self.pages = pages

    def ListPlanRevisions(
        self, request: history_pb2.ListPlanRevisionsRequest, context: grpc.ServicerContext
    ) -> history_pb2.ListPlanRevisionsResponse:
        found = self.history.revisions(session_of(context), caller_of(context))
        shown, token = self.pages.cut(found.entries, request.page_token, request.page_size or REVISIONS_A_PAGE)
        return history_pb2.ListPlanRevisionsResponse(
            revisions=[messages.revision(row, found) for row in shown],
            page=page_pb2.PageInfo(next_page_token=token),
            can_undo=found.undo_revision is not None,
            can_redo=found.redo_revision is not None,
        )

    def ComparePlanRevisions(
        self, request: history_pb2.ComparePlanRevisionsRequest, context: grpc.ServicerContext
    ) -> history_pb2.PlanComparison:
        until = request.to_revision if request.HasField("to_revision") else None
        return messages.comparison(
            self.history.compare(session_of(context), caller_of(context), request.from_revision, until)
        )

    def UndoPlanEdit(
        self, request: history_pb2.UndoPlanEditRequest, context: grpc.ServicerContext
    ) -> plans_pb2.PlanEdited:
        expected = request.expected_revision if request.HasField("expected_revision") else None
        edited = self.history.undo(session_of(context), caller_of(context), expected)
        return plan_messages.edited(edited, plan_messages.links_between(edited.plan, edited.rows))

    def RedoPlanEdit(
        self, request: history_pb2.RedoPlanEditRequest, context: grpc.ServicerContext
    ) -> plans_pb2.PlanEdited:
        expected = request.expected_revision if request.HasField("expected_revision") else None
        edited = self.history.redo(session_of(context), caller_of(context), expected)
        return plan_messages.edited(edited, plan_messages.links_between(edited.plan, edited.rows))

    def GetVariance(
        self, request: history_pb2.GetVarianceRequest, context: grpc.ServicerContext
    ) -> history_pb2.PlanVariance:
        number = request.number if request.HasField("number") else None
        return messages.variance(self.baselines.variance(session_of(context), caller_of(context), number))

    def GetMilestoneTrend(
        self, request: history_pb2.GetMilestoneTrendRequest, context: grpc.ServicerContext
    ) -> history_pb2.MilestoneTrends:
        return messages.trends(self.baselines.trend(session_of(context), caller_of(context)))
