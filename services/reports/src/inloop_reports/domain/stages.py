"""The life of a report: its states, the steps of its making, and why it may fail."""

from __future__ import annotations

from enum import StrEnum


class ReportState(StrEnum):
    """Where a report stands. In the table QUEUED and RENDERING are both "due"; a claim tells them apart."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What is being done."""

    WAITING = "waiting"
    READING = "reading"
    WRITING = "writing"
    LAYING_OUT = "laying_out"
    PRINTING = "printing"
    LOCKING = "locking"
    DONE = "done"


class Failure(StrEnum):
    """Why a report could not be made."""

    ACCESS = "access"
    TOO_LARGE = "too_large"
    AWAY = "away"
    TOO_SLOW = "too_slow"
    INTERRUPTED = "interrupted"
    BROKEN = "broken"


PERCENT = {
    Step.WAITING: 0,
    Step.READING: 5,
    Step.WRITING: 40,
    Step.LAYING_OUT: 50,
    Step.PRINTING: 75,
    Step.LOCKING: 92,
    Step.DONE: 100,
}
"""Where each step begins, in percent of the work; about a second of a report of 200 rows falls on each tenth."""

LANGUAGES = ("en", "de")

_STEPS = {
    "en": {
        Step.WAITING: "Waiting for its turn",
        Step.READING: "Reading the project as you see it",
        Step.WRITING: "Writing the report",
        Step.LAYING_OUT: "Laying out the pages",
        Step.PRINTING: "Drawing the pages",
        Step.LOCKING: "Locking the file away",
        Step.DONE: "Ready",
    },
    "de": {
        Step.WAITING: "Wartet, bis er an der Reihe ist",
        Step.READING: "Liest das Projekt, wie Sie es sehen",
        Step.WRITING: "Schreibt den Bericht",
        Step.LAYING_OUT: "Ordnet die Seiten an",
        Step.PRINTING: "Zeichnet die Seiten",
        Step.LOCKING: "Schließt die Datei ein",
        Step.DONE: "Fertig",
    },
}
_FAILURES = {
    "en": {
        Failure.ACCESS: "Your access to this project has ended, so the report was not made.",
        Failure.TOO_LARGE: "The report is too large to be drawn. Nothing was kept of it.",
        Failure.AWAY: "The project could not be read just now, although it was tried several times. Order it again.",
        Failure.TOO_SLOW: "Drawing the report took too long, although it was tried several times. Order it again.",
        Failure.INTERRUPTED: "The work was interrupted several times. Order the report again.",
        Failure.BROKEN: "Something went wrong on our side. Order the report again, or tell us when it was ordered.",
    },
    "de": {
        Failure.ACCESS: "Ihr Zugang zu diesem Projekt ist beendet, deshalb wurde der Bericht nicht erstellt.",
        Failure.TOO_LARGE: "Der Bericht ist zu groß, um gezeichnet zu werden. Es wurde nichts davon aufbewahrt.",
        Failure.AWAY: "Das Projekt war trotz mehrerer Versuche nicht zu lesen. Bestellen Sie den Bericht noch einmal.",
        Failure.TOO_SLOW: "Das Zeichnen dauerte trotz mehrerer Versuche zu lange. Bestellen Sie ihn noch einmal.",
        Failure.INTERRUPTED: "Die Arbeit wurde mehrmals unterbrochen. Bestellen Sie den Bericht noch einmal.",
        Failure.BROKEN: "Bei uns ist etwas schiefgegangen. Bestellen Sie den Bericht noch einmal, "
        "oder sagen Sie uns, wann er bestellt wurde.",
    },
}
_TITLES = {"en": "Detailed Projects Report", "de": "Ausführlicher Projektbericht"}


def language_of(asked: str) -> str:
    """The language of a report: what was asked for, as far as we speak it, else English."""
    tag = asked.partition("-")[0].lower()
    return tag if tag in LANGUAGES else LANGUAGES[0]


def step_in_words(step: Step, language: str) -> str:
    """The step for a person."""
    return _STEPS[language][step]


def failure_in_words(failure: Failure, language: str) -> str:
    """The reason of a failure for a person."""
    return _FAILURES[language][failure]


def title_in_words(language: str) -> str:
    """What the report is called in lists; it names no project, because it is kept in the clear."""
    return _TITLES[language]
