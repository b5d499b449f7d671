"""Public holidays as dated exceptions of a calendar, with the region and the version of the list that they came from.

The list is the package `holidays` (MIT). It is asked once, when somebody adds holidays; what was copied never moves
again, whatever a later version says. Dates of future years that follow the moon are the package's best estimate.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from typing import Final

import holidays

from inloop_kit.errors import Invalid, Violation
from inloop_worktime import Calendar, CalendarException

MOST_YEARS: Final = 10
MOST_EXCEPTIONS: Final = 5000
SOURCE: Final = f"holidays {version('holidays')}"
_SHOWN: Final = 60


class RegionRefused(Invalid):
    """The list does not know the country or its part, or the part must be chosen."""

    reason = "REGION_REFUSED"


@dataclass(frozen=True, slots=True)
class Region:
    """A country by ISO 3166-1 alpha-2 code and name, with the parts that have holidays of their own (code, name)."""

    code: str
    name: str
    subdivisions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Holiday:
    """A date and its name; `is_new` when the calendar has work on that day."""

    on: date
    name: str
    is_new: bool


@cache
def regions() -> tuple[Region, ...]:
    """Every country of the list, by code."""
    found = holidays.list_supported_countries(include_aliases=False)
    return tuple(Region(code, _country_name(code), _parts(code, found[code])) for code in sorted(found))


def source_of(country: str, subdivision: str) -> str:
    """Region and version as they are noted on each exception: `DE-BY, holidays 0.109`."""
    return f"{country}-{subdivision}, {SOURCE}" if subdivision else f"{country}, {SOURCE}"


def holidays_of(calendar: Calendar, country: str, subdivision: str, first_year: int, last_year: int) -> list[Holiday]:
    """The holidays of a region in years, both included, in order.

    Errors: RegionRefused, also where a part of the country must be chosen; Invalid for the years.
    """
    if not 0 <= last_year - first_year < MOST_YEARS:
        raise Invalid(f"Give at most {MOST_YEARS} years, the first one first.", field="last_year")
    _check(country, subdivision)
    listed = holidays.country_holidays(country, subdiv=subdivision or None, years=range(first_year, last_year + 1))
    single = {taken.first for taken in calendar.exceptions if taken.first == taken.last}
    return [
        Holiday(day, " ".join(str(name).split()), calendar.is_working_day(day) and day not in single)
        for day, name in sorted(listed.items())
        if first_year <= day.year <= last_year
    ]


def with_holidays(calendar: Calendar, found: list[Holiday], source: str, except_on: Collection[date]) -> Calendar:
    """The calendar with an exception for each new day off; days that somebody decided about before stay as they are."""
    added = tuple(
        CalendarException(day.on, day.on, (), f"{day.name[:_SHOWN]} ({source})")
        for day in found
        if day.is_new and day.on not in except_on
    )
    if len(calendar.exceptions) + len(added) > MOST_EXCEPTIONS:
        raise Invalid(f"A calendar has at most {MOST_EXCEPTIONS} exceptions.", field="last_year")
    return replace(calendar, exceptions=(*calendar.exceptions, *added))


def _check(country: str, subdivision: str) -> None:
    region = next((one for one in regions() if one.code == country), None)
    if region is None:
        raise RegionRefused(f"No holidays are known for the country {country}.", field="country")
    codes = [code for code, _ in region.subdivisions]
    if subdivision not in codes and (subdivision or codes):
        what = f"{country} has no part {subdivision!r}." if subdivision else f"Choose a part of {country}: they differ."
        raise RegionRefused(what, violations=[Violation("/subdivision", f"One of {', '.join(codes)}.")])


def _country_name(code: str) -> str:
    kind = type(holidays.country_holidays(code))
    return "".join(f" {letter}" if letter.isupper() else letter for letter in _class_of(kind, code)).strip()


def _class_of(kind: type, code: str) -> str:
    """The longest name of the country's class: `UnitedStates`, where `US` and `USA` are its short ones."""
    names = [one.__name__ for one in kind.__mro__ if one.__module__.startswith("holidays.countries")]
    return max(names, key=len, default=code)


def _parts(code: str, codes: list[str]) -> tuple[tuple[str, str], ...]:
    """Codes of the parts with a name where the list has one."""
    kind = type(holidays.country_holidays(code))
    names = {short: name for name, short in getattr(kind, "subdivisions_aliases", {}).items()}
    return tuple((one, names.get(one, one)) for one in codes)
