"""Files both ways: resumable uploads (tus) and downloads in ranges, against a real gRPC server."""

from __future__ import annotations

import base64
import os
import socket
import uuid

import pytest
import requests
from edge_world import EdgeWorld, Person
from upstream import MAY_EVERYTHING

from inloop.options.v1.access_pb2 import CAPABILITY_MESSAGE, LEVEL_SUMMARY
from inloop_gateway.entry.http.refusals import RangeRefused
from inloop_gateway.entry.live.downloads import disposition, wanted
from inloop_kit.testing import until

TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = {**TUS, "Content-Type": "application/offset+octet-stream"}
MIB = 1024 * 1024


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def project_id() -> str:
    return new_id()


@pytest.fixture
def person(edge: EdgeWorld, project_id: str) -> Person:
    made = edge.person()
    edge.upstream.grant(made.account_id, project_id, LEVEL_SUMMARY, *MAY_EVERYTHING)
    return made


def create(person: Person, project_id: str, size: int, name: str = "Plan.pdf") -> requests.Response:
    facts = {"filename": name, "conversation_id": new_id()}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in facts.items())
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
    return person.call("POST", f"/v1/projects/{project_id}/uploads", headers=headers)


def offset(person: Person, place: str) -> int:
    return int(person.call("HEAD", place, headers=TUS).headers["Upload-Offset"])


def test_an_upload_that_breaks_off_goes_on_where_its_bytes_end(
    edge: EdgeWorld, person: Person, project_id: str
) -> None:
    content = os.urandom(5 * MIB + 17)
    created = create(person, project_id, len(content))
    assert created.status_code == 201
    place = created.headers["Location"]
    assert offset(person, place) == 0
    sent = 3 * MIB + 5
    _break_off(edge, person, place, content, sent)
    kept = until(lambda: offset(person, place) == sent and sent, 10, what="the bytes that came are kept")
    rest = person.call("PATCH", place, data=content[kept:], headers={**OCTETS, "Upload-Offset": str(kept)})
    assert (rest.status_code, rest.headers["Upload-Offset"]) == (204, str(len(content)))
    upload_id = place.rpartition("/")[2]
    assert bytes(edge.upstream.uploads[upload_id][1]) == content
    assert edge.upstream.calls.count("AppendUpload") <= 5


def test_bytes_at_another_offset_are_refused_and_nothing_is_stored(
    edge: EdgeWorld, person: Person, project_id: str
) -> None:
    place = create(person, project_id, 10).headers["Location"]
    refused = person.call("PATCH", place, data=b"12345", headers={**OCTETS, "Upload-Offset": "3"})
    assert (refused.status_code, refused.json()["reason"]) == (409, "WRONG_OFFSET")
    assert refused.json()["facts"] == {"offset": 0}
    more = person.call("PATCH", place, data=b"x" * 11, headers={**OCTETS, "Upload-Offset": "0"})
    assert more.status_code == 413
    assert offset(person, place) == 0


def test_uploads_want_the_protocol_the_type_and_the_metadata(person: Person, project_id: str) -> None:
    path = f"/v1/projects/{project_id}/uploads"
    assert person.call("POST", path, headers={"Upload-Length": "5"}).status_code == 412
    assert person.call("POST", path, headers={**TUS, "Upload-Length": "five"}).status_code == 400
    for metadata in ("filename !!!", "filename eA==", ""):
        refused = person.call("POST", path, headers={**TUS, "Upload-Length": "5", "Upload-Metadata": metadata})
        assert refused.status_code == 422
    place = create(person, project_id, 5).headers["Location"]
    wrong = person.call("PATCH", place, data=b"12345", headers={**TUS, "Upload-Offset": "0"})
    assert wrong.status_code == 415
    spoken = person.call("OPTIONS", path)
    assert (spoken.headers["Tus-Version"], spoken.headers["Tus-Extension"]) == ("1.0.0", "creation")


def test_uploads_are_for_those_who_may_attach(edge: EdgeWorld, project_id: str) -> None:
    watcher = edge.person()
    edge.upstream.grant(watcher.account_id, project_id, LEVEL_SUMMARY, CAPABILITY_MESSAGE)
    assert create(watcher, project_id, 5).status_code == 403
    assert create(edge.person(), project_id, 5).status_code == 404
    assert create(edge.anyone(), project_id, 5).status_code == 401


def test_a_grant_that_ends_during_an_upload_ends_it(edge: EdgeWorld, person: Person, project_id: str) -> None:
    place = create(person, project_id, 6 * MIB).headers["Location"]

    def withdraw(_size: int) -> None:
        edge.upstream.grants.clear()
        edge.service_identity.drop(frozenset((person.account_id,)))

    edge.upstream.on_append = withdraw
    answer = person.call("PATCH", place, data=b"x" * 6 * MIB, headers={**OCTETS, "Upload-Offset": "0"})
    assert answer.status_code == 404
    assert len(edge.upstream.uploads[place.rpartition("/")[2]][1]) == 2 * MIB


def test_a_download_is_for_saving_only_and_comes_whole(edge: EdgeWorld, person: Person, project_id: str) -> None:
    file_id = new_id()
    edge.upstream.files[file_id] = content = os.urandom(3 * MIB + 1)
    answer = person.get(f"/v1/projects/{project_id}/attachments/{file_id}/content")
    assert (answer.status_code, answer.content) == (200, content)
    headers = answer.headers
    assert headers["Content-Disposition"].startswith('attachment; filename="')
    assert "\u202e" not in headers["Content-Disposition"]
    assert headers["Content-Security-Policy"].endswith("sandbox")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    head = person.call("HEAD", f"/v1/projects/{project_id}/attachments/{file_id}/content")
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(len(content)), b"")


def test_a_part_of_a_file_is_answered_with_that_part(edge: EdgeWorld, person: Person, project_id: str) -> None:
    file_id = new_id()
    edge.upstream.files[file_id] = content = os.urandom(2 * MIB)
    path = f"/v1/projects/{project_id}/attachments/{file_id}/content"
    for asked, part in (
        ("bytes=0-99", content[:100]),
        ("bytes=1048000-1049000", content[1048000:1049001]),
        ("bytes=-10", content[-10:]),
        ("bytes=2097100-", content[2097100:]),
    ):
        answer = person.get(path, headers={"Range": asked})
        assert (answer.status_code, answer.content) == (206, part)
        assert answer.headers["Content-Range"].endswith(f"/{len(content)}")
    beyond = person.get(path, headers={"Range": "bytes=2097152-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */2097152")


def test_a_grant_that_ends_during_a_download_breaks_it_off(edge: EdgeWorld, person: Person, project_id: str) -> None:
    file_id = new_id()
    edge.upstream.files[file_id] = b"x" * 20 * MIB

    def withdraw(start: int) -> None:
        if start >= 4 * MIB:
            edge.upstream.grants.clear()
            edge.service_identity.drop(frozenset((person.account_id,)))

    edge.upstream.on_read = withdraw
    answer = person.get(f"/v1/projects/{project_id}/attachments/{file_id}/content", stream=True)
    assert answer.status_code == 200
    with pytest.raises(requests.RequestException):
        for _ in answer.iter_content(MIB):
            pass
    assert person.get(f"/v1/projects/{project_id}/attachments/{file_id}/content").status_code == 404


def test_a_report_may_be_shown_and_an_attachment_never(edge: EdgeWorld, person: Person, project_id: str) -> None:
    file_id = new_id()
    edge.upstream.files[file_id] = b"%PDF-1.7 and so on"
    report = person.get(f"/v1/projects/{project_id}/reports/{file_id}/file?disposition=inline")
    assert (report.status_code, report.headers["Content-Type"]) == (200, "application/pdf")
    assert report.headers["Content-Disposition"].startswith('inline; filename="Relaunch.pdf"')
    saved = person.get(f"/v1/projects/{project_id}/reports/{file_id}/file")
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    attachment = person.get(f"/v1/projects/{project_id}/attachments/{file_id}/content?disposition=inline")
    assert attachment.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", (0, 100)),
        ("bytes=0-0", (0, 1)),
        ("bytes=10-", (10, 100)),
        ("bytes=90-200", (90, 100)),
        ("bytes=-30", (70, 100)),
        ("bytes=-300", (0, 100)),
        ("bytes=20-10", (0, 100)),
        ("bytes=0-1,5-6", (0, 100)),
        ("items=0-1", (0, 100)),
        ("bytes=-", (0, 100)),
    ],
)
def test_ranges_are_read_as_the_standard_says(header: str, expected: tuple[int, int]) -> None:
    assert wanted(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_ranges_beyond_the_file_are_refused(header: str) -> None:
    with pytest.raises(RangeRefused):
        wanted(header, 100)


def test_a_file_name_cannot_break_out_of_its_header() -> None:
    made = disposition('a"; filename="evil.exe\r\nX: y', is_inline=False)
    assert made == (
        'attachment; filename="a__ filename__evil.exe__X_ y"; '
        "filename*=UTF-8''a%22%3B%20filename%3D%22evil.exe%0D%0AX%3A%20y"
    )


def _break_off(edge: EdgeWorld, person: Person, place: str, content: bytes, sent: int) -> None:
    """Announce the whole file, send a part of it, and hang up."""
    cookie = f"inloop={person.http.cookies['inloop']}"
    lines = [
        f"PATCH {place} HTTP/1.1",
        f"Host: 127.0.0.1:{edge.port}",
        f"Cookie: {cookie}",
        "Tus-Resumable: 1.0.0",
        "Content-Type: application/offset+octet-stream",
        "Upload-Offset: 0",
        f"Content-Length: {len(content)}",
        "",
        "",
    ]
    with socket.create_connection(("127.0.0.1", edge.port)) as line:
        line.sendall("\r\n".join(lines).encode() + content[:sent])
        until(lambda: "AppendUpload" in edge.upstream.calls, 10, what="the first range is stored")
