"""A real gRPC server that stands for projects, messaging, reports and notify: a few methods, every rule of the kit."""

from __future__ import annotations

import hashlib
import importlib
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pool
from google.protobuf.message import Message

from inloop.messaging.v1 import attachments_pb2, conversations_pb2
from inloop.options.v1.access_pb2 import (
    CAPABILITY_ATTACH,
    CAPABILITY_MESSAGE,
    CAPABILITY_REPORTS,
    LEVEL_STAFF,
    ROLE_MANAGER,
)
from inloop.projects.v1 import feeds_pb2, people_pb2, plans_pb2, projects_pb2
from inloop.reports.v1 import reports_pb2
from inloop_kit.caller import load_verifier
from inloop_kit.clock import SystemClock
from inloop_kit.contract import all_files
from inloop_kit.database import Database
from inloop_kit.errors import Conflict, Missing, StaleMatch
from inloop_kit.migrations import migrate
from inloop_kit.rpc_context import Context, caller_of
from inloop_kit.rpc_server import RpcServer
from inloop_kit.settings import ServiceSettings

WORKSPACE = str(uuid.uuid4())
MAY_EVERYTHING = (CAPABILITY_MESSAGE, CAPABILITY_ATTACH, CAPABILITY_REPORTS)


class Upstream:
    """What the other services know, for a test to set; `calls` counts what was called."""

    def __init__(self, folder: Path, keys: Path) -> None:
        url = f"sqlite:///{folder / 'upstream.db'}"
        migrate(url, "inloop_gateway")
        settings = ServiceSettings(
            listen="127.0.0.1:0",
            metrics_listen="127.0.0.1:0",
            database_url=url,
            nats_url="",
            keys_dir=keys,
            public_url="http://localhost",
            deploy="local",
        )
        clock = SystemClock()
        self.server = RpcServer(settings, Database(url, clock=clock), load_verifier(keys), clock)
        self._turn = threading.Lock()
        self.forget()
        answers = {
            "ResolveAccess": self.resolve,
            "ListMemberships": self.memberships,
            "ListProjects": self.list_projects,
            "GetProject": self.get_project,
            "UpdateProject": self.update_project,
            "ListTasks": self.list_tasks,
            "EditPlan": self.edit_plan,
            "GetContact": self.get_contact,
            "BeginUpload": self.begin_upload,
            "GetUpload": self.get_upload,
            "AppendUpload": self.append_upload,
            "ReadAttachment": self.read_attachment,
            "ReadReport": self.read_report,
            "RenderFeed": self.render_feed,
        }
        for file in all_files():
            for name in file.services_by_name:
                if ".gateway." not in file.package:
                    self._add(f"{file.package}.{name}", answers)

    def forget(self) -> None:
        """Begin anew."""
        self.grants: dict[tuple[str, str], projects_pb2.Access] = {}
        self.files: dict[str, bytes] = {}
        self.feeds: dict[str, bytes] = {}
        self.uploads: dict[str, tuple[int, bytearray]] = {}
        self.contacts: dict[str, people_pb2.Contact] = {}
        self.calls: list[str] = []
        self.plan_revision = 7
        self.names: dict[str, str] = {}
        self.on_read: Callable[[int], None] = lambda _start: None
        self.on_append: Callable[[int], None] = lambda _size: None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    def grant(self, account_id: str, project_id: str, level: int, *capabilities: int, client_id: str = "") -> None:
        self.grants[account_id, project_id] = projects_pb2.Access(
            account_id=account_id,
            workspace_id=WORKSPACE,
            project_id=project_id,
            level=level,  # type: ignore[arg-type]
            capabilities=capabilities,  # type: ignore[arg-type]
            client_id=client_id or str(uuid.uuid4()),
            contact_id=str(uuid.uuid4()),
        )

    def staff(self, account_id: str, project_id: str, role: int = ROLE_MANAGER) -> None:
        self.grants[account_id, project_id] = projects_pb2.Access(
            account_id=account_id,
            workspace_id=WORKSPACE,
            project_id=project_id,
            role=role,  # type: ignore[arg-type]
            level=LEVEL_STAFF,
        )

    def withdraw(self, account_id: str, project_id: str) -> None:
        del self.grants[account_id, project_id]

    # projects

    def resolve(self, request: projects_pb2.ResolveAccessRequest, _context: Context) -> projects_pb2.Access:
        if not request.account_id:
            return projects_pb2.Access(workspace_id=request.workspace_id, workspace_name="Nordlicht")
        found = self.grants.get((request.account_id, request.project_id or request.workspace_id))
        if found is None:
            raise Missing
        return found

    def memberships(self, _request: Message, context: Context) -> projects_pb2.ListMembershipsResponse:
        mine = [one for (account, _), one in self.grants.items() if account == caller_of(context).account_id]
        return projects_pb2.ListMembershipsResponse(
            memberships=[
                projects_pb2.Membership(
                    workspace_id=one.workspace_id, workspace_name="Nordlicht", role=one.role or None
                )
                for one in mine
            ]
        )

    def list_projects(self, _request: Message, context: Context) -> projects_pb2.ListProjectsResponse:
        mine = [one for (account, _), one in self.grants.items() if account == caller_of(context).account_id]
        return projects_pb2.ListProjectsResponse(projects=[self._project(one.project_id) for one in mine])

    def get_project(self, request: projects_pb2.GetProjectRequest, _context: Context) -> projects_pb2.Project:
        return self._project(request.project_id)

    def update_project(self, request: projects_pb2.UpdateProjectRequest, _context: Context) -> projects_pb2.Project:
        self.names[request.project_id] = request.name
        return self._project(request.project_id)

    def list_tasks(self, _request: Message, _context: Context) -> plans_pb2.ListTasksResponse:
        return plans_pb2.ListTasksResponse(plan_revision=self.plan_revision)

    def edit_plan(self, request: plans_pb2.EditPlanRequest, _context: Context) -> plans_pb2.PlanEdited:
        if request.HasField("expected_revision") and request.expected_revision != self.plan_revision:
            raise StaleMatch("The plan has changed.", now=self.plan_revision)
        self.plan_revision += 1
        return plans_pb2.PlanEdited(plan_revision=self.plan_revision)

    def get_contact(self, request: people_pb2.GetContactRequest, _context: Context) -> people_pb2.Contact:
        if request.contact_id not in self.contacts:
            raise Missing
        return self.contacts[request.contact_id]

    def _project(self, project_id: str) -> projects_pb2.Project:
        return projects_pb2.Project(
            id=project_id,
            workspace_id=WORKSPACE,
            name=self.names.get(project_id, "Relaunch"),
            tolerance_days=3,
            plan_revision=7,
            open_hiccup_count=0,
        )

    def render_feed(self, request: feeds_pb2.RenderFeedRequest, _context: Context) -> feeds_pb2.FeedRendered:
        if request.token not in self.feeds:
            raise Missing
        return feeds_pb2.FeedRendered(content=self.feeds[request.token])

    # messaging and reports

    def begin_upload(self, request: attachments_pb2.BeginUploadRequest, _context: Context) -> attachments_pb2.Upload:
        upload_id = str(uuid.uuid4())
        self.uploads[upload_id] = request.size_bytes, bytearray()
        return self._upload(upload_id)

    def get_upload(self, request: attachments_pb2.GetUploadRequest, _context: Context) -> attachments_pb2.Upload:
        return self._upload(request.upload_id)

    def append_upload(self, request: attachments_pb2.AppendUploadRequest, _context: Context) -> attachments_pb2.Upload:
        with self._turn:
            _, content = self.uploads[request.upload_id]
            if request.offset != len(content):
                raise Conflict(f"The next byte is number {len(content)}.")
            content += request.content
        self.on_append(len(request.content))
        return self._upload(request.upload_id)

    def _upload(self, upload_id: str) -> attachments_pb2.Upload:
        if upload_id not in self.uploads:
            raise Missing
        size, content = self.uploads[upload_id]
        state = conversations_pb2.ATTACHMENT_STATE_UPLOADING
        return attachments_pb2.Upload(id=upload_id, offset=len(content), size_bytes=size, state=state)

    def read_attachment(
        self, request: attachments_pb2.ReadAttachmentRequest, _context: Context
    ) -> attachments_pb2.AttachmentRange:
        content = self._content(request.attachment_id, request.start)
        facts = conversations_pb2.Attachment(
            id=request.attachment_id,
            file_name='Pläne "final"\u202e.html',
            media_type="text/html",
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        part = content[request.start : request.start + request.length]
        return attachments_pb2.AttachmentRange(attachment=facts, content=part)

    def read_report(self, request: reports_pb2.ReadReportRequest, _context: Context) -> reports_pb2.ReportRange:
        content = self._content(request.report_id, request.start)
        facts = reports_pb2.Report(id=request.report_id, title="Relaunch", size_bytes=len(content))
        return reports_pb2.ReportRange(report=facts, content=content[request.start : request.start + request.length])

    def _content(self, file_id: str, start: int) -> bytes:
        if file_id not in self.files:
            raise Missing
        self.on_read(start)
        return self.files[file_id]

    def _add(self, name: str, answers: dict[str, Callable[..., Any]]) -> None:
        """Serve a service: what `answers` has, and nothing there for the rest."""
        service = descriptor_pool.Default().FindServiceByName(name)
        module = importlib.import_module(service.file.name.removesuffix(".proto").replace("/", ".") + "_pb2_grpc")
        methods = {method.name: self._method(method.name, answers) for method in service.methods}
        servicer = type(service.name, (), methods)()
        self.server.add(name, servicer, getattr(module, f"add_{service.name}Servicer_to_server"))

    def _method(self, name: str, answers: dict[str, Callable[..., Any]]) -> Callable[..., Any]:
        def method(_self: object, request: Message, context: Context) -> Any:
            self.calls.append(name)
            answer = answers.get(name)
            if answer is None:
                raise Missing
            return answer(request, context)

        return method
