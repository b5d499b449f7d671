"""People and grants as messages."""

from __future__ import annotations

import json

from inloop.options.v1 import access_pb2
from inloop.projects.v1 import people_pb2, projects_pb2
from inloop_projects.domain.people.grants import Grant
from inloop_projects.domain.people.levels import preset_of
from inloop_projects.domain.people.persons import (
    Access,
    Client,
    Contact,
    Membership,
    Recipient,
    StaffMember,
    Workspace,
)
from inloop_projects.entry.dates import stamp, text


def workspace(value: Workspace) -> projects_pb2.Workspace:
    """A workspace."""
    return projects_pb2.Workspace(
        id=value.id,
        name=value.name,
        time_zone=value.time_zone,
        currency=value.currency,
        response_target_minutes=value.response_target_minutes,
    )


def staff_member(value: StaffMember) -> projects_pb2.StaffMember:
    """A member of staff."""
    role = access_pb2.Role.ValueType(value.role)
    return projects_pb2.StaffMember(
        id=value.id, account_id=value.account_id, name=value.name, email=value.email, role=role
    )


def membership(value: Membership) -> projects_pb2.Membership:
    """A place where the caller belongs."""
    made = projects_pb2.Membership(
        workspace_id=value.workspace.id, workspace_name=value.workspace.name, person_name=value.person_name
    )
    if value.role:
        made.role = access_pb2.Role.ValueType(value.role)
    if value.client_id:
        made.client_id, made.client_name = value.client_id, value.client_name
    return made


def access(value: Access) -> projects_pb2.Access:
    """What an account may see and do; between services."""
    return projects_pb2.Access(
        account_id=value.account_id,
        workspace_id=value.workspace.id,
        project_id=value.project_id,
        role=access_pb2.Role.ValueType(value.role),
        level=access_pb2.Level.ValueType(value.level),
        capabilities=[access_pb2.Capability.ValueType(one) for one in sorted(value.capabilities)],
        client_id=value.client_id,
        contact_id=value.contact_id,
        workspace_name=value.workspace.name,
        project_name=value.project_name,
        time_zone=value.time_zone,
        calendar_json=json.dumps(value.workspace.calendar),
        response_target_minutes=value.workspace.response_target_minutes,
        person_name=value.person_name,
    )


def client(value: Client) -> people_pb2.Client:
    """A client with its contacts."""
    return people_pb2.Client(id=value.id, name=value.name, contacts=[contact(one) for one in value.contacts])


def contact(value: Contact) -> people_pb2.Contact:
    """A contact."""
    return people_pb2.Contact(
        id=value.id,
        client_id=value.client_id,
        name=value.name,
        email=value.email,
        language=value.language,
        time_zone=value.time_zone,
        phone=value.phone,
        state=people_pb2.ContactState.ValueType(value.state),
        account_id=value.account_id,
        workspace_id=value.workspace_id,
    )


def grant(value: Grant, client_name: str, contact_name: str | None) -> people_pb2.Grant:
    """A grant with the names of whom it is for."""
    preset = preset_of(value.level, value.capabilities)
    return people_pb2.Grant(
        id=value.id,
        project_id=value.project_id,
        client_id=value.client_id,
        contact_id=value.contact_id,
        level=access_pb2.Level.ValueType(value.level),
        capabilities=[access_pb2.Capability.ValueType(one) for one in sorted(value.capabilities)],
        expires_on=text(value.expires_on),
        granted_at=stamp(value.granted_at),
        client_name=client_name,
        contact_name=contact_name,
        preset=people_pb2.Preset.ValueType(preset or 0),
    )


def recipient(value: Recipient) -> people_pb2.Recipient:
    """Somebody who may be told; between services."""
    return people_pb2.Recipient(
        account_id=value.account_id,
        email=value.email,
        phone=value.phone,
        language=value.language,
        time_zone=value.time_zone,
        is_staff=value.is_staff,
        level=access_pb2.Level.ValueType(value.level),
        client_id=value.client_id,
        contact_id=value.contact_id,
        name=value.name,
    )
