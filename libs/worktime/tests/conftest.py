from datetime import date

import pytest

from inloop_worktime import Calendar, CalendarException


@pytest.fixture
def office() -> Calendar:
    """Monday to Friday 08-12 and 13-17, closed on 1 January, half a day on 2 January 2026 (a Friday)."""
    workday = ((480, 720), (780, 1020))
    return Calendar(
        week=(workday,) * 5 + ((), ()),
        exceptions=(
            CalendarException(date(2026, 1, 1), date(2026, 1, 1), (), "New Year"),
            CalendarException(date(2026, 1, 2), date(2026, 1, 2), ((480, 720),)),
        ),
        name="Office",
    )
