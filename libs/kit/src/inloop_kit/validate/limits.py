"""The bounds of one field as they hold: what the contract declares, completed by what holds everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.descriptor import FieldDescriptor

from inloop.options.v1 import access_pb2
from inloop_kit.validate.formats import LINE_EXCLUDES, PATTERNS, TEXT_EXCLUDES

DEFAULT_MAX_LEN = 500
DEFAULT_MAX_ITEMS = 200
SAFE_INTEGER = 2**53 - 1
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799  # of the years 1 and 9999, since 1970

_RANGES: dict[int, tuple[int, int]] = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-SAFE_INTEGER, SAFE_INTEGER),
    FieldDescriptor.CPPTYPE_UINT64: (0, SAFE_INTEGER),
}
_WIDEST = {
    access_pb2.FORMAT_ID: 36,
    access_pb2.FORMAT_DATE: 10,
    access_pb2.FORMAT_LOCAL_TIME: 16,
    access_pb2.FORMAT_EMAIL: 254,
    access_pb2.FORMAT_ZONE: 64,
    access_pb2.FORMAT_CURRENCY: 3,
    access_pb2.FORMAT_PHONE: 16,
    access_pb2.FORMAT_TIME_OF_DAY: 5,
    access_pb2.FORMAT_LANGUAGE: 2,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value of one field must keep to.

    `max_len` counts characters (bytes fields: octets, 0 = no own limit). `pattern` matches a whole value.
    `least` and `most` are for numbers. `is_empty_unset`: the field cannot tell empty from absent, so that an empty
    string is let through unless it is required.
    """

    required: bool
    min_len: int
    max_len: int
    pattern: str
    format: int
    multiline: bool
    least: int
    most: int
    max_items: int
    is_empty_unset: bool

    @property
    def excludes(self) -> str:
        """The characters that no value may hold, as the inside of a character class."""
        return TEXT_EXCLUDES if self.multiline else LINE_EXCLUDES


def limits_of(field: FieldDescriptor) -> Limits:
    """The limits of `field`, with or without declared bounds."""
    bounds = field.GetOptions().Extensions[access_pb2.bounds]
    least, most = _RANGES.get(field.cpp_type, (0, 0))
    widest = 0 if field.type == FieldDescriptor.TYPE_BYTES else _WIDEST.get(bounds.format, DEFAULT_MAX_LEN)
    return Limits(
        required=bounds.required,
        min_len=bounds.min_len,
        max_len=bounds.max_len or widest,
        pattern=bounds.pattern or PATTERNS.get(bounds.format, ""),
        format=bounds.format,
        multiline=bounds.multiline,
        least=max(least, bounds.gte) if bounds.HasField("gte") else least,
        most=min(most, bounds.lte) if bounds.HasField("lte") else most,
        max_items=bounds.max_items or DEFAULT_MAX_ITEMS,
        is_empty_unset=not field.has_presence,
    )


def is_number(field: FieldDescriptor) -> bool:
    """Whether `least` and `most` apply."""
    return field.cpp_type in _RANGES


def integer_range(field: FieldDescriptor) -> tuple[int, int] | None:
    """The least and largest value that the type of a whole number holds, within 2^53; None for other fields."""
    return _RANGES.get(field.cpp_type)


def must_be_sent(field: FieldDescriptor) -> bool:
    """Whether leaving the field out is refused: declared so, or a number whose bounds exclude its 0."""
    limits = limits_of(field)
    if limits.required:
        return True
    cannot_be_unset = is_number(field) and not field.has_presence and not field.is_repeated
    return cannot_be_unset and not limits.least <= 0 <= limits.most
