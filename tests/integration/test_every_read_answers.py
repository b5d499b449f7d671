"""Every address of the contract that reads answers over HTTP, as far as project and workspace alone name it."""

from __future__ import annotations

import re

import pytest
from deploy.local.testing import System

NAMED = {"project_id", "workspace_id"}
QUERIES = {
    "/v1/projects/{project_id}/plan:export": {"format": "EXPORT_FORMAT_CSV"},
    "/v1/projects/{project_id}/plan/revisions:compare": {"from_revision": "1"},
}
ASKED_AT_LEAST = 30

pytestmark = [pytest.mark.xdist_group("system")]


def test_every_read_answers_a_manager(system: System) -> None:
    manager = system.signed_in("Manager")
    paths = manager.get("/openapi.json")["paths"]
    reads = [path for path, verbs in paths.items() if "get" in verbs and set(re.findall(r"\{(\w+)\}", path)) <= NAMED]
    refused = {}
    for path in reads:
        address = path.format(project_id=system.demo["project_id"], workspace_id=system.demo["workspace_id"])
        answer = manager.raw("GET", address, params=QUERIES.get(path))
        if answer.status_code != 200:
            refused[path] = answer.json()
    assert refused == {}
    assert len(reads) >= ASKED_AT_LEAST
