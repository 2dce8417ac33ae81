"""A record as a table for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from likvard.reading.errors import Language

_LABELS = {
    "document_type": ("Dokument", "Document"),
    "review_kind": ("Granskning", "Review"),
    "case_number": ("Diarienummer", "Case number"),
    "related_case_numbers": ("Andra ärenden", "Other cases"),
    "date": ("Datum", "Date"),
    "authority": ("Avsändare", "Authority"),
    "organiser": ("Huvudman", "Organiser"),
    "municipality_code": ("Kommunkod", "Municipality code"),
    "school_units": ("Skolenheter", "School units"),
    "school_forms": ("Skolformer", "School forms"),
    "areas": ("Områden", "Areas"),
    "legal_basis": ("Lagrum", "Legal basis"),
    "deadlines": ("Sista dag", "Deadlines"),
    "periods": ("Perioder", "Periods"),
    "received": ("Svar inkommet", "Answer received"),
    "interventions": ("Ingripanden", "Interventions"),
    "outcome": ("Utgång", "Outcome"),
    "people": ("Personer", "People"),
    "doubtful": ("Osäkert", "Doubtful"),
}

# Codes of the record in words: Swedish, English.
_WORDS: dict[str, tuple[str, str]] = {
    "decision": ("beslut", "decision"),
    "followup_decision": ("beslut efter uppföljning", "follow-up decision"),
    "information_letter": ("informationsbrev", "information letter"),
    "report_page": ("rapportsida", "report page"),
    "press_release": ("pressmeddelande", "press release"),
    "board_memo": ("tjänsteskrivelse", "board memo"),
    "minutes": ("protokoll", "minutes"),
    "response": ("redovisning från huvudmannen", "organiser's answer"),
    "statistics_page": ("statistiksida", "statistics page"),
    "register_line": ("ärendemening", "register line"),
    "planned_quality_audit": ("planerad kvalitetsgranskning", "planned quality audit"),
    "extended_quality_audit": ("vidgad kvalitetsgranskning", "extended quality audit"),
    "thematic_quality_audit": ("tematisk kvalitetsgranskning", "thematic quality audit"),
    "planned_supervision": ("planerad tillsyn", "planned supervision"),
    "targeted_supervision": ("riktad tillsyn", "targeted supervision"),
    "thematic_supervision": ("tematisk tillsyn", "thematic supervision"),
    "establishment_control": ("etableringskontroll", "establishment control"),
    "first_year_supervision": ("förstagångstillsyn", "first-year supervision"),
    "owner_and_management_review": ("ägar- och ledningsprövning", "owner and management review"),
    "education_inspection": ("utbildningsinspektion", "education inspection"),
    "quality_dialogue": ("kvalitetsdialog", "quality dialogue"),
    "notification": ("anmälan", "notification"),
    "referral": ("remiss", "referral for comment"),
    "application": ("ansökan", "application"),
    "fine_in_court": ("ansökan om utdömande av vite", "fine taken to court"),
    "teacher_inquiry": ("ärende om lärare", "inquiry about a teacher"),
    "unused_approval": ("godkännande som inte används", "approval not used"),
    "report_of_concern": ("uppgift om missförhållande", "report of concern"),
    "high": ("hög utsträckning", "high extent"),
    "some": ("flera delar", "several parts"),
    "low": ("låg utsträckning", "low extent"),
    "deficiency": ("brist", "deficiency"),
    "no_deficiency": ("ingen brist", "no deficiency"),
    "development_area": ("utvecklingsområde", "development area"),
    "in_line": ("i linje med bedömningen", "in line with the judgement"),
    "further_needed": ("ytterligare åtgärder behövs", "further measures needed"),
    "remedied": ("avhjälpt", "remedied"),
    "partly_remaining": ("kvarstår delvis", "partly remaining"),
    "remaining": ("kvarstår", "remaining"),
    "order": ("föreläggande", "order"),
    "order_with_fine": ("föreläggande vid vite", "order with a fine"),
    "remark": ("anmärkning", "remark"),
    "refrain": ("avstår från ingripande", "refrains from intervention"),
    "revocation": ("återkallelse", "revocation"),
    "ban": ("verksamhetsförbud", "ban"),
    "state_measures": ("statliga åtgärder för rättelse", "state measures"),
    "closed": ("avslutad", "closed"),
    "open": ("något återstår att redovisa", "something remains to be reported"),
    "no_decisions": ("inga beslut fattas", "no decisions"),
    "contact_person": ("kontaktperson", "contact person"),
    "documents": ("handlingar", "documents"),
    "fact_check": ("faktagranskning", "fact check"),
    "appeal": ("överklagande", "appeal"),
    "other": ("annat", "other"),
    "interviews": ("intervjuer", "interviews"),
    "visit": ("besök", "visit"),
    "information": ("information", "information"),
    "evaluation": ("utvärdering", "evaluation"),
    "review": ("granskning", "review"),
    "preschool": ("förskola", "preschool"),
    "preschool_class": ("förskoleklass", "preschool class"),
    "compulsory": ("grundskola", "compulsory school"),
    "adapted_compulsory": ("anpassad grundskola", "adapted compulsory school"),
    "upper_secondary": ("gymnasieskola", "upper secondary school"),
    "adapted_upper_secondary": ("anpassad gymnasieskola", "adapted upper secondary school"),
    "school_age_educare": ("fritidshem", "school-age educare"),
    "adult": ("vuxenutbildning", "adult education"),
    "pedagogical_care": ("pedagogisk omsorg", "pedagogical care"),
    "sami": ("sameskola", "Sámi school"),
    "special": ("specialskola", "special school"),
}
# `response` is a document and also what a deadline is for; the second reads differently.
_DEADLINE_WORDS = {**_WORDS, "response": ("redovisning", "answer")}


def show(file: str, record: dict[str, Any], language: Language) -> None:
    """Prints the record on standard output."""
    table = Table(title=escape(file), title_justify="left", show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    index = 0 if language == "sv" else 1
    for field, labels in _LABELS.items():
        lines = list(_lines(field, record.get(field), index))
        if lines:
            table.add_row(labels[index], escape("\n".join(lines)))
    Console().print(table)


def _lines(field: str, value: Any, index: int) -> Iterator[str]:
    if value in (None, "", [], {}):
        return
    if field == "organiser":
        yield str(value.get("name") or "")
    elif field == "areas":
        for area in value:
            yield from _area(area, index)
    elif field == "deadlines":
        for deadline in value:
            yield f"{deadline['date']}  {_word(deadline.get('what'), index, _DEADLINE_WORDS)}"
    elif field == "periods":
        for period in value:
            yield f"{period['from']} – {period['to']}  {_word(period.get('what'), index)}"
    elif field == "interventions":
        for intervention in value:
            fine = intervention.get("fine_sek")
            amount = f"  {fine:,} kr".replace(",", " ") if fine else ""
            yield f"{_word(intervention.get('kind'), index)}{amount}"
    elif field == "people":
        for person in value:
            yield ", ".join(str(person[key]) for key in ("name", "title", "email", "phone") if person.get(key))
    elif field == "doubtful":
        for doubt in value:
            yield (
                " · ".join(str(part) for part in doubt.values() if part not in (None, "", []))
                if isinstance(doubt, dict)
                else str(doubt)
            )
    elif field in ("document_type", "review_kind", "outcome"):
        yield _word(value, index)
    elif field == "school_forms":
        yield ", ".join(_word(form, index) for form in value)
    elif isinstance(value, list):
        yield from map(str, value)
    else:
        yield str(value)


def _area(area: dict[str, Any], index: int) -> Iterator[str]:
    facts = [_word(area[key], index) for key in ("judgement", "follow_up", "intervention") if area.get(key)]
    facts += [str(area["deadline"])] if area.get("deadline") else []
    yield f"{area.get('name') or '–'}{': ' + ', '.join(facts) if facts else ''}"
    if area.get("legal_basis"):
        yield "   " + ", ".join(area["legal_basis"])
    for finding in area.get("findings") or ():
        yield f"   • {finding.get('text')}"


def _word(code: Any, index: int, words: dict[str, tuple[str, str]] = _WORDS) -> str:
    pair = words.get(str(code))
    return pair[index] if pair else str(code)


_COLUMNS = (
    ("Diarienummer", "Case number"),
    ("Datum", "Date"),
    ("Granskning", "Review"),
    ("Skolenhet och huvudman", "School unit and organiser"),
    ("Läsår", "School year"),
)


def show_register(lines: Iterable[dict[str, Any]], language: Language) -> None:
    """Prints register lines as one table."""
    index = 0 if language == "sv" else 1
    table = Table(pad_edge=False)
    for place, labels in enumerate(_COLUMNS):
        table.add_column(labels[index], no_wrap=place < 2, overflow="fold")
    for line in lines:
        organiser = (line.get("organiser") or {}).get("name")
        who = [line.get("unit"), organiser if organiser else line.get("municipality")]
        table.add_row(
            escape(line.get("case_number") or ""),
            line.get("registered") or "",
            _word(line.get("kind") or "", index),
            escape("\n".join(part for part in who if part)),
            line.get("school_year") or "",
        )
    Console().print(table)
