"""The gateway's own services: accounts, sessions, invitations. The edge calls them like those of any other service."""

from __future__ import annotations

from inloop.gateway.v1 import (
    accounts_pb2,
    accounts_pb2_grpc,
    invitations_pb2,
    invitations_pb2_grpc,
    sessions_pb2,
    sessions_pb2_grpc,
)
from inloop_gateway.actions.accounts import Accounts
from inloop_gateway.actions.invitations import Invitations, Invited
from inloop_gateway.actions.links import Links
from inloop_gateway.actions.sessions import Sessions
from inloop_gateway.clients.people import People
from inloop_gateway.domain.accounts import address
from inloop_gateway.domain.links import LinkKind
from inloop_gateway.entry import messages
from inloop_gateway.entry.credentials import ACCEPT, CHANGE, SIGN_IN, Credentials, Shown
from inloop_kit.rpc_context import Context, caller_of, gathered, session_of


class AccountService(accounts_pb2_grpc.AccountServiceServicer):
    """Accounts and their passwords."""

    def __init__(self, accounts: Accounts, links: Links, credentials: Credentials) -> None:
        self.accounts = accounts
        self.links = links
        self.credentials = credentials

    def before_CreateAccount(self, request: accounts_pb2.CreateAccountRequest, _context: Context) -> Shown:
        return self.credentials.create(request.email, request.name, request.password)

    def CreateAccount(self, request: accounts_pb2.CreateAccountRequest, context: Context) -> accounts_pb2.Account:
        account = self.accounts.create(
            session_of(context),
            caller_of(context),
            email=request.email,
            name=request.name,
            language=request.language,
            password_hash=gathered(context).new_hash,
        )
        return messages.account(account)

    def GetMe(self, request: accounts_pb2.GetMeRequest, context: Context) -> accounts_pb2.Account:
        return messages.account(self.accounts.get(session_of(context), caller_of(context).account_id))

    def before_ChangePassword(self, request: accounts_pb2.ChangePasswordRequest, context: Context) -> Shown:
        return self.credentials.change(caller_of(context), request.old_password, request.new_password)

    def ChangePassword(
        self, request: accounts_pb2.ChangePasswordRequest, context: Context
    ) -> accounts_pb2.ChangePasswordResponse:
        session, caller, shown = session_of(context), caller_of(context), gathered(context)
        self.accounts.change_password(session, caller, instead_of=shown.account.password_hash, new_hash=shown.new_hash)
        self.credentials.throttle.forget(session, CHANGE, caller.account_id)
        return accounts_pb2.ChangePasswordResponse()

    def before_RequestPasswordReset(self, request: accounts_pb2.RequestPasswordResetRequest, _context: Context) -> None:
        self.credentials.request_reset(request.email)

    def RequestPasswordReset(
        self, request: accounts_pb2.RequestPasswordResetRequest, context: Context
    ) -> accounts_pb2.RequestPasswordResetResponse:
        self.accounts.request_reset(session_of(context), caller_of(context), request.email)
        return accounts_pb2.RequestPasswordResetResponse()

    def before_ResetPassword(self, request: accounts_pb2.ResetPasswordRequest, _context: Context) -> Shown:
        return self.credentials.reset(request.token, request.new_password)

    def ResetPassword(
        self, request: accounts_pb2.ResetPasswordRequest, context: Context
    ) -> accounts_pb2.ResetPasswordResponse:
        new_hash = gathered(context).new_hash
        self.accounts.reset_password(session_of(context), caller_of(context), request.token, new_hash)
        return accounts_pb2.ResetPasswordResponse()

    def IssueLink(self, request: accounts_pb2.IssueLinkRequest, context: Context) -> accounts_pb2.IssuedLink:
        link = self.links.issue(session_of(context), caller_of(context), LinkKind(request.kind), request.id)
        return messages.link(link)


class SessionService(sessions_pb2_grpc.SessionServiceServicer):
    """Sign-in and sign-out."""

    def __init__(self, sessions: Sessions, credentials: Credentials) -> None:
        self.sessions = sessions
        self.credentials = credentials

    def before_SignIn(self, request: sessions_pb2.SignInRequest, _context: Context) -> Shown:
        return self.credentials.sign_in(request.email, request.password)

    def SignIn(self, request: sessions_pb2.SignInRequest, context: Context) -> sessions_pb2.SignedIn:
        session, account = session_of(context), gathered(context).account
        begun, token = self.sessions.begin(session, caller_of(context), account.id, request.agent)
        self.credentials.throttle.forget(session, SIGN_IN, address(request.email))
        return messages.signed_in(begun, token)

    def SignOut(self, request: sessions_pb2.SignOutRequest, context: Context) -> sessions_pb2.SignOutResponse:
        self.sessions.sign_out(session_of(context), caller_of(context))
        return sessions_pb2.SignOutResponse()

    def ListSessions(
        self, request: sessions_pb2.ListSessionsRequest, context: Context
    ) -> sessions_pb2.ListSessionsResponse:
        caller = caller_of(context)
        found = self.sessions.list_all(session_of(context), caller)
        return messages.session_list(found, current=caller.session_id)

    def EndSession(self, request: sessions_pb2.EndSessionRequest, context: Context) -> sessions_pb2.EndSessionResponse:
        self.sessions.end(session_of(context), caller_of(context), request.session_id)
        return sessions_pb2.EndSessionResponse()


class InvitationService(invitations_pb2_grpc.InvitationServiceServicer):
    """Invitations of contacts."""

    def __init__(self, invitations: Invitations, people: People, credentials: Credentials) -> None:
        self.invitations = invitations
        self.people = people
        self.credentials = credentials

    def before_InviteContact(self, request: invitations_pb2.InviteContactRequest, context: Context) -> Invited:
        facts = self.people.contact(caller_of(context), request.contact_id)
        return messages.invited(facts.contact, facts.workspace_name)

    def InviteContact(
        self, request: invitations_pb2.InviteContactRequest, context: Context
    ) -> invitations_pb2.Invitation:
        made = self.invitations.invite(session_of(context), caller_of(context), gathered(context))
        return messages.invitation(made, self.invitations.clock.now())

    def ListInvitations(
        self, request: invitations_pb2.ListInvitationsRequest, context: Context
    ) -> invitations_pb2.ListInvitationsResponse:
        found = self.invitations.list_all(session_of(context), caller_of(context))
        now = self.invitations.clock.now()
        return invitations_pb2.ListInvitationsResponse(invitations=[messages.invitation(one, now) for one in found])

    def CancelInvitation(
        self, request: invitations_pb2.CancelInvitationRequest, context: Context
    ) -> invitations_pb2.Invitation:
        ended = self.invitations.cancel(session_of(context), caller_of(context), request.invitation_id)
        return messages.invitation(ended, self.invitations.clock.now())

    def LookAtInvitation(
        self, request: invitations_pb2.LookAtInvitationRequest, context: Context
    ) -> invitations_pb2.InvitationLook:
        found, has_account = self.invitations.look(session_of(context), request.token)
        return messages.look(found, has_account=has_account)

    def before_AcceptInvitation(self, request: invitations_pb2.AcceptInvitationRequest, _context: Context) -> Shown:
        return self.credentials.accept(request.token, request.name, request.password)

    def AcceptInvitation(
        self, request: invitations_pb2.AcceptInvitationRequest, context: Context
    ) -> invitations_pb2.InvitationAcceptance:
        session, caller, shown = session_of(context), caller_of(context), gathered(context)
        found, account = self.invitations.accept(
            session, caller, request.token, name=request.name, account=shown.account, new_hash=shown.new_hash
        )
        self.credentials.throttle.forget(session, ACCEPT, account.id)
        return messages.acceptance(found, account)
