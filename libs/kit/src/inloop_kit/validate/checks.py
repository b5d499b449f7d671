"""From bounds to checks: one closure per field, made once per message type."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, cast

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from inloop.options.v1 import access_pb2
from inloop_kit.descriptors import enum_of, field_named, fields_of, is_instant, is_map, message_of
from inloop_kit.errors import Invalid, Violation
from inloop_kit.validate.formats import SENTENCES, zones
from inloop_kit.validate.limits import FIRST_SECOND, LAST_SECOND, Limits, is_number, limits_of

ValueCheck = Callable[[Any], str]
"""Says what is wrong with one value, or the empty string."""
FieldCheck = Callable[[Message, str, list[Violation]], None]

REQUIRED = "This is required."
ONE_LINE = "Must be one line without control characters."
MANY_LINES = "Must not hold control characters other than line breaks and tabs."
NANOS = 1_000_000_000
_compiled: dict[str, tuple[FieldCheck, ...]] = {}


def check(message: Message) -> None:
    """Raise Invalid, naming every broken bound by its JSON pointer; no value is echoed."""
    found = violations(message)
    if found:
        count = "One field breaks a rule." if len(found) == 1 else f"{len(found)} fields break a rule."
        raise Invalid(count, violations=found)


def violations(message: Message) -> list[Violation]:
    """Every broken bound of `message`, in the order of its fields."""
    found: list[Violation] = []
    _check_message(message, "", found)
    return found


def _check_message(message: Message, at: str, found: list[Violation]) -> None:
    descriptor = message.DESCRIPTOR
    checks = _compiled.get(descriptor.full_name)
    if checks is None:
        made = (_field_check(field) for field in fields_of(cast("Descriptor", descriptor)))
        checks = _compiled[descriptor.full_name] = tuple(one for one in made if one is not None)
    for one in checks:
        one(message, at, found)


def _field_check(field: FieldDescriptor) -> FieldCheck | None:
    if is_map(field):
        return _map_check(field, limits_of(field))
    if field.is_repeated:
        return _repeated_check(field, limits_of(field))
    if field.message_type is not None:
        return _message_check(field, limits_of(field))
    return _scalar_check(field, limits_of(field))


def _scalar_check(field: FieldDescriptor, limits: Limits) -> FieldCheck | None:
    name, has_presence, value_check = field.name, field.has_presence, _value_check(field, limits)
    is_sized = field.cpp_type == FieldDescriptor.CPPTYPE_STRING  # strings and bytes
    is_enum = field.enum_type is not None
    if value_check is None and not limits.required:
        return None

    def check_field(message: Message, at: str, found: list[Violation]) -> None:
        value = getattr(message, name)
        if not value:
            if has_presence and not message.HasField(name):
                if limits.required:
                    found.append(Violation(f"{at}/{name}", REQUIRED))
                return
            if limits.required and (is_sized or is_enum):
                found.append(Violation(f"{at}/{name}", REQUIRED))
                return
            if is_sized and not has_presence:
                return
        wrong = value_check(value) if value_check is not None else ""
        if wrong:
            found.append(Violation(f"{at}/{name}", wrong))

    return check_field


def _message_check(field: FieldDescriptor, limits: Limits) -> FieldCheck:
    name, one_of = field.name, _item_check(field)

    def check_field(message: Message, at: str, found: list[Violation]) -> None:
        if message.HasField(name):
            one_of(getattr(message, name), f"{at}/{name}", found)
        elif limits.required:
            found.append(Violation(f"{at}/{name}", REQUIRED))

    return check_field


def _repeated_check(field: FieldDescriptor, limits: Limits) -> FieldCheck:
    name = field.name
    item_check = _item_check(field) if field.message_type is not None else None
    value_check = None if item_check is not None else _value_check(field, limits)

    def check_field(message: Message, at: str, found: list[Violation]) -> None:
        items: Sequence[Any] = getattr(message, name)
        if not items:
            if limits.required:
                found.append(Violation(f"{at}/{name}", REQUIRED))
            return
        if len(items) > limits.max_items:
            found.append(Violation(f"{at}/{name}", f"Must have at most {limits.max_items} items."))
            return
        for index, item in enumerate(items):
            if item_check is not None:
                item_check(item, f"{at}/{name}/{index}", found)
            elif value_check is not None and (wrong := value_check(item)):
                found.append(Violation(f"{at}/{name}/{index}", wrong))

    return check_field


def _map_check(field: FieldDescriptor, limits: Limits) -> FieldCheck:
    name = field.name
    key_field, value_field = field_named(message_of(field), "key"), field_named(message_of(field), "value")
    key_check = _value_check(key_field, limits_of(key_field))
    item_check = _item_check(value_field) if value_field.message_type is not None else None
    value_check = None if item_check is not None else _value_check(value_field, limits_of(value_field))

    def check_field(message: Message, at: str, found: list[Violation]) -> None:
        items = getattr(message, name)
        if len(items) > limits.max_items:
            found.append(Violation(f"{at}/{name}", f"Must have at most {limits.max_items} items."))
            return
        for key in items:
            pointer = f"{at}/{name}/{escaped(str(key))}"
            if key_check is not None and (wrong := key_check(key)):
                found.append(Violation(f"{at}/{name}", wrong))
            elif item_check is not None:
                item_check(items[key], pointer, found)
            elif value_check is not None and (wrong := value_check(items[key])):
                found.append(Violation(pointer, wrong))

    return check_field


def _item_check(field: FieldDescriptor) -> FieldCheck:
    """The check of a message inside another one."""
    return _check_instant if is_instant(field) else _check_message


def _check_instant(message: Message, at: str, found: list[Violation]) -> None:
    instant: Any = message
    if not (FIRST_SECOND <= instant.seconds <= LAST_SECOND and 0 <= instant.nanos < NANOS):
        found.append(Violation(at, "Must be an instant between the years 1 and 9999."))


def _value_check(field: FieldDescriptor, limits: Limits) -> ValueCheck | None:
    """The check of one value, or None where any value of the type will do."""
    if field.enum_type is not None:
        return _enum_check(field)
    if is_number(field):
        return _number_check(limits)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return _bytes_check(limits) if limits.min_len or limits.max_len else None
    if field.type == FieldDescriptor.TYPE_STRING:
        return _string_check(limits)
    return _check_finite if field.type == FieldDescriptor.TYPE_DOUBLE else None


def _enum_check(field: FieldDescriptor) -> ValueCheck:
    known = frozenset(enum_of(field).values_by_number)
    return lambda value: "" if value in known else "Is not a known value."


def _number_check(limits: Limits) -> ValueCheck:
    least, most = limits.least, limits.most
    sentence = f"Must be from {least} to {most}."
    return lambda value: "" if least <= value <= most else sentence


def _check_finite(value: float) -> str:
    return "" if -float("inf") < value < float("inf") else "Must be a finite number."


def _bytes_check(limits: Limits) -> ValueCheck:
    def check_value(value: bytes) -> str:
        if len(value) < limits.min_len:
            return f"Must have at least {limits.min_len} bytes."
        return f"Must have at most {limits.max_len} bytes." if limits.max_len and len(value) > limits.max_len else ""

    return check_value


def _string_check(limits: Limits) -> ValueCheck:
    excluded = re.compile(f"[{limits.excludes}]").search
    matches = re.compile(limits.pattern).fullmatch if limits.pattern else None
    sentence = SENTENCES.get(limits.format, "") or f"Must match {limits.pattern}."
    is_zone = limits.format == access_pb2.FORMAT_ZONE
    min_len, max_len = limits.min_len, limits.max_len

    def check_value(value: str) -> str:
        if len(value) > max_len:
            return f"Must have at most {max_len} characters."
        if len(value) < min_len:
            return f"Must have at least {min_len} characters."
        if excluded(value):
            return MANY_LINES if limits.multiline else ONE_LINE
        if (matches is not None and not matches(value)) or (is_zone and value not in zones()):
            return sentence
        return ""

    return check_value


def escaped(token: str) -> str:
    """A member name as a reference token of a JSON pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")
