"""gRPC: accounts, sessions, invitations, and the links of mails."""

from __future__ import annotations

from datetime import datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from inloop.gateway.v1 import (
    accounts_pb2,
    accounts_pb2_grpc,
    invitations_pb2,
    invitations_pb2_grpc,
    sessions_pb2,
    sessions_pb2_grpc,
)
from inloop.projects.v1 import people_pb2, people_pb2_grpc, projects_pb2, projects_pb2_grpc
from inloop_gateway.actions.accounts import Accounts, Link
from inloop_gateway.actions.invitations import Credential, Invitations
from inloop_gateway.actions.sessions import Sessions
from inloop_gateway.domain.accounts import Account, Invitation, Session
from inloop_gateway.domain.passwords import require_strong
from inloop_gateway.entry.weighing import Weighed, Weighing
from inloop_kit.rpc_client import Upstream
from inloop_kit.rpc_server import caller_of, gathered, session_of


class AccountService(accounts_pb2_grpc.AccountServiceServicer):
    """Accounts and passwords."""

    def __init__(self, accounts: Accounts, weighing: Weighing) -> None:
        self.accounts = accounts
        self.weighing = weighing

    def before_CreateAccount(
        self, request: accounts_pb2.CreateAccountRequest, _context: grpc.ServicerContext
    ) -> str:
        require_strong(request.password, email=request.email, name=request.name, field="password")
        return self.weighing.hashing.hash(request.password)

    def CreateAccount(
        self, request: accounts_pb2.CreateAccountRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        account = self.accounts.create(
            session_of(context),
            caller_of(context),
            email=request.email,
            name=request.name,
            password_hash=gathered(context),
            language=request.language,
        )
        return _account(account)

    def GetMe(self, request: accounts_pb2.GetMeRequest, context: grpc.ServicerContext) -> accounts_pb2.Account:
        return _account(self.accounts.get(session_of(context), caller_of(context)))

    def before_ChangePassword(
        self, request: accounts_pb2.ChangePasswordRequest, context: grpc.ServicerContext
    ) -> Weighed:
        weighed = self.weighing.change(caller_of(context).account_id, request.old_password, request.new_password)
        if weighed.account is not None:
            account = weighed.account
            require_strong(request.new_password, email=account.email, name=account.name, field="new_password")
        return weighed

    def ChangePassword(
        self, request: accounts_pb2.ChangePasswordRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.ChangePasswordResponse:
        weighed: Weighed = gathered(context)
        self.accounts.change_password(
            session_of(context), caller_of(context), matches=weighed.matches, password_hash=weighed.password_hash
        )
        return accounts_pb2.ChangePasswordResponse()

    def RequestPasswordReset(
        self, request: accounts_pb2.RequestPasswordResetRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.RequestPasswordResetResponse:
        self.accounts.request_reset(session_of(context), request.email)
        return accounts_pb2.RequestPasswordResetResponse()

    def before_ResetPassword(
        self, request: accounts_pb2.ResetPasswordRequest, _context: grpc.ServicerContext
    ) -> str:
        return self.weighing.hashing.hash(request.new_password)

    def ResetPassword(
        self, request: accounts_pb2.ResetPasswordRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.ResetPasswordResponse:
        self.accounts.reset_password(
            session_of(context), token=request.token, password=request.new_password, password_hash=gathered(context)
        )
        return accounts_pb2.ResetPasswordResponse()

    def IssueLink(
        self, request: accounts_pb2.IssueLinkRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.IssuedLink:
        session = session_of(context)
        if request.kind == accounts_pb2.LINK_KIND_INVITATION:
            return _link(self.accounts.invitation_link(session, request.id))
        return _link(self.accounts.reset_link(session, request.id))


class SessionService(sessions_pb2_grpc.SessionServiceServicer):
    """Sign-in and sign-out."""

    def __init__(self, sessions: Sessions, weighing: Weighing) -> None:
        self.sessions = sessions
        self.weighing = weighing

    def before_SignIn(
        self, request: sessions_pb2.SignInRequest, _context: grpc.ServicerContext
    ) -> Weighed:
        return self.weighing.sign_in(request.email, request.password, request.network)

    def SignIn(self, request: sessions_pb2.SignInRequest, context: grpc.ServicerContext) -> sessions_pb2.SignedIn:
        weighed: Weighed = gathered(context)
        made, token = self.sessions.begin(
            session_of(context), weighed.account, matches=weighed.matches, agent=request.agent
        )
        return sessions_pb2.SignedIn(
            account_id=made.account_id, session_token=token, expires_at=_stamp(made.expires_at)
        )

    def SignOut(
        self, request: sessions_pb2.SignOutRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.SignOutResponse:
        caller = caller_of(context)
        self.sessions.end_one(session_of(context), caller, caller.session_id)
        return sessions_pb2.SignOutResponse()

    def ListSessions(
        self, request: sessions_pb2.ListSessionsRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.ListSessionsResponse:
        caller = caller_of(context)
        found = self.sessions.list_mine(session_of(context), caller)
        return sessions_pb2.ListSessionsResponse(sessions=[_session(one, caller.session_id) for one in found])

    def EndSession(
        self, request: sessions_pb2.EndSessionRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.EndSessionResponse:
        self.sessions.end_one(session_of(context), caller_of(context), request.session_id)
        return sessions_pb2.EndSessionResponse()


class InvitationService(invitations_pb2_grpc.InvitationServiceServicer):
    """Invitations of contacts."""

    def __init__(self, invitations: Invitations, weighing: Weighing, projects: Upstream) -> None:
        self.invitations = invitations
        self.weighing = weighing
        self.projects = projects
        self._contacts = projects.stub(people_pb2_grpc.ClientServiceStub)
        self._workspaces = projects.stub(projects_pb2_grpc.WorkspaceServiceStub)

    def before_InviteContact(
        self, request: invitations_pb2.InviteContactRequest, _context: grpc.ServicerContext
    ) -> tuple[people_pb2.Contact, str]:
        caller = self.projects.as_service("invite-contact")
        wanted = people_pb2.GetContactRequest(contact_id=request.contact_id)
        contact: people_pb2.Contact = self.projects.call(self._contacts.GetContact, wanted, caller=caller)
        scope = projects_pb2.ResolveAccessRequest(project_id=request.project_id)
        facts: projects_pb2.Access = self.projects.call(self._workspaces.ResolveAccess, scope, caller=caller)
        return contact, facts.workspace_name

    def InviteContact(
        self, request: invitations_pb2.InviteContactRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.Invitation:
        contact, workspace_name = gathered(context)
        return _invitation(self.invitations.invite(session_of(context), caller_of(context), contact, workspace_name))

    def ListInvitations(
        self, request: invitations_pb2.ListInvitationsRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.ListInvitationsResponse:
        found = self.invitations.list_all(session_of(context), caller_of(context))
        return invitations_pb2.ListInvitationsResponse(invitations=[_invitation(one) for one in found])

    def CancelInvitation(
        self, request: invitations_pb2.CancelInvitationRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.Invitation:
        cancelled = self.invitations.cancel(session_of(context), caller_of(context), request.invitation_id)
        return _invitation(cancelled)

    def LookAtInvitation(
        self, request: invitations_pb2.LookAtInvitationRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.InvitationLook:
        invitation, has_account = self.invitations.look(session_of(context), request.token)
        return invitations_pb2.InvitationLook(
            email=invitation.email,
            name=invitation.name,
            workspace_name=invitation.workspace_name,
            has_account=has_account,
        )

    def before_AcceptInvitation(
        self, request: invitations_pb2.AcceptInvitationRequest, _context: grpc.ServicerContext
    ) -> Weighed:
        return self.weighing.accept(request.token, request.password)

    def AcceptInvitation(
        self, request: invitations_pb2.AcceptInvitationRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.InvitationAcceptance:
        weighed: Weighed = gathered(context)
        accepted = self.invitations.accept(
            session_of(context),
            token=request.token,
            name=request.name,
            password=request.password,
            credential=Credential(weighed.matches, weighed.password_hash),
        )
        return invitations_pb2.InvitationAcceptance(
            account_id=accepted.account_id, project_id=accepted.project_id, email=accepted.email
        )


def _account(value: Account) -> accounts_pb2.Account:
    return accounts_pb2.Account(id=value.id, email=value.email, name=value.name, language=value.language)


def _link(value: Link) -> accounts_pb2.IssuedLink:
    return accounts_pb2.IssuedLink(
        email=value.email,
        name=value.name,
        language=value.language,
        url=value.url,
        workspace_name=value.workspace_name,
        expires_at=_stamp(value.expires_at),
        is_void=value.is_void,
    )


def _session(value: Session, current_id: str) -> sessions_pb2.Session:
    return sessions_pb2.Session(
        id=value.id,
        began_at=_stamp(value.began_at),
        seen_at=_stamp(value.seen_at),
        agent=value.agent,
        is_current=value.id == current_id,
    )


def _invitation(value: Invitation) -> invitations_pb2.Invitation:
    return invitations_pb2.Invitation(
        id=value.id,
        contact_id=value.contact_id,
        email=value.email,
        state=invitations_pb2.InvitationState.ValueType(value.state),
        issued_at=_stamp(value.issued_at),
        expires_at=_stamp(value.expires_at),
    )


def _stamp(value: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(value)
    return made
