"""Sessions over HTTP: the cookie, the bearer, throttling, links."""

from __future__ import annotations

from typing import Any

import requests
from edge_world import PASSWORD, EdgeWorld
from sqlalchemy import select

from inloop.gateway.v1 import accounts_pb2, accounts_pb2_grpc
from inloop_gateway.domain.throttling import PER_NETWORK
from inloop_kit.caller import load_signer
from inloop_kit.kit_tables import outbox
from inloop_kit.rpc_client import Upstream
from inloop_kit.testing import until

OTHER = "staple paper clip box"


def test_signing_in_sets_a_cookie_that_scripts_cannot_read_and_no_body_holds_the_token(edge: EdgeWorld) -> None:
    person = edge.person()
    answer = person.sign_in()
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("inloop=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert set(answer.json()) == {"account_id", "expires_at"}
    assert person.get("/v1/me").json()["email"] == person.email
    sessions = person.get("/v1/me/sessions").json()["sessions"]
    assert [one["is_current"] for one in sessions] == [True, False]
    assert "python-requests" in sessions[0]["agent"]


def test_the_token_is_accepted_as_a_bearer_and_nothing_else_is(edge: EdgeWorld) -> None:
    token = edge.person().http.cookies["inloop"]
    nobody = edge.anyone()
    assert nobody.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert nobody.get("/v1/me", headers={"Authorization": f"Basic {token}"}).status_code == 401


def test_signing_out_ends_the_session_at_once(edge: EdgeWorld) -> None:
    person = edge.person()
    token = person.http.cookies["inloop"]
    answer = person.post("/v1/sessions:sign-out", {})
    assert (answer.status_code, answer.json()) == (200, {})
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    kept = edge.anyone().get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert kept.status_code == 401


def test_known_and_unknown_addresses_are_refused_byte_for_byte_alike(edge: EdgeWorld) -> None:
    person = edge.person()
    same = {"X-Request-Id": "the-same"}
    answers = [
        edge.anyone().post("/v1/sessions", {"email": email, "password": "not the password"}, headers=same)
        for email in (person.email, "nobody-at-all@example.org")
    ]
    assert [one.status_code for one in answers] == [401, 401]
    assert answers[0].content == answers[1].content
    resets = [
        edge.anyone().post("/v1/password-resets", {"email": email}, headers=same)
        for email in (person.email, "nobody-at-all@example.org")
    ]
    assert {(one.status_code, one.content) for one in resets} == {(200, b"{}")}


def test_a_person_cannot_say_which_network_or_browser_signs_in(edge: EdgeWorld) -> None:
    person = edge.person()
    for name in ("agent", "network"):
        body = {"email": person.email, "password": PASSWORD, name: "x"}
        refused = person.post("/v1/sessions", body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"/{name}")


def test_one_network_is_limited_over_all_accounts_and_paths_and_another_is_not(edge: EdgeWorld) -> None:
    attacker, victim = edge.anyone(), edge.person()
    for _ in range(PER_NETWORK.most):
        assert attacker.post("/v1/invitations:look", {"token": "guess"}).status_code == 409
    attacker.email = victim.email
    refused = attacker.sign_in()
    assert (refused.status_code, refused.json()["reason"]) == (429, "TOO_MUCH")
    assert int(refused.headers["Retry-After"]) > 0
    assert victim.sign_in().status_code == 200


def test_a_reset_ends_the_sessions_and_a_host_lie_does_not_enter_its_link(edge: EdgeWorld) -> None:
    person = edge.person()
    lie = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert person.post("/v1/password-resets", {"email": person.email}, headers=lie).status_code == 200
    url = _issued(edge, _last_reset(edge))
    assert url.startswith(f"{edge.settings.public_url}/reset#")
    redeemed = edge.anyone().post("/v1/password-resets:redeem", {"token": url.partition("#")[2], "new_password": OTHER})
    assert redeemed.status_code == 200
    until(lambda: person.get("/v1/me").status_code == 401, 5, what="the session has ended")
    assert person.sign_in(OTHER).status_code == 200
    again = edge.anyone().post("/v1/password-resets:redeem", {"token": url.partition("#")[2], "new_password": PASSWORD})
    assert (again.status_code, again.json()["reason"]) == (409, "LINK_SPENT")


def test_no_get_redeems_anything(edge: EdgeWorld) -> None:
    for path in ("/v1/invitations:accept", "/v1/password-resets:redeem", "/v1/sessions:sign-out"):
        answer: requests.Response = edge.anyone().get(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def _last_reset(edge: EdgeWorld) -> str:
    query = select(outbox.c.aggregate_id).where(outbox.c.subject == "inloop.gateway.v1.PasswordResetRequested")
    with edge.service.database.read() as session:
        return str(session.scalars(query.order_by(outbox.c.seq.desc()).limit(1)).one())


def _issued(edge: EdgeWorld, reset_id: str) -> str:
    """As notify asks for the link of a mail."""
    client = Upstream(edge.settings.listen, load_signer(edge.keys, "notify"))
    stub: Any = client.stub(accounts_pb2_grpc.AccountServiceStub)
    request = accounts_pb2.IssueLinkRequest(kind=accounts_pb2.LINK_KIND_PASSWORD_RESET, id=reset_id)
    link = client.call(stub.IssueLink, request, caller=client.as_service("send-mail"))
    client.close()
    return str(link.url)
