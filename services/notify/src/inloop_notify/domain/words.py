"""The words of outside messages. `{workspace}` and `{count}` are all that is ever filled in."""

from __future__ import annotations

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
LANGUAGES: dict[str, Words] = {"en": ENGLISH, "de": GERMAN}
FRAME = {
    "en": {
        "digest": ("{workspace}: your update", "What is new:"),
        "open": "Open the portal",
        "why": "Sign in to see what this is about. In the portal you also choose how often you hear from us.",
        "ignore": "If you did not expect this message, you need not do anything.",
    },
    "de": {
        "digest": ("{workspace}: Ihr Überblick", "Das ist neu:"),
        "open": "Portal öffnen",
        "why": "Worum es geht, zeigt das Portal nach der Anmeldung. Dort wählen Sie auch, wie oft Sie von uns hören.",
        "ignore": "Wenn Sie diese Nachricht nicht erwartet haben, müssen Sie nichts tun.",
    },
}


def subject_of(message: OutsideMessage) -> str:
    """The subject line, on one line whatever the workspace is called."""
    words = LANGUAGES[message.language]
    text = FRAME[message.language]["digest"][0] if message.is_digest else words[message.counts[0][0]][0]
    return " ".join(text.replace("{workspace}", message.workspace_name or "Inloop").split())


def sentences_of(message: OutsideMessage) -> list[str]:
    """What is said: one sentence, or a line per topic of a digest with its count."""
    words = LANGUAGES[message.language]
    filled = [
        (words[topic][1].replace("{workspace}", message.workspace_name), count) for topic, count in message.counts
    ]
    if not message.is_digest:
        return [sentence for sentence, _ in filled]
    return [FRAME[message.language]["digest"][1], *(f"{count} x {sentence}" for sentence, count in filled)]
