import pytest

from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.model import LagKind, Split
from inloop_projects.domain.plan.neutral import read_neutral

WEEK = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SMALL = {
    "format": "plan/1",
    "start": "2026-01-05T08:00",
    "default_calendar": "std",
    "calendars": {"std": {"week": WEEK}},
    "tasks": [{"uid": 1, "name": "A", "duration_min": 960}, {"uid": 2, "duration_min": 0}],
    "links": [{"pred": 1, "succ": 2, "lag_percent": 50}],
}


def test_what_the_file_does_not_say_has_its_usual_value():
    plan = read_neutral(SMALL)
    assert (plan.minutes_per_day, plan.minutes_per_week, plan.days_per_month) == (480, 2400, 20)
    assert [task.is_milestone for task in plan.tasks] == [False, True]
    assert (plan.links[0].lag_minutes, plan.links[0].lag_kind) == (50, LagKind.PERCENT)


def test_the_segments_of_a_split_task_are_pauses_in_its_calendar():
    segments = [["2026-01-05T08:00", "2026-01-05T17:00"], ["2026-01-08T08:00", "2026-01-08T17:00"]]
    task = {"uid": 1, "duration_min": 960, "splits": segments}
    plan = read_neutral(SMALL | {"tasks": [task], "links": []})
    assert plan.tasks[0].splits == (Split(after_minutes=480, pause_minutes=960),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "plan/2"},
        {"calendars": 3},
        {"start": "05/01/2026"},
        {"tasks": [{"name": "no uid"}]},
        {"tasks": [{"uid": 1, "constraint": "SOON"}]},
        {"links": [{"pred": 1}]},
        {"calendars": {"std": {"week": {"mon": [["09:00", "08:00"]]}}}},
    ],
)
def test_a_file_of_another_shape_is_refused(wrong):
    with pytest.raises(PlanFileRefused):
        read_neutral(SMALL | wrong)
