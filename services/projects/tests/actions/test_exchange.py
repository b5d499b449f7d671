"""Plans in and out as files, through the actions and the messages, on both engines."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from world_of_projects import World, add

from inloop.options.v1.access_pb2 import Level
from inloop_kit.caller import Caller
from inloop_kit.errors import Invalid
from inloop_projects.actions.plan.exchange import Taken
from inloop_projects.actions.plan.plans import PlanIsPromised
from inloop_projects.clients.converter import Converter, ConverterMissing
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.csv_writer import write_csv
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import PlanFileRefused
from inloop_projects.domain.plan.icalendar_writer import write_icalendar
from inloop_projects.domain.plan.mspdi import read_mspdi
from inloop_projects.domain.plan.mspdi_rows import write_mspdi_rows
from inloop_projects.entry import exchange_messages

FILE = Path(__file__).parents[4] / "tests" / "data" / "plans" / "gen-6-240.xml"
MSPDI = (
    '<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-11-02T08:00:00</StartDate>{}'
    "<Tasks>{}</Tasks>{}</Project>"
)


def take(world: World, content: bytes, **more: object) -> Taken:
    with world.write() as session:
        return world.can.exchange.import_file(session, world.manager, content, **more)  # type: ignore[arg-type]


def files_of(world: World, caller: Caller) -> list[bytes]:
    """Every kind of export, as the caller's level sees the plan."""
    with world.read() as session:
        listed = world.can.plans.rows(session, caller)
    rows = exchange_messages.exported_rows(listed, caller.level)
    at = world.clock.now()
    return [
        write_csv("Relaunch", rows).content,
        write_icalendar("Relaunch", rows, at).content,
        write_mspdi_rows("Relaunch", rows, at.replace(tzinfo=None)).content,
    ]


def test_a_dry_run_says_what_an_import_would_do_and_writes_nothing(world: World) -> None:
    before = world.events()
    tried = take(world, FILE.read_bytes(), dry_run=True, start_on=date(2027, 1, 4))
    assert (tried.revision, len(tried.plan.tasks), world.tasks(), world.events()) == (None, 240, {}, before)
    taken = take(world, FILE.read_bytes(), start_on=date(2027, 1, 4))
    assert taken.revision is not None
    assert (tried.losses, tried.start_on, tried.finish_on) == (taken.losses, taken.start_on, taken.finish_on)
    message = exchange_messages.taken(taken)
    assert message.mapped_count + message.approximated_count + message.dropped_count == message.element_count


def test_a_promised_plan_can_be_compared_with_a_file_but_not_replaced(planned: World) -> None:
    assert take(planned, FILE.read_bytes(), dry_run=True).revision is None
    with pytest.raises(PlanIsPromised):
        take(planned, FILE.read_bytes())


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<Project><Tasks></Project>", "plan.xml"),
        (b"Name,Start\nA,03/04/2026\n", "plan.csv"),
        (MSPDI.format("", "", "").encode(), "plan.xml"),
        (
            MSPDI.format(
                "",
                "".join(
                    f"<Task><UID>{own}</UID><PredecessorLink><PredecessorUID>{other}</PredecessorUID></PredecessorLink>"
                    "</Task>"
                    for own, other in ((1, 2), (2, 1))
                ),
                "",
            ).encode(),
            "plan.xml",
        ),
    ],
)
def test_a_file_is_refused_about_the_field_that_holds_it(world: World, content: bytes, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        take(world, content, file_name=name)
    assert {violation.pointer for violation in refused.value.violations} == {"/content"}


def test_what_is_no_plan_file_at_all_is_refused_with_the_kinds_that_are(world: World) -> None:
    with pytest.raises(PlanFileRefused, match=r"\.csv, \.mpp, \.mpx, \.xer, \.xml"):
        take(world, b"%PDF-1.7", file_name="plan.pdf")


def test_an_import_keeps_descriptions_baselines_and_joins_what_would_be_there_twice(world: World) -> None:
    assignment = (
        "<Assignment><UID>{}</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>1</Units>"
        "<Work>PT8H0M0S</Work></Assignment>"
    )
    tail = (
        "<Resources><Resource><UID>1</UID><Name>Anna</Name></Resource></Resources>"
        f"<Assignments>{assignment.format(1)}{assignment.format(2)}</Assignments>"
    )
    task = (
        f"<Task><UID>1</UID><Name>{'N' * 300}</Name><Duration>PT8H0M0S</Duration><Notes>Line one\nLine two</Notes>"
        "<Baseline><Number>3</Number><Start>2026-11-02T08:00:00</Start><Finish>2026-11-02T17:00:00</Finish></Baseline>"
        "</Task>"
    )
    taken = take(world, MSPDI.format("", task, tail).encode())
    assert taken.losses.approximated_elements == {"Name": 1, "Assignment": 1}
    with world.read() as session:
        listed = world.can.plans.rows(session, world.manager)
        kept = world.can.baselines.list_all(session, world.manager)
    [row] = listed.rows
    assert (len(row.task.name), listed.texts[row.task.id]) == (200, "Line one\nLine two")
    assert [one.number for one in kept] == [3]
    [assigned] = listed.plan.assignments
    assert (assigned.work_minutes, assigned.units) == (960, 200)


def test_what_staff_export_is_imported_as_the_same_plan(world: World) -> None:
    take(world, FILE.read_bytes())
    with world.write() as session:
        world.can.baselines.save(session, world.manager, name="First", is_promise=False)
    with world.read() as session:
        file = world.can.exchange.export_complete(session, world.manager)
        plan = world.can.plans.rows(session, world.manager).plan
    assert file.file_name == "Relaunch.xml"
    back = read_mspdi(file.content)
    assert list(dict(schedule(back.plan)).values()) == list(dict(schedule(plan)).values())
    assert (len(back.plan.links), set(back.baselines)) == (len(plan.links), {0})
    assert back.loss.dropped == 0
    again = take(world, file.content)
    assert list(dict(schedule(again.plan)).values()) == list(dict(schedule(plan)).values())


def test_a_table_that_staff_export_is_imported_to_the_same_dates(planned: World) -> None:
    with planned.read() as session:
        listed = planned.can.plans.rows(session, planned.manager)
    content = write_csv("P", exchange_messages.exported_rows(listed, Level.LEVEL_STAFF)).content
    taken = take(planned, content, file_name="plan.csv", dry_run=True)
    assert taken.redated == 0
    assert [schedule(taken.plan)[task.id].finish for task in taken.plan.tasks] == [
        row.planned.finish for row in listed.rows
    ]


def test_no_kind_of_file_tells_a_client_anything_of_hidden_work(planned: World) -> None:
    hidden = planned.tasks()["Internal review"]
    for name in ("collaborator", "sponsor"):
        files = files_of(planned, planned.caller(name))
        assert all(b"Design" in content for content in files)
        assert all(b"Internal" not in content and hidden.id.encode() not in content for content in files)
    complete = files_of(planned, planned.manager)
    assert all(b"Internal review" in content for content in complete)


def test_files_of_a_client_do_not_depend_on_names_and_pieces_of_hidden_work(planned: World) -> None:
    caller = planned.caller("collaborator")
    before = files_of(planned, caller)
    hidden = planned.tasks()["Internal review"]
    first, second = add("Secret one", 1, visible_from=7), add("Secret two", 1, visible_from=7)
    planned.edit(
        ask.RenameTask(hidden.id, "Another name"),
        first,
        second,
        ask.AddLink(planned.tasks()["Design"].id, first.task_id),
        ask.AddLink(first.task_id, second.task_id),
    )
    assert files_of(planned, caller) == before


def test_a_file_for_a_client_shows_the_days_that_the_client_sees(planned: World) -> None:
    caller = planned.caller("collaborator")
    back = read_mspdi(files_of(planned, caller)[2])
    dates = schedule(back.plan)
    with planned.read() as session:
        rows = planned.can.plans.rows(session, caller).rows
    assert [(task.name, dates[task.id].start.date()) for task in back.plan.tasks] == [
        (row.task.name, row.finish_on if row.task.is_milestone else row.start_on) for row in rows
    ]
    assert all(task.is_manual for task in back.plan.tasks)
    assert back.plan.resources == ()


def test_a_level_without_progress_gets_files_without_it(planned: World) -> None:
    with planned.read() as session:
        listed = planned.can.plans.rows(session, planned.caller("collaborator"))
    rows = exchange_messages.exported_rows(listed, Level.LEVEL_ROADMAP)
    assert {(row.percent_complete, row.is_critical, row.duration_minutes, row.links) for row in rows} == {
        (None, None, None, ())
    }


def test_files_that_need_a_converter_say_what_to_install(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    world.can.exchange.converter = Converter("/nowhere/python-without-java")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(100)
    for content, name in ((ole, "a.mpp"), (b"ERMHDR\t19.12", "a.xer"), (b"<APIBusinessObjects/>", "a.xml")):
        with pytest.raises(ConverterMissing, match="Java runtime is missing"):
            take(world, content, file_name=name)
    kinds = exchange_messages.exchange(world.can.exchange.kinds()).kinds
    assert {kind.extension: kind.is_read for kind in kinds if kind.extension != "xml"} == {
        "csv": True,
        "mpp": False,
        "xer": False,
        "mpx": False,
    }
