"""The HTTP edge: who gets what answer, and that nothing tells more than it should."""

from __future__ import annotations

import gzip
import json
import uuid
from pathlib import Path

import pytest
from edge_world import EdgeWorld, Person

import inloop_gateway
from inloop.options.v1.access_pb2 import (
    CAPABILITY_MESSAGE,
    LEVEL_COMMERCIAL,
    LEVEL_DETAIL,
    LEVEL_ROADMAP,
    LEVEL_SUMMARY,
    LEVEL_TIMELINE,
    ROLE_MEMBER,
)
from inloop_kit.contract import all_files
from inloop_kit.contract.files import methods_of

HIDDEN = {"tolerance_days", "plan_revision", "open_hiccup_count"}


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def contact(edge: EdgeWorld) -> Person:
    return edge.person()


@pytest.fixture
def project_id() -> str:
    return new_id()


def body_without_instance(answer_content: bytes) -> bytes:
    problem = json.loads(answer_content)
    assert problem.pop("instance")
    return json.dumps(problem).encode()


def test_absent_foreign_and_too_deep_are_byte_for_byte_one_answer(
    edge: EdgeWorld, contact: Person, project_id: str
) -> None:
    edge.upstream.grant(contact.account_id, project_id, LEVEL_SUMMARY)
    foreign = new_id()
    edge.upstream.grant(new_id(), foreign, LEVEL_COMMERCIAL)
    same = {"X-Request-Id": "the-same"}
    answers = [
        contact.get(f"/v1/projects/{new_id()}", headers=same),
        contact.get(f"/v1/projects/{foreign}", headers=same),
        contact.get(f"/v1/projects/{project_id}/timeline", headers=same),
        contact.get(f"/v1/projects/{project_id}/grants", headers=same),
        contact.post(f"/v1/projects/{project_id}/plan:edit", {"nonsense": 1}, headers=same),
        contact.get("/v1/projects/no-id-at-all", headers=same),
        contact.get("/v1/no-such-address", headers=same),
        contact.get(f"/v1/projects/{foreign}/attachments/{new_id()}/content", headers=same),
    ]
    assert [one.status_code for one in answers] == [404] * len(answers)
    assert len({one.content for one in answers}) == 1
    compared = [{k: v for k, v in one.headers.items() if k.lower() != "date"} for one in answers]
    assert all(one == compared[0] for one in compared)


def test_who_sees_the_thing_but_may_not_do_this_hears_403(edge: EdgeWorld, contact: Person, project_id: str) -> None:
    edge.upstream.grant(contact.account_id, project_id, LEVEL_TIMELINE, CAPABILITY_MESSAGE)
    refused = contact.post(f"/v1/projects/{project_id}/reports", {})
    assert (refused.status_code, refused.json()["reason"]) == (403, "FORBIDDEN")
    member = edge.person()
    edge.upstream.staff(member.account_id, project_id, ROLE_MEMBER)
    assert member.call("PATCH", f"/v1/projects/{project_id}", json={"name": "Mine"}).status_code == 403


def test_without_a_session_everything_but_open_doors_is_401(edge: EdgeWorld, project_id: str) -> None:
    nobody = edge.anyone()
    for path in ("/v1/me", "/v1/projects", f"/v1/projects/{project_id}", "/v1/live"):
        refused = nobody.get(path)
        assert (refused.status_code, refused.json()["reason"]) == (401, "NOT_SIGNED_IN")
    nobody.http.cookies.set("inloop", "made-up")
    assert nobody.get("/v1/me").status_code == 401
    look = nobody.post("/v1/invitations:look", {"token": "made-up"})
    assert (look.status_code, look.json()["reason"]) == (409, "LINK_SPENT")


@pytest.mark.parametrize("level", [LEVEL_SUMMARY, LEVEL_ROADMAP, LEVEL_TIMELINE, LEVEL_DETAIL, LEVEL_COMMERCIAL])
def test_fields_above_the_level_are_in_no_byte_of_the_answer(
    edge: EdgeWorld, contact: Person, project_id: str, level: int
) -> None:
    edge.upstream.grant(contact.account_id, project_id, level)
    shown = contact.get(f"/v1/projects/{project_id}").json()
    assert shown["name"] == "Relaunch"
    assert not HIDDEN & set(shown)
    listed = contact.get("/v1/projects").json()["projects"]
    assert [HIDDEN & set(one) for one in listed] == [set()]


def test_staff_see_what_is_theirs_and_lists_across_projects_stay_at_summary(edge: EdgeWorld, project_id: str) -> None:
    manager = edge.person()
    edge.upstream.staff(manager.account_id, project_id)
    shown = manager.get(f"/v1/projects/{project_id}").json()
    assert {name: shown[name] for name in HIDDEN} == {"tolerance_days": 3, "plan_revision": 7, "open_hiccup_count": 0}
    assert not HIDDEN & set(manager.get("/v1/projects").json()["projects"][0])


def test_another_method_is_405_and_says_which_are_allowed(contact: Person, project_id: str) -> None:
    refused = contact.call("DELETE", f"/v1/projects/{project_id}")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, PATCH")
    assert contact.get("/v1/sessions").headers["Allow"] == "POST"
    assert contact.call("PATCH", "/").status_code == 405


def test_a_body_that_is_too_large_or_no_json_is_refused_by_its_own_status(edge: EdgeWorld, project_id: str) -> None:
    manager = edge.person()
    edge.upstream.staff(manager.account_id, project_id)
    path = f"/v1/projects/{project_id}"
    large = manager.call(
        "PATCH", path, data=b" " * (16 * 1024 * 1024 + 1), headers={"Content-Type": "application/json"}
    )
    assert (large.status_code, large.json()["reason"]) == (413, "TOO_LARGE")
    form = manager.call("PATCH", path, data={"name": "x"})
    assert (form.status_code, form.json()["reason"]) == (415, "WRONG_CONTENT_TYPE")


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b'{"name": "x", "nom": 1}', 422, "/nom"),
        (b'{"name": 7}', 422, "/name"),
        (b'{"name": "a", "name": "b"}', 400, "/name"),
        (b'{"tolerance_days": 366}', 422, "/tolerance_days"),
        (b'{"project_id": "x"}', 422, "/project_id"),
        (b'{"name": "a\\u0000b"}', 422, "/name"),
        (b"{", 400, ""),
        (b"[]", 422, ""),
    ],
)
def test_a_wrong_body_is_refused_and_the_member_is_named(
    edge: EdgeWorld, project_id: str, body: bytes, status: int, pointer: str
) -> None:
    manager = edge.person()
    edge.upstream.staff(manager.account_id, project_id)
    refused = manager.call(
        "PATCH", f"/v1/projects/{project_id}", data=body, headers={"Content-Type": "application/json"}
    )
    problem = refused.json()
    assert (refused.status_code, problem["errors"][0]["pointer"]) == (status, pointer)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert problem["instance"] == refused.headers["X-Request-Id"]
    assert "UpdateProject" not in edge.upstream.calls


def test_a_query_is_read_as_strictly(edge: EdgeWorld, contact: Person, project_id: str) -> None:
    edge.upstream.grant(contact.account_id, project_id, LEVEL_SUMMARY)
    assert contact.get("/v1/projects?page_size=5").status_code == 200
    for query, pointer in (("page_size=x", "/page_size"), ("pagesize=5", "/pagesize"), ("page_size=201", "/page_size")):
        refused = contact.get(f"/v1/projects?{query}")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert contact.get("/v1/projects?page_token=%ff").status_code == 400


def test_a_reader_who_has_the_answer_hears_304(edge: EdgeWorld, contact: Person, project_id: str) -> None:
    edge.upstream.grant(contact.account_id, project_id, LEVEL_SUMMARY)
    path = f"/v1/projects/{project_id}"
    first = contact.get(path)
    tag = first.headers["ETag"]
    again = contact.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    edge.upstream.names[project_id] = "Renamed"
    changed = contact.get(path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["name"]) == (200, "Renamed")
    head = contact.call("HEAD", path)
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(changed.content)))


def test_a_repeat_under_the_same_key_is_answered_not_done_again(edge: EdgeWorld, project_id: str) -> None:
    manager = edge.person()
    edge.upstream.staff(manager.account_id, project_id)
    key = {"Idempotency-Key": new_id()}
    path = f"/v1/projects/{project_id}"
    answers = [manager.call("PATCH", path, json={"name": "Once"}, headers=key) for _ in range(3)]
    assert {one.content for one in answers} == {answers[0].content}
    assert edge.upstream.calls.count("UpdateProject") == 1
    other = manager.call("PATCH", path, json={"name": "Twice"}, headers=key)
    assert (other.status_code, other.json()["reason"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    broken = manager.call("PATCH", path, json={"name": "x"}, headers={"Idempotency-Key": "a b"})
    assert (broken.status_code, broken.json()["reason"]) == (422, "IDEMPOTENCY_KEY_INVALID")


def test_another_host_and_another_site_are_refused(edge: EdgeWorld, contact: Person) -> None:
    lie = contact.get("/v1/me", headers={"Host": "evil.example"})
    assert (lie.status_code, lie.json()["reason"]) == (400, "HOST_REFUSED")
    live = contact.get("/v1/live", headers={"Host": "evil.example"})
    assert (live.status_code, live.json()["reason"]) == (400, "HOST_REFUSED")
    assert contact.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200
    body = {"email": "a@example.org"}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        refused = contact.post("/v1/password-resets", body, headers=headers)
        assert (refused.status_code, refused.json()["reason"]) == (403, "ORIGIN_REFUSED")
    own = {"Origin": edge.settings.public_url}
    assert contact.post("/v1/password-resets", body, headers=own).status_code == 200


def test_every_answer_has_the_security_headers(edge: EdgeWorld, contact: Person) -> None:
    for path in (
        "/v1/me",
        "/v1/absent",
        "/",
        "/assets/main-abc123.js",
        "/openapi.json",
        "/problems/missing",
        "/v1/live?x=1",
    ):
        headers = contact.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Request-Id"]
    assert contact.get("/v1/me").headers["Cache-Control"] == "private, no-cache"


def test_the_web_client_is_served_with_the_policy_of_its_build(edge: EdgeWorld) -> None:
    nobody = edge.anyone()
    for path in ("/", "/invitation", "/projects/anything"):
        page = nobody.get(path)
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert page.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'self' 'sha256-abc'"
        assert page.headers["Cache-Control"] == "no-cache"
    asset = nobody.get("/assets/main-abc123.js")
    assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asset.headers["Content-Encoding"] == "gzip"
    for path in ("/assets/none.js", "/csp.json", "/../conftest.py", "/%2e%2e/gateway.db", "/robots.txt"):
        assert nobody.get(path).status_code == 404


def test_openapi_and_the_pages_of_problems_are_served(edge: EdgeWorld) -> None:
    nobody = edge.anyone()
    answer = nobody.get("/openapi.json")
    document = answer.json()
    assert document["openapi"] == "3.1.0"
    assert "/v1/projects/{project_id}" in document["paths"]
    assert nobody.get("/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    problem = nobody.get("/v1/me").json()
    page = nobody.get(problem["type"])
    assert page.status_code == 200
    assert "NOT_SIGNED_IN" in page.text
    assert nobody.get("/problems/<script>").status_code == 404


def test_no_method_of_the_contract_is_named_in_the_gateway_but_those_routed_by_hand() -> None:
    by_hand = {"SignIn", "SignOut", "BeginUpload", "GetUpload", "AppendUpload", "ReadAttachment", "ReadReport"}
    source = "\n".join(
        file.read_text()
        for room in ("http", "live")
        for file in (Path(inloop_gateway.__file__).parent / "entry" / room).glob("*.py")
    )
    named = {method.name for method in methods_of(all_files()) if method.name in source}
    assert named <= by_hand


def test_a_request_that_is_compressed_is_refused_not_misread(edge: EdgeWorld, contact: Person) -> None:
    packed = gzip.compress(b'{"email": "a@example.org"}')
    answer = contact.call(
        "POST",
        "/v1/password-resets",
        data=packed,
        headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
    )
    assert answer.status_code == 400


def test_a_body_without_a_length_is_read_to_its_end(edge: EdgeWorld, contact: Person) -> None:
    answer = contact.call(
        "POST",
        "/v1/password-resets",
        data=iter([b'{"email": ', b'"a@example.org"}']),
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.content) == (200, b"{}")
