"""The year of the demo: national events taken up, the municipality's own, a report that the board has and one that is
being written."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from likvard.access.queries import grants_of
from likvard.quality.actions import fingerprint
from likvard.quality.actions.boardreport import begin_report, issue_report, said_measures, write_section
from likvard.quality.actions.memos import begin_report_memo
from likvard.quality.actions.year import add_event, mark_event, take_up_national
from likvard.quality.models import QualityReport, YearEvent
from likvard.quality.queries.boardreport.content import measures_to_link
from likvard.quality.queries.boardreport.drafting import drafted, figures_for, title_of
from likvard.quality.queries.boardreport.scope import Scope
from likvard.quality.queries.year.occurrences import forms_of
from likvard.reports.boardreport import SECTIONS
from likvard.rulebook.schoolyear import in_school_year, national_events, school_year_of
from likvard.web.inspection_told import inspection_told

from .stage import Stage

DIRECTOR, EDITOR = "karin.holmstrand@example.org", "elsa.bergkvist@example.org"
BOARD = "Barn- och utbildningsnämnden"


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed, oldest first; days count from the day on which the demo is loaded."""
    base = stage.days.base
    return [
        (base - timedelta(days=380), lambda at: _events(stage, at)),
        (base - timedelta(days=340), lambda at: _issued(stage, at)),
        (base, lambda at: _draft(stage, at)),
    ]


def _events(stage: Stage, at: datetime) -> None:
    holder, by = stage.organisations["almvik"], stage.people[EDITOR]
    director = stage.people[DIRECTOR]
    forms = forms_of(holder)
    keys = [key for key, one in national_events().items() if one.is_for(forms=forms, kind=holder.kind)]
    take_up_national(holder=holder, keys=keys, by=by, at=at)
    year = school_year_of(at.date())

    def own(title: str, kind: str, month: int, day: int, days: int = 1, **fields: object) -> YearEvent:
        starts = _monday(in_school_year(year, month, day))
        last = starts + timedelta(days=days - 1)
        return add_event(
            holder=holder, title=title, kind=kind, starts=starts, ends=last, repeats="week", by=by, at=at, **fields
        )  # fmt: skip

    own("Kvartalssamtal med varje rektor", "dialogue", 9, 14, 5, owner=director,
        about="dialogues", note="Skolchef, utvecklare och rektor: resultat, orsaker, prioriteringar.")  # fmt: skip
    own("Kvartalssamtal med varje rektor", "dialogue", 2, 8, 5, owner=director,
        about="dialogues")  # fmt: skip
    own("Kvalitetsrapporten lämnas till nämnden", "board", 12, 4, owner=stage.people[EDITOR], about="reports",
        note="Handlingar till nämnden ska vara klara tio dagar före sammanträdet.")  # fmt: skip
    own("Egen trygghetsenkät", "survey", 11, 9, 19, role="editor", about="surveys")
    own("Rektorerna skriver planen mot kränkande behandling", "plan", 11, 23, 5, role="principal", about="signals")
    add_event(
        holder=holder, unit=stage.units["99000011"], title="Studiedag om läsning", kind="analysis",
        starts=stage.days.base + timedelta(days=12), by=stage.people["johan.ek@example.org"], at=at,
    )  # fmt: skip
    for key in ("year9_grades", "count_day"):
        event = YearEvent.objects.get(holder=holder, national=key)
        mark_event(event=event, school_year=year, by=by, at=at)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _scope(stage: Stage, person: str, school_year: int, at: datetime) -> Scope:
    on = at.date()
    return Scope(stage.organisations["almvik"], None, school_year, on, grants_of(stage.people[person], on))


def _begin(stage: Stage, person: str, school_year: int, at: datetime, **texts: str) -> QualityReport:
    scope = _scope(stage, person, school_year, at)
    told = drafted(scope, inspection=inspection_told(scope)) if not texts else dict.fromkeys(SECTIONS, "") | texts
    return begin_report(
        holder=scope.holder, school_year=school_year, title=title_of(scope), board=BOARD, drafted=told,
        figures=figures_for(scope), today=scope.today, by=stage.people[person], at=at,
    )  # fmt: skip


# What the report of the year before told, section by section, and what each led to.
BEFORE: dict[str, tuple[str, str, str]] = {
    "state": ("Björkbackens skola har fallit två år i rad i årskurs 9. Hamnskolan har stigit.", "decision",
              "Förvaltningen får i uppdrag att pröva orsakerna till nedgången på Björkbackens skola."),
    "surveys": ("Studieron har minskat på Björkbackens skola och är oförändrad på de andra.", "no_change",
                "orsakerna prövas tillsammans med resultaten."),
    "absence": ("Frånvaron är högst på Strandskolan 7–9.", "no_change", "rutinen för tidiga samtal infördes i våras."),
    "signals": ("Anmälningarna når huvudmannen i tid i de flesta fall.", "no_change", "tiderna hålls."),
    "causes": ("Vikarier och schemaläggning pekas ut av rektorerna, men inget av det är prövat.", "decision",
               "Varje enhet prövar minst en orsak på analysdagen i juni."),
    "goals": ("Två av tre mål nåddes.", "no_change", "målet som inte nåddes följer med till nästa läsår."),
    "effects": ("Åtgärderna är genomförda. Ingen har frågat efter effekten.", "decision",
                "Effekten av varje åtgärd efterfrågas inom ett år."),
    "dialogues": ("Dialoger har hållits med två av fyra skolor.", "decision",
                  "Skolchefen håller dialog med varje skola två gånger om året."),
    "inspection": ("Inga nya beslut.", "no_change", "inget kräver det."),
    "resources": ("Pengarna fördelas lika per elev.", "decision", "En modell för fördelning efter behov tas fram."),
}  # fmt: skip


def _issued(stage: Stage, at: datetime) -> None:
    by = stage.people[DIRECTOR]
    texts = {key: text for key, (text, _, _) in BEFORE.items()}
    report = _begin(stage, DIRECTOR, school_year_of(at.date()) - 1, at, **texts)
    for key, (_, ending, words) in BEFORE.items():
        _end(report, key, ending, words, stage, at)
    issue_report(report=report, issued_on=at.date(), board=BOARD, version=report.version, by=by, at=at)


def _end(report: QualityReport, key: str, ending: str, words: str, stage: Stage, at: datetime) -> None:
    field = {"decision": "decision", "no_change": "because", "measure": "measures"}[ending]
    measures = list(measures_to_link(grants_of(stage.people[DIRECTOR], at.date()), report))
    if ending == "measure":
        words = said_measures(one for one in measures if words in one.what)
    empty = fingerprint("")
    write_section(
        report=report, key=key, fields={"ending": ending, field: words}, seen={"ending": empty, field: empty},
        allowed=measures, by=stage.people[DIRECTOR], at=at,
    )  # fmt: skip


def _draft(stage: Stage, at: datetime) -> None:
    # The school year in which the goals were set and the dialogues held: there is something in every section.
    report = _begin(stage, EDITOR, school_year_of(at.date() - timedelta(days=30)), at)
    _end(report, "state", "decision", "Nämnden ger förvaltningen i uppdrag att redovisa vad som görs på "
         "Björkbackens skola senast i mars.", stage, at)  # fmt: skip
    _end(report, "signals", "no_change", "lagens tider hålls, och inget tyder på att färre anmäls än förut.", stage, at)
    begin_report_memo(report=report, by=stage.people[EDITOR], at=at)
