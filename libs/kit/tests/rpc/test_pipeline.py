"""Every call passes one pipeline: who calls, may they, does it hold, and nothing unknown leaks."""

import threading
from datetime import timedelta

import grpc
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from notes_world import SERVICE, Notes, pb, pb_grpc, settings

from inloop.options.v1.access_pb2 import LEVEL_DETAIL, LEVEL_ROADMAP, LEVEL_SUMMARY, ROLE_UNSPECIFIED
from inloop.types.v1.caller_pb2 import CallerClaims
from inloop_kit import caller as caller_module
from inloop_kit.access import ContractBroken
from inloop_kit.caller import Caller, CallerExpired, CallerRefused, CallerSigner
from inloop_kit.errors import (
    Conflict,
    Forbidden,
    InloopError,
    Invalid,
    Missing,
    NotNow,
    NotSignedIn,
    StaleMatch,
    TooMuch,
    TooSlow,
    Unreachable,
    Violation,
)
from inloop_kit.rpc_server import RpcServer
from inloop_kit.testing import FixedClock, until

SECRET = "canary-5d1f"


class PlanMovedOn(Conflict):
    reason = "PLAN_MOVED_ON"


class NoteMissing(Missing):
    reason = "NOTE_MISSING"


def contact(world, level) -> Caller:
    return world.person(role=ROLE_UNSPECIFIED, level=level)


def read(world, **how):
    return world.call("ReadNotes", pb.ReadNotesRequest(project_id=world.project_id), **how)


def test_a_manager_writes_and_reads_back(world):
    assert world.write("shout hello").text == "SHOUT HELLO"
    assert list(read(world).texts) == ["SHOUT HELLO"]


@pytest.mark.parametrize("error", [ValueError(SECRET), KeyError(SECRET), InloopError(SECRET), RuntimeError()])
@pytest.mark.parametrize("method", ["Fail", "FailWriting"])
def test_the_text_of_an_unknown_error_never_leaves(world, error, method):
    world.notes.to_raise = error
    channel, stub = world.raw()
    token = world.signer("gateway").sign(world.person())
    with channel, pytest.raises(grpc.RpcError) as failed:
        getattr(stub, method)(pb.FailRequest(), metadata=[("inloop-caller-bin", token), ("x-request-id", "r-17")])
    assert failed.value.code() is grpc.StatusCode.INTERNAL
    said = repr(failed.value) + repr(failed.value.trailing_metadata())
    assert SECRET not in said
    assert "r-17" in said


@pytest.mark.parametrize(
    ("raised", "kind", "http", "reason"),
    [
        (Invalid("No.", field="a.b"), Invalid, 422, "INVALID"),
        (NotSignedIn("No."), NotSignedIn, 401, "NOT_SIGNED_IN"),
        (Forbidden("No."), Forbidden, 403, "FORBIDDEN"),
        (Missing("of project 7"), Missing, 404, "MISSING"),
        (PlanMovedOn("No.", shown="h1", now=7), Conflict, 409, "PLAN_MOVED_ON"),
        (StaleMatch("No."), StaleMatch, 412, "STALE_MATCH"),
        (NotNow("No."), NotNow, 409, "NOT_NOW"),
        (TooMuch("No.", retry_after=9), TooMuch, 429, "TOO_MUCH"),
        (Unreachable("No."), Unreachable, 503, "UNREACHABLE"),
        (TooSlow("No."), TooSlow, 504, "TOO_SLOW"),
    ],
)
def test_an_error_arrives_as_what_was_raised(world, raised, kind, http, reason):
    world.notes.to_raise = raised
    with pytest.raises(InloopError) as failed:
        world.call("FailWriting", pb.FailRequest())
    error = failed.value
    assert (type(error), error.status, error.reason) == (kind, http, reason)
    if kind is not Missing:
        assert (error.detail, error.violations) == (raised.detail, raised.violations)
        assert error.facts == {name: str(fact) for name, fact in raised.facts.items() if name != "retry_after"} | (
            {"retry_after": 9} if kind is TooMuch else {}
        )


def test_absent_and_foreign_are_equal_to_the_byte(world):
    token = world.signer("gateway").sign(world.person())
    metadata = [("inloop-caller-bin", token), ("x-request-id", "same")]
    world.notes.to_raise = NoteMissing("note 7 of project 9", note_id="7")
    channel, stub = world.raw()
    with channel:
        with pytest.raises(grpc.RpcError) as absent:
            stub.Fail(pb.FailRequest(), metadata=metadata)
        with pytest.raises(grpc.RpcError) as foreign:
            stub.ReadNotes(pb.ReadNotesRequest(project_id="another"), metadata=metadata)
    assert absent.value.trailing_metadata() == foreign.value.trailing_metadata()
    assert absent.value.details() == foreign.value.details()


def test_a_violated_bound_names_its_field(world):
    with pytest.raises(Invalid) as failed:
        world.write("x" * 201)
    assert [one.pointer for one in failed.value.violations] == ["/text"]
    assert all(isinstance(one, Violation) for one in failed.value.violations)
    assert world.count() == 0


def test_bytes_that_are_no_request_are_refused_by_name(world):
    channel, _ = world.raw()
    with channel, pytest.raises(grpc.RpcError) as failed:
        channel.unary_unary(f"/{SERVICE}/WriteNote")(
            b"\xff\xff\xff", metadata=[("inloop-caller-bin", world.signer("gateway").sign(world.person()))]
        )
    details = status_pb2.Status.FromString(dict(failed.value.trailing_metadata())["grpc-status-details-bin"])
    info = error_details_pb2.ErrorInfo()
    assert details.details[0].Unpack(info)
    assert (failed.value.code(), info.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED")


def test_a_call_without_a_caller_is_refused_even_where_anyone_may_call(world):
    channel, stub = world.raw()
    with channel, pytest.raises(grpc.RpcError) as failed:
        stub.Greet(pb.GreetRequest())
    assert failed.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_a_level_below_the_rule_sees_nothing_there(world):
    assert list(read(world, caller=contact(world, LEVEL_ROADMAP)).texts) == []
    with pytest.raises(Missing):
        read(world, caller=contact(world, LEVEL_SUMMARY))


def test_a_contact_cannot_write(world):
    with pytest.raises(Missing):
        world.write("no", caller=contact(world, LEVEL_DETAIL))
    assert world.count() == 0


def test_a_person_signed_by_another_service_is_refused(world):
    claims = CallerClaims(issuer="reports", account_id=world.account_id, issued_at_ms=_now_ms(world))
    with pytest.raises(CallerRefused):
        world.verifier.verify(_token(world.keys["reports"], claims))
    with pytest.raises(NotSignedIn):
        world.call("Greet", pb.GreetRequest(), caller=_token(world.keys["reports"], claims))


@pytest.mark.parametrize(
    "more",
    [
        {"level": 7},
        {"role": 3},
        {"capabilities": [1]},
        {"client_id": "c"},
        {"session_id": "s"},
        {"grant_read_at_ms": 5},
    ],
)
def test_a_service_cannot_carry_a_level_or_what_comes_with_one(world, more):
    claims = CallerClaims(issuer="reports", purpose="render", issued_at_ms=_now_ms(world), **more)
    with pytest.raises(NotSignedIn):
        world.call("Greet", pb.GreetRequest(), caller=_token(world.keys["reports"], claims))


def test_a_signature_of_another_key_is_refused(world):
    claims = CallerClaims(issuer="gateway", account_id="a", issued_at_ms=_now_ms(world))
    for key in (world.keys["reports"], Ed25519PrivateKey.generate()):
        with pytest.raises(NotSignedIn):
            world.call("Greet", pb.GreetRequest(), caller=_token(key, claims))


def test_an_expired_caller_is_refused(world):
    past = FixedClock(world.clock.now() - timedelta(seconds=6))
    stale = CallerSigner("gateway", world.keys["gateway"], clock=past).sign(world.person())
    with pytest.raises(CallerExpired):
        world.verifier.verify(stale)
    with pytest.raises(NotSignedIn) as failed:
        world.call("Greet", pb.GreetRequest(), caller=stale)
    assert failed.value.reason == "CALLER_EXPIRED"


def test_only_a_named_service_may_call_a_service_method(world):
    for service, may in (("reports", True), ("notify", False)):
        upstream = world.upstream(service)
        stub = upstream.stub(pb_grpc.NoteServiceStub)
        if may:
            assert upstream.call(stub.Sweep, pb.SweepRequest(), caller=upstream.as_service("tidy")).issuer == service
        else:
            with pytest.raises(Forbidden):
                upstream.call(stub.Sweep, pb.SweepRequest(), caller=upstream.as_service("tidy"))
    with pytest.raises(Forbidden):
        world.call("Sweep", pb.SweepRequest())


def test_a_background_caller_sees_what_is_resolved_for_it(new_world):
    levels = {}

    def resolve(caller: Caller) -> Caller:
        if caller.account_id not in levels:
            raise Missing
        return caller.with_access(level=levels[caller.account_id], workspace_id="w")

    world = new_world(resolve=resolve)
    world.write("hello")
    reports = world.upstream("reports")
    stub = reports.stub(pb_grpc.NoteServiceStub)
    request = pb.ReadNotesRequest(project_id=world.project_id)
    caller = reports.as_service("render", project_id=world.project_id, on_behalf_of=world.account_id)
    with pytest.raises(Missing):
        reports.call(stub.ReadNotes, request, caller=caller)
    levels[world.account_id] = LEVEL_ROADMAP
    reply = reports.call(stub.ReadNotes, request, caller=caller)
    assert (list(reply.texts), reply.reader) == (["hello"], f"reports/{world.account_id}")
    masked = reports.as_reader(caller, LEVEL_ROADMAP).call(stub.ReadNotes, request)
    assert (list(masked.texts), masked.HasField("reader")) == (["hello"], False)


def test_a_server_does_not_start_with_a_method_that_is_missing(world):
    class Half(pb_grpc.NoteServiceServicer):
        Greet = Notes.Greet

    server = RpcServer(settings(), world.database, world.verifier, world.clock)
    with pytest.raises(ContractBroken, match="does not implement ReadNotes, WriteNote"):
        server.add(SERVICE, Half(), pb_grpc.add_NoteServiceServicer_to_server)


def test_a_server_does_not_start_with_a_method_without_a_rule(world):
    server = RpcServer(settings(), world.database, world.verifier, world.clock)
    with pytest.raises(ContractBroken, match="Loose"):
        server.add("inloop_notes.v1.LooseService", Notes(), pb_grpc.add_LooseServiceServicer_to_server)


def test_health_says_serving_and_not_serving_while_the_server_drains(world):
    channel, stub = world.raw()
    health = health_pb2_grpc.HealthStub(channel)

    def state():
        return health.Check(health_pb2.HealthCheckRequest(service=SERVICE), timeout=5).status

    with channel:
        assert state() == health_pb2.HealthCheckResponse.SERVING
        token = world.signer("gateway").sign(world.person())
        waiting = stub.Wait.future(pb.WaitRequest(), metadata=[("inloop-caller-bin", token)])
        assert world.notes.waiting.wait(20)
        watched = []
        watch = health.Watch(health_pb2.HealthCheckRequest(service=SERVICE))
        watching = threading.Thread(target=_collect, args=(watch, watched))
        watching.start()
        until(lambda: watched == [health_pb2.HealthCheckResponse.SERVING])
        stopping = threading.Thread(target=world.server.stop, args=(20,))
        stopping.start()
        until(lambda: health_pb2.HealthCheckResponse.NOT_SERVING in watched)
        world.notes.may_go_on.set()
        assert waiting.result(timeout=20) == pb.WaitResponse()
        watch.cancel()
        stopping.join(20)
        watching.join(20)


def test_the_deadline_of_a_call_reaches_what_answers_it(world):
    left = world.call("Greet", pb.GreetRequest(), deadline=8).milliseconds_left
    assert 0 < left <= 8_000


def test_a_full_server_refuses_at_once(new_world):
    world = new_world(threads=1)
    channel, stub = world.raw()
    metadata = [("inloop-caller-bin", world.signer("gateway").sign(world.person()))]
    with channel:
        calls = [stub.Wait.future(pb.WaitRequest(), metadata=metadata, timeout=30) for _ in range(40)]
        until(lambda: any(one.done() for one in calls))
        refused = next(one for one in calls if one.done())
        assert refused.exception().code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        world.notes.may_go_on.set()
        until(lambda: all(one.done() for one in calls))
        assert sum(one.exception() is None for one in calls) >= 16


def _collect(stream, into):
    try:
        for answer in stream:
            into.append(answer.status)
    except grpc.RpcError:
        return


def _now_ms(world) -> int:
    return int(world.clock.now().timestamp() * 1000)


def _token(key: Ed25519PrivateKey, claims: CallerClaims) -> bytes:
    body = claims.SerializeToString()
    return key.sign(caller_module._PREFIX + body) + body
