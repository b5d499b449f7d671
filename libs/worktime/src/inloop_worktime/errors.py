"""What can be wrong with a calendar or a date.

WorktimeError
├── InvalidCalendar   the hours or exceptions contradict themselves
├── NoWorkingTime     the calendar never works in the direction that was asked for
└── DateOutOfRange    outside FIRST_DAY..LAST_DAY
"""


class WorktimeError(ValueError):
    """Anything this library refuses."""


class InvalidCalendar(WorktimeError):
    """Hours out of order, overlapping, or outside of a day; an exception that ends before it begins."""


class NoWorkingTime(WorktimeError):
    """There is no working minute left in the direction that was asked for."""


class DateOutOfRange(WorktimeError):
    """A date before 1984 or after 2149, the range in which plans are kept (Microsoft Project's own)."""
