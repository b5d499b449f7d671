"""The words of outside messages. `{workspace}` and counts are all that is ever filled in."""

from __future__ import annotations

from dataclasses import dataclass

from inloop_notify.domain.outside import OutsideMessage, Topic

Words = dict[Topic, tuple[str, str]]
"""Subject and sentence by topic."""

ENGLISH: Words = {
    Topic.INVITATION: ("{workspace} invites you", "{workspace} invites you to look at your project in the portal."),
    Topic.PASSWORD_RESET: ("Set a new password", "Somebody, probably you, asked to set a new password."),
    Topic.HICCUP: ("{workspace}: a date has changed", "A promised date has changed, and the reason is in the portal."),
    Topic.MESSAGE: ("{workspace}: a new message", "There is a new message for you."),
    Topic.CHANGE_ASKED: ("{workspace}: a change was asked for", "A client asks for a change."),
    Topic.CHANGE_OFFERED: ("{workspace}: an offer waits for you", "A change that was asked for is offered to you."),
    Topic.CHANGE_SETTLED: ("{workspace}: a change was settled", "A change was settled."),
    Topic.REPORT_READY: ("{workspace}: your report is ready", "The report that you ordered can be downloaded."),
}
GERMAN: Words = {
    Topic.INVITATION: ("{workspace} lädt Sie ein", "{workspace} lädt Sie ein, Ihr Projekt im Portal anzusehen."),
    Topic.PASSWORD_RESET: ("Neues Passwort setzen", "Jemand, vermutlich Sie, möchte ein neues Passwort setzen."),
    Topic.HICCUP: (
        "{workspace}: ein Termin hat sich geändert",
        "Ein zugesagter Termin hat sich geändert; der Grund steht im Portal.",
    ),
    Topic.MESSAGE: ("{workspace}: eine neue Nachricht", "Es gibt eine neue Nachricht für Sie."),
    Topic.CHANGE_ASKED: ("{workspace}: eine Änderung wird gewünscht", "Ein Kunde wünscht eine Änderung."),
    Topic.CHANGE_OFFERED: ("{workspace}: ein Angebot wartet auf Sie", "Eine gewünschte Änderung wird Ihnen angeboten."),
    Topic.CHANGE_SETTLED: ("{workspace}: eine Änderung ist entschieden", "Eine Änderung ist entschieden."),
    Topic.REPORT_READY: ("{workspace}: Ihr Bericht ist fertig", "Der bestellte Bericht kann heruntergeladen werden."),
}
ENGLISH_LINES = {
    Topic.HICCUP: "Changed dates",
    Topic.MESSAGE: "New messages",
    Topic.CHANGE_ASKED: "Changes that were asked for",
    Topic.CHANGE_OFFERED: "Offers that wait for you",
    Topic.CHANGE_SETTLED: "Settled changes",
    Topic.REPORT_READY: "Reports that are ready",
}
GERMAN_LINES = {
    Topic.HICCUP: "Geänderte Termine",
    Topic.MESSAGE: "Neue Nachrichten",
    Topic.CHANGE_ASKED: "Gewünschte Änderungen",
    Topic.CHANGE_OFFERED: "Angebote, die auf Sie warten",
    Topic.CHANGE_SETTLED: "Entschiedene Änderungen",
    Topic.REPORT_READY: "Fertige Berichte",
}
LINES = {"en": ENGLISH_LINES, "de": GERMAN_LINES}
"""What a digest calls a topic, before its count."""
NOBODY_IN_PARTICULAR = "Inloop"
LANGUAGES: dict[str, Words] = {"en": ENGLISH, "de": GERMAN}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the sentences."""

    digest_subject: str
    digest_begins: str
    open: str
    why: str
    accept: str
    choose: str
    once: str
    ignore: str


FRAMES = {
    "en": Frame(
        digest_subject="{workspace}: your update",
        digest_begins="What is new:",
        open="Open the portal",
        why="Sign in to see what this is about. In the portal you also choose how often you hear from us.",
        accept="Look at the invitation",
        choose="Choose a new password",
        once="The link works once, and only for a while.",
        ignore="If you did not expect this message, you need not do anything.",
    ),
    "de": Frame(
        digest_subject="{workspace}: Ihr Überblick",
        digest_begins="Das ist neu:",
        open="Portal öffnen",
        why="Worum es geht, zeigt das Portal nach der Anmeldung. Dort wählen Sie auch, wie oft Sie von uns hören.",
        accept="Einladung ansehen",
        choose="Neues Passwort wählen",
        once="Der Link gilt einmal und nur eine Zeit lang.",
        ignore="Wenn Sie diese Nachricht nicht erwartet haben, müssen Sie nichts tun.",
    ),
}


def language_of(wanted: str) -> str:
    """A language that there are words in."""
    return wanted if wanted in LANGUAGES else "en"


def subject_of(message: OutsideMessage) -> str:
    """The subject line, on one line whatever the workspace is called."""
    if message.is_digest:
        return _filled(FRAMES[message.language].digest_subject, message)
    return _filled(LANGUAGES[message.language][message.counts[0][0]][0], message)


def sentences_of(message: OutsideMessage) -> list[str]:
    """What is said: one sentence, or a line per topic of a digest with its count."""
    if not message.is_digest:
        return [_filled(LANGUAGES[message.language][topic][1], message) for topic, _ in message.counts]
    lines = LINES[message.language]
    return [FRAMES[message.language].digest_begins, *(f"{lines[topic]}: {count}" for topic, count in message.counts)]


def link_words_of(message: OutsideMessage) -> tuple[str, str]:
    """What the link is called, and the sentence under it."""
    frame, topic = FRAMES[message.language], message.counts[0][0]
    if topic is Topic.INVITATION:
        return frame.accept, f"{frame.once} {frame.ignore}"
    if topic is Topic.PASSWORD_RESET:
        return frame.choose, f"{frame.once} {frame.ignore}"
    return frame.open, frame.why


def sender_of(message: OutsideMessage) -> str:
    """Who signs."""
    return _filled("{workspace}", message)


def _filled(text: str, message: OutsideMessage) -> str:
    return " ".join(text.replace("{workspace}", message.workspace_name or NOBODY_IN_PARTICULAR).split())
