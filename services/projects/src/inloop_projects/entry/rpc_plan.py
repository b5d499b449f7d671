"""gRPC: projects and plans."""

from __future__ import annotations

import grpc

from inloop.projects.v1 import plans_pb2, plans_pb2_grpc, projects_pb2, projects_pb2_grpc
from inloop.types.v1 import page_pb2
from inloop_kit.pages import Pages
from inloop_kit.rpc_server import caller_of, session_of
from inloop_projects.actions.plan.baselines import Baselines
from inloop_projects.actions.plan.exchange import Exchange
from inloop_projects.actions.plan.plans import Plans
from inloop_projects.actions.plan.projects import Projects
from inloop_projects.actions.plan.timelines import Timelines
from inloop_projects.entry import change_messages, edit_messages, exchange_messages
from inloop_projects.entry import plan_messages as messages
from inloop_projects.entry.dates import day

PROJECTS_A_PAGE = 50
TASKS_A_PAGE = 200


class ProjectService(projects_pb2_grpc.ProjectServiceServicer):
    """Projects as a whole."""

    def __init__(self, projects: Projects, pages: Pages) -> None:
        self.projects = projects
        self.pages = pages

    def ListProjects(
        self, request: projects_pb2.ListProjectsRequest, context: grpc.ServicerContext
    ) -> projects_pb2.ListProjectsResponse:
        stands = self.projects.list_visible(session_of(context), caller_of(context))
        shown, token = self.pages.cut(stands, request.page_token, request.page_size or PROJECTS_A_PAGE)
        made = [messages.project(stand) for stand in shown]
        return projects_pb2.ListProjectsResponse(projects=made, page=page_pb2.PageInfo(next_page_token=token))

    def CreateProject(
        self, request: projects_pb2.CreateProjectRequest, context: grpc.ServicerContext
    ) -> projects_pb2.Project:
        start_on = day(request.start_on)
        assert start_on is not None
        stand = self.projects.create(
            session_of(context),
            caller_of(context),
            name=request.name,
            start_on=start_on,
            time_zone=request.time_zone,
            tolerance_days=request.tolerance_days,
        )
        return messages.project(stand)

    def GetProject(
        self, request: projects_pb2.GetProjectRequest, context: grpc.ServicerContext
    ) -> projects_pb2.Project:
        return messages.project(self.projects.get(session_of(context), caller_of(context)))

    def UpdateProject(
        self, request: projects_pb2.UpdateProjectRequest, context: grpc.ServicerContext
    ) -> projects_pb2.Project:
        stand = self.projects.update(
            session_of(context),
            caller_of(context),
            name=request.name if request.HasField("name") else None,
            tolerance_days=request.tolerance_days if request.HasField("tolerance_days") else None,
        )
        return messages.project(stand)


class PlanService(plans_pb2_grpc.PlanServiceServicer):
    """Plans, timelines, baselines."""

    def __init__(
        self, plans: Plans, timelines: Timelines, baselines: Baselines, exchange: Exchange, pages: Pages
    ) -> None:
        self.plans = plans
        self.exchange = exchange
        self.timelines = timelines
        self.baselines = baselines
        self.pages = pages

    def ListTasks(
        self, request: plans_pb2.ListTasksRequest, context: grpc.ServicerContext
    ) -> plans_pb2.ListTasksResponse:
        listed = self.plans.rows(session_of(context), caller_of(context))
        shown, token = self.pages.cut(listed.rows, request.page_token, request.page_size or TASKS_A_PAGE)
        links = messages.links_between(listed.plan, listed.rows)
        made = [
            messages.task(row, links, listed.reasons.get(row.task.id), listed.texts.get(row.task.id)) for row in shown
        ]
        return plans_pb2.ListTasksResponse(
            tasks=made, page=page_pb2.PageInfo(next_page_token=token), plan_revision=listed.project.plan_revision
        )

    def GetTimeline(self, request: plans_pb2.GetTimelineRequest, context: grpc.ServicerContext) -> plans_pb2.Timeline:
        scene = self.timelines.scene(
            session_of(context),
            caller_of(context),
            zoom=request.zoom,
            language=request.language,
            width_px=request.width_px,
        )
        made = messages.timeline(scene)
        made.plan_revision = self.plans.revision(session_of(context), caller_of(context))
        return made

    def EditPlan(self, request: plans_pb2.EditPlanRequest, context: grpc.ServicerContext) -> plans_pb2.PlanEdited:
        edits, texts = edit_messages.read(request.edits)
        expected = request.expected_revision if request.HasField("expected_revision") else None
        edited = self.plans.edit(
            session_of(context), caller_of(context), edits, texts=texts, expected_revision=expected
        )
        return messages.edited(edited, messages.links_between(edited.plan, edited.rows))

    def PreviewEdits(self, request: plans_pb2.PreviewEditsRequest, context: grpc.ServicerContext) -> plans_pb2.Fallout:
        edits, _ = edit_messages.read(request.edits)
        return change_messages.previewed(self.plans.preview(session_of(context), caller_of(context), edits))

    def ImportPlan(self, request: plans_pb2.ImportPlanRequest, context: grpc.ServicerContext) -> plans_pb2.PlanImported:
        taken = self.exchange.import_file(
            session_of(context),
            caller_of(context),
            request.content,
            file_name=request.file_name,
            delimiter=request.delimiter,
            start_on=day(request.start_on),
            dry_run=request.dry_run,
        )
        return exchange_messages.taken(taken)

    def SaveBaseline(self, request: plans_pb2.SaveBaselineRequest, context: grpc.ServicerContext) -> plans_pb2.Baseline:
        row = self.baselines.save(
            session_of(context),
            caller_of(context),
            name=request.name,
            is_promise=request.is_promise,
            number=request.number if request.HasField("number") else None,
            may_overwrite=request.may_overwrite,
        )
        return messages.baseline(row)

    def ListBaselines(
        self, request: plans_pb2.ListBaselinesRequest, context: grpc.ServicerContext
    ) -> plans_pb2.ListBaselinesResponse:
        rows = self.baselines.list_all(session_of(context), caller_of(context))
        return plans_pb2.ListBaselinesResponse(baselines=[messages.baseline(row) for row in rows])
