"""School forms of the reviewed activity: those that the title or the scope sentences name."""

from __future__ import annotations

import re
from dataclasses import replace

from likvard.reading.document import Document
from likvard.reading.record import Read
from likvard.terms.school_forms import codes, find_school_forms

WITHOUT_FORMS = ("other", "statistics_page")

# A press release speaks of programmes where it means the form.
_PROGRAMMES = re.compile(r"\bgymnasieprogram(?:met|men)?\b", re.IGNORECASE)
# Sentences that tell what the review covers.
_SCOPE = re.compile(
    r"\bkvaliteten\s+i\b|\bansvar\s+för\b|\bdriva\b|\b\w+skolan\s+vid\b|"
    r"\bgodkän\w+\b[^.]{0,60}\bsom\s+huvudman\b|\bfristående\s+gymnasieskola|"
    r"\bfristående\s+grundskola|\bgranska(?:t|de|r|s|ts|des)\b|\bgranskning(?:en)?\b|"
    r"\bkvalitetsgranskning(?:en)?\b|\btillsyn(?:en)?\b|\bavs(?:er|åg)\b|\bomfatta(?:r|t|de)\b|"
    r"\bansvarstagande\b|\binspektera\w*|\binspektion(?:en)?\b"
    r"|\bgodkännande\w*\s+för\b|\bkvalitetssamtal|\bkvalitetsdialog|\bkommunens?\s+(?:grundskola|"
    r"gymnasieskola|förskola)|\butbildningen\s+i\b|\bansvarar\s+för\b|\bbesökt\b|"
    r"\bmåste\s+(?:även\s+)?omfatta\b|\b\w+skolor\s+ingår\b|\bbeslut\s+om\b|\bkommunal\w*\s+skol",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\bingår\s+inte\b|\binte\s+(?:\w+\s+)?(?:ingår|omfattas|granskats|granskade|bedömts|bedömda|"
    r"granskas|inspekterats|besökts)\b|\bsenare\s+tillfälle\b|\bgranskas\s+(?:senare|särskilt)\b|"
    r"\bhar\s+granskats\s+särskilt\b|\beget\s+beslut\b|\bomfattas\s+inte\b|\bpåverkas\s+inte\b|"
    r"\bdriver\s+också\b|\bdriver\s+även\b"
    r"|\bgranskades\s+för\b|\btillsynsmyndighet\b|\bansökan\s+om\b|\bunderlag\b.{0,60}\bsaknas\b|"
    r"\bansöker\b|\btidigare\b|\bfrån\s+förskolan\b|\bbehörig",
    re.IGNORECASE,
)
_ACTIVITY = re.compile(
    r"\bprövar\b|\btillsynsmyndighet\s+för\b|\bansöka\w*\s+om\s+att\s+(?:driva|starta)|"
    r"\bbedömer\s+också\s+ansökningar|\bbevaka\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:förskolan|fritidshemmen|fritidshemmet|skolan)\s+[A-ZÅÄÖ]")


def read(document: Document) -> list[Read]:
    """Each form once, in the record's order."""
    if document.kind in WITHOUT_FORMS:
        return []
    named = [
        Read(found.value.code, found.start, found.end)
        for found in find_school_forms(document.text)
        if not _NAME.match(document.text, found.start)
    ]
    if document.kind == "press_release":
        named += [Read("upper_secondary", m.start(), m.end()) for m in _PROGRAMMES.finditer(document.text)]
    found = _titled(document, named)
    if not found or document.kind == "press_release":
        found = {**_scoped(document, named), **found}
    if not found:
        found = _spoken(document, named)
    return [found[code] for code in codes() if code in found]


def _titled(document: Document, named: list[Read]) -> dict[str, Read]:
    if document.title is None:
        return {}
    first, last = document.title
    # A title on two lines: "Utbildningsinspektion i X kommun" and "Grundskolan i Y".
    index = document.title_index
    if index is not None and index + 1 < len(document.flow.blocks):
        below = document.flow.blocks[index + 1]
        if below.kind == "heading" and not below.gap:
            last = below.end
    return {str(r.value): replace(r, confidence=0.93) for r in reversed(named) if first <= r.start < last}


def _scoped(document: Document, named: list[Read]) -> dict[str, Read]:
    """Forms in sentences on the scope: near the beginning; anywhere in press releases, pages and memos on talks."""
    found: dict[str, Read] = {}
    wide = document.kind in ("press_release", "report_page") or document.review_kind == "quality_dialogue"
    limit = len(document.text) if wide else document.opening[1] + 2500
    first_start = len(document.text)
    for read in named:
        if read.start >= limit:
            break
        start, end = document.flow.sentence_at(read.start)
        sentence = document.text[start:end]
        if str(read.value) in found or _EXCLUDED.search(sentence) or _ACTIVITY.search(sentence):
            continue
        if not wide and found and start > first_start + 900:
            break
        block = document.flow.block_at(read.start)
        if not (_SCOPE.search(sentence) or (wide and _SCOPE.search(document.text, block.start, block.end))):
            continue
        if document.kind == "information_letter" and found and re.search(r"\bsom\s+ansvarar\s+för\b", sentence):
            continue
        found[str(read.value)] = replace(read, confidence=0.85)
        first_start = min(first_start, start)
    return found


def _spoken(document: Document, named: list[Read]) -> dict[str, Read]:
    """No scope sentence: forms that the text says the school has."""
    found: dict[str, Read] = {}
    for read in named:
        if read.start >= document.opening[1] + 1500:
            break
        start, end = document.flow.sentence_at(read.start)
        sentence = document.text[start:end]
        if not _EXCLUDED.search(sentence) and re.search(r"\b(?:är|har|med|bedriver|omfattar|går)\b", sentence):
            found.setdefault(str(read.value), replace(read, confidence=0.65))
    return found
