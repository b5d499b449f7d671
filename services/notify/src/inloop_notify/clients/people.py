"""Who is told, whether they may still know, whether they know already, and the links of mails."""

from __future__ import annotations

from dataclasses import dataclass

from inloop.gateway.v1 import accounts_pb2, accounts_pb2_grpc
from inloop.messaging.v1 import conversations_pb2, conversations_pb2_grpc
from inloop.options.v1 import access_pb2
from inloop.projects.v1 import people_pb2, people_pb2_grpc
from inloop_kit.errors import Missing
from inloop_kit.resolving import AccessResolver
from inloop_kit.rpc_client import Upstream
from inloop_notify.domain.deliveries import Delivery, Recipient
from inloop_notify.domain.outside import Topic

LINKS = {
    Topic.INVITATION: accounts_pb2.LINK_KIND_INVITATION,
    Topic.PASSWORD_RESET: accounts_pb2.LINK_KIND_PASSWORD_RESET,
}
NEEDED = {Topic.MESSAGE: access_pb2.CAPABILITY_MESSAGE, Topic.REPORT_READY: access_pb2.CAPABILITY_REPORTS}
"""What a contact must be allowed, besides a level, to open what a message is about."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an event is for: contacts of a level, client and capability, and staff if wanted."""

    level: int
    client_id: str = ""
    capability: int = 0
    with_staff: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """People, and the names that a message may carry."""

    recipients: tuple[Recipient, ...]
    workspace_id: str
    workspace_name: str


class People:
    """Calls to projects, messaging and the gateway."""

    def __init__(self, projects: Upstream, messaging: Upstream, gateway: Upstream, resolver: AccessResolver) -> None:
        self.projects = projects
        self.messaging = messaging
        self.gateway = gateway
        self.resolver = resolver
        self._grants = projects.stub(people_pb2_grpc.GrantServiceStub)
        self._conversations = messaging.stub(conversations_pb2_grpc.ConversationServiceStub)
        self._accounts = gateway.stub(accounts_pb2_grpc.AccountServiceStub)

    def find(self, project_id: str, audience: Audience) -> Found:
        """Everybody of an audience; nobody when the project is gone. Errors: Unreachable."""
        request = people_pb2.ListRecipientsRequest(
            project_id=project_id,
            level=access_pb2.Level.ValueType(audience.level),
            client_id=audience.client_id,
            capability=access_pb2.Capability.ValueType(audience.capability),
            with_staff=audience.with_staff,
        )
        caller = self.projects.as_service("plan-deliveries", project_id=project_id)
        try:
            reply: people_pb2.ListRecipientsResponse = self.projects.call(
                self._grants.ListRecipients, request, caller=caller
            )
        except Missing:
            return Found((), "", "")
        people = tuple(
            Recipient(one.account_id, one.email, one.name, one.language, one.time_zone) for one in reply.recipients
        )
        return Found(people, reply.workspace_id, reply.workspace_name)

    def level_now(self, account_id: str, project_id: str) -> int:
        """How deep an account sees a project now; 0 for not at all. Errors: Unreachable."""
        try:
            access = self.resolver.access(account_id, project_id)
        except Missing:
            return 0
        return access_pb2.LEVEL_STAFF if access.role else access.level

    def may_know(self, delivery: Delivery) -> bool:
        """Whether the recipient may know of a matter now. Errors: Unreachable."""
        try:
            access = self.resolver.access(delivery.account_id, delivery.project_id)
        except Missing:
            return False
        needed = NEEDED.get(delivery.topic)
        may_open = needed is None or needed in access.capabilities
        return bool(access.role) or (access.level >= delivery.level and may_open)

    def needless(self, delivery: Delivery) -> str:
        """Why a message need not be told any more; empty when it must. Errors: Unreachable."""
        if delivery.topic is not Topic.MESSAGE:
            return ""
        request = conversations_pb2.GetReadStateRequest(message_id=delivery.about_id, account_id=delivery.account_id)
        caller = self.messaging.as_service("check-read")
        state: conversations_pb2.ReadState = self.messaging.call(
            self._conversations.GetReadState, request, caller=caller
        )
        if not state.exists:
            return "deleted"
        return "read-already" if state.is_read else ""

    def link(self, delivery: Delivery) -> accounts_pb2.IssuedLink:
        """The address and a fresh one-time link of an invitation or a reset. Errors: Unreachable."""
        request = accounts_pb2.IssueLinkRequest(kind=LINKS[delivery.topic], id=delivery.about_id)
        caller = self.gateway.as_service("issue-link")
        issued: accounts_pb2.IssuedLink = self.gateway.call(self._accounts.IssueLink, request, caller=caller)
        return issued
