"""The address of a calendar feed: the token is all that counts, and nothing else is told."""

from __future__ import annotations

import secrets

from edge_world import EdgeWorld

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def address(token: str) -> str:
    return f"/v1/feeds/{token}.ics"


def subscribed(edge: EdgeWorld) -> str:
    token = secrets.token_urlsafe(32)
    edge.upstream.feeds[token] = CALENDAR
    return token


def test_a_calendar_program_reads_a_feed_without_signing_in(edge: EdgeWorld) -> None:
    answer = edge.anyone().get(address(subscribed(edge)))
    assert answer.status_code == 200
    assert answer.content == CALENDAR
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers


def test_a_calendar_that_has_the_same_version_gets_no_body(edge: EdgeWorld) -> None:
    program, token = edge.anyone(), subscribed(edge)
    tag = program.get(address(token)).headers["ETag"]
    again = program.get(address(token), headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    edge.upstream.feeds[token] = CALENDAR.replace(b"END", b"X-NEW:1\r\nEND")
    assert program.get(address(token), headers={"If-None-Match": tag}).status_code == 200


def test_head_says_what_get_would_and_nothing_else_is_taken(edge: EdgeWorld) -> None:
    program, token = edge.anyone(), subscribed(edge)
    head = program.call("HEAD", address(token))
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(CALENDAR)))
    refused = program.call("POST", address(token))
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")


def test_ended_unknown_and_misshapen_addresses_are_one_answer(edge: EdgeWorld) -> None:
    program, token = edge.anyone(), subscribed(edge)
    del edge.upstream.feeds[token]
    same = {"X-Request-Id": "the-same"}
    paths = [address(token), address(secrets.token_urlsafe(32)), address("short"), "/v1/feeds/", address("../x")]
    answers = [program.get(path, headers=same) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_guessing_is_throttled_by_network_without_locking_sign_in(edge: EdgeWorld) -> None:
    guesser = edge.anyone()
    email = f"{secrets.token_hex(6)}@example.org"
    edge.account(email)
    codes = [guesser.get(address(secrets.token_urlsafe(32))).status_code for _ in range(101)]
    assert codes == [404] * 100 + [429]
    guesser.email = email
    assert guesser.sign_in().status_code == 200
    assert edge.anyone().get(address(subscribed(edge))).status_code == 200
