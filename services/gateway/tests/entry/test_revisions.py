"""ETag and If-Match of what people edit together: the revision stands in the tag of whoever sees it."""

from __future__ import annotations

import uuid

import pytest
from edge_world import EdgeWorld, Person

from inloop.options.v1.access_pb2 import LEVEL_TIMELINE

EDIT = {"edits": [{"rename_task": {"task_id": str(uuid.uuid4()), "name": "Anew"}}]}


@pytest.fixture
def project_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def manager(edge: EdgeWorld, project_id: str) -> Person:
    person = edge.person()
    edge.upstream.staff(person.account_id, project_id)
    return person


def test_the_tag_of_rows_names_their_revision_to_staff_and_not_to_clients(
    edge: EdgeWorld, manager: Person, project_id: str
) -> None:
    contact = edge.person()
    edge.upstream.grant(contact.account_id, project_id, LEVEL_TIMELINE)
    path = f"/v1/projects/{project_id}/tasks"
    assert manager.get(path).headers["ETag"].startswith('"7.')
    tag = contact.get(path).headers["ETag"]
    edge.upstream.plan_revision = 8
    assert contact.get(path).headers["ETag"] == tag
    assert manager.get(path).headers["ETag"].startswith('"8.')


def test_an_edit_with_a_stale_tag_is_refused_and_told_what_is_now(
    edge: EdgeWorld, manager: Person, project_id: str
) -> None:
    tag = manager.get(f"/v1/projects/{project_id}/tasks").headers["ETag"]
    path = f"/v1/projects/{project_id}/plan:edit"
    assert manager.post(path, EDIT, headers={"If-Match": tag}).json()["plan_revision"] == 8
    refused = manager.post(path, EDIT, headers={"If-Match": tag})
    assert (refused.status_code, int(refused.json()["facts"]["now"])) == (412, 8)
    assert manager.post(path, {**EDIT, "expected_revision": 8}, headers={"If-Match": tag}).status_code == 200
    assert manager.post(path, EDIT, headers={"If-Match": "*"}).status_code == 200


def test_a_tag_that_names_no_revision_matches_nothing(manager: Person, project_id: str) -> None:
    for tag in ('"abc"', "7", '"7', '"99999999999999999999.x"'):
        answer = manager.post(f"/v1/projects/{project_id}/plan:edit", EDIT, headers={"If-Match": tag})
        assert answer.status_code == 412
