"""Signing in, changing and resetting passwords, and how often one may try."""

from datetime import timedelta

import pytest
from actions_world import GOOD, OTHER, ActionsWorld

from inloop.gateway.v1 import accounts_pb2, sessions_pb2
from inloop_gateway.domain.accounts import LinkSpent, SignInRefused, WrongPassword
from inloop_gateway.domain.links import LinkKind
from inloop_gateway.domain.passwords import WeakPassword
from inloop_gateway.domain.throttling import PER_ACCOUNT, RESETS_PER_ACCOUNT
from inloop_kit.errors import Missing, TooMuch


def test_an_account_signs_in_with_its_address_in_any_case_and_out_again(world: ActionsWorld) -> None:
    account_id = world.account("Ada@Example.org")
    caller = world.sign_in(" ada@example.ORG".strip())
    assert caller.account_id == account_id
    assert world.session_count(caller) == 1
    world.call("sessions", "SignOut", sessions_pb2.SignOutRequest(), caller)
    assert world.session_count(caller) == 0
    assert list(world.events("SessionsEnded")[-1].session_ids) == [caller.session_id]


def test_unknown_address_and_wrong_password_are_refused_alike_and_cost_one_argon2_each(world: ActionsWorld) -> None:
    world.account("ada@example.org")
    refusals = []
    for email in ("ada@example.org", "nobody@example.org"):
        before = world.hasher.runs
        with pytest.raises(SignInRefused) as refused:
            world.sign_in(email, "not the password")
        refusals.append((refused.value.detail, refused.value.reason, refused.value.facts, world.hasher.runs - before))
    assert refusals[0] == refusals[1]
    assert refusals[0][3] == 1


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_failed_sign_ins_are_limited_for_known_and_unknown_addresses_until_the_window_ends(
    world: ActionsWorld, email: str
) -> None:
    world.account("ada@example.org")
    for _ in range(PER_ACCOUNT.most):
        with pytest.raises(SignInRefused):
            world.sign_in(email, "not the password")
    runs = world.hasher.runs
    with pytest.raises(TooMuch) as refused:
        world.sign_in(email, GOOD)
    assert refused.value.retry_after == 900
    assert world.hasher.runs == runs, "a refused try costs no argon2"
    world.clock.advance(minutes=15, seconds=1)
    with pytest.raises(SignInRefused):
        world.sign_in(email, "not the password")


def test_a_success_forgets_the_failures_before_it(world: ActionsWorld) -> None:
    world.account("ada@example.org")
    for _ in range(3):
        for _ in range(PER_ACCOUNT.most - 1):
            with pytest.raises(SignInRefused):
                world.sign_in("ada@example.org", "not the password")
        world.sign_in("ada@example.org")


def test_making_an_account_twice_changes_nothing_and_weak_passwords_are_refused(world: ActionsWorld) -> None:
    assert world.account("ada@example.org") == world.account("ADA@example.org", OTHER)
    world.sign_in("ada@example.org", GOOD)
    with pytest.raises(WeakPassword):
        world.account("bob@example.org", "password1234")


def test_changing_the_password_ends_the_other_sessions_and_wants_the_old_one(world: ActionsWorld) -> None:
    world.account("ada@example.org")
    other, mine = world.sign_in("ada@example.org"), world.sign_in("ada@example.org")
    wrong = accounts_pb2.ChangePasswordRequest(old_password=OTHER, new_password=OTHER)
    with pytest.raises(WrongPassword):
        world.call("accounts", "ChangePassword", wrong, mine)
    right = accounts_pb2.ChangePasswordRequest(old_password=GOOD, new_password=OTHER)
    world.call("accounts", "ChangePassword", right, mine)
    assert list(world.events("SessionsEnded")[-1].session_ids) == [other.session_id]
    assert world.session_count(mine) == 1
    with pytest.raises(SignInRefused):
        world.sign_in("ada@example.org", GOOD)
    world.sign_in("ada@example.org", OTHER)


def test_one_of_the_own_sessions_can_be_ended_and_a_foreign_one_is_absent(world: ActionsWorld) -> None:
    world.account("ada@example.org")
    world.account("bob@example.org")
    mine, other, foreign = (world.sign_in(one) for one in ("ada@example.org", "ada@example.org", "bob@example.org"))
    world.call("sessions", "EndSession", sessions_pb2.EndSessionRequest(session_id=other.session_id), mine)
    assert world.session_count(mine) == 1
    with pytest.raises(Missing):
        world.call("sessions", "EndSession", sessions_pb2.EndSessionRequest(session_id=foreign.session_id), mine)
    assert world.session_count(foreign) == 1


def test_a_reset_sets_the_password_once_and_ends_every_session(world: ActionsWorld) -> None:
    account_id = world.account("ada@example.org")
    caller = world.sign_in("ada@example.org")
    reset_id = world.request_reset("ada@example.org")
    first, second = (world.token(LinkKind.PASSWORD_RESET, reset_id) for _ in range(2))
    world.call("accounts", "ResetPassword", accounts_pb2.ResetPasswordRequest(token=first, new_password=OTHER))
    ended = world.events("SessionsEnded")[-1]
    assert (ended.account_id, list(ended.session_ids)) == (account_id, [caller.session_id])
    assert world.session_count(caller) == 0
    world.sign_in("ada@example.org", OTHER)
    for token in (first, second, "never-issued"):
        with pytest.raises(LinkSpent):
            world.call("accounts", "ResetPassword", accounts_pb2.ResetPasswordRequest(token=token, new_password=GOOD))


def test_a_reset_runs_out_after_two_days(world: ActionsWorld) -> None:
    world.account("ada@example.org")
    token = world.token(LinkKind.PASSWORD_RESET, world.request_reset("ada@example.org"))
    world.clock.advance(hours=48)
    with pytest.raises(LinkSpent):
        world.call("accounts", "ResetPassword", accounts_pb2.ResetPasswordRequest(token=token, new_password=OTHER))


def test_a_reset_for_an_unknown_address_looks_alike_and_its_link_is_void(world: ActionsWorld) -> None:
    world.account("ada@example.org")
    known, unknown = world.request_reset("ada@example.org"), world.request_reset("nobody@example.org")
    assert len(world.events("PasswordResetRequested")) == 2
    assert world.url(LinkKind.PASSWORD_RESET, known)
    issued = accounts_pb2.IssueLinkRequest(kind=accounts_pb2.LINK_KIND_PASSWORD_RESET, id=unknown)
    assert world.call("accounts", "IssueLink", issued) == accounts_pb2.IssuedLink(is_void=True)


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_nobody_fills_a_mailbox_with_resets(world: ActionsWorld, email: str) -> None:
    world.account("ada@example.org")
    for _ in range(RESETS_PER_ACCOUNT.most):
        world.request_reset(email)
    with pytest.raises(TooMuch):
        world.request_reset(email)
    world.clock.advance(seconds=timedelta(hours=1, seconds=1).total_seconds())
    world.request_reset(email)
