"""What people do through the public HTTP API, for the stories."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any

from deploy.local.portal import Portal

MIB = 1024 * 1024


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


def new_project(manager: Portal, workspace_id: str, name: str, **more: str) -> str:
    """A project that starts in a week; its id."""
    start_on = (today() + timedelta(days=7)).isoformat()
    made = manager.post(f"/v1/workspaces/{workspace_id}/projects", name=name[:120], **({"start_on": start_on} | more))
    return str(made["id"])


def import_plan(manager: Portal, project: str, content: bytes, name: str, **more: Any) -> dict[str, Any]:
    """Take the plan of a file in the place of the present one."""
    encoded = base64.b64encode(content).decode()
    return manager.post(f"/v1/projects/{project}/plan:import", file_name=name, content=encoded, **more)


def upload_in_parts(portal: Portal, path: str, conversation_id: str, content: bytes) -> str:
    """tus 1.0: create, send a part, lose the connection, ask where it was, send the rest."""
    facts = {"filename": "roof.bin", "conversation_id": conversation_id}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in facts.items())
    tus = {"Tus-Resumable": "1.0.0"}
    created = portal.raw(
        "POST", f"{path}/uploads", headers=tus | {"Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    )
    assert created.status_code == 201, created.text
    location = created.headers["Location"]
    where = location if location.startswith("/") else "/" + location.split("/", 3)[3]
    patch = tus | {"Content-Type": "application/offset+octet-stream"}
    first = portal.raw("PATCH", where, headers=patch | {"Upload-Offset": "0"}, data=content[: 7 * MIB])
    assert first.status_code == 204, first.text
    wrong = portal.raw("PATCH", where, headers=patch | {"Upload-Offset": "5"}, data=b"x")
    assert wrong.status_code == 409
    offset = int(portal.raw("HEAD", where, headers=tus).headers["Upload-Offset"])
    assert offset == 7 * MIB
    rest = portal.raw("PATCH", where, headers=patch | {"Upload-Offset": str(offset)}, data=content[offset:])
    assert rest.status_code == 204, rest.text
    assert int(rest.headers["Upload-Offset"]) == len(content)
    return where.rsplit("/", 1)[1]
