"""A small world of the projects service on both engines: a workspace, a project, a client with two contacts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inloop.options.v1.access_pb2 import Capability, Level, Role
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.database import Database
from inloop_kit.ids import new_id
from inloop_kit.kit_tables import outbox
from inloop_kit.testing import FixedClock
from inloop_projects.app import Actions
from inloop_projects.domain.people.grants import choose
from inloop_projects.domain.people.levels import Preset
from inloop_projects.domain.people.levels import Role as StaffRole
from inloop_projects.domain.people.persons import ContactState
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.model import Task

DAY = 480
MONDAY = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@dataclass
class World:
    """Actions on a database, and callers as the gateway would sign them."""

    database: Database
    can: Actions
    clock: FixedClock
    manager: Caller
    workspace_id: str = ""
    project_id: str = ""
    client_id: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    contact_ids: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self.database.write() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.database.read() as session:
            yield session

    def caller(self, name: str) -> Caller:
        """The contact as the gateway would sign it now."""
        with self.read() as session:
            access = self.can.grants.resolve(session, self.accounts[name], self.project_id, "")
        return Caller(
            account_id=self.accounts[name],
            workspace_id=access.workspace.id,
            project_id=self.project_id,
            client_id=access.client_id,
            contact_id=access.contact_id,
            level=Level.ValueType(access.level),
            capabilities=frozenset(Capability.ValueType(one) for one in access.capabilities),
        )

    def edit(self, *edits: ask.Edit, expected: int | None = None) -> list[str]:
        """Edit as the manager; ids of hiccups that opened."""
        with self.write() as session:
            edited = self.can.plans.edit(session, self.manager, edits, texts={}, expected_revision=expected)
        return list(edited.opened_hiccup_ids)

    def promise(self) -> None:
        with self.write() as session:
            self.can.baselines.save(session, self.manager, name="The promise", is_promise=True)

    def tasks(self, caller: Caller | None = None) -> dict[str, Task]:
        with self.read() as session:
            return {row.task.name: row.task for row in self.can.plans.rows(session, caller or self.manager).rows}

    def finishes(self, caller: Caller) -> dict[str, date]:
        with self.read() as session:
            rows = self.can.plans.rows(session, caller).rows
        return {row.task.name: row.forecast_finish_on for row in rows}

    def events(self) -> list[tuple[str, int]]:
        """Names and levels of everything that was announced, in order."""
        with self.read() as session:
            rows = session.execute(select(outbox.c.subject, outbox.c.visible_from).order_by(outbox.c.seq))
            return [(row.subject.rpartition(".")[2], row.visible_from) for row in rows]

    def contact(self, name: str, preset: Preset | None) -> None:
        """Add a contact that has accepted; with a grant of its own."""
        account = new_id()
        with self.write() as session:
            contact = self.can.clients.add_contact(
                session,
                self.manager,
                self.client_id,
                name=name.title(),
                email=f"{name}@client.example",
                language="",
                time_zone="",
                phone=None,
            )
            self.can.clients.bind(session, contact.id, account, ContactState.ACTIVE)
            if preset:
                given = choose(preset, 0, [])
                self.can.grants.set(session, self.manager, self.client_id, contact.id, given, None)
        self.accounts[name], self.contact_ids[name] = account, contact.id


def add(name: str, days: float = 1, **more: object) -> ask.AddTask:
    return ask.AddTask(task_id=new_id(), name=name, duration_minutes=int(days * DAY), **more)  # type: ignore[arg-type]


def founded(database: Database, clock: FixedClock, ticking: Clock) -> World:
    can = Actions(ticking)
    owner = {"account_id": new_id(), "name": "Marta", "email": "marta@agency.example"}
    operator = Caller(issuer="operator", purpose="test")
    with database.write() as session:
        workspace = can.workspaces.found(
            session, operator, name="Agency", time_zone="Europe/Berlin", currency="EUR", owner=owner
        )
        account = new_id()
        can.workspaces.add_staff(
            session,
            operator,
            workspace.id,
            StaffRole.MANAGER,
            account_id=account,
            name="Jonas",
            email="jonas@agency.example",
        )
    manager = Caller(account_id=account, workspace_id=workspace.id, role=Role.ROLE_MANAGER, level=Level.LEVEL_STAFF)
    with database.write() as session:
        stand = can.projects.create(
            session, manager, name="Relaunch", start_on=MONDAY.date(), time_zone="", tolerance_days=0
        )
        client = can.clients.create(session, manager, name="Client")
    manager = Caller(
        account_id=account,
        workspace_id=workspace.id,
        role=Role.ROLE_MANAGER,
        level=Level.LEVEL_STAFF,
        project_id=stand.project.id,
    )
    made = World(database, can, clock, manager, workspace.id, stand.project.id, client.id)
    made.contact("collaborator", Preset.COLLABORATOR)
    made.contact("sponsor", Preset.SPONSOR)
    return made
