"""Hosts, origins, networks and cookies follow from PUBLIC_URL."""

import pytest

from inloop_gateway.entry.http.guard import PublicUrlUnsafe, guard_of, token_of
from inloop_gateway.entry.http.refusals import HostRefused, OriginRefused

PORTAL = "https://portal.example"


def test_in_production_only_the_public_host_and_origin_are_known() -> None:
    guard = guard_of(PORTAL, is_local=False, port=8080, proxy_hops=1)
    guard.check("POST", "/v1/sessions", "portal.example", PORTAL, "same-origin")
    guard.check("GET", "/v1/me", "PORTAL.example:443", "https://evil.example", "cross-site")
    guard.check("GET", "/readyz", "10.1.2.3:8080", None, None)
    for host in ("localhost", "127.0.0.1", "evil.example", "portal.example.evil.example", ""):
        with pytest.raises(HostRefused):
            guard.check("GET", "/v1/me", host, None, None)
    for origin in ("http://portal.example", "https://portal.example.evil.example", "null"):
        with pytest.raises(OriginRefused):
            guard.check("DELETE", "/v1/me", "portal.example", origin, None)


def test_with_tls_the_cookie_is_bound_to_the_host_and_browsers_are_told_to_stay_with_tls() -> None:
    guard = guard_of(PORTAL, is_local=False, port=8080, proxy_hops=1)
    assert guard.cookie == "__Host-inloop"
    assert "Strict-Transport-Security" in dict(guard.headers)
    plain = guard_of("http://localhost:8080", is_local=True, port=8080, proxy_hops=0)
    assert plain.cookie == "inloop"
    assert "Strict-Transport-Security" not in dict(plain.headers)


def test_plain_http_is_refused_at_the_start_unless_it_is_this_machine() -> None:
    with pytest.raises(PublicUrlUnsafe):
        guard_of("http://portal.example", is_local=False, port=80, proxy_hops=0)


def test_only_as_many_proxies_are_believed_as_are_ours() -> None:
    forwarded = "6.6.6.6, 203.0.113.7, 198.51.100.1"
    seen = {hops: guard_of(PORTAL, is_local=False, port=1, proxy_hops=hops) for hops in (0, 1, 2)}
    assert seen[0].network("192.0.2.1", forwarded) == "192.0.2.1"
    assert seen[1].network("192.0.2.1", forwarded) == "198.51.100.1"
    assert seen[2].network("192.0.2.1", forwarded) == "203.0.113.7"
    assert seen[2].network("192.0.2.1", "203.0.113.7") == "203.0.113.7"
    assert seen[1].network("2001:db8::1", None) == "2001:db8::/64"


def test_the_token_is_read_from_our_cookie_or_a_bearer() -> None:
    assert token_of("a=1; inloop=T; b=2", "", "inloop") == "T"
    assert token_of("xinloop=T; inloopx=U", "", "inloop") == ""
    assert token_of("inloop=T", "Bearer U", "inloop") == "U"
    assert token_of("inloop=T", "Basic U", "inloop") == "T"
