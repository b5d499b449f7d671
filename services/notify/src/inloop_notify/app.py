"""The composition root: which parts this service is made of."""

from __future__ import annotations

from collections.abc import Sequence

from inloop.notify.v1 import deliveries_pb2_grpc, rhythms_pb2_grpc
from inloop_kit.process import Command, Component
from inloop_kit.resolving import AccessResolver
from inloop_kit.service import Service, commands_of
from inloop_kit.work import Work
from inloop_notify.actions.deliveries import Deliveries
from inloop_notify.actions.rhythms import Rhythms
from inloop_notify.clients.mail import Mail
from inloop_notify.clients.people import People
from inloop_notify.entry.events import Events
from inloop_notify.entry.rpc import DeliveryService, RhythmService
from inloop_notify.entry.sending import Post, SendDigest, SendLetter
from inloop_notify.settings import Settings
from inloop_notify.store.deliveries import DIGESTS, LETTERS

ROOM = "inloop.notify.v1"


def commands() -> dict[str, Command]:
    """What `__main__` can be told to do."""
    return commands_of("notify", "inloop_notify", Settings, serve=serve, work=work)


def serve(service: Service[Settings]) -> Sequence[Component]:
    """Answer calls."""
    service.ringing(LETTERS.name, DIGESTS.name)
    rhythms = Rhythms(service.clock)
    deliveries = Deliveries(service.clock, rhythms)
    resolver = AccessResolver(service.upstream(service.settings.upstream_projects), service.clock)
    server = service.rpc_server(resolve=resolver)
    server.add(
        f"{ROOM}.RhythmService",
        RhythmService(rhythms, deliveries, service.clock),
        rhythms_pb2_grpc.add_RhythmServiceServicer_to_server,
    )
    server.add(
        f"{ROOM}.DeliveryService",
        DeliveryService(deliveries, service.pages),
        deliveries_pb2_grpc.add_DeliveryServiceServicer_to_server,
    )
    return [server]


def work(service: Service[Settings]) -> Sequence[Component]:
    """Listen, plan, send."""
    settings = service.settings
    projects = service.upstream(settings.upstream_projects)
    people = People(
        projects,
        service.upstream(settings.upstream_messaging),
        service.upstream(settings.upstream_gateway),
        AccessResolver(projects, service.clock, kept_seconds=0),  # what is asked right before sending is asked anew
    )
    deliveries = Deliveries(service.clock, Rhythms(service.clock))
    mail = Mail(settings.smtp_url, settings.mail_from, service.clock)
    post = Post(service.database, people, mail, settings.public_url)
    jobs = [SendLetter(post, deliveries), SendDigest(post, deliveries)]
    return [
        *service.relay_and_consumer([Events(deliveries, people)]),
        Work(service.database, service.bus, service.name, jobs, settings.broker_url),
    ]
