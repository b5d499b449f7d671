"""What a plan can be refused for. Every one is an Invalid: a sentence, and facts that a program can read.

Invalid
├── PlanRefused
│   ├── LinkCycle           tasks wait for each other
│   ├── SummaryLinked       a summary is linked with a row inside it
│   ├── TooManyLinks        links between summaries multiply beyond what is sensible
│   ├── UnknownReference    a task, link, calendar or resource that the plan does not have
│   ├── DatesOutOfRange     a date falls outside of 1984 to 2149, or a calendar never works
│   └── PlanFileRefused     an imported file is not a plan, or not safe to read
└── EditRefused             an edit cannot be applied; `edit` is its index
    ├── UnknownTask         no such row
    └── CycleByEdit         it would make rows wait for each other
"""

from inloop_kit.errors import Invalid


class PlanRefused(Invalid):
    """The plan contradicts itself."""

    reason = "PLAN_REFUSED"


class LinkCycle(PlanRefused):
    """`task_ids` lists the tasks of one cycle, each the predecessor of the next."""

    reason = "LINK_CYCLE"

    def __init__(self, detail: str, task_ids: tuple[str, ...]) -> None:
        super().__init__(detail, task_ids=", ".join(task_ids))
        self.task_ids = task_ids


class SummaryLinked(PlanRefused):
    """A summary depends on a row inside it, or the reverse."""

    reason = "SUMMARY_LINKED_WITH_ITS_CHILD"


class TooManyLinks(PlanRefused):
    """Links on summaries expand to every row inside them; the product is too large."""

    reason = "TOO_MANY_LINKS"


class UnknownReference(PlanRefused):
    """Something refers to an id that is not in the plan."""

    reason = "UNKNOWN_REFERENCE"


class DatesOutOfRange(PlanRefused):
    """A computed or given date is outside of what plans can hold."""

    reason = "DATES_OUT_OF_RANGE"


class PlanFileRefused(PlanRefused):
    """`line` and `element` say where."""

    reason = "PLAN_FILE_REFUSED"


class EditRefused(Invalid):
    """`edit` is the index of the edit in the list, from 0."""

    reason = "EDIT_REFUSED"


class UnknownTask(EditRefused):
    """The plan has no such row, or none that the editor may see: one answer for both."""

    reason = "UNKNOWN_TASK"


class CycleByEdit(EditRefused):
    """`task_ids` holds the rows of the cycle for those who may see them; the sentence and the facts do not."""

    reason = "LINK_CYCLE"

    def __init__(self, detail: str, *, edit: int, task_ids: tuple[str, ...] = ()) -> None:
        super().__init__(detail, edit=edit)
        self.task_ids = task_ids
