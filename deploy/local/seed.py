"""The demonstration workspace, made once: an agency, a promised plan, a client with three contacts at three levels.

People and the workspace come by the operator's calls; everything else goes through the public HTTP API as the people
themselves, invitations included: they are read from the mail sink and accepted.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict

from deploy.local import sample
from deploy.local.environment import Ports
from deploy.local.home import Home
from deploy.local.portal import Portal
from deploy.local.sink import Sink

from inloop.gateway.v1 import accounts_pb2, accounts_pb2_grpc
from inloop.options.v1.access_pb2 import ROLE_MANAGER
from inloop.projects.v1 import projects_pb2, projects_pb2_grpc
from inloop_kit.caller import load_signer
from inloop_kit.rpc_client import Upstream

WAIT_SECONDS = 20.0
ZONE = "Europe/Berlin"
DAY = 480


class Person(TypedDict):
    """Somebody who can sign in."""

    name: str
    email: str
    password: str
    role: str
    level: str
    part: str


class Demo(TypedDict):
    """What `demo.json` holds."""

    base_url: str
    sink_url: str
    workspace_id: str
    project_id: str
    people: list[Person]


class SeedFailed(RuntimeError):
    """The demonstration workspace could not be made."""


def seed(home: Home, ports: Ports, sink: Sink, say: Callable[[str], None]) -> Demo:
    """Make the demonstration workspace and return what `demo.json` should hold."""
    staff = [
        _person("Marta Lindqvist", "marta@nordlicht.example", "OWNER", "STAFF", "Owner"),
        _person("Jonas Weber", "jonas@nordlicht.example", "MANAGER", "STAFF", "Manager"),
    ]
    contacts = [
        _person("Ines Vogel", "ines@hartmann.example", "", "ROADMAP", "Contact, Stakeholder"),
        _person("Tom Reuter", "tom@hartmann.example", "", "TIMELINE", "Contact, Collaborator"),
        _person("Clara Hartmann", "clara@hartmann.example", "", "COMMERCIAL", "Contact, Sponsor"),
    ]
    say("making the demonstration workspace")
    workspace_id = _found(home, ports, staff)
    manager = Portal(ports.base_url).sign_in(staff[1]["email"], staff[1]["password"])
    project_id = _project(manager, workspace_id)
    say("inviting three contacts")
    client = manager.post(f"/v1/workspaces/{workspace_id}/clients", name="Hartmann & Sohn")
    presets = ("PRESET_STAKEHOLDER", "PRESET_COLLABORATOR", "PRESET_SPONSOR")
    portals = [
        _invite(manager, sink, (workspace_id, project_id, client["id"]), person, preset, ports)
        for person, preset in zip(contacts, presets, strict=True)
    ]
    for portal, kind in zip(portals, ("WEEKLY", "AT_ONCE", "AT_ONCE"), strict=True):
        portal.put("/v1/me/rhythm", kind=f"RHYTHM_KIND_{kind}", time_zone=ZONE)
    say("letting the project live for a while")
    _live(manager, portals[1], project_id)
    people = [*staff, *contacts]
    return Demo(
        base_url=ports.base_url,
        sink_url=ports.sink_url,
        workspace_id=workspace_id,
        project_id=project_id,
        people=people,
    )


def read(path: Path) -> Demo | None:
    """What `demo.json` says, None before the first start is complete."""
    if not path.exists():
        return None
    content: Demo = json.loads(path.read_text())
    return content


def as_json(demo: Demo) -> str:
    """The text of `demo.json`."""
    return json.dumps(demo, indent=2, ensure_ascii=False) + "\n"


def _person(name: str, email: str, role: str, level: str, part: str) -> Person:
    password = secrets.token_urlsafe(12)
    return Person(name=name, email=email, password=password, role=role, level=level, part=part)


def _found(home: Home, ports: Ports, staff: list[Person]) -> str:
    """Make the staff's accounts and the workspace, as an operator."""
    signer = load_signer(home.keys, "operator")
    gateway = Upstream(f"127.0.0.1:{ports.rpc['gateway']}", signer)
    projects = Upstream(f"127.0.0.1:{ports.rpc['projects']}", signer)
    accounts = gateway.stub(accounts_pb2_grpc.AccountServiceStub)
    workspaces = projects.stub(projects_pb2_grpc.WorkspaceServiceStub)
    ids = []
    for person in staff:
        request = accounts_pb2.CreateAccountRequest(
            email=person["email"], name=person["name"], password=person["password"]
        )
        ids.append(gateway.call(accounts.CreateAccount, request, caller=gateway.as_service("seed"), deadline=10.0).id)
    workspace = projects.call(
        workspaces.FoundWorkspace,
        projects_pb2.FoundWorkspaceRequest(
            name="Studio Nordlicht",
            time_zone=ZONE,
            currency="EUR",
            owner_account_id=ids[0],
            owner_name=staff[0]["name"],
            owner_email=staff[0]["email"],
        ),
        caller=projects.as_service("seed"),
    )
    member = projects_pb2.AddStaffRequest(
        workspace_id=workspace.id,
        account_id=ids[1],
        name=staff[1]["name"],
        email=staff[1]["email"],
        role=ROLE_MANAGER,
    )
    projects.call(workspaces.AddStaff, member, caller=projects.as_service("seed"))
    gateway.close()
    projects.close()
    return str(workspace.id)


def _project(manager: Portal, workspace_id: str) -> str:
    """A project with a promised plan."""
    start_on = _monday(datetime.now(UTC).date() - timedelta(days=17))
    project = manager.post(
        f"/v1/workspaces/{workspace_id}/projects", name="Website relaunch", start_on=start_on.isoformat()
    )
    path = f"/v1/projects/{project['id']}"
    manager.post(f"{path}/plan:edit", edits=sample.edits())
    manager.put(f"{path}/budget", budget={"currency": "EUR", "minor_units": 4_800_000})
    for name, bill, cost in (("Design", 11_000, 6_200), ("Development", 12_500, 7_400)):
        manager.put(
            f"{path}/rates",
            name=name,
            bill={"currency": "EUR", "minor_units": bill},
            cost={"currency": "EUR", "minor_units": cost},
        )
    manager.post(f"{path}/baselines", name="The promise", is_promise=True)
    return str(project["id"])


def _invite(
    manager: Portal, sink: Sink, scope: tuple[str, str, str], person: Person, preset: str, ports: Ports
) -> Portal:
    """Add a contact, grant a level, invite, accept from the mail, sign in."""
    workspace_id, project_id, client_id = scope
    contact = manager.post(
        f"/v1/workspaces/{workspace_id}/clients/{client_id}/contacts", name=person["name"], email=person["email"]
    )
    manager.post(f"/v1/projects/{project_id}/grants", client_id=client_id, contact_id=contact["id"], preset=preset)
    manager.post(f"/v1/projects/{project_id}/invitations", contact_id=contact["id"])
    token = _token(sink, person["email"])
    portal = Portal(ports.base_url)
    portal.post("/v1/invitations:accept", token=token, password=person["password"])
    portal.sign_in(person["email"], person["password"])
    _until(lambda: portal.get("/v1/projects").get("projects"), f"{person['name']} sees the project")
    return portal


def _live(manager: Portal, collaborator: Portal, project_id: str) -> None:
    """Progress, a slip with its published reason, a conversation, and a wish that was answered."""
    path = f"/v1/projects/{project_id}"
    manager.post(f"{path}/plan:edit", edits=sample.progress(manager.get(f"{path}/tasks")["tasks"]))
    late = {task["name"]: task["id"] for task in manager.get(f"{path}/tasks")["tasks"]}
    slip = [{"change_duration": {"task_id": late["Visual design"], "by_minutes": 3 * DAY}}]
    manager.post(f"{path}/plan:edit", edits=slip)
    for hiccup in manager.get(f"{path}/hiccups")["hiccups"]:
        if hiccup["state"] == "HICCUP_STATE_OPEN":
            manager.post(f"{path}/hiccups/{hiccup['id']}:publish", reason=sample.REASON)
    talk = collaborator.post(f"{path}/conversations", topic="Photos for the team page")
    messages = f"{path}/conversations/{talk['id']}/messages"
    collaborator.post(messages, body=sample.QUESTION)
    manager.post(messages, body=sample.ANSWER)
    wish = [{"change_duration": {"task_id": late["Content migration"], "by_minutes": 2 * DAY}}]
    change = collaborator.post(f"{path}/changes", title=sample.WISH, reason=sample.WISH_REASON, edits=wish)
    manager.post(
        f"{path}/changes/{change['id']}:offer",
        price={"currency": "EUR", "minor_units": 180_000},
        note="Two more days for the archive; everything after it moves with it.",
    )


def _token(sink: Sink, email: str) -> str:
    """The token of the newest invitation that was mailed to an address."""

    def look() -> str:
        for message in sink.messages():
            found = re.search(r"/invitation#([\w-]+)", str(message.get("text", "")))
            if found and email in str(message["to"]):
                return found[1]
        return ""

    return str(_until(look, f"the invitation of {email} is mailed"))


def _until(look: Callable[[], Any], what: str) -> Any:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise SeedFailed(f"waited {WAIT_SECONDS:.0f} s in vain until {what}")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
