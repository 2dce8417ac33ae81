"""Deadlines still to be kept when the document was written: last day (included) and what is to be done.

A day is a deadline when "senast" (or the like) governs it and the sentence asks for something of the review.
What has passed, what somebody else's order said, tenders, payments and board meetings are none. A relative
time is opened only when it counts from a day that the document prints.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from likvard.reading.document import Document
from likvard.reading.record import Area, Deadline, Read
from likvard.terms.weeks import find_days_in_weeks

WITHOUT_DEADLINES = ("other", "report_page", "statistics_page", "register_line")

_BEFORE = re.compile(
    r"(?:\bsenast|\btill\s+handa|\bsista\s+(?:dag(?:en)?|datum)(?:\s+(?:för|att)\s+[\wåäö]+)*(?:\s+är)?|"
    r"\bfram\s+till(?:\s+och\s+med)?|\btill\s+och\s+med|"
    r"\bt\.?o\.?m\.?|\bföre(?:\s+utgången\s+av)?|\binom\s+tiden\s+till|\bdock\s+senast)"
    r"(?:\s+(?:klockan|kl\.?)\s*\d{1,2}(?:[.:]\d\d)?)?(?:\s*[,:])?(?:\s+(?:på|dagen|datum|datumet|"
    r"tisdagen|onsdagen|torsdagen|fredagen|måndagen))?"
    r"\s*(?:den\s+)?$",
    re.IGNORECASE,
)
_STRONG = re.compile(r"senast|till\s+handa|sista\s+(?:dag|datum)", re.IGNORECASE)
# What an earlier decision asked; of no weight when the day is still to come.
_HISTORY = re.compile(
    r"\bskulle\b|\bförela(?:de|des)\b|\bhade\b|\bbegärde\b|\btidigare\s+(?:beslut|föreläggande|förelagt)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:granskades|besöktes|inspekterades|öppnade|ändrades|reviderades|uppdaterades)\b|"
    r"\bsenast\s+(?:uppdaterad|ändrad|granskad|reviderad)",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"\banbud|\bupphandl|\bfaktur|\bbetal(?:as|a|ning)\b|\bansök(?:an|er)\s+om\s+(?:plats|tjänst|"
    r"att\s+starta)|\bjourhavande|\bannons|\bprenumer|"
    r"\bsammanträd\w*\s+(?:hålls|äger)|\båterrapport|\brapportera(?:s)?\s+(?:åter|till\s+(?:nämnden|"
    r"kommunstyrelsen))|\btill\s+nämnden(?:s)?\b|"
    r"\bkommunstyrelsen\b|\bi\s+uppdrag\b|\bbygg(?:et|nation)|\binflytt|\bskolvalet|\bvårdnadshavare\s+(?:ska|kan)\b",
    re.IGNORECASE,
)
# What a letter gives time for with "till och med", without "senast".
_GIVEN_TIME = ("response", "documents", "contact_person", "fact_check", "appeal")
_FOREIGN_TAIL = re.compile(r"\bvalet?\b", re.IGNORECASE)
# Searched for in small letters: twice as fast as a pattern that takes both.
_WHAT = (
    (
        "contact_person",
        re.compile(
            r"kontaktperson|kontaktuppgift|den som ska vara vår kontakt|ha kontakt med|i kontakt med|"
            r"er kontakt\b|vår kontakt\b"
        ),
    ),
    (
        "fact_check",
        re.compile(
            r"sakfel|faktagransk|faktakontroll|felaktigheter|sakuppgift|sakgransk|rättelser?\b|"
            r"rätta\s+(?:fel|uppgifter|sak)|\bsynpunkter\b|\butkast"
        ),
    ),
    ("appeal", re.compile(r"överklag")),
    (
        "response",
        re.compile(
            r"redovis|avhjälp|åtgärd|yttra|tala\s+om\s+för|vad\s+som\s+har\s+gjorts|svar(?:a|et)?\b|"
            r"vidta|rätta\s+till|föreläg|bemöt|återkoppla\s+till\s+skolinspektionen"
        ),
    ),
    (
        "documents",
        re.compile(
            r"\bdokument(?:en|ation\w*)?\b|\bförteckning\w*|\bkopi(?:a|or)\b|\bfyll(?:a|er)?\s+i\b|"
            r"\bblankett\w*|\bsammanställning\w*|\bbemanningsplan|\boss\s+till\s+handa|"
            r"\bskriftligt\s+underlag|handling(?:ar|arna|en)\b|underlag\w*|skickar?\s+(?:ni\s+)?(?:in|oss)\b|"
            r"sänd(?:a|s)?\s+(?:in|oss)|material\w*|enkät\w*|"
            r"schema\w*|kom(?:ma|mit)\s+in\s+till\s+oss"
        ),
    ),
)
_UNITS = {"dag": "days", "dagar": "days", "vecka": "weeks", "veckor": "weeks", "månad": "months", "månader": "months"}
_WORDS = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
    "tolv": 12, "fjorton": 14,
}  # fmt: skip
_RELATIVE = re.compile(
    r"\b(?:inom|senast)\s+(?P<n>\d{1,3}|" + "|".join(_WORDS) + r")\s+(?P<unit>dagar|dag|veckor|vecka|månader|månad)\s+"
    r"(?:räknat\s+)?(?:från|efter)\s+(?:och\s+med\s+)?(?P<base>dagens\s+datum|"
    r"datum(?:et)?\s+för\s+(?:detta\s+)?(?:beslut|brev)\w*|besluts(?:datum|dagen)(?:et)?|"
    r"beslutets\s+datum|(?:dagen|datumet)\s+för\s+(?:detta\s+)?(?:beslut|brev)(?:et)?|"
    r"(?:detta\s+)?brevets\s+datum|detta\s+(?:datum|beslut))",
    re.IGNORECASE,
)
_ABSOLUTE_FOLLOWS = re.compile(r"\bdvs\b|\bdet\s+vill\s+säga|\balltså\b|\bsenast\s+den\s+\d", re.IGNORECASE)


def read(document: Document, areas: list[Area], received: Read | None) -> list[Deadline]:
    """Each deadline once, by date."""
    if document.kind in WITHOUT_DEADLINES:
        return []
    found: dict[tuple[str, str], Deadline] = {}
    for deadline in [*_printed(document, received), *_weekdays(document), *_relative(document)]:
        _keep(found, deadline)
    for area in areas:
        # A table's last day is a day to report by; it is usually in the text of the order as well.
        if area.deadline is not None:
            day = date.fromisoformat(str(area.deadline.value))
            if document.day is None or day >= document.day:
                _keep(found, Deadline(area.deadline, Read("response", area.deadline.start, area.deadline.end, 0.9)))
    return sorted(found.values(), key=lambda d: (str(d.date.value), str(d.what.value)))


def _keep(found: dict[tuple[str, str], Deadline], deadline: Deadline) -> None:
    key = str(deadline.date.value), str(deadline.what.value)
    same_day = [k for k in found if k[0] == key[0] and found[k].date.sure]
    # The same day said twice, once without telling what for: the telling one stays.
    if key[1] == "other" and same_day:
        return
    if (str(deadline.date.value), "other") in found and deadline.date.sure:
        del found[key[0], "other"]
    known = found.get(key)
    if known is None or known.date.confidence < deadline.date.confidence:
        found[key] = deadline


def _printed(document: Document, received: Read | None) -> list[Deadline]:
    text, found = document.text, []
    for written in document.dates:
        lead = text[max(document.flow.block_at(written.start).start, written.start - 70) : written.start]
        hit = _BEFORE.search(lead)
        if hit is None:
            continue
        start, end = document.flow.sentence_at(written.start)
        block = document.flow.block_at(written.start)
        if block.kind == "row":
            start, end = block.start, block.end  # a plan: what in one cell, when in the next
        sentence = text[start:end]
        before = sentence[: written.start - start]
        if _PAST.search(before) or _FOREIGN.search(sentence) or (document.day is None and _HISTORY.search(before)):
            continue
        what = _what(document, written.start, start, end)
        if not _STRONG.search(hit.group()) and what not in _GIVEN_TIME:
            continue
        if not _STRONG.search(hit.group()) and not re.search(
            r"\bska(?:ll)?\b|\bmåste\b|\bkan\b|\bpå\s+sig\s+att\b", sentence
        ):
            continue
        if _is_of_board(document, written.start, sentence):
            continue
        day = document.year_for(written.value)
        span = document.flow.block_at(written.start).start + 0
        place = max(span, written.start - len(hit.group())), written.end
        if day is None:
            if written.value.year is None:
                found.append(_doubt(written.value.month, written.value.day, what, *place))
            continue
        if document.day is not None and day < document.day:
            continue
        if document.day is None and received is not None and _is_old(document, written.start, day, received):
            continue
        confidence = 0.95 if written.value.year is not None else 0.9
        if written.value.form in ("lost_hyphen", "compact"):
            confidence = 0.7
        found.append(Deadline(Read(day.isoformat(), *place, confidence), Read(what, *place, 0.9)))
    return found


def _doubt(month: int, day: int, what: str, start: int, end: int) -> Deadline:
    return Deadline(
        Read(f"--{month:02}-{day:02}", start, end, 0.3, "year_missing"), Read(what, start, end, 0.3, "year_missing")
    )


def _is_old(document: Document, position: int, day: date, received: Read) -> bool:
    """In a follow-up without a date: the day by which the response, since received, was to come."""
    return position < received.end or day <= date.fromisoformat(str(received.value)) + timedelta(days=92)


def _is_of_board(document: Document, position: int, sentence: str) -> bool:
    """In memos and minutes: a task that the board gives its own administration."""
    if document.kind not in ("board_memo", "minutes"):
        return False
    low = sentence.lower()
    return (
        ("förvaltningen" in low or "rektor" in low)
        and "skolinspektion" not in low
        and "föreläg" not in low
        and "redovis" not in low
    )


def _what(document: Document, position: int, start: int, end: int) -> str:
    """What the sentence asks for; else the sentence before in the same block, the item's lead or the heading."""
    text = document.text
    sentence = text[start:end]
    if re.search(r"\bavveckla|\bstäng", sentence, re.IGNORECASE):
        return "other"
    # A letter asks for papers, not for measures: "kopior av åtgärdsprogram" is no report.
    ranked = [what for what, _ in _WHAT]
    if document.kind == "information_letter":
        ranked = ["contact_person", "fact_check", "appeal", "documents", "response"]
    low = document.lower[start:end]
    found = {what for what, pattern in _WHAT if pattern.search(low)}
    for strong in ("contact_person", "fact_check", "appeal"):
        if strong in found:
            return strong
    decides = document.kind in ("decision", "followup_decision")
    if decides and found == {"documents"}:
        return "response"
    if found:
        return min(found, key=ranked.index)
    block = document.flow.block_at(position)
    before = text[block.start : start]
    if re.search(r"lokal|program\s+för\s+besöket", sentence, re.IGNORECASE):
        return "other"
    for context in (
        before,
        _lead(document, position) if block.kind == "item" else "",
        document.near_heading(document.flow.index_at(position)),
    ):
        said = {what for what, pattern in _WHAT if pattern.search(context.lower())}
        if said:
            return min(said, key=ranked.index)
    return "other"


def _lead(document: Document, position: int) -> str:
    """The paragraph that opens the list an item stands in."""
    for block in reversed(document.flow.blocks[: document.flow.index_at(position)]):
        if block.kind != "item":
            return document.flow.of(block)
    return ""


def _weekdays(document: Document) -> list[Deadline]:
    """`senast fredagen i vecka 49`."""
    found = []
    if "vecka" not in document.lower and "v." not in document.lower:
        return []
    year = (
        document.day.isocalendar().year
        if document.day
        else next(iter(document.stated_years), None)
        if len(document.stated_years) == 1
        else None
    )
    for hit in find_days_in_weeks(document.text, year):
        lead = document.text[max(0, hit.start - 40) : hit.start]
        start, end = document.flow.sentence_at(hit.start)
        sentence = document.text[start:end]
        if (
            not re.search(r"\b(?:senast|sista\s+dag\w*(?:\s+är)?)\s+(?:på\s+)?$", lead, re.IGNORECASE)
            or _PAST.search(sentence)
            or _FOREIGN.search(sentence)
        ):
            continue
        day = hit.value
        if document.day and day < document.day:
            later = find_days_in_weeks(document.text[hit.start : hit.end], document.day.year + 1)
            if not later or str(document.day.year) in document.text[hit.start : hit.end]:
                continue
            day = later[0].value
        what = _what(document, hit.start, start, end)
        found.append(Deadline(Read(day.isoformat(), hit.start, hit.end, 0.85), Read(what, hit.start, hit.end, 0.85)))
    return found


def _relative(document: Document) -> list[Deadline]:
    """`inom tre veckor från dagens datum`, counted from the document's own printed date."""
    if document.day is None or not any(word in document.lower for word in ("datum", "dagen för", "beslutsdag")):
        return []
    found = []
    for hit in _RELATIVE.finditer(document.text):
        start, end = document.flow.sentence_at(hit.start())
        sentence = document.text[start:end]
        if (
            _ABSOLUTE_FOLLOWS.search(document.text, hit.end(), end)
            or _PAST.search(sentence)
            or _FOREIGN.search(sentence)
        ):
            continue
        what = _what(document, hit.start(), start, end)
        if what == "appeal":
            continue  # an appeal time counts only when its last day is printed
        number = int(hit["n"]) if hit["n"].isdigit() else _WORDS[hit["n"].lower()]
        day = _later(document.day, number, _UNITS[hit["unit"].lower()])
        found.append(
            Deadline(Read(day.isoformat(), hit.start(), hit.end(), 0.8), Read(what, hit.start(), hit.end(), 0.8))
        )
    return found


def _later(day: date, number: int, unit: str) -> date:
    if unit == "days":
        return day + timedelta(days=number)
    if unit == "weeks":
        return day + timedelta(weeks=number)
    month = day.month - 1 + number
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
