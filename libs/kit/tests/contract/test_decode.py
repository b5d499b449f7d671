import contextlib
import json

import pytest
from demo_protos import message
from hypothesis import given, settings
from hypothesis import strategies as st

from inloop_kit.disclosure import decoder, query_reader
from inloop_kit.errors import Invalid, Malformed

Everything, PutTask, GetPlan = message("Everything"), message("PutTaskRequest"), message("GetPlanRequest")
ALL = decoder(Everything, 7)


def refusal(body, decode=ALL, kind=Invalid):
    with pytest.raises(kind) as caught:
        decode(body.encode() if isinstance(body, str) else body)
    assert caught.value.violations, "a refusal names what it refuses"
    return caught.value.violations[0]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"text": "a", "text": "b"}', "/text"),
        ('{"row": {"text": "a", "text": "b"}}', "/row/text"),
        ('{"sums": [{}, {"currency": "EUR", "currency": "EUR"}]}', "/sums/1/currency"),
        ('{"a/b~c": {"x": 1, "x": 2}}', "/a~1b~0c/x"),
        ('{"row": ' + "[" * 100_000 + "]" * 100_000 + "}", "/row"),
        ('{"text": "", "row": ' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "}", "/row"),
        ("{", ""),
        ("", None),
        ("{}x", ""),
        ("{'text': 1}", ""),
        ('{"text": "a\nb"}', ""),
        ('{"text": "a",}', ""),
        (b'\xef\xbb\xbf{"text": "a"}', ""),
        (b'{"text": "\xff"}', ""),
        (b'{"text": "\xed\xa0\x80"}', ""),
    ],
)
def test_what_is_no_json_is_malformed_and_points_as_near_as_it_can(body, pointer):
    if pointer is None:
        assert ALL(b"") == Everything()
    else:
        assert refusal(body, kind=Malformed).pointer == pointer


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ("[]", ""),
        ("null", ""),
        ('"text"', ""),
        ('{"nothing": 1}', "/nothing"),
        ('{"Text": "a"}', "/Text"),
        ('{"row": {"nothing": 1}}', "/row/nothing"),
        ('{"rows": {"a": {"nothing": 1}}}', "/rows/a/nothing"),
        ('{"rows": {"a": 1}}', "/rows/a"),
        ('{"text": 1}', "/text"),
        ('{"text": null}', "/text"),
        ('{"text": ["a"]}', "/text"),
        ('{"text": "\\ud800"}', "/text"),
        ('{"text": "a\\u0000b"}', "/text"),
        ('{"texts": ["a", "\\udfff"]}', "/texts/1"),
        ('{"texts": "a"}', "/texts"),
        ('{"texts": [null]}', "/texts/0"),
        ('{"labels": {"a": 1}}', "/labels/a"),
        ('{"labels": []}', "/labels"),
        ('{"small": "1"}', "/small"),
        ('{"small": true}', "/small"),
        ('{"small": 1.5}', "/small"),
        ('{"small": 2147483648}', "/small"),
        ('{"small": NaN}', "/small"),
        ('{"small": 1e400}', "/small"),
        ('{"large": 9007199254740992}', "/large"),
        ('{"large": -9007199254740992}', "/large"),
        ('{"large": ' + "9" * 5000 + "}", "/large"),
        ('{"unsigned": -1}', "/unsigned"),
        ('{"numbers": [1, 2, "3"]}', "/numbers/2"),
        ('{"share": NaN}', "/share"),
        ('{"share": Infinity}', "/share"),
        ('{"share": -1e400}', "/share"),
        ('{"share": "1"}', "/share"),
        ('{"share": false}', "/share"),
        ('{"flag": 1}', "/flag"),
        ('{"flag": "true"}', "/flag"),
        ('{"kind": 1}', "/kind"),
        ('{"kind": "kind_task"}', "/kind"),
        ('{"kinds": ["KIND_TASK", "KIND_X"]}', "/kinds/1"),
        ('{"at": "2026-11-24"}', "/at"),
        ('{"at": "2026-11-24T08:00:00"}', "/at"),
        ('{"at": "2026-02-30T08:00:00Z"}', "/at"),
        ('{"at": "2026-11-24T08:00:60Z"}', "/at"),
        ('{"at": "0000-01-01T00:00:00Z"}', "/at"),
        ('{"at": "0001-01-01T00:00:00+14:00"}', "/at"),
        ('{"at": 1}', "/at"),
        ('{"at": {"seconds": 1}}', "/at"),
        ('{"octets": "%%"}', "/octets"),
        ('{"octets": "YQ"}', "/octets"),
        ('{"sum": {"currency": "EUR", "minor_units": "1"}}', "/sum/minor_units"),
        ('{"by_days": 1, "by_row": {}}', "/by_row"),
        ('{"\\ud800": 1}', "/?"),
    ],
)
def test_a_wrong_member_is_named_by_its_pointer(body, pointer):
    assert refusal(body).pointer == pointer


def test_refusals_never_repeat_the_value():
    for body in ('{"small": "canary"}', '{"kind": "canary"}', '{"at": "canary"}', '{"octets": "canary!"}'):
        assert "canary" not in refusal(body).detail


def test_a_field_above_the_level_is_refused_in_the_words_for_no_such_field():
    below = decoder(Everything, 5)
    hidden = refusal('{"sum": {"currency": "EUR"}}', below)
    absent = refusal('{"sun": {"currency": "EUR"}}', below)
    assert (hidden.detail, hidden.pointer) == (absent.detail, "/sum")
    assert refusal('{"row": {"hidden": "x"}}', below).pointer == "/row/hidden"
    assert decoder(Everything, 6)(b'{"sum": {"currency": "EUR"}}').sum.currency == "EUR"


def test_a_nested_field_for_staff_cannot_be_written_by_a_contact():
    decode = decoder(PutTask, 6)
    assert refusal('{"steps": [{"name": "a"}, {"is_internal": true}]}', decode).pointer == "/steps/1/is_internal"


def test_fields_of_the_path_do_not_exist_in_the_body():
    decode = decoder(PutTask, 7, except_for=["project_id", "task_id"])
    assert refusal('{"project_id": "x"}', decode).pointer == "/project_id"
    assert decode(b'{"name": "a"}').name == "a"


def test_json_has_one_kind_of_number():
    assert ALL(b'{"small": 5.0, "large": 1e3, "share": 2}') == Everything(small=5, large=1000, share=2)


def test_instants_are_read_with_any_offset_and_up_to_nine_digits():
    read = ALL(b'{"ats": ["2026-11-24T08:00:00.123456789+02:00", "2026-11-24t06:00:00z"]}').ats
    assert [(one.seconds, one.nanos) for one in read] == [(1795500000, 123456789), (1795500000, 0)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([field.name for field in Everything.DESCRIPTOR.fields])


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(NAMES, JSON, max_size=4))
def test_any_json_is_read_or_refused_by_a_pointer_to_a_member_that_is_there(document):
    try:
        ALL(json.dumps(document).encode())
    except Invalid as refused:
        name = refused.violations[0].pointer.split("/")[1]
        assert name in document


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body):
    with contextlib.suppress(Invalid, Malformed):
        assert isinstance(ALL(body), Everything)


READ = query_reader(GetPlan, 7, names=["page_size", "kinds", "since_at", "with_past", "words"])


def test_a_query_is_read_into_the_request():
    made = GetPlan()
    pairs = [("page_size", "5"), ("kinds", "KIND_TASK"), ("kinds", "KIND_MILESTONE"), ("with_past", "true")]
    READ([*pairs, ("since_at", "2026-11-24T08:00:00Z"), ("words", "a b")], made)
    assert (made.page_size, list(made.kinds), made.with_past, made.words) == (5, [1, 2], True, "a b")
    assert made.since_at.seconds == 1795507200


@pytest.mark.parametrize(
    "pair",
    [
        ("nothing", "1"),
        ("project_id", "x"),
        ("page_size", "05"),
        ("page_size", "1_0"),
        ("page_size", " 1"),
        ("page_size", "+1"),
        ("page_size", "1.0"),
        ("page_size", "٣"),
        ("page_size", "-1"),
        ("page_size", "4294967296"),
        ("page_size", ""),
        ("page_size", "9" * 5000),
        ("kinds", "1"),
        ("since_at", "now"),
        ("with_past", "True"),
        ("with_past", "1"),
        ("words", "a\0"),
        ("words", "\udc80"),
    ],
)
def test_a_wrong_parameter_is_named(pair):
    with pytest.raises(Invalid) as caught:
        READ([pair], GetPlan())
    assert caught.value.violations[0].pointer == f"/{pair[0]}"


def test_a_single_parameter_may_be_given_once():
    with pytest.raises(Invalid, match="once"):
        READ([("page_size", "1"), ("page_size", "1")], GetPlan())
