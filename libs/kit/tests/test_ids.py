"""Ids are UUIDs of version 7, in the order in which they were made."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from inloop_kit.clock import SystemClock
from inloop_kit.ids import id_time, new_id


def test_ids_sort_by_the_time_they_were_made():
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_of_many_threads_differ():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(5_000)))
    assert len(set(made)) == len(made)


def test_an_id_is_a_uuid_of_version_7_in_lower_case():
    made = uuid.UUID(new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert str(made) == str(made).lower()


def test_an_id_tells_when_it_was_made():
    before = SystemClock().now() - timedelta(milliseconds=1)
    made = id_time(new_id())
    assert before <= made <= SystemClock().now() + timedelta(milliseconds=5)
    # The example of RFC 9562, appendix A.6.
    assert id_time("017f22e2-79b0-7cc3-98c4-dc0c0c07398f") == datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "x" * 36, "6f8b1c52-8f0e-4d5b-9a53-0c1f5b1b7c11", "017f22e2-79b0-7cc3-08c4-dc0c0c07398f"]
)
def test_other_texts_tell_no_time(text):
    with pytest.raises(ValueError, match="version 7"):
        id_time(text)
