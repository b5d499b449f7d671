import itertools

import pytest
from demo_protos import message
from hypothesis import given
from hypothesis import strategies as st

from inloop.options.v1.access_pb2 import Capability, Level, Role
from inloop_kit.access import ContractBroken, check, reading_level, rule_of, rules
from inloop_kit.caller import Caller
from inloop_kit.errors import Forbidden, InloopError, Missing, NotSignedIn

message("Task")
RULES = {path.rsplit("/", 1)[1]: rule for path, rule in rules(["kit_demo.v1.PlanService"]).items()}
HERE, THERE = "0192f0c1-0000-7000-8000-00000000000a", "0192f0c1-0000-7000-8000-00000000000b"
REQUESTS = {"PutTask": message("PutTaskRequest"), "GetMe": message("Nothing"), "Greet": message("Nothing")}


def request(name, project_id=HERE):
    made = REQUESTS.get(name, message("GetPlanRequest"))()
    if "project_id" in made.DESCRIPTOR.fields_by_name:
        made.project_id = project_id
    return made


def answer(name, caller, project_id=HERE):
    try:
        check(RULES[name], caller, request(name, project_id))
    except InloopError as refused:
        return type(refused)
    return None


def contact(level=Level.LEVEL_TIMELINE, *capabilities):
    return Caller(
        account_id="a",
        project_id=HERE,
        level=level,
        capabilities=frozenset(capabilities),
        client_id="c",
        contact_id="d",
    )


def staff(role=Role.ROLE_MANAGER):
    return Caller(account_id="a", project_id=HERE, role=role, level=Level.LEVEL_STAFF)


def test_anyone_may_call_what_is_for_anyone():
    assert answer("Greet", None) is None


@pytest.mark.parametrize("name", ["GetPlan", "PutTask", "DropPlan", "Confirm", "GetMe", "Resolve"])
def test_nobody_gets_further_than_the_door(name):
    assert answer(name, None) is NotSignedIn


def test_a_reader_needs_the_level_and_learns_nothing_below_it():
    assert answer("GetPlan", contact(Level.LEVEL_ROADMAP)) is None
    assert answer("GetPlan", contact(Level.LEVEL_SUMMARY)) is Missing
    assert answer("GetPlan", contact(Level.LEVEL_UNSPECIFIED)) is Missing


def test_a_reader_without_the_capability_sees_the_thing_and_may_not():
    assert answer("PutTask", contact()) is Forbidden
    assert answer("PutTask", contact(Level.LEVEL_TIMELINE, Capability.CAPABILITY_REQUEST_CHANGE)) is None
    assert answer("PutTask", contact(Level.LEVEL_ROADMAP, Capability.CAPABILITY_REQUEST_CHANGE)) is Missing


def test_staff_read_what_readers_read_and_need_the_role_for_the_rest():
    assert answer("GetPlan", staff(Role.ROLE_MEMBER)) is None
    assert answer("PutTask", staff(Role.ROLE_MEMBER)) is None
    assert answer("DropPlan", staff(Role.ROLE_MEMBER)) is Forbidden
    assert answer("DropPlan", staff(Role.ROLE_MANAGER)) is None
    assert answer("DropPlan", staff(Role.ROLE_OWNER)) is None


def test_a_staff_method_does_not_exist_for_a_contact():
    everything = contact(Level.LEVEL_COMMERCIAL, *Capability.values())
    assert answer("DropPlan", everything) is Missing


def test_what_only_a_contact_may_do_staff_may_not():
    assert answer("Confirm", staff(Role.ROLE_OWNER)) is Forbidden
    assert answer("Confirm", contact(Level.LEVEL_ROADMAP, Capability.CAPABILITY_APPROVE)) is None


@pytest.mark.parametrize("name", ["GetPlan", "PutTask", "DropPlan", "Confirm"])
@pytest.mark.parametrize("project_id", [THERE, "", HERE.upper()])
def test_another_scope_than_the_callers_is_absent_for_everybody(name, project_id):
    for caller in (staff(Role.ROLE_OWNER), contact(Level.LEVEL_COMMERCIAL, *Capability.values())):
        assert answer(name, caller, project_id) is Missing


def test_an_empty_scope_is_nobodys_even_for_a_caller_without_one():
    nowhere = Caller(account_id="a", role=Role.ROLE_OWNER)
    assert answer("GetPlan", nowhere, "") is Missing


def test_foreign_absent_and_too_deep_are_one_answer_in_the_same_words():
    texts = set()
    for caller, project_id in (
        (contact(Level.LEVEL_SUMMARY), HERE),
        (contact(), THERE),
        (Caller(account_id="a"), HERE),
    ):
        with pytest.raises(Missing) as caught:
            check(RULES["GetPlan"], caller, request("GetPlan", project_id))
        texts.add(str(caught.value))
    assert len(texts) == 1


def test_only_named_services_call_what_is_between_services():
    assert answer("Resolve", Caller(issuer="reports", purpose="render-report")) is None
    assert answer("Resolve", Caller(issuer="gateway", purpose="resolve")) is None
    assert answer("Resolve", Caller(issuer="notify", purpose="send")) is Forbidden
    assert answer("Resolve", staff(Role.ROLE_OWNER)) is Forbidden


def test_a_method_about_oneself_needs_an_account():
    assert answer("GetMe", Caller(account_id="a")) is None
    assert answer("GetMe", Caller(issuer="reports", purpose="render-report")) is NotSignedIn


def test_the_level_of_an_answer_is_the_callers_in_the_scope_and_summary_across_scopes():
    assert reading_level(RULES["GetPlan"], contact(Level.LEVEL_DETAIL)) == Level.LEVEL_DETAIL
    assert reading_level(RULES["GetPlan"], staff(Role.ROLE_MEMBER)) == Level.LEVEL_STAFF
    assert reading_level(RULES["GetMe"], staff()) == Level.LEVEL_SUMMARY
    assert reading_level(RULES["Greet"], None) == Level.LEVEL_ANYONE
    assert reading_level(RULES["Greet"], staff()) == Level.LEVEL_ANYONE


CALLERS = st.builds(
    Caller,
    account_id=st.sampled_from(["", "a"]),
    project_id=st.sampled_from(["", HERE, THERE]),
    role=st.sampled_from(Role.values()),
    level=st.sampled_from(Level.values()),
    capabilities=st.sets(st.sampled_from(Capability.values())).map(frozenset),
    purpose=st.sampled_from(["", "render-report"]),
    issuer=st.sampled_from(["gateway", "reports", "notify"]),
)


@given(CALLERS, CALLERS, st.sampled_from(sorted(RULES)))
def test_more_access_never_opens_less(one, other, name):
    """Whoever has at least the role, level and capabilities of another contact is not refused where that one is not."""
    if name == "Confirm" or one.issuer != other.issuer or one.purpose != other.purpose:
        return
    richer = (
        one.account_id >= other.account_id
        and one.project_id == other.project_id
        and one.role >= other.role
        and one.level >= other.level
        and one.capabilities >= other.capabilities
    )
    if richer and answer(name, other) is None:
        assert answer(name, one) is None


def test_a_method_without_a_rule_is_refused(tmp_path):
    from demo_protos import compile_files

    (tmp_path / "kit_ruleless.proto").write_text(
        'syntax = "proto3"; package kit_ruleless; message M {} service S { rpc R(M) returns (M); }'
    )
    (file,) = compile_files(tmp_path, "kit_ruleless.proto")
    with pytest.raises(ContractBroken, match=r"kit_ruleless\.S\.R does not say who may call it"):
        rule_of(file.services_by_name["S"].methods[0])


def test_a_rule_knows_its_route_and_whether_it_reads():
    rule = RULES["PutTask"]
    assert (rule.path, rule.is_read) == ("/kit_demo.v1.PlanService/PutTask", False)
    (route,) = rule.routes
    assert (route.verb, route.body, route.path_fields) == ("POST", "*", ("project_id", "task_id"))
    assert RULES["GetPlan"].is_read
    assert list(itertools.chain(RULES["Resolve"].routes)) == []
