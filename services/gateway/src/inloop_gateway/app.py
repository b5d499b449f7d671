"""The composition root: which parts this service is made of.

    serve   gRPC (accounts, sessions, invitations) and Flask on WSGI
    live    ASGI: live stream, uploads, downloads
    work    the outbox relay and housekeeping

`serve` and `live` in one process share one port: the live application takes it and hands the rest to Flask.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from weakref import WeakKeyDictionary

from nats.aio.msg import Msg

from inloop.gateway.v1 import accounts_pb2_grpc, invitations_pb2_grpc, sessions_pb2_grpc
from inloop.gateway.v1.events_pb2 import SessionsEnded
from inloop.projects.v1.events_pb2 import GrantChanged
from inloop_gateway.actions.accounts import Accounts
from inloop_gateway.actions.hasher import PasswordHasher
from inloop_gateway.actions.invitations import Invitations
from inloop_gateway.actions.links import Links
from inloop_gateway.actions.sessions import Sessions
from inloop_gateway.actions.throttle import Throttle
from inloop_gateway.clients.accesses import Accesses
from inloop_gateway.clients.feeds import FeedPages
from inloop_gateway.clients.people import People
from inloop_gateway.clients.upstreams import doors
from inloop_gateway.entry.credentials import Credentials
from inloop_gateway.entry.housekeeping import housekeeping
from inloop_gateway.entry.http.app import create_app
from inloop_gateway.entry.http.edge import Edge
from inloop_gateway.entry.http.feeds import Feeds
from inloop_gateway.entry.http.guard import guard_of
from inloop_gateway.entry.http.identity import Identity
from inloop_gateway.entry.http.networks import Networks
from inloop_gateway.entry.http.revocation import Revocation
from inloop_gateway.entry.http.site import Site
from inloop_gateway.entry.live.app import LiveApp
from inloop_gateway.entry.live.hub import Hub
from inloop_gateway.entry.rpc import AccountService, InvitationService, SessionService
from inloop_gateway.entry.server import HttpServer
from inloop_gateway.settings import Settings
from inloop_kit.process import Command, Component
from inloop_kit.rpc_client import Upstream
from inloop_kit.rpc_server import RpcServer
from inloop_kit.service import Service, commands_of

ROOM = "inloop.gateway.v1"
EVERYTHING = "inloop.*.v1.*"


def commands() -> dict[str, Command]:
    """What `__main__` can be told to do."""
    return commands_of("gateway", "inloop_gateway", Settings, serve=serve, live=live, work=work)


class Parts:
    """What the commands of one process share."""

    def __init__(self, service: Service[Settings]) -> None:
        self.service = service
        settings = service.settings
        self.http = HttpServer(settings.http_listen, threads=settings.http_threads)
        self.sessions = Sessions(service.clock)
        self.throttle = Throttle(service.clock)
        self.projects = service.upstream(settings.upstream_projects)
        self.is_listed = False

    def http_once(self) -> list[Component]:
        """The HTTP server as a component, for the first command that asks."""
        first, self.is_listed = not self.is_listed, True
        return [self.http] if first else []

    @cached_property
    def identity(self) -> Identity:
        """Sessions and accesses, dropped by what the broker tells."""
        service = self.service
        identity = Identity(service.database, self.sessions, Accesses(self.projects, service.signer, service.clock))
        revocation = Revocation(identity)
        for event in (GrantChanged, SessionsEnded):
            service.bus.subscribe(str(event.DESCRIPTOR.full_name), revocation.listener(event))
        service.bus.when_connected(identity.drop_all)
        return identity

    @cached_property
    def edge(self) -> Edge:
        """Everything that answers HTTP shares."""
        settings = self.service.settings
        rooms = {
            "projects": self.projects,
            "messaging": self.service.upstream(settings.upstream_messaging),
            "reports": self.service.upstream(settings.upstream_reports),
            "notify": self.service.upstream(settings.upstream_notify),
            "gateway": self.own,
        }
        guard = guard_of(
            settings.public_url,
            is_local=settings.deploy == "local",
            port=self.http.port,
            proxy_hops=settings.proxy_hops,
        )
        networks = Networks(self.service.database, self.throttle)
        return Edge(
            doors=doors(rooms),
            identity=self.identity,
            networks=networks,
            guard=guard,
            site=Site(settings.web_dir),
            feeds=Feeds(FeedPages(self.projects), networks),
            is_ready=self.service.database.is_ready,
        )

    @cached_property
    def own(self) -> Upstream:
        """Our own gRPC services, reached like any other's."""
        settings = self.service.settings
        return self.service.upstream(settings.upstream_gateway or _reachable(settings.listen))

    def rpc_server(self) -> RpcServer:
        """The gRPC server with the gateway's services."""
        service, clock = self.service, self.service.clock
        accounts, invitations = Accounts(clock, self.sessions), Invitations(clock)
        credentials = Credentials(service.database, PasswordHasher(), self.throttle, accounts, invitations)
        links = Links(clock, service.settings.public_url)
        server = service.rpc_server()
        server.add(
            f"{ROOM}.AccountService",
            AccountService(accounts, links, credentials),
            accounts_pb2_grpc.add_AccountServiceServicer_to_server,
        )
        server.add(
            f"{ROOM}.SessionService",
            SessionService(self.sessions, credentials),
            sessions_pb2_grpc.add_SessionServiceServicer_to_server,
        )
        server.add(
            f"{ROOM}.InvitationService",
            InvitationService(invitations, People(self.projects), credentials),
            invitations_pb2_grpc.add_InvitationServiceServicer_to_server,
        )
        return server


_parts: WeakKeyDictionary[Service[Settings], Parts] = WeakKeyDictionary()


def parts_of(service: Service[Settings]) -> Parts:
    """The shared parts of a process."""
    return _parts.setdefault(service, Parts(service)) if service not in _parts else _parts[service]


def serve(service: Service[Settings]) -> Sequence[Component]:
    """Answer calls and requests."""
    parts = parts_of(service)
    service.ringing()
    server = parts.rpc_server()
    parts.http.wsgi = create_app(parts.edge)
    return [server, *parts.http_once()]


def live(service: Service[Settings]) -> Sequence[Component]:
    """Stream: hints to browsers, bytes both ways."""
    parts = parts_of(service)
    pool = ThreadPoolExecutor(service.settings.http_threads, thread_name_prefix="live")
    hub = Hub(parts.identity, pool)

    def hear(message: Msg) -> None:
        hub.on_message(message)

    service.bus.subscribe(EVERYTHING, hear)
    service.bus.when_connected(hub.on_connected)
    parts.http.live = LiveApp(parts.edge, hub, pool)
    return parts.http_once()


def work(service: Service[Settings]) -> Sequence[Component]:
    """Publish our events, and forget what no longer matters."""
    return [*service.relay_and_consumer([]), housekeeping(service.database, parts_of(service).throttle)]


def _reachable(listen: str) -> str:
    """An address of this machine at which a server that listens there is reached."""
    host, _, port = listen.rpartition(":")
    return f"127.0.0.1:{port}" if host in ("", "0.0.0.0", "[::]") else listen  # noqa: S104 - compared, not bound
