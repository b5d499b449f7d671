"""The picture's words in each language: whole phrases, so that no language has to follow another's grammar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


class UnknownLanguage(ValueError):
    """A language the Gantt has no words for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. `day_forms` and `working_day_forms` are singular and plural."""

    language: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    date_form: str
    date_form_with_year: str
    month_with_year: str
    quarter: str
    row_percent: str
    states: dict[str, str]
    day_forms: tuple[str, str]
    working_day_forms: tuple[str, str]
    slip: str
    milestone_label: str
    today: str
    status: str
    row_promised: str
    row_promised_and_done: str
    row_kept: str
    row_kept_and_done: str
    row_new: str
    row_new_and_done: str
    row_late: str
    row_early: str
    row_waits: str
    row_critical: str
    row_near_critical: str
    row_reason: str
    title_moves: str
    title_early: str
    title_stays: str
    title_stays_but_late: tuple[str, str]
    title_done: str
    title_new: str
    title_milestones: tuple[str, str]
    title_empty: str
    legend: dict[str, tuple[str, str]]

    def day(self, day: date, *, this_year: int, short: bool = False) -> str:
        """Return a date for people; the year only when it is not `this_year`."""
        names = self.short_months if short else self.months
        form = self.date_form if day.year == this_year else self.date_form_with_year
        return form.format(day=day.day, month=names[day.month - 1], year=day.year)

    def span(self, count: int, *, is_calendar: bool) -> str:
        """Return a number of days; named working days unless that makes no difference (`is_calendar`)."""
        forms = self.day_forms if is_calendar else self.working_day_forms
        return forms[count != 1].format(count=count)

    def chosen(self, forms: tuple[str, str], count: int) -> str:
        """Return the singular or the plural of a phrase."""
        return forms[count != 1]


ENGLISH = Words(
    language="en",
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    date_form="{day} {month}",
    date_form_with_year="{day} {month} {year}",
    month_with_year="{month} {year}",
    quarter="Q{quarter}",
    row_percent="{percent} % done",
    states={"done": "done", "plan": "on plan", "late": "late", "waits": "waits"},
    day_forms=("{count} day", "{count} days"),
    working_day_forms=("{count} working day", "{count} working days"),
    slip="+{days} d",
    milestone_label="{name}, {date}",
    today="Today, {date}",
    status="Status, {date}",
    row_promised="{name}: promised {promised}, now {forecast}",
    row_promised_and_done="{name}: promised {promised}, done {forecast}",
    row_kept="{name}: promised {promised}, as planned",
    row_kept_and_done="{name}: done {promised}, as promised",
    row_new="{name}: new since the promise, expected {forecast}",
    row_new_and_done="{name}: new since the promise, done {forecast}",
    row_late="{days} late",
    row_early="{days} early",
    row_waits="waits for something before it can go on",
    row_critical="any delay here moves the finish",
    row_near_critical="a longer delay here moves the finish",
    row_reason="{sentence}. Reason: {reason}",
    title_moves="{name} moves {days} to {forecast}",
    title_early="{name} comes {days} early, on {forecast}",
    title_stays="{name} stays on {forecast}",
    title_stays_but_late=("{name} stays on {forecast}, but {count} milestone is late",
                          "{name} stays on {forecast}, but {count} milestones are late"),
    title_done="{name} was finished on {forecast}",
    title_new="{name} is expected on {forecast}",
    title_milestones=("{head}; {done} of {total} milestones is done.",
                      "{head}; {done} of {total} milestones are done."),
    title_empty="Nothing is planned yet.",
    legend={
        "promise": ("Promised", "outline: when we said it would happen"),
        "forecast": ("Forecast", "solid: when it will happen as things stand today"),
        "progress": ("Progress", "stripe inside the bar: how much of it is done"),
        "slip": ("Slip, “+3 d”", "hatched: working days beyond the promise"),
        "milestone": ("Milestone", "diamond: a moment; hollow where it was promised"),
        "summary": ("Phase", "bar with feet: all the work that belongs together"),
        "critical": ("Critical", "line beneath: any delay here moves the finish"),
        "near": ("Nearly critical", "dashes beneath: a longer delay moves the finish"),
        "link": ("Arrow", "what has to happen before what"),
        "done": ("Done", "finished"),
        "plan": ("On plan", "will be finished as promised, or earlier"),
        "late": ("Late", "will be finished after the promised day"),
        "waits": ("Waits", "needs something before it can go on"),
        "today": ("Today", "left of the line is the past"),
        "status": ("Status", "progress is recorded up to this day"),
        "shade": ("Shaded days", "no work: weekends and holidays"),
    },
)  # fmt: skip

GERMAN = Words(
    language="de",
    months=(
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    short_months=("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    date_form="{day}. {month}",
    date_form_with_year="{day}. {month} {year}",
    month_with_year="{month} {year}",
    quarter="Q{quarter}",
    row_percent="zu {percent} % erledigt",
    states={"done": "fertig", "plan": "im Plan", "late": "verspätet", "waits": "wartet"},
    day_forms=("{count} Tag", "{count} Tage"),
    working_day_forms=("{count} Arbeitstag", "{count} Arbeitstage"),
    slip="+{days} T",
    milestone_label="{name}, {date}",
    today="Heute, {date}",
    status="Stand, {date}",
    row_promised="{name}: zugesagt {promised}, jetzt {forecast}",
    row_promised_and_done="{name}: zugesagt {promised}, fertig {forecast}",
    row_kept="{name}: zugesagt {promised}, wie geplant",
    row_kept_and_done="{name}: fertig {promised}, wie zugesagt",
    row_new="{name}: neu seit der Zusage, erwartet {forecast}",
    row_new_and_done="{name}: neu seit der Zusage, fertig {forecast}",
    row_late="{days} verspätet",
    row_early="{days} früher",
    row_waits="wartet auf etwas, bevor es weitergehen kann",
    row_critical="jede Verzögerung hier verschiebt das Ende",
    row_near_critical="eine längere Verzögerung hier verschiebt das Ende",
    row_reason="{sentence}. Grund: {reason}",
    title_moves="{name} verschiebt sich um {days} auf den {forecast}",
    title_early="{name} kommt {days} früher, am {forecast}",
    title_stays="{name} bleibt beim {forecast}",
    title_stays_but_late=("{name} bleibt beim {forecast}, aber {count} Meilenstein ist verspätet",
                          "{name} bleibt beim {forecast}, aber {count} Meilensteine sind verspätet"),
    title_done="{name} wurde am {forecast} fertig",
    title_new="{name} wird am {forecast} erwartet",
    title_milestones=("{head}; {done} von {total} Meilensteinen ist erreicht.",
                      "{head}; {done} von {total} Meilensteinen sind erreicht."),
    title_empty="Noch ist nichts geplant.",
    legend={
        "promise": ("Zugesagt", "Umriss: wann es geschehen sollte"),
        "forecast": ("Vorschau", "gefüllt: wann es nach heutigem Stand geschieht"),
        "progress": ("Fortschritt", "Streifen im Balken: wie viel davon erledigt ist"),
        "slip": ("Verzug, „+3 T“", "schraffiert: Arbeitstage über die Zusage hinaus"),
        "milestone": ("Meilenstein", "Raute: ein Zeitpunkt; hohl, wo er zugesagt war"),
        "summary": ("Phase", "Balken mit Füßen: alles, was zusammengehört"),
        "critical": ("Kritisch", "Linie darunter: Verzug hier verschiebt das Ende"),
        "near": ("Fast kritisch", "Striche darunter: längerer Verzug verschiebt das Ende"),
        "link": ("Pfeil", "was vor wem geschehen muss"),
        "done": ("Fertig", "abgeschlossen"),
        "plan": ("Im Plan", "wird wie zugesagt fertig, oder früher"),
        "late": ("Verspätet", "wird nach dem zugesagten Tag fertig"),
        "waits": ("Wartet", "braucht etwas, bevor es weitergehen kann"),
        "today": ("Heute", "links der Linie liegt die Vergangenheit"),
        "status": ("Stand", "der Fortschritt ist bis zu diesem Tag erfasst"),
        "shade": ("Graue Tage", "keine Arbeit: Wochenenden und Feiertage"),
    },
)  # fmt: skip

_LANGUAGES = {words.language: words for words in (ENGLISH, GERMAN)}


def words_for(language: str) -> Words:
    """Return the words of a language tag ("de", "de-AT"); raises UnknownLanguage when there are none."""
    found = _LANGUAGES.get(language.partition("-")[0].lower())
    if found is None:
        raise UnknownLanguage(f"The Gantt speaks {', '.join(_LANGUAGES)}, not {language}.")
    return found
