"""The service over gRPC: the own rhythm, the ledger, and who may see which of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from neighbours_of_notify import Person
from world_of_notify import World

from inloop.notify.v1 import deliveries_pb2 as pb
from inloop.notify.v1 import deliveries_pb2_grpc, rhythms_pb2, rhythms_pb2_grpc
from inloop.options.v1.access_pb2 import LEVEL_STAFF, ROLE_MANAGER
from inloop.projects.v1.events_pb2 import HiccupPublished
from inloop_kit.caller import Caller, load_signer
from inloop_kit.errors import Invalid, Missing, NotSignedIn
from inloop_kit.ids import new_id
from inloop_kit.rpc_client import Upstream
from inloop_kit.service import Service
from inloop_notify.app import serve
from inloop_notify.settings import Settings

pytestmark = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


class Served:
    """The service as it is composed, and a client that the gateway signs for."""

    def __init__(self, world: World) -> None:
        self.world = world
        settings = Settings(
            listen="127.0.0.1:0",
            metrics_listen="127.0.0.1:0",
            database_url=world.database.url.render_as_string(hide_password=False),
            nats_url="nats://127.0.0.1:1",
            keys_dir=world.keys,
            public_url="http://portal.test",
            deploy="local",
            upstream_projects=world.neighbours.address,
            upstream_messaging=world.neighbours.address,
            upstream_gateway=world.neighbours.address,
            smtp_url=world.postbox.url,
            mail_from="Inloop <no-reply@inloop.test>",
        )
        self.service = Service("notify", "inloop_notify", settings, clock=world.clock)
        (self.server,) = serve(self.service)
        self.service.bus.start()
        self.server.start()
        address = f"127.0.0.1:{self.server.port}"  # type: ignore[attr-defined]
        self.client = Upstream(address, load_signer(world.keys, "gateway", clock=world.clock))
        self._rhythms = self.client.stub(rhythms_pb2_grpc.RhythmServiceStub)
        self._deliveries = self.client.stub(deliveries_pb2_grpc.DeliveryServiceStub)

    def rhythm(self, person: Person) -> rhythms_pb2.Rhythm:
        return self._call(self._rhythms.GetMyRhythm, rhythms_pb2.GetMyRhythmRequest(), self.world.caller(person))

    def choose(self, person: Person, **how: Any) -> rhythms_pb2.Rhythm:
        given = {"kind": rhythms_pb2.RHYTHM_KIND_AT_ONCE, "time_zone": "Europe/Berlin"} | how
        request = rhythms_pb2.SetMyRhythmRequest(**given)
        return self._call(self._rhythms.SetMyRhythm, request, self.world.caller(person))

    def mine(self, caller: Caller, **how: Any) -> pb.ListDeliveriesResponse:
        return self._call(self._deliveries.ListMyDeliveries, pb.ListMyDeliveriesRequest(**how), caller)

    def of_project(self, caller: Caller, project_id: str = "", **how: Any) -> pb.ListDeliveriesResponse:
        request = pb.ListDeliveriesRequest(project_id=project_id or self.world.facts.project_id, **how)
        return self._call(self._deliveries.ListDeliveries, request, caller)

    def close(self) -> None:
        self.client.close()
        self.server.stop(2)
        self.service.bus.stop(2)
        self.service.database.close()

    def _call(self, method: Any, request: Any, caller: Caller) -> Any:
        return self.client.call(method, request, caller=caller, deadline=20)


@pytest.fixture
def served(world: World) -> Iterator[Served]:
    made = Served(world)
    yield made
    made.close()


def manager(world: World) -> Caller:
    ours = {"workspace_id": world.facts.workspace_id, "project_id": world.facts.project_id}
    return Caller(account_id=world.manager.account_id, role=ROLE_MANAGER, level=LEVEL_STAFF, **ours)


def test_a_person_starts_with_the_default_and_chooses_another(served: Served, world: World):
    assert served.rhythm(world.ann).is_chosen is False
    chosen = served.choose(world.ann, kind=rhythms_pb2.RHYTHM_KIND_WEEKLY, at="16:30", weekday=2)
    assert served.rhythm(world.ann) == chosen
    assert (chosen.is_chosen, chosen.at, chosen.weekday) == (True, "16:30", 2)
    assert [one.ToJsonString() for one in chosen.next_at] == [
        "2026-11-24T15:30:00Z",
        "2026-12-01T15:30:00Z",
        "2026-12-08T15:30:00Z",
    ]
    assert served.rhythm(world.bob).is_chosen is False


def test_a_rhythm_without_digests_names_none(served: Served, world: World):
    chosen = served.choose(world.ann, quiet_from="22:00", quiet_until="07:00")
    assert (chosen.quiet_from, chosen.quiet_until, list(chosen.next_at)) == ("22:00", "07:00", [])


def test_quiet_hours_need_both_ends(served: Served, world: World):
    with pytest.raises(Invalid) as refused:
        served.choose(world.ann, quiet_from="22:00")
    assert [one.pointer for one in refused.value.violations] == ["/quiet_until"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"kind": 9}, "/kind"),
        ({"at": "25:00"}, "/at"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"weekday": 8}, "/weekday"),
    ],
)
def test_a_wrong_rhythm_is_refused_by_the_name_of_its_field(served: Served, world: World, wrong: Any, pointer: str):
    with pytest.raises(Invalid) as refused:
        served.choose(world.ann, **wrong)
    assert [one.pointer for one in refused.value.violations] == [pointer]


def test_choosing_takes_along_what_waits(served: Served, world: World):
    world.publish(HiccupPublished(hiccup_id=new_id()))
    served.choose(world.ann, kind=rhythms_pb2.RHYTHM_KIND_WEEKLY)
    [waiting] = served.mine(world.caller(world.ann)).deliveries
    assert waiting.state == pb.DELIVERY_STATE_IN_DIGEST
    assert waiting.due_at.ToJsonString() == "2026-11-27T08:00:00Z"


def test_a_person_sees_the_own_deliveries_page_by_page_and_no_others(served: Served, world: World):
    world.at_once()
    for _ in range(3):
        world.publish(HiccupPublished(hiccup_id=new_id()))
    world.work()
    ann = world.caller(world.ann)
    first = served.mine(ann, page_size=2)
    rest = served.mine(ann, page_size=2, page_token=first.page.next_page_token)
    seen = [*first.deliveries, *rest.deliveries]
    assert [one.id for one in seen] == [one.id for one in reversed(world.ledger(world.ann))]
    assert {(one.topic, one.state, one.reason) for one in seen} == {("hiccup", pb.DELIVERY_STATE_SENT, "accepted")}
    assert not rest.page.next_page_token
    assert not any(one.HasField("recipient_name") for one in seen)


def test_a_page_token_that_nobody_made_is_refused(served: Served, world: World):
    with pytest.raises(Invalid):
        served.mine(world.caller(world.ann), page_token="made-up")


def test_staff_sees_what_everybody_in_the_project_was_told_and_why_not(served: Served, world: World):
    served.choose(world.ann, kind=rhythms_pb2.RHYTHM_KIND_AT_ONCE)
    world.publish(HiccupPublished(hiccup_id=new_id()))
    world.bob.level = 0
    world.clock.set(world.ledger(world.bob)[0].due_at)
    world.work()
    told = served.of_project(manager(world)).deliveries
    assert {(one.recipient_name, one.state, one.reason) for one in told} == {
        ("Ann", pb.DELIVERY_STATE_SENT, "accepted"),
        ("Bob", pb.DELIVERY_STATE_NOT_SENT, "no-access"),
    }


def test_to_a_contact_the_ledger_of_the_project_does_not_exist(served: Served, world: World):
    with pytest.raises(Missing):
        served.of_project(world.caller(world.ann))


def test_the_ledger_of_another_project_is_missing(served: Served, world: World):
    with pytest.raises(Missing):
        served.of_project(manager(world), project_id=new_id())


def test_nobody_is_answered_without_a_sign_in(served: Served):
    with pytest.raises(NotSignedIn):
        served.mine(Caller())
