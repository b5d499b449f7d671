import re
from datetime import date, timedelta

import pytest
from demo_protos import message
from hypothesis import given
from hypothesis import strategies as st

from inloop.options.v1 import access_pb2
from inloop_kit.errors import Invalid
from inloop_kit.validate import check, violations
from inloop_kit.validate.formats import PATTERNS

PutTask, GetPlan, Everything = message("PutTaskRequest"), message("GetPlanRequest"), message("Everything")
ID = "0192f0c1-0000-7000-8000-00000000000a"
GOOD = {"project_id": ID, "task_id": ID, "name": "Build", "kind": 1, "minutes": 5}


def broken(**changed):
    return {one.pointer: one.detail for one in violations(PutTask(**{**GOOD, **changed}))}


def test_a_request_within_its_bounds_passes():
    check(PutTask(**GOOD, tags=["a", "b"], due_on="2026-11-24", time_zone="Europe/Berlin", steps=[{"name": "x"}]))


def test_every_broken_bound_is_named_at_once_in_the_order_of_the_fields():
    with pytest.raises(Invalid, match="4 fields") as caught:
        check(PutTask(project_id=ID, name="x" * 21))
    assert [one.pointer for one in caught.value.violations] == ["/task_id", "/name", "/kind", "/minutes"]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"project_id": ""}, "/project_id"),
        ({"project_id": ID.upper()}, "/project_id"),
        ({"project_id": ID + "\n"}, "/project_id"),
        ({"name": ""}, "/name"),
        ({"name": "x" * 21}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"name": "a\0"}, "/name"),
        ({"name": "a\x7f"}, "/name"),
        ({"name": "a\x85"}, "/name"),
        ({"name": "a\u2028b"}, "/name"),
        ({"text": "x"}, "/text"),
        ({"text": "x\x0b"}, "/text"),
        ({"text": "x" * 501}, "/text"),
        ({"kind": 0}, "/kind"),
        ({"kind": 99}, "/kind"),
        ({"minutes": 0}, "/minutes"),
        ({"minutes": 101}, "/minutes"),
        ({"minutes": -5}, "/minutes"),
        ({"tags": ["a", "B"]}, "/tags/1"),
        ({"tags": ["a"] * 4}, "/tags"),
        ({"due_on": "2026-02-29"}, "/due_on"),
        ({"due_on": "1983-12-31"}, "/due_on"),
        ({"due_on": "2150-01-01"}, "/due_on"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"time_zone": "../etc/passwd"}, "/time_zone"),
        ({"password": "short"}, "/password"),
        ({"image": b"123456789"}, "/image"),
        ({"to_on": "soon"}, "/to_on"),
        ({"email": "no at sign"}, "/email"),
        ({"email": "a@b\r\nBcc: c@d"}, "/email"),
        ({"email": "a@b, c@d"}, "/email"),
        ({"labels": {"a": "b\0"}}, "/labels/a"),
        ({"labels": {str(n): "" for n in range(201)}}, "/labels"),
        ({"steps": [{"name": "a"}, {}]}, "/steps/1/name"),
        ({"steps": [{"name": "a"}] * 201}, "/steps"),
        ({"cost": {"currency": "EUX"}}, "/cost/currency"),
        ({"cost": {"currency": "EUR", "minor_units": 2**53}}, "/cost/minor_units"),
        ({"share": float("nan")}, "/share"),
        ({"share": float("inf")}, "/share"),
    ],
)
def test_a_broken_bound_is_named_by_its_pointer(changed, pointer):
    assert list(broken(**changed)) == [pointer]


def test_line_breaks_pass_where_several_lines_are_meant():
    assert broken(text="one\r\n\ttwo") == {}


def test_text_is_counted_in_characters_and_passes_in_any_script():
    assert broken(name="\U0001f3d7" * 20) == {}
    assert broken(name="\u0645\u0634\u0631\u0648\u0639 \u8a08\u753b") == {}


def test_an_instant_outside_the_years_1_to_9999_is_refused():
    made = PutTask(**GOOD)
    made.at.seconds = 253_402_300_800
    assert [one.pointer for one in violations(made)] == ["/at"]


def test_whole_numbers_beyond_2_to_the_53_are_refused_without_any_declared_bound():
    assert [one.pointer for one in violations(Everything(large=2**53, numbers=[1, -(2**53)]))] == [
        "/large",
        "/numbers/1",
    ]


def test_details_never_repeat_the_value():
    found = broken(name="canary" * 9, due_on="canary", password="canary", email="canary")
    assert len(found) == 4
    assert not any("canary" in detail for detail in found.values())


@given(st.dates(date(1984, 1, 1), date(2149, 12, 31)))
def test_every_day_of_the_calendar_is_a_date(day):
    assert re.fullmatch(PATTERNS[access_pb2.FORMAT_DATE], day.isoformat())


def test_no_day_that_the_calendar_lacks_is_a_date():
    days = {
        (date(1984, 1, 1) + timedelta(days=n)).isoformat() for n in range((date(2150, 1, 1) - date(1984, 1, 1)).days)
    }
    pattern = re.compile(PATTERNS[access_pb2.FORMAT_DATE])
    for year in (1984, 1999, 2000, 2026, 2028, 2096, 2100, 2104, 2148, 2149):
        for month in range(14):
            for day in range(33):
                text = f"{year}-{month:02d}-{day:02d}"
                assert bool(pattern.fullmatch(text)) == (text in days), text


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (
            access_pb2.FORMAT_EMAIL,
            ["a@b", "a.b+c@example.org", "jörg@müller.example"],
            ["@b", "a@", "a@b@c", "a b@c", "a@-b"],
        ),
        (access_pb2.FORMAT_PHONE, ["+4930123456"], ["4930123456", "+0301234567", "+12", "+1234567890123456"]),
        (access_pb2.FORMAT_TIME_OF_DAY, ["00:00", "23:59"], ["24:00", "9:00", "09:60", "09:00:00"]),
        (
            access_pb2.FORMAT_LOCAL_TIME,
            ["2026-11-24T08:00"],
            ["2026-11-24 08:00", "2026-11-24T08:00Z", "2026-11-31T08:00"],
        ),
        (access_pb2.FORMAT_CURRENCY, ["EUR", "JPY"], ["eur", "XXX", "EURO"]),
        (access_pb2.FORMAT_LANGUAGE, ["en", "de"], ["EN", "en-GB", "xx"]),
        (access_pb2.FORMAT_ID, [ID], [ID[:-1], ID.replace("-", ""), "{" + ID + "}"]),
    ],
)
def test_the_known_forms_take_what_they_should_and_no_more(form, good, bad):
    matches = re.compile(PATTERNS[form]).fullmatch
    assert all(matches(one) for one in good)
    assert not any(matches(one) for one in bad)
