"""The numbers that Microsoft Project XML uses for units, links, constraints and kinds (its published schema)."""

from __future__ import annotations

from typing import Final

from inloop_projects.domain.plan.model import ConstraintType, LinkType, Plan, ResourceKind

LINK_TYPES: Final = (LinkType.FF, LinkType.FS, LinkType.SF, LinkType.SS)
CONSTRAINTS: Final = (
    ConstraintType.ASAP,
    ConstraintType.ALAP,
    ConstraintType.MSO,
    ConstraintType.MFO,
    ConstraintType.SNET,
    ConstraintType.SNLT,
    ConstraintType.FNET,
    ConstraintType.FNLT,
)
RESOURCE_KINDS: Final = {0: ResourceKind.MATERIAL, 1: ResourceKind.WORK, 2: ResourceKind.COST}

FIXED_DURATION: Final = 1
ELAPSED_FORMATS: Final = frozenset({4, 6, 8, 10, 12, 36, 38, 40, 42, 44})
PERCENT_FORMATS: Final = frozenset({19, 20, 51, 52})
DAYS_FORMAT: Final = 7
ELAPSED_DAYS_FORMAT: Final = 8
ELAPSED_MINUTES_FORMAT: Final = 4
PERCENT_FORMAT: Final = 19
UNASSIGNED: Final = -65535

_DAY_FORMATS: Final = (7, 39)
_WEEK_FORMATS: Final = (9, 41)
_MONTH_FORMATS: Final = (11, 43)


def elapsed_delay(tenths: int, unit: int, plan_minutes: tuple[int, int, int]) -> int:
    """A levelling delay in clock minutes: Microsoft counts it by the clock, whatever unit it shows.

    `plan_minutes` are the minutes per day, week and month of the project; `tenths` are tenths of a minute.
    """
    minutes = tenths / 10
    day, week, month = plan_minutes
    if unit in _DAY_FORMATS:
        return round(minutes / day * 1440)
    if unit in _WEEK_FORMATS:
        return round(minutes / week * 7 * 1440)
    if unit in _MONTH_FORMATS:
        return round(minutes / month * 30 * 1440)
    return round(minutes)


def month_minutes(plan: Plan) -> int:
    """Minutes of a month by the project's own conversion."""
    return plan.minutes_per_day * plan.days_per_month


# What the scheduler computes again from the plan, or what only repeats another element.
DERIVED: Final = frozenset(
    {
        "ActualDuration", "Critical", "CurrentDate", "Duration", "EarlyFinish", "EarlyStart", "EnteredByOccurrences",
        "Finish", "FinishDate", "FinishSlack", "FinishVariance", "FreeSlack", "ID", "IsBaseCalendar", "IsNull",
        "LateFinish", "LateStart", "Manual", "ManualDuration", "Occurrences", "OutlineNumber", "PercentComplete",
        "RemainingDuration", "SaveVersion", "Start", "StartSlack", "StartVariance", "Stop", "Summary", "TotalSlack",
        "UID", "Unit", "WBS", "WorkVariance",
    }
)  # fmt: skip
