"""The figures of answers, and a sentence that never promises more than they say."""

from datetime import timedelta

import pytest
from world_of_messaging import HOURS, MONDAY

from inloop_messaging.domain.response import WorkingHours, response_times
from inloop_worktime import standard


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        ([0], "Usually answers within 1 working hour."),
        ([60], "Usually answers within 1 working hour."),
        ([61], "Usually answers within 2 working hours."),
        ([10, 20, 200], "Usually answers within 1 working hour."),
        ([100, 141], "Usually answers within 3 working hours."),
        ([], "Answers are promised within 4 working hours."),
    ],
)
def test_the_sentence_rounds_the_median_up(minutes, sentence):
    answered = [(MONDAY, MONDAY + timedelta(minutes=one)) for one in minutes]
    assert response_times(HOURS, answered, 0).sentence == sentence


def test_long_answers_are_told_in_working_days():
    answered = [(MONDAY, MONDAY + timedelta(days=2, hours=1))]
    found = response_times(HOURS, answered, 3)
    assert found.sentence == "Usually answers within 3 working days."
    assert (found.longest_minutes, found.waiting_count) == (2 * 480 + 60, 3)


def test_without_answers_and_promise_nothing_is_claimed():
    found = response_times(WorkingHours(standard(), "UTC", 0), [], 0)
    assert (found.median_minutes, found.longest_minutes, found.target_minutes) == (None, None, None)
    assert found.sentence == "Nothing was answered yet."
