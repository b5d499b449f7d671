"""How long sessions, invitations and links live."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inloop_gateway.domain.invitations import Invitation, State
from inloop_gateway.domain.links import LinkKind, url_of
from inloop_gateway.domain.sessions import IDLE, LASTS, Session
from inloop_gateway.domain.tokens import hash_of, new_token

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


def test_a_session_ends_when_it_is_idle_and_when_it_is_old() -> None:
    session = Session("s", "a", NOON, NOON, NOON + LASTS, None, "")
    assert session.is_live(NOON + IDLE - MOMENT)
    assert not session.is_live(NOON + IDLE)
    busy = replace(session, seen_at=NOON + LASTS - MOMENT)
    assert busy.is_live(NOON + LASTS - MOMENT)
    assert not busy.is_live(NOON + LASTS)
    assert not replace(session, ended_at=NOON).is_live(NOON)


def test_an_invitation_is_open_until_it_is_accepted_cancelled_or_old() -> None:
    names = ("id", "workspace_id", "workspace_name", "project_id", "client_id", "contact_id")
    common = dict.fromkeys((*names, "account_id", "email", "name", "language"), "x")
    invitation = Invitation(**common, issued_at=NOON, expires_at=NOON + timedelta(days=14))
    assert invitation.state(NOON) is State.OPEN
    assert invitation.state(NOON + timedelta(days=14)) is State.EXPIRED
    assert replace(invitation, accepted_at=NOON).state(NOON) is State.ACCEPTED
    assert replace(invitation, cancelled_at=NOON).state(NOON) is State.CANCELLED


def test_tokens_are_long_different_and_kept_as_hashes() -> None:
    one, two = new_token(), new_token()
    assert len(one) == 43
    assert one != two
    assert hash_of(one) == hash_of(one) != hash_of(two)
    assert one not in hash_of(one)


def test_a_link_carries_its_token_where_no_server_sees_it() -> None:
    assert url_of("https://portal.example/", LinkKind.PASSWORD_RESET, "T") == "https://portal.example/reset#T"
    assert url_of("https://portal.example", LinkKind.INVITATION, "T") == "https://portal.example/invitation#T"
