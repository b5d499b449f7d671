"""Random messages of any demo type, and a plain second opinion on what their JSON must be."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from google.protobuf.descriptor import FieldDescriptor as F
from hypothesis import strategies as st

from inloop_kit.descriptors import class_of, is_map, lowest_level, visible_from

SAFE = 2**53 - 1
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
INSTANTS = st.tuples(st.integers(-62_135_596_800, 253_402_300_799), st.integers(0, 999).map(lambda ms: ms * 1_000_000))
SCALARS = {
    F.TYPE_STRING: TEXTS,
    F.TYPE_BOOL: st.booleans(),
    F.TYPE_INT32: st.integers(-(2**31), 2**31 - 1),
    F.TYPE_UINT32: st.integers(0, 2**32 - 1),
    F.TYPE_INT64: st.integers(-SAFE, SAFE),
    F.TYPE_SINT64: st.integers(-SAFE, SAFE),
    F.TYPE_UINT64: st.integers(0, SAFE),
    F.TYPE_BYTES: st.binary(max_size=9),
    F.TYPE_DOUBLE: st.floats(allow_nan=False, allow_infinity=False),
}


@st.composite
def messages(draw, message_type: Any, text: Any = None) -> Any:
    """A message with some of its fields set; `text(field)` may give strings of one's own."""
    made = message_type()
    for field in message_type.DESCRIPTOR.fields:
        if draw(st.integers(0, 3)) == 0:
            continue
        values = _values(field, text)
        if is_map(field):
            inner = field.message_type.fields_by_name["value"]
            for key in draw(st.lists(TEXTS.filter(bool), max_size=3, unique=True)):
                value = draw(_values(inner, text))
                if inner.message_type is not None:
                    getattr(made, field.name)[key].CopyFrom(value)
                else:
                    getattr(made, field.name)[key] = value
        elif field.is_repeated:
            getattr(made, field.name).extend(draw(st.lists(values, max_size=3)))
        elif field.message_type is not None:
            getattr(made, field.name).CopyFrom(draw(values))
        else:
            setattr(made, field.name, draw(values))
    return made


def _values(field: F, text: Any) -> Any:
    if field.message_type is not None and field.message_type.full_name == "google.protobuf.Timestamp":
        instant = class_of(field.message_type)
        return INSTANTS.map(lambda pair: instant(seconds=pair[0], nanos=pair[1]))
    if field.message_type is not None:
        return messages(class_of(field.message_type), text)
    if field.enum_type is not None:
        return st.sampled_from([value.number for value in field.enum_type.values])
    if field.type == F.TYPE_STRING and text is not None:
        return text(field)
    return SCALARS[field.type]


def plain_json(message: Any, level: int) -> dict[str, Any]:
    """What a message that is already cut down to `level` looks like as JSON, written the slow and obvious way."""
    made: dict[str, Any] = {}
    lowest = max(2, lowest_level(message.DESCRIPTOR))
    for field in message.DESCRIPTOR.fields:
        if visible_from(field) > level:
            continue
        value = getattr(message, field.name)
        if is_map(field):
            if value or visible_from(field) <= lowest:
                inner = field.message_type.fields_by_name["value"]
                made[field.name] = {key: _plain_value(inner, value[key], level) for key in value}
        elif field.is_repeated:
            if value or visible_from(field) <= lowest:
                made[field.name] = [_plain_value(field, item, level) for item in value]
        elif field.has_presence:
            if message.HasField(field.name):
                made[field.name] = _plain_value(field, value, level)
        elif value or visible_from(field) <= lowest:
            made[field.name] = _plain_value(field, value, level)
    return made


def _plain_value(field: F, value: Any, level: int) -> Any:
    if field.message_type is not None and field.message_type.full_name == "google.protobuf.Timestamp":
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value.seconds, microseconds=value.nanos // 1000)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if field.message_type is not None:
        return plain_json(value, level)
    if field.enum_type is not None:
        return field.enum_type.values_by_number[value].name
    return base64.b64encode(value).decode() if field.type == F.TYPE_BYTES else value
