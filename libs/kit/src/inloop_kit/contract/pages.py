"""The pages `docs/access.md` and `docs/events.md`: the policy and the events, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from inloop.options.v1 import access_pb2
from inloop_kit.access import MethodRule, rule_of
from inloop_kit.contract.files import (
    Files,
    answer_of,
    comments,
    events_of,
    is_public,
    level_word,
    rules_of,
    services_of,
    topic_of,
)
from inloop_kit.contract.lock import requirement_words, route_words
from inloop_kit.descriptors import enum_of, fields_of, is_map, message_of, messages_within, visible_from

GENERATED = "<!-- Generated from proto/ by `make proto`; never edited. -->\n"
ABOUT_ACCESS = (
    "Absent from this page means refused: a method or field without a rule does not build. "
    "The same as sorted lines, for reviews: `proto/access.lock`."
)
ABOUT_EVENTS = (
    "The subject of an event on the bus is its full name. Events carry ids and facts that every recipient may know; "
    "content is read afresh by whoever handles them. The topic is what the live stream tells the portal; events "
    "without one stay between services."
)


def access_page(files: Files, said: Mapping[str, str] | None = None) -> str:
    """Markdown: levels and capabilities, then every method with who may call it, then every field with its level."""
    files, said = list(files), comments() if said is None else said
    lines = [
        GENERATED,
        "# Who may call what, and who sees what",
        "",
        ABOUT_ACCESS,
        "",
        *_vocabulary(said),
        "## Methods",
        "",
    ]
    for service in services_of(files):
        lines += [f"### {service.full_name}", "", said.get(service.full_name, ""), ""]
        lines += ["| method | route | who | what |", "|---|---|---|---|"]
        lines += [_method_row(rule_of(method), said) for method in service.methods]
        lines.append("")
    lines += ["## Fields", "", *_field_sections(_disclosed(files), said)]
    return _joined(lines)


def events_page(files: Files, said: Mapping[str, str] | None = None) -> str:
    """Markdown: every event with its subject, its topic and its fields."""
    files, said = list(files), comments() if said is None else said
    lines = [
        GENERATED,
        "# Events",
        "",
        ABOUT_EVENTS,
        "",
    ]
    for event in events_of(files):
        topic = topic_of(event)
        lines += [f"## {event.full_name}", "", said.get(event.full_name, ""), ""]
        lines += [f"Topic: {f'`{topic}`' if topic else 'none'}.", "", *_field_table(event, said)]
    return _joined(lines)


def _vocabulary(said: Mapping[str, str]) -> Iterator[str]:
    enums = {"Levels": access_pb2.Level, "Capabilities": access_pb2.Capability, "Roles": access_pb2.Role}
    for title, enum in enums.items():
        name = enum.DESCRIPTOR.full_name
        yield from (f"## {title}", "", "| name | means |", "|---|---|")
        for value in enum.DESCRIPTOR.values:
            if value.number:
                yield f"| {value.name.split('_', 1)[1]} | {said.get(f'{name}.{value.name}', '')} |"
        yield ""


def _method_row(rule: MethodRule, said: Mapping[str, str]) -> str:
    what = said.get(rule.name, "").replace("|", "\\|")
    return f"| {rule.descriptor.name} | `{route_words(rule)}` | {requirement_words(rule)} | {what} |"


def _disclosed(files: Files) -> list[Descriptor]:
    """Every message that an answer reaches, by name."""
    roots = [answer_of(rule) for rule in rules_of(files) if is_public(rule)]
    found = {message.full_name: message for root in roots for message in messages_within(root) if fields_of(message)}
    return [found[name] for name in sorted(found)]


def _field_sections(messages: list[Descriptor], said: Mapping[str, str]) -> Iterator[str]:
    for message in messages:
        yield from (f"### {message.full_name}", "", said.get(message.full_name, ""), "")
        yield from _field_table(message, said)


def _field_table(message: Descriptor, said: Mapping[str, str]) -> Iterator[str]:
    if not fields_of(message):
        return
    yield from ("| field | type | from | what |", "|---|---|---|---|")
    for field in fields_of(message):
        reason = field.GetOptions().Extensions[access_pb2.derived_because]
        what = said.get(field.full_name, "") + (f" (Derived: {reason})" if reason else "")
        level = level_word(visible_from(field))
        yield f"| {field.name} | {_type_words(field)} | {level} | {what.replace('|', chr(92) + '|')} |"
    yield ""


def _type_words(field: FieldDescriptor) -> str:
    if is_map(field):
        return "map"
    single = _SCALARS.get(field.type, "whole number")
    if field.message_type is not None:
        single = message_of(field).name
    elif field.enum_type is not None:
        single = str(enum_of(field).name)
    return f"list of {single}" if field.is_repeated else single


_SCALARS = {
    FieldDescriptor.TYPE_STRING: "text",
    FieldDescriptor.TYPE_BOOL: "yes or no",
    FieldDescriptor.TYPE_BYTES: "octets",
    FieldDescriptor.TYPE_DOUBLE: "number",
}


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"
