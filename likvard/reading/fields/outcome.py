"""How the document leaves the review: closed, open, or a review that takes no decisions; and when the response came."""

from __future__ import annotations

import re
from datetime import date

from likvard.reading.document import Document
from likvard.reading.record import Deadline, Intervention, Read
from likvard.terms.scanning import matches_near

_REVIEW = (
    r"(?:tillsyn(?:en|särendet)?|granskning(?:en)?|kvalitetsgranskning(?:en)?|inspektion(?:en)?|"
    r"ärendet|uppföljning(?:en)?|\w*prövningen|\w*kontrollen)"
)
_CLOSED = re.compile(
    rf"\bavslutar\s+(?:(?:därmed|därför|härmed|nu|med\s+detta)\s+)?(?:(?!inte\b)\w+\s+)?{_REVIEW}|"
    rf"\b{_REVIEW}\s+(?:kan\s+)?(?:(?:härmed|därmed)\s+)?avslutas"
    rf"|\b{_REVIEW}\s+(?:är\s+)?(?:härmed|därmed)\s+avsluta[dt]|"
    rf"\bbeslutar\s+att\s+avsluta\s+(?:\w+\s+)?{_REVIEW}|\bavslutas\s+(?:(?:därmed|härmed|"
    rf"nu)\s+)?{_REVIEW}|\bskriver\s+av\s+ärendet\b|\bärendet\s+avskrivs\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\bnär\b|\btidigare\b|\bom\b.{0,40}\bkan\b|\bdärefter\b|\bkommer\s+att\b|\bavslutades\b", re.IGNORECASE
)
_NO_DECISIONS = re.compile(
    r"\b(?:inga|inget)\s+(?:enskilda\s+|individuella\s+|"
    r"särskilda\s+)?beslut\s+(?:kommer\s+(?:att\s+)?)?(?:fattas|fattats|lämnas|meddelas)"
    r"|\bfattar\s+(?:inte|inga|inget)\s+(?:några\s+|något\s+)?(?:enskilda\s+|enskilt\s+)?beslut\b|"
    r"\bleder\s+inte\s+till\s+(?:något\s+|ett\s+)?(?:enskilt\s+)?beslut",
    re.IGNORECASE,
)
# Something is to be reported, whether or not a day is printed; or the review is said not to be closed.
_TO_REPORT = re.compile(
    r"\b(?:ska|skall)\b[^.\n]{0,90}\bredovisa[s]?\b|\bbegär\b[^.\n]{0,60}\bredovisar?\b|"
    r"\bavslutar\s+(?:därför\s+)?inte\b",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r"\b(?:redovisning(?:en|ar)?|yttrande(?:t)?|svar(?:et)?|handlingar)\b[^.\n]{0,140}?\b(?:kom|inkom|"
    r"lämnades|har\s+lämnats|har\s+kommit|har\s+inkommit|mottogs|togs\s+emot)\b[^.\n]{0,60}?\s*(?:\bden\s*)?$"
    r"|\b(?:inkom(?:mit)?|kommit\s+in|kom\s+in)\b[^.\n]{0,80}?\b(?:redovisning|yttrande|"
    r"svar)\w*\b[^.\n]{0,50}?\s*(?:\bden\s*)?$"
    r"|\b(?:tog|tagit)\s+emot\b[^.\n]{0,60}?\b(?:redovisning|yttrande|svar)\w*\s*(?:\bden\s*)?$"
    r"|\bredovisa(?:de|t)\b[^.\n]{0,90}?\s*(?:\bden\s*)?$"
    r"|\b(?:lämnade|lämnat|gett|skickade|skickat|sände|gav)\b[^.\n]{0,60}?\b(?:redovisning|yttrande|"
    r"svar)\w*\b[^.\n]{0,60}?\s*(?:\bden\s*)?$",
    re.IGNORECASE,
)
_RECEIVED_AFTER = re.compile(
    r"^[^.\n]{0,50}?\b(?:kom|inkom|inkommit|kommit\s+in|lämnade|redovisade|"
    r"skickade)\b[^.\n]{0,80}?\b(?:redovisning|yttrande|svar|åtgärder)",
    re.IGNORECASE,
)
_SUPPLEMENT = re.compile(r"\bkomplette\w*|\btillägg\b", re.IGNORECASE)
_NOT_YET = re.compile(r"\bska\b|\bskulle\b|\bsenast\s+den\s*$|\bbeslut(?:et)?\s+den\s*$", re.IGNORECASE)


def received(document: Document) -> Read | None:
    """The day the organiser's response came in: the first such sentence of a follow-up, not a supplement."""
    if document.kind not in ("followup_decision", "decision"):
        return None
    for written in document.dates:
        start, end = document.flow.sentence_at(written.start)
        _sentence, lead = document.text[start:end], document.text[start : written.start]
        if _SUPPLEMENT.search(lead):
            continue
        clause = re.split(r"\b(?:skulle|ska|begär\w*)\b[^.]*?\bsenast\b[^.]*?(?:\d{4}|\boch\b)", lead)[-1]
        asked = re.search(r"senast\s+(?:den\s*)?$", lead, re.IGNORECASE)
        if asked or re.search(r"\bbeslut(?:et|en)?\s+(?:av\s+)?(?:den\s*)?$", lead, re.IGNORECASE):
            continue
        if not (
            _RECEIVED.search(clause)
            or (_RECEIVED_AFTER.match(document.text[written.end : end]) and not _NOT_YET.search(lead))
        ):
            continue
        day: date | None = document.year_for(written.value, past=True)
        if day is not None:
            return Read(day.isoformat(), written.start, written.end, 0.92 if written.value.year else 0.8)
    return None


def outcome(document: Document, deadlines: list[Deadline], interventions: list[Intervention]) -> Read | None:
    """`closed`, `open` or `no_decisions`; `None` for a withdrawal and where nothing is decided or asked."""
    text = document.text
    kind = document.kind
    if kind in ("other", "report_page", "statistics_page", "register_line"):
        return None
    low = document.lower
    denied = any(word in low for word in (" inga ", " inget ", "fattar inte", "leder inte"))
    if hit := _NO_DECISIONS.search(text) if denied else None:
        return Read("no_decisions", hit.start(), hit.end(), 0.9)
    if kind == "information_letter":
        return None
    if any(i.kind.value == "revocation" for i in interventions):
        return None
    if kind in ("decision", "followup_decision", "press_release"):
        for hit in matches_near(_CLOSED, text, ("avslut", "avskriv", "skriver"), before=80, after=80):
            start, end = document.flow.sentence_at(hit.start())
            if not _LATER.search(text[start : hit.start()]) and not _LATER.search(text[hit.end() : end]):
                return Read("closed", hit.start(), hit.end(), 0.93)
    for deadline in deadlines:
        if deadline.what.value == "response" and deadline.date.sure:
            return Read("open", deadline.date.start, deadline.date.end, 0.88)
    if kind in ("decision", "followup_decision") and (hit := _TO_REPORT.search(text)):
        start, _ = document.flow.sentence_at(hit.start())
        if hit.group().endswith("inte") or not re.search(r"\binte\b|\bskulle\b", text[start : hit.end()]):
            return Read("open", hit.start(), hit.end(), 0.75)
    for one in interventions:
        if one.kind.value in ("order", "order_with_fine") and kind in (
            "decision",
            "followup_decision",
            "board_memo",
            "minutes",
            "press_release",
        ):
            return Read("open", one.kind.start, one.kind.end, 0.8)
    return None
