"""JSON to messages, strictly, at a level: what the level does not see cannot be written, and does not exist.

Every refusal names the member by its JSON pointer and never repeats the value. A field above the caller's level and a
field that is not there are refused in the same words.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from inloop.options.v1 import access_pb2
from inloop_kit.descriptors import (
    enum_of,
    field_named,
    fields_of,
    is_instant,
    is_map,
    message_of,
    visible_from,
)
from inloop_kit.disclosure.instants import parse_instant
from inloop_kit.disclosure.strict_json import parse, pointer_token
from inloop_kit.errors import Invalid, Violation
from inloop_kit.validate.limits import integer_range

M = TypeVar("M", bound=Message)
Convert = Callable[[Any], Any]
"""From a JSON value to what the message's constructor takes; raises WrongError."""

UNKNOWN = "There is no such field."
NO_NULL = "null is not a value here; leave the field out."


class WrongError(Exception):
    """One value is wrong; `steps` is the way back to it, innermost first."""

    def __init__(self, detail: str, *steps: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.steps = list(steps)

    @property
    def violation(self) -> Violation:
        """The same for the caller."""
        return Violation("".join(f"/{step}" for step in reversed(self.steps)), self.detail)


def decoder(
    message_type: type[M], level: access_pb2.Level.ValueType, *, except_for: Iterable[str] = ()
) -> Callable[[bytes], M]:
    """A function from a JSON document to a `message_type`, as somebody at `level` may write it.

    `except_for` names fields that come from elsewhere (the path): in the document they do not exist. The function
    raises Malformed for what is no JSON object and Invalid for a wrong member. Bounds are `validate.check`'s business,
    once the whole request is together.
    """
    convert = object_converter(cast("Descriptor", message_type.DESCRIPTOR), level, frozenset(except_for))

    def decode(body: bytes) -> M:
        return build(message_type, convert, parse(body))

    return decode


def build(message_type: type[M], convert: Convert, value: Any) -> M:
    """Make the message out of a parsed document, or raise Invalid."""
    try:
        return message_type(**convert(value))
    except WrongError as wrong:
        raise Invalid(wrong.detail, violations=(wrong.violation,)) from None


@cache
def object_converter(message: Descriptor, level: int, except_for: frozenset[str] = frozenset()) -> Convert:
    """The converter of an object into keyword arguments of the message's class."""
    converters = {
        field.name: _converter(field, level)
        for field in fields_of(message)
        if field.name not in except_for and visible_from(field) <= level
    }
    exclusive = [frozenset(member.name for member in oneof.fields) for oneof in message.oneofs if len(oneof.fields) > 1]

    def convert(value: Any) -> dict[str, Any]:
        if value.__class__ is not dict:
            raise WrongError(NO_NULL if value is None else "Must be an object.")
        made = {}
        name = ""
        try:
            for name, inner in value.items():
                made[name] = converters[name](inner)
        except KeyError:
            raise WrongError(UNKNOWN, pointer_token(name)) from None
        except WrongError as wrong:
            wrong.steps.append(name)
            raise
        for names in exclusive:
            _check_exclusive(names, made)
        return made

    return convert


def _check_exclusive(names: frozenset[str], made: Mapping[str, Any]) -> None:
    given = [name for name in made if name in names]
    if len(given) > 1:
        raise WrongError(f"Only one of these may be given: {', '.join(sorted(given))}.", given[1])


def _converter(field: FieldDescriptor, level: int) -> Convert:
    if is_map(field):
        return _map_converter(field, level)
    single = value_converter(field, level)
    return _list_converter(single) if field.is_repeated else single


def _list_converter(single: Convert) -> Convert:
    def convert(value: Any) -> list[Any]:
        if value.__class__ is not list:
            raise WrongError(NO_NULL if value is None else "Must be a list.")
        made: list[Any] = []
        try:
            for item in value:
                made.append(single(item))  # noqa: PERF401  the length says which item was wrong
        except WrongError as wrong:
            wrong.steps.append(str(len(made)))
            raise
        return made

    return convert


def _map_converter(field: FieldDescriptor, level: int) -> Convert:
    single = value_converter(field_named(message_of(field), "value"), level)

    def convert(value: Any) -> dict[str, Any]:
        if value.__class__ is not dict:
            raise WrongError(NO_NULL if value is None else "Must be an object.")
        made = {}
        key = ""
        try:
            for key, inner in value.items():
                made[_text(key)] = single(inner)
        except WrongError as wrong:
            wrong.steps.append(pointer_token(key))
            raise
        return made

    return convert


def value_converter(field: FieldDescriptor, level: int) -> Convert:
    """The converter of one value of the field, of one item if the field is a list."""
    if is_instant(field):
        return _instant
    if field.message_type is not None:
        return _message_converter(message_of(field), level)
    if field.enum_type is not None:
        return _enum_converter(field)
    if (bounds := integer_range(field)) is not None:
        return _integer_converter(*bounds)
    return _PLAIN[field.type]


def _message_converter(message: Descriptor, level: int) -> Convert:
    # Looked up at the first use, so that a message may hold itself; dictionaries all the way down, because the
    # outermost constructor builds the whole tree in C.
    return lambda value: object_converter(message, level)(value)  # noqa: PLW0108


def _text(value: Any) -> Any:
    if value.__class__ is not str:
        raise WrongError(NO_NULL if value is None else "Must be a string.")
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise WrongError("Must not hold half of a surrogate pair.") from None
    if "\0" in value:
        raise WrongError("Must not hold a NUL character.")
    return value


def _boolean(value: Any) -> Any:
    if value.__class__ is not bool:
        raise WrongError(NO_NULL if value is None else "Must be true or false.")
    return value


def _number(value: Any) -> float:
    if value.__class__ is not float and value.__class__ is not int:
        raise WrongError(NO_NULL if value is None else "Must be a number.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise WrongError("Must be a finite number.")
    return number


def _octets(value: Any) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except (binascii.Error, ValueError):
        raise WrongError("Must be base64 with padding.") from None


def _instant(value: Any) -> dict[str, int]:
    try:
        seconds, nanos = parse_instant(_text(value))
    except (ValueError, OverflowError):
        raise WrongError("Must be an instant such as 2026-11-24T08:00:00Z.") from None
    return {"seconds": seconds, "nanos": nanos}


def _integer_converter(least: int, most: int) -> Convert:
    out_of_range = f"Must be from {least} to {most}."

    def convert(value: Any) -> Any:
        if value.__class__ is not int:
            if value.__class__ is not float:
                raise WrongError(NO_NULL if value is None else "Must be a whole number.")
            if not math.isfinite(value):
                raise WrongError(out_of_range)
            if not value.is_integer():
                raise WrongError("Must be a whole number.")
            value = int(value)  # JSON has one kind of number: 5.0 is 5
        if not least <= value <= most:
            raise WrongError(out_of_range)
        return value

    return convert


def _enum_converter(field: FieldDescriptor) -> Convert:
    numbers = {value.name: value.number for value in enum_of(field).values}
    sentence = f"Must be one of: {', '.join(numbers)}."

    def convert(value: Any) -> int:
        number = numbers.get(value) if value.__class__ is str else None
        if number is None:
            raise WrongError(NO_NULL if value is None else sentence)
        return number

    return convert


_PLAIN: dict[int, Convert] = {
    FieldDescriptor.TYPE_STRING: _text,
    FieldDescriptor.TYPE_BOOL: _boolean,
    FieldDescriptor.TYPE_BYTES: _octets,
    FieldDescriptor.TYPE_DOUBLE: _number,
    FieldDescriptor.TYPE_FLOAT: _number,
}
