"""Callers: who may say what of whom, for how long, and with which keys. (What servers make of them: tests/rpc.)"""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inloop.options.v1.access_pb2 import CAPABILITY_MESSAGE, LEVEL_DETAIL, LEVEL_ROADMAP, LEVEL_STAFF, ROLE_MEMBER
from inloop_kit.caller import (
    Caller,
    CallerExpired,
    CallerRefused,
    CallerSigner,
    CallerVerifier,
    KeysUnusable,
    create_keys,
    load_signer,
    load_verifier,
)
from inloop_kit.caller_cache import CallerCache
from inloop_kit.errors import Forbidden, Missing
from inloop_kit.testing import FixedClock

KEYS = {name: Ed25519PrivateKey.generate() for name in ("gateway", "reports")}
PUBLIC = {name: key.public_key() for name, key in KEYS.items()}
PERSON = Caller(
    account_id="a",
    workspace_id="w",
    project_id="p",
    client_id="c",
    contact_id="k",
    level=LEVEL_DETAIL,
    capabilities=frozenset({CAPABILITY_MESSAGE}),
    session_id="s",
    grant_read_at=datetime(2026, 11, 24, 7, 59, 59, 500_000, tzinfo=UTC),
)


def signer(name: str, clock: FixedClock) -> CallerSigner:
    return CallerSigner(name, KEYS[name], clock=clock)


def test_a_caller_arrives_as_it_was_signed(clock):
    token = signer("gateway", clock).sign(PERSON)
    arrived = CallerVerifier(PUBLIC, clock=clock).verify(token)
    assert arrived.issued_at == clock.now()
    assert arrived.token == token
    assert {name: getattr(arrived, name) for name in ("account_id", "level", "capabilities", "grant_read_at")} == {
        "account_id": "a",
        "level": LEVEL_DETAIL,
        "capabilities": {CAPABILITY_MESSAGE},
        "grant_read_at": PERSON.grant_read_at,
    }


def test_a_caller_counts_for_five_seconds(clock):
    verifier = CallerVerifier(PUBLIC, clock=clock)
    token = signer("gateway", clock).sign(PERSON)
    clock.advance(seconds=4.9)
    verifier.verify(token)
    clock.advance(seconds=0.2)
    for _ in range(2):
        with pytest.raises(CallerExpired):
            verifier.verify(token)


def test_a_caller_from_the_future_is_refused(clock):
    token = signer("gateway", FixedClock(clock.now() + timedelta(seconds=3))).sign(PERSON)
    with pytest.raises(CallerRefused):
        CallerVerifier(PUBLIC, clock=clock).verify(token)


def test_a_changed_byte_anywhere_is_refused(clock):
    token = signer("gateway", clock).sign(PERSON)
    verifier = CallerVerifier(PUBLIC, clock=clock)
    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 1
        with pytest.raises(CallerRefused):
            verifier.verify(bytes(changed))


def test_a_service_cannot_sign_for_a_person_or_with_a_level(clock):
    for caller in (PERSON, Caller(account_id="a"), Caller(purpose="render", level=LEVEL_ROADMAP)):
        with pytest.raises(Forbidden):
            signer("reports", clock).sign(caller)


def test_the_gateway_working_in_the_background_carries_no_level_either(clock):
    with pytest.raises(Forbidden):
        signer("gateway", clock).sign(Caller(account_id="a", purpose="webhooks", level=LEVEL_ROADMAP))


def test_a_service_says_for_whom_and_why(clock):
    made = signer("reports", clock).for_service("render", project_id="p", on_behalf_of="a")
    arrived = CallerVerifier(PUBLIC, clock=clock).verify(signer("reports", clock).sign(made))
    assert (arrived.issuer, arrived.account_id, arrived.project_id, arrived.purpose) == ("reports", "a", "p", "render")
    assert (arrived.is_service, arrived.actor, arrived.sees(LEVEL_ROADMAP)) == (True, "reports/a", False)
    with pytest.raises(ValueError, match="why"):
        signer("reports", clock).for_service("")


def test_staff_sees_every_level_and_a_contact_up_to_its_own():
    assert Caller(role=ROLE_MEMBER).sees(LEVEL_STAFF)
    assert PERSON.sees(LEVEL_DETAIL)
    assert not PERSON.sees(LEVEL_STAFF)


def test_keys_are_made_once_and_for_their_owner_only(tmp_path, clock):
    folder = tmp_path / "keys"
    create_keys(folder, ["gateway"])
    before = (folder / "gateway.key").read_bytes()
    create_keys(folder, ["gateway", "reports"])
    assert (folder / "gateway.key").read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {"gateway.key", "gateway.pub", "reports.key", "reports.pub"}
    assert (folder / "gateway.key").stat().st_mode & 0o777 == 0o600
    token = load_signer(folder, "gateway", clock=clock).sign(PERSON)
    assert load_verifier(folder, clock=clock).verify(token).account_id == "a"


def test_a_key_that_others_can_read_is_not_used(tmp_path):
    create_keys(tmp_path, ["gateway"])
    (tmp_path / "gateway.key").chmod(0o644)
    with pytest.raises(KeysUnusable):
        load_signer(tmp_path, "gateway")
    with pytest.raises(KeysUnusable):
        load_signer(tmp_path, "notify")
    with pytest.raises(KeysUnusable):
        load_verifier(tmp_path / "elsewhere")


class Grants:
    def __init__(self) -> None:
        self.asked = 0
        self.level = LEVEL_DETAIL

    def resolve(self, caller: Caller) -> Caller:
        self.asked += 1
        if not self.level:
            raise Missing
        return caller.with_access(level=self.level)


def test_what_was_resolved_counts_for_a_second(clock):
    grants = Grants()
    cache = CallerCache(grants.resolve, clock)
    caller = signer("reports", clock).for_service("render", project_id="p", on_behalf_of="a")
    assert cache(caller).level == LEVEL_DETAIL
    grants.level = 0
    clock.advance(seconds=0.9)
    assert (cache(caller).level, grants.asked) == (LEVEL_DETAIL, 1)
    clock.advance(seconds=0.1)
    for _ in range(2):
        with pytest.raises(Missing):
            cache(caller)


def test_a_changed_grant_is_forgotten_at_once(clock):
    grants = Grants()
    cache = CallerCache(grants.resolve, clock)
    service = signer("reports", clock)
    here = service.for_service("render", project_id="p", on_behalf_of="a")
    there = service.for_service("render", project_id="q", on_behalf_of="a")
    cache(here), cache(there)
    cache.forget("a", "p")
    cache(here), cache(there)
    assert grants.asked == 3
    cache.forget("a")
    cache(here), cache(there)
    assert grants.asked == 5
