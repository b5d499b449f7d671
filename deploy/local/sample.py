"""What the demonstration project is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from inloop_kit.ids import new_id

DAY = 480
REASON = (
    "Your new brand colours arrived on Tuesday and we are adapting every page to them. "
    "The three days were not in the plan; the beta and the launch move by the same amount."
)
QUESTION = "Can we still swap two of the team photos? The new ones are ready on **Thursday**."
ANSWER = "Yes. Send them here until Friday noon and they are in the next version you see."
WISH = "Take the press archive along"
WISH_REASON = "Journalists ask for the older articles, so they should not disappear with the old site."

PHASES: tuple[tuple[str, tuple[tuple[str, float, str, tuple[str, ...]], ...]], ...] = (
    (
        "Discover",
        (
            ("Kick-off workshop", 1, "task", ()),
            ("Interviews with customers", 4, "task", ("Kick-off workshop",)),
            ("Content audit", 3, "task", ("Kick-off workshop",)),
            ("Brief agreed", 0, "milestone", ("Interviews with customers", "Content audit")),
        ),
    ),
    (
        "Design",
        (
            ("Wireframes", 6, "task", ("Brief agreed",)),
            ("Visual design", 8, "task", ("Wireframes",)),
            ("Photo selection", 4, "task", ("Wireframes",)),
            ("Review of estimates", 1, "internal", ("Visual design",)),
            ("Design approved", 0, "milestone", ("Visual design", "Photo selection")),
        ),
    ),
    (
        "Build",
        (
            ("Page templates", 7, "task", ("Design approved",)),
            ("Shop integration", 9, "task", ("Design approved",)),
            ("Replace the old import script", 4, "internal", ("Design approved",)),
            ("Content migration", 6, "task", ("Page templates", "Replace the old import script")),
            ("Search", 4, "task", ("Page templates",)),
            ("Beta for your team", 0, "milestone", ("Shop integration", "Content migration", "Search")),
        ),
    ),
    (
        "Go live",
        (
            ("Acceptance test", 5, "task", ("Beta for your team",)),
            ("Training", 2, "task", ("Beta for your team",)),
            ("Buffer for defects", 2, "internal", ("Acceptance test",)),
            ("Launch", 0, "milestone", ("Acceptance test", "Training", "Buffer for defects")),
        ),
    ),
)

DONE = ("Kick-off workshop", "Interviews with customers", "Content audit", "Brief agreed", "Wireframes")


def edits() -> list[dict[str, Any]]:
    """The edits that make the plan: phases, rows, links."""
    ids: dict[str, str] = {}
    return [*_rows(ids), *_links(ids)]


def progress(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The edits that record what is done by now, as planned."""
    today = datetime.now(UTC).date().isoformat()
    made: list[dict[str, Any]] = []
    for task in tasks:
        if task["name"] in DONE and task["finish_on"] < today:
            made.append({"record_progress": {"task_id": task["id"], "percent_complete": 100}})
        elif task["name"] == "Visual design" and task["start_on"] < today:
            made.append({"record_progress": {"task_id": task["id"], "percent_complete": 50}})
    return made


def _rows(ids: dict[str, str]) -> Iterator[dict[str, Any]]:
    for phase, rows in PHASES:
        ids[phase] = new_id()
        yield {"add_task": {"task_id": ids[phase], "name": phase, "kind": "TASK_KIND_SUMMARY"}}
        for name, days, kind, _ in rows:
            ids[name] = new_id()
            row: dict[str, Any] = {"task_id": ids[name], "name": name, "parent_id": ids[phase]}
            row["duration_minutes"] = int(days * DAY)
            if kind == "milestone":
                row["kind"] = "TASK_KIND_MILESTONE"
            if kind == "internal":
                row["visible_from"] = "LEVEL_STAFF"
            yield {"add_task": row}


def _links(ids: dict[str, str]) -> Iterator[dict[str, Any]]:
    for _, rows in PHASES:
        for name, _, _, before in rows:
            for other in before:
                yield {"add_link": {"predecessor_id": ids[other], "successor_id": ids[name]}}
