"""School forms of the reviewed activity: those that the title or the scope sentences name."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.record import Read

WITHOUT_FORMS = ("other", "statistics_page")

# Order is the record's: from the youngest pupils on. Longer names first, so that no part of one counts.
_FORMS: tuple[tuple[str, str], ...] = (
    ("preschool_class", r"förskoleklass(?:en|er|erna)?"),
    (
        "adapted_compulsory",
        r"(?:kommunal(?:a)?\s+)?(?:anpassad(?:e)?\s+grundskola(?:n)?|grundsärskola(?:n)?|grundsärskolor(?:na)?|obligatoriska?\s+särskola(?:n)?|träningsskola(?:n)?)",
    ),
    (
        "adapted_upper_secondary",
        r"anpassad(?:e)?\s+gymnasieskola(?:n)?|gymnasiesärskola(?:n)?|gymnasiesärskolor(?:na)?",
    ),
    ("school_age_educare", r"(?:skolbarnsomsorg(?:en)?|fritidshem(?:met|men)?|öppen\s+fritidsverksamhet)"),
    ("preschool", r"förskolan?(?!klass)|förskolor(?:na)?|förskoleverksamhet(?:en)?"),
    ("pedagogical_care", r"pedagogisk\s+omsorg|familjedaghem(?:met|men)?"),
    ("special", r"specialskola(?:n)?|specialskolor(?:na)?"),
    ("sami", r"sameskola(?:n)?"),
    (
        "upper_secondary",
        r"gymnasieskola(?:n)?|gymnasieskolor(?:na)?|gymnasieskolenhet(?:en)?|gymnasieutbildning(?:en)?|introduktionsprogram(?:met|men)?",
    ),
    ("compulsory", r"grundskola(?:n)?|grundskolor(?:na)?|grundskole(?:utbildning|verksamhet|enhet)(?:en)?"),
    (
        "adult",
        r"(?:kommunal(?:a)?\s+)?vuxenutbildning(?:en)?|komvux|särvux|särskild\s+utbildning\s+för\s+vuxna|sfi|svenska\s+för\s+invandrare",
    ),
)
ORDER = (
    "preschool", "preschool_class", "compulsory", "adapted_compulsory", "upper_secondary", "adapted_upper_secondary",
    "school_age_educare", "adult", "pedagogical_care", "sami", "special",
)  # fmt: skip
_FORM = re.compile(
    r"(?<![\wåäö-])(?:"
    + "|".join(f"(?P<{code}>{words})" for code, words in _FORMS)
    + r"|(?P<group>särskolan?))(?![\wåäö-])",
    re.IGNORECASE,
)
# Sentences that tell what the review covers.
_SCOPE = re.compile(
    r"\bgranska(?:t|de|r|s|ts|des)\b|\bgranskning(?:en)?\b|\bkvalitetsgranskning(?:en)?\b|\btillsyn(?:en)?\b|\bavs(?:er|åg)\b|\bomfatta(?:r|t|de)\b|\bansvarstagande\b|\binspektera\w*|\binspektion(?:en)?\b"
    r"|\bgodkännande\w*\s+för\b|\bkvalitetssamtal|\bkvalitetsdialog|\bkommunens?\s+(?:grundskola|gymnasieskola|förskola)|\butbildningen\s+i\b|\bansvarar\s+för\b|\bbesökt\b|\bmåste\s+(?:även\s+)?omfatta\b",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\bingår\s+inte\b|\binte\s+(?:ingår|omfattas|granskats|bedömts|granskas)\b|\bhar\s+granskats\s+särskilt\b|\beget\s+beslut\b|\bomfattas\s+inte\b|\bpåverkas\s+inte\b|\bdriver\s+också\b|\bdriver\s+även\b"
    r"|\bgranskades\s+för\b|\btillsynsmyndighet\b|\bansökan\s+om\b|\bunderlag\b.{0,60}\bsaknas\b|\bansöker\b|\btidigare\b|\bfrån\s+förskolan\b|\bbehörig",
    re.IGNORECASE,
)
_ACTIVITY = re.compile(
    r"\bprövar\b|\btillsynsmyndighet\s+för\b|\bansöka\w*\s+om\s+att\s+(?:driva|starta)|\bbedömer\s+också\s+ansökningar|\bbevaka\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:förskolan|fritidshemmen|fritidshemmet|skolan)\s+[A-ZÅÄÖ]")


def read(document: Document) -> list[Read]:
    """Each form once, in the record's order."""
    if document.kind in WITHOUT_FORMS:
        return []
    found = _titled(document)
    if not found or document.kind in ("press_release",):
        found = {**_scoped(document), **found}
    if not found:
        found = _spoken(document)
    return [found[code] for code in ORDER if code in found]


def _collect(document: Document, start: int, end: int, confidence: float, into: dict[str, Read]) -> None:
    for hit in _FORM.finditer(document.text, start, end):
        code = hit.lastgroup or ""
        if code == "group" or _NAME.match(document.text, hit.start()):
            continue
        into.setdefault(code, Read(code, hit.start(), hit.end(), confidence))


def _titled(document: Document) -> dict[str, Read]:
    found: dict[str, Read] = {}
    if document.title is not None:
        _collect(document, *document.title, 0.93, found)
    return found


def _scoped(document: Document) -> dict[str, Read]:
    """Forms in sentences on the scope: near the beginning, or anywhere in a press release and a page."""
    found: dict[str, Read] = {}
    wide = document.kind in ("press_release", "report_page")
    limit = len(document.text) if wide else document.opening[1] + 2500
    first_start = len(document.text)
    for hit in _FORM.finditer(document.text, 0, limit):
        code = hit.lastgroup or ""
        if code == "group" or code in found or _NAME.match(document.text, hit.start()):
            continue
        start, end = document.flow.sentence_at(hit.start())
        sentence = document.text[start:end]
        if _EXCLUDED.search(sentence) or _ACTIVITY.search(sentence):
            continue
        if not wide and found and start > first_start + 900:
            break
        block = document.flow.block_at(hit.start())
        scope = _SCOPE.search(sentence) or (wide and _SCOPE.search(document.text, block.start, block.end))
        if not scope:
            continue
        if (
            document.kind == "information_letter"
            and re.search(r"\bnämnd\s+som\s+ansvarar\s+för\b|\bsom\s+ansvarar\s+för\b", sentence)
            and found
        ):
            continue
        found[code] = Read(code, hit.start(), hit.end(), 0.85)
        first_start = min(first_start, start)
    return found


def _spoken(document: Document) -> dict[str, Read]:
    """No scope sentence: forms that the text says the school has."""
    found: dict[str, Read] = {}
    for hit in _FORM.finditer(document.text, 0, document.opening[1] + 1500):
        start, end = document.flow.sentence_at(hit.start())
        sentence = document.text[start:end]
        if hit.lastgroup == "group" or _EXCLUDED.search(sentence) or _NAME.match(document.text, hit.start()):
            continue
        if re.search(r"\b(?:är|har|med|bedriver|omfattar|går)\b", sentence):
            code = hit.lastgroup or ""
            found.setdefault(code, Read(code, hit.start(), hit.end(), 0.65))
    return found
