"""Working calendars and working-minute arithmetic. Pure: the standard library only."""

from inloop_worktime.calendar import Calendar, CalendarException, Hours, standard
from inloop_worktime.days import non_working_ranges, working_days_between
from inloop_worktime.errors import DateOutOfRange, InvalidCalendar, NoWorkingTime, WorktimeError
from inloop_worktime.instants import FIRST_DAY, LAST_DAY, elapsed_minutes, from_minutes, plus_elapsed, to_minutes
from inloop_worktime.table import WorkingTable, intersection
from inloop_worktime.zones import business_deadline, business_minutes

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Calendar",
    "CalendarException",
    "DateOutOfRange",
    "Hours",
    "InvalidCalendar",
    "NoWorkingTime",
    "WorkingTable",
    "WorktimeError",
    "business_deadline",
    "business_minutes",
    "elapsed_minutes",
    "from_minutes",
    "intersection",
    "non_working_ranges",
    "plus_elapsed",
    "standard",
    "to_minutes",
    "working_days_between",
]
