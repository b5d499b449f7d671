"""What the fields of requests, answers and events must say about themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from inloop.options.v1 import access_pb2
from inloop.options.v1.access_pb2 import LEVEL_SUMMARY
from inloop_kit.contract.files import level_word
from inloop_kit.descriptors import (
    TIMESTAMP,
    enum_of,
    field_named,
    fields_of,
    is_map,
    lowest_level,
    message_of,
    messages_within,
    visible_from,
)
from inloop_kit.validate.limits import is_number, limits_of

_UNKNOWN_TYPES = {
    FieldDescriptor.TYPE_FLOAT: "float loses digits on the way through JSON; use double or a whole number",
    FieldDescriptor.TYPE_GROUP: "groups have no JSON form",
}
_TEXT_BOUNDS = ("min_len", "pattern", "format", "multiline")


def answer_problems(answer: Descriptor) -> Iterator[str]:
    """Problems of every message that an answer reaches."""
    yield from _recursion(answer)
    for message in messages_within(answer):
        lowest = lowest_level(message)
        for field in fields_of(message):
            yield from _disclosure_problems(field)
            yield from _type_problems(field)
            yield from _presence_problems(field, lowest)
            yield from _container_problems(field)


def event_problems(event: Descriptor) -> Iterator[str]:
    """Problems of every message that an event reaches; an event holds no sums and no secrets at all."""
    yield from _recursion(event)
    for message in messages_within(event):
        for field in fields_of(message):
            yield from _disclosure_problems(field)
            yield from _type_problems(field)
            if field.message_type is not None and message_of(field).full_name == "inloop.types.v1.Money":
                yield f"{field.full_name}: an event carries no sums"
            if field.GetOptions().Extensions[access_pb2.bounds].format == access_pb2.FORMAT_SECRET:
                yield f"{field.full_name}: an event carries no secrets"


def request_problems(request: Descriptor) -> Iterator[str]:
    """Problems of every message that a request reaches."""
    yield from _recursion(request)
    for message in messages_within(request):
        for field in fields_of(message):
            yield from _type_problems(field)
            yield from _bounds_problems(field)


def _disclosure_problems(field: FieldDescriptor) -> Iterator[str]:
    options = field.GetOptions()
    if not visible_from(field):
        yield f"{field.full_name} does not say from which level it is visible (option `visible_from`)"
    if options.HasExtension(access_pb2.derived_because) and not options.Extensions[access_pb2.derived_because].strip():
        yield f"{field.full_name}: `derived_because` needs its reason"


def _presence_problems(field: FieldDescriptor, lowest: int) -> Iterator[str]:
    """Above the lowest level of its message an empty field is left out; only `optional` keeps 0 apart from hidden."""
    if field.has_presence or field.is_repeated or visible_from(field) <= max(LEVEL_SUMMARY, lowest):
        return
    yield (
        f"{field.full_name} is visible from {level_word(visible_from(field))}, above the lowest level of its message: "
        "it must be `optional`, or its empty value cannot be told from a hidden one"
    )


def _container_problems(field: FieldDescriptor) -> Iterator[str]:
    """Whoever sees a message inside another must see something of it."""
    if field.message_type is None or is_map(field) or message_of(field).full_name == TIMESTAMP:
        return
    inner = lowest_level(message_of(field))
    if visible_from(field) and inner > visible_from(field):
        yield (
            f"{field.full_name} is visible from {level_word(visible_from(field))}, but nothing of "
            f"{message_of(field).name} is below {level_word(inner)}"
        )


def _type_problems(field: FieldDescriptor) -> Iterator[str]:
    if field.type in _UNKNOWN_TYPES:
        yield f"{field.full_name}: {_UNKNOWN_TYPES[field.type]}"
    if is_map(field) and field_named(message_of(field), "key").type != FieldDescriptor.TYPE_STRING:
        yield f"{field.full_name}: the keys of a map are strings"
    held = message_of(field).full_name if field.message_type is not None else ""
    if held.startswith("google.protobuf.") and held not in (TIMESTAMP, "google.protobuf.Empty"):
        yield f"{field.full_name}: {held} is not part of this contract; declare what is meant"
    if field.enum_type is not None and 0 not in enum_of(field).values_by_number:
        yield f"{field.full_name}: its enum has no zero value"


def _bounds_problems(field: FieldDescriptor) -> Iterator[str]:
    bounds = field.GetOptions().Extensions[access_pb2.bounds]
    limits = limits_of(field)
    is_text = field.type == FieldDescriptor.TYPE_STRING
    if not is_text and any(getattr(bounds, name) for name in _TEXT_BOUNDS):
        yield f"{field.full_name}: {', '.join(_TEXT_BOUNDS)} are bounds of strings"
    if not is_number(field) and (bounds.HasField("gte") or bounds.HasField("lte")):
        yield f"{field.full_name}: gte and lte are bounds of whole numbers"
    if field.type == FieldDescriptor.TYPE_BYTES and not bounds.max_len:
        yield f"{field.full_name}: bytes need a max_len"
    if bounds.max_items and not field.is_repeated:
        yield f"{field.full_name}: max_items is a bound of lists"
    if limits.least > limits.most or (is_text and limits.min_len > limits.max_len):
        yield f"{field.full_name}: no value keeps to these bounds"
    if bounds.pattern and not _compiles(bounds.pattern):
        yield f"{field.full_name}: the pattern is not a regular expression"
    yield from _required_problems(field)


def _required_problems(field: FieldDescriptor) -> Iterator[str]:
    """`required` must mean something: where 0 and absent are the same value, neither can be asked for."""
    if not limits_of(field).required or field.has_presence or field.is_repeated:
        return
    if is_number(field) or field.type in (FieldDescriptor.TYPE_BOOL, FieldDescriptor.TYPE_DOUBLE):
        yield f"{field.full_name}: `required` needs `optional` here, or bounds that exclude 0"


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _recursion(root: Descriptor) -> Iterator[str]:
    """Messages that hold themselves have no largest depth, so that no reader can bound its work."""
    finished: set[str] = set()

    def visit(message: Descriptor, path: tuple[str, ...]) -> Iterator[str]:
        if message.full_name in path:
            yield f"{message.full_name} holds itself, within {root.full_name}"
        elif message.full_name not in finished:
            for field in fields_of(message):
                if field.message_type is not None:
                    yield from visit(message_of(field), (*path, message.full_name))
            finished.add(message.full_name)

    yield from visit(root, ())
