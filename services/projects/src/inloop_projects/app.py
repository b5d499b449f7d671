"""The composition root: which parts this service is made of."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from inloop.options.v1 import access_pb2
from inloop.projects.v1 import (
    analysis_pb2_grpc,
    calendars_pb2_grpc,
    changes_pb2_grpc,
    earned_pb2_grpc,
    exchange_pb2_grpc,
    feeds_pb2_grpc,
    history_pb2_grpc,
    people_pb2_grpc,
    plans_pb2_grpc,
    progress_pb2_grpc,
    projects_pb2_grpc,
    slips_pb2_grpc,
    templates_pb2_grpc,
    time_pb2_grpc,
)
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.process import Command, Component
from inloop_kit.service import Service, commands_of
from inloop_projects.actions.money.budgets import Budgets
from inloop_projects.actions.people.clients import Clients
from inloop_projects.actions.people.grants import Grants
from inloop_projects.actions.people.workspaces import Workspaces
from inloop_projects.actions.plan.analysis import Analysis
from inloop_projects.actions.plan.baselines import Baselines
from inloop_projects.actions.plan.calendars import Calendars
from inloop_projects.actions.plan.earned_value import EarnedValues
from inloop_projects.actions.plan.exchange import Exchange
from inloop_projects.actions.plan.feeds import Feeds, feed_key
from inloop_projects.actions.plan.history import History
from inloop_projects.actions.plan.moves import Moves
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.actions.plan.plans import Plans
from inloop_projects.actions.plan.projects import Projects
from inloop_projects.actions.plan.templates import Templates
from inloop_projects.actions.plan.timelines import Timelines
from inloop_projects.actions.relationship.change_desk import ChangeDesk
from inloop_projects.actions.relationship.changes import Changes
from inloop_projects.actions.relationship.hiccups import Hiccups
from inloop_projects.actions.relationship.offers import Offers
from inloop_projects.actions.relationship.slips import Slips
from inloop_projects.actions.relationship.waits import Waits
from inloop_projects.clients.converter import Converter
from inloop_projects.entry.change_messages import keep
from inloop_projects.entry.days import days
from inloop_projects.entry.events import Events
from inloop_projects.entry.expiry import expiry
from inloop_projects.entry.rpc_analysis import AnalysisService
from inloop_projects.entry.rpc_exchange import CalendarService, ExchangeService, FeedService, TemplateService
from inloop_projects.entry.rpc_history import HistoryService
from inloop_projects.entry.rpc_people import ClientService, GrantService, WorkspaceService
from inloop_projects.entry.rpc_plan import PlanService, ProjectService
from inloop_projects.entry.rpc_relationship import ChangeService, HiccupService, MoneyService
from inloop_projects.entry.rpc_slips import EarnedValueService, SlipService, WaitService
from inloop_projects.settings import Settings

ROOM = "inloop.projects.v1"


def commands() -> dict[str, Command]:
    """What `__main__` can be told to do."""
    return commands_of("projects", "inloop_projects", Settings, serve=serve, work=work)


class Actions:
    """Everything that this service can do.

    `feeds_key` hashes the tokens of calendar feeds; without one, they are known to this process only.
    """

    def __init__(self, clock: Clock, *, feeds_key: bytes = b"", converter_python: str = "") -> None:
        self.pictures = Pictures(clock)
        self.workspaces = Workspaces(clock)
        self.clients = Clients(clock)
        self.grants = Grants(clock)
        self.hiccups = Hiccups(clock)
        self.slips = Slips(clock, self.pictures)
        self.waits = Waits(clock, self.pictures)
        self.plans = Plans(self.pictures, self.hiccups, self.slips)
        self.analysis = Analysis(self.pictures, self.plans)
        self.history = History(self.pictures, self.plans)
        self.earned_value = EarnedValues(self.pictures)
        self.projects = Projects(clock, self.pictures, self.grants, self.plans)
        self.baselines = Baselines(clock, self.pictures, self.plans)
        self.timelines = Timelines(self.pictures)
        desk = ChangeDesk(clock, self.pictures)
        self.changes = Changes(desk)
        self.offers = Offers(desk, self.plans, self.baselines, keep)
        self.budgets = Budgets()
        self.exchange = Exchange(self.pictures, self.plans, Converter(converter_python))
        self.feeds = Feeds(clock, self.grants, feeds_key or secrets.token_bytes(32))
        self.moves = Moves(self.pictures, self.plans)
        self.calendars = Calendars(self.moves)
        self.templates = Templates(clock, self.projects, self.moves)


def serve(service: Service[Settings]) -> Sequence[Component]:
    """Answer calls."""
    settings = service.settings
    can = Actions(
        service.clock,
        feeds_key=feed_key(settings.keys_dir, service.name),
        converter_python=settings.converter_python,
    )
    service.ringing()

    def resolve(caller: Caller) -> Caller:
        """Give a background caller the access of the account on whose behalf it works."""
        with service.database.read() as session:
            access = can.grants.resolve(session, caller.account_id, caller.project_id, caller.workspace_id)
        return caller.with_access(
            role=access_pb2.Role.ValueType(access.role),
            level=access_pb2.Level.ValueType(access.level),
            capabilities=[access_pb2.Capability.ValueType(one) for one in access.capabilities],
            workspace_id=access.workspace.id,
            client_id=access.client_id,
            contact_id=access.contact_id,
            grant_read_at=service.clock.now(),
        )

    server = service.rpc_server(resolve=resolve)
    for name, servicer, add in (
        (
            "WorkspaceService",
            WorkspaceService(can.workspaces, can.grants),
            projects_pb2_grpc.add_WorkspaceServiceServicer_to_server,
        ),
        (
            "ProjectService",
            ProjectService(can.projects, service.pages),
            projects_pb2_grpc.add_ProjectServiceServicer_to_server,
        ),
        ("ClientService", ClientService(can.clients), people_pb2_grpc.add_ClientServiceServicer_to_server),
        ("GrantService", GrantService(can.grants, can.clients), people_pb2_grpc.add_GrantServiceServicer_to_server),
        (
            "PlanService",
            PlanService(can.plans, can.timelines, can.baselines, can.exchange, service.pages),
            plans_pb2_grpc.add_PlanServiceServicer_to_server,
        ),
        (
            "ChangeService",
            ChangeService(can.changes, can.offers, service.pages, service.database),
            changes_pb2_grpc.add_ChangeServiceServicer_to_server,
        ),
        (
            "HiccupService",
            HiccupService(can.hiccups, can.pictures),
            progress_pb2_grpc.add_HiccupServiceServicer_to_server,
        ),
        ("AnalysisService", AnalysisService(can.analysis), analysis_pb2_grpc.add_AnalysisServiceServicer_to_server),
        (
            "HistoryService",
            HistoryService(can.history, can.baselines, service.pages),
            history_pb2_grpc.add_HistoryServiceServicer_to_server,
        ),
        ("SlipService", SlipService(can.slips), slips_pb2_grpc.add_SlipServiceServicer_to_server),
        ("WaitService", WaitService(can.waits), slips_pb2_grpc.add_WaitServiceServicer_to_server),
        (
            "EarnedValueService",
            EarnedValueService(can.earned_value),
            earned_pb2_grpc.add_EarnedValueServiceServicer_to_server,
        ),
        (
            "ExchangeService",
            ExchangeService(can.exchange, can.plans, service.clock),
            exchange_pb2_grpc.add_ExchangeServiceServicer_to_server,
        ),
        ("FeedService", FeedService(can.feeds, can.plans), feeds_pb2_grpc.add_FeedServiceServicer_to_server),
        (
            "TemplateService",
            TemplateService(can.templates),
            templates_pb2_grpc.add_TemplateServiceServicer_to_server,
        ),
        (
            "CalendarService",
            CalendarService(can.calendars),
            calendars_pb2_grpc.add_CalendarServiceServicer_to_server,
        ),
        ("MoneyService", MoneyService(can.budgets), time_pb2_grpc.add_MoneyServiceServicer_to_server),
    ):
        server.add(f"{ROOM}.{name}", servicer, add)
    return [server]


def work(service: Service[Settings]) -> Sequence[Component]:
    """Publish events, listen to others', and make the forecast of each new day."""
    can = Actions(service.clock)
    return [
        *service.relay_and_consumer([Events(can.clients)]),
        days(service.database, can.projects),
        expiry(service.database, service.clock, can.offers),
    ]
