"""Inviting, looking, accepting once, cancelling."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from actions_world import GOOD, OTHER, PUBLIC_URL, ActionsWorld, new_id

from inloop.gateway.v1 import invitations_pb2
from inloop_gateway.actions.invitations import InvitationClosed
from inloop_gateway.domain.accounts import LinkSpent, WrongPassword
from inloop_gateway.domain.links import LinkKind
from inloop_kit.caller import Caller
from inloop_kit.errors import Missing


def test_an_invited_person_accepts_and_signs_in_with_the_account_that_was_kept(world: ActionsWorld) -> None:
    invitation = world.invite("Tom@Hartmann.example")
    issued = world.events("InvitationIssued")[-1]
    url = world.url(LinkKind.INVITATION, invitation.id)
    assert url.startswith(f"{PUBLIC_URL}/invitation#")
    look = world.call(
        "invitations", "LookAtInvitation", invitations_pb2.LookAtInvitationRequest(token=url.partition("#")[2])
    )
    assert (look.email, look.name, look.workspace_name, look.has_account) == (
        "tom@hartmann.example",
        "Tom Reuter",
        "Nordlicht",
        False,
    )
    accepted = world.accept(url.partition("#")[2])
    assert accepted.account_id == issued.account_id == world.events("InvitationAccepted")[-1].account_id
    assert accepted.project_id == world.staff.project_id
    assert world.sign_in("tom@hartmann.example").account_id == issued.account_id


def test_of_fifty_acceptances_at_once_one_succeeds(world: ActionsWorld) -> None:
    invitation = world.invite("tom@hartmann.example")
    token = world.token(LinkKind.INVITATION, invitation.id)

    def accept(_number: int) -> str:
        try:
            return world.accept(token).account_id
        except LinkSpent:
            return ""

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(accept, range(50)))
    assert len([one for one in outcomes if one]) == 1
    assert len(world.events("InvitationAccepted")) == 1


def test_somebody_with_an_account_shows_its_password_and_keeps_it(world: ActionsWorld) -> None:
    account_id = world.account("tom@hartmann.example")
    token = world.token(LinkKind.INVITATION, world.invite("tom@hartmann.example").id)
    with pytest.raises(WrongPassword):
        world.accept(token, OTHER)
    assert world.accept(token, GOOD).account_id == account_id


def test_two_contacts_of_one_address_become_one_account(world: ActionsWorld) -> None:
    first, second = world.invite("tom@hartmann.example"), world.invite("tom@hartmann.example")
    kept = {one.account_id for one in world.events("InvitationIssued")}
    assert len(kept) == 1
    world.accept(world.token(LinkKind.INVITATION, first.id))
    accepted = world.accept(world.token(LinkKind.INVITATION, second.id))
    assert {accepted.account_id} == kept


def test_sending_again_makes_the_earlier_link_void(world: ActionsWorld) -> None:
    contact_id = new_id()
    first = world.invite("tom@hartmann.example", contact_id=contact_id)
    token = world.token(LinkKind.INVITATION, first.id)
    second = world.invite("tom@hartmann.example", contact_id=contact_id)
    with pytest.raises(LinkSpent):
        world.accept(token)
    world.accept(world.token(LinkKind.INVITATION, second.id))


def test_a_cancelled_invitation_cannot_be_accepted_and_an_accepted_one_not_cancelled(world: ActionsWorld) -> None:
    gone, used = world.invite("tom@hartmann.example"), world.invite("clara@hartmann.example")
    token = world.token(LinkKind.INVITATION, gone.id)

    def cancel(invitation_id: str, caller: Caller) -> invitations_pb2.Invitation:
        request = invitations_pb2.CancelInvitationRequest(project_id=caller.project_id, invitation_id=invitation_id)
        made: invitations_pb2.Invitation = world.call("invitations", "CancelInvitation", request, caller)
        return made

    for _ in range(2):
        assert cancel(gone.id, world.staff.caller).state == invitations_pb2.INVITATION_STATE_CANCELLED
    with pytest.raises(LinkSpent):
        world.accept(token)
    world.accept(world.token(LinkKind.INVITATION, used.id))
    with pytest.raises(InvitationClosed):
        cancel(used.id, world.staff.caller)
    with pytest.raises(Missing):
        cancel(used.id, Caller(account_id=new_id(), workspace_id=new_id(), project_id=new_id(), role=2))
    assert world.url(LinkKind.INVITATION, gone.id) == ""


def test_an_invitation_runs_out_after_two_weeks(world: ActionsWorld) -> None:
    token = world.token(LinkKind.INVITATION, world.invite("tom@hartmann.example").id)
    world.clock.advance(days=14)
    with pytest.raises(LinkSpent):
        world.accept(token)


def test_a_project_lists_its_own_invitations_newest_first(world: ActionsWorld) -> None:
    first = world.invite("tom@hartmann.example")
    world.clock.advance(seconds=1)
    second = world.invite("clara@hartmann.example")
    request = invitations_pb2.ListInvitationsRequest(project_id=world.staff.project_id)
    listed = world.call("invitations", "ListInvitations", request, world.staff.caller)
    assert [one.id for one in listed.invitations] == [second.id, first.id]
    foreign = Caller(account_id=new_id(), workspace_id=new_id(), project_id=new_id(), role=2)
    assert not world.call("invitations", "ListInvitations", request, foreign).invitations
