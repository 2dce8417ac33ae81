"""Interventions that the document decides, or that the decision it tells of decides; not steps of the history."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.record import Area, Intervention, Read
from likvard.terms.amounts import find_amounts

WITHOUT_INTERVENTIONS = ("other", "information_letter", "report_page", "statistics_page", "register_line")

_HISTORY = re.compile(
    r"\bförela(?:de|des|gts)\b|\bhade\b|\btidigare\b|\bdå\b|\bfick\b|\bförra\b|"
    r"\bför\s+(?:\w+)\s+år\s+sedan\b|\bår\s+(?:19|20)\d\d\s+(?:fick|beslutade)|"
    r"\b(?:dömts|dömas|döma)\s+ut\b|\butdöm|\bansökt?\b|\bvar\s+(?:inte\s+)?(?:förena|kombinera)|"
    r"\bi\s+(?:januari|februari|mars|april|maj|juni|juli|augusti|"
    r"september|oktober|november|december)\s+(?:19|20)\d\d\s+för|\bbeslutade\s+(?:då|den)\b|"
    r"\btilldelades\b|\bhar\s+tidigare\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\bkan\s+(?:\w+\s+){0,3}(?:besluta|förelägga|ansöka|ingripa|återkalla|förenas)|"
    r"\bom\s+(?:föreläggandet|bristerna)\s+inte|\bfår\s+skolinspektionen\b|\böverklag",
    re.I,
)
_ORDER = re.compile(
    r"\bförelägg(?:er|s)\b|\bföreläggas\b|\bfår\s+ett\s+föreläggande\b|\bföreläggande(?:t)?\s+(?:är|"
    r"har|ska|förenas)\b|\bbeslutar\s+(?:\w+\s+){0,4}(?:att\s+)?förelägg\w*|"
    r"\bbeslutat\s+(?:\w+\s+)?(?:att\s+)?förelägga\b|\bhar\s+förelagt\b",
    re.I,
)
_FINE = re.compile(
    r"\bvid\s+(?:ett\s+)?vite\b|\bmed\s+(?:ett\s+)?vite\b|\bviten?\s+på\b|\bvite\s+om\b|"
    r"\bvitesföreläggande\b|\buppgår\s+(?:vitet|det|beloppet)\s+till\b|\bvitet\s+(?:uppgår\s+till|"
    r"bestäms\s+till|är\s+på|på)\b|\bförena\w*\s+med\s+(?:\w+\s+)?vite",
    re.IGNORECASE,
)
_NO_FINE = re.compile(
    r"\butan\s+vite\b|\binte\s+(?:\w+\s+)?(?:förena\w*|kombinera\w*)\s+med\s+(?:\w+\s+)?vite|\bavstå\w*\s+från\s+vite",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"\b(?:tilldelar|tilldelas|ger|meddelar|får)\b[^\n]{0,120}?\banmärkning(?:ar)?\b|"
    r"\banmärkning\s+(?:tilldelas|ges|meddelas|avseende)\b|\bbeslutar\b[^\n]{0,60}\banmärkning\b",
    re.IGNORECASE,
)
_REFRAIN = re.compile(
    r"\bavst(?:år|å|ått)\s+(?:\w+\s+){0,2}från\s+(?:att\s+ingripa|ingripande|vidare\s+ingripande)", re.IGNORECASE
)
_REVOKE = re.compile(
    r"\båterkall(?:ar|as|a|at|ats)\b[^\n]{0,80}?\b(?:godkännande\w*|tillstånd\w*|rätt\w*)|"
    r"\b(?:godkännande\w*|tillstånd\w*)\b[^\n]{0,80}?\båterkall(?:as|ats|ade)\b",
    re.IGNORECASE,
)
_BAN = re.compile(
    r"\bverksamhetsförbud\b|\bförbjud(?:er|s|a)\b[^\n]{0,200}\b(?:driva|bedriva|verksamhet)|\btillfälligt\s+förbjud\w*",
    re.IGNORECASE,
)
_MEASURES = re.compile(
    r"\bstatliga\s+åtgärder\s+för\s+rättelse\b|\bvidta\b[^\n]{0,80}\båstadkomma\s+rättelse\b", re.IGNORECASE
)
# What may come is not what is decided.
_MAY_COME = re.compile(
    r"\bkommer\s+att\b|\bkan\s+komma\b|\bsannolik\w*|\bkan\s+(?:\w+\s+)?(?:återkallas|förbjudas)|\bfår\s+återkalla",
    re.IGNORECASE,
)
# Present tense in the authority's mouth is the decision itself, whatever else the sentence remembers.
_NOW = re.compile(r"\b(?:förelägger|tilldelar|återkallar|förbjuder|beslutar)\b")
_TOLD_OF = re.compile(r"\bskolinspektionen\b.*\b(?:förelägga|förelade|förelagt)\b", re.IGNORECASE)
_JOINED = re.compile(
    r"föreläggande(?:t|na)?\s+(?:\w+\s+)?(?:förenas|är\s+förenat|ska\s+förenas|kombineras)", re.IGNORECASE
)
_DECIDES = re.compile(
    r"\bbeslutar\b|\bbeslutat\b|\båterkallar\b|\bförbjuder\b|\bförbjuds\b|\båterkallas\b|\bmeddelar\b", re.IGNORECASE
)
# A press release says what may come of the order just told.
_RISKS = re.compile(r"\brisker(?:ar|as)\b[^.]{0,40}\bvite\b", re.IGNORECASE)
_ASSERTED = re.compile(
    r"\brisker(?:ar|as)\b[^.]{0,40}\bvite\b|\bär\b[^.]{0,40}\bförena|\bska\s+(?:därför\s+)?förenas|\bvid\s+(?:ett\s+)?vite\b",
    re.IGNORECASE,
)


_WORDS = ("rättelse", "föreläg", "förelag", "vite", "anmärk", "avst", "återkall", "förbud", "förbjud", "statliga åtg")


def read(document: Document, areas: list[Area]) -> list[Intervention]:
    """Each kind with each amount once, in text order; an order that a summary table names counts too."""
    if document.kind in WITHOUT_INTERVENTIONS:
        return []
    found: list[Intervention] = []
    low = document.lower
    if document.kind == "response":
        return _answered(document)
    if any(word in low for word in _WORDS):
        for block in document.flow.blocks:
            if any(w in low[block.start : block.end] for w in _WORDS):
                if block.kind == "heading" and not _NOW.search(document.text, block.start, block.end):
                    continue
                for start, end in document.flow.sentences(block):
                    found += _sentence(document, start, end)
    for area in areas:
        if area.intervention is not None and all(i.kind.value != area.intervention.value for i in found):
            found.append(Intervention(area.intervention))
    return _once(found)


def _answered(document: Document) -> list[Intervention]:
    """A response to an order: the order that its title or opening says it answers."""
    start, end = (document.title[0] if document.title else 0), document.opening[1]
    hit = re.search(r"\bförelägg(?:ande|andet|anden)\b|\bförelagt?s?\b|\bförelades\b", document.lower[start:end])
    if hit is None:
        return []
    first, last = document.flow.sentence_at(start + hit.start())
    fine = _FINE.search(document.text, first, last)
    if fine and not _NO_FINE.search(document.text, first, last):
        return [_with_fine(document, first, last, fine.start())]
    return [Intervention(Read("order", start + hit.start(), start + hit.end(), 0.75))]


def _sentence(document: Document, start: int, end: int) -> list[Intervention]:
    if not any(word in document.lower[start:end] for word in (*_WORDS, "uppgår")):
        return []
    sentence = document.text[start:end]
    told = document.kind == "press_release"
    decides_now = document.kind in ("decision", "followup_decision") and _NOW.search(sentence)
    # A memo tells of the decision in the past tense: "beslutade den 20 november att förelägga kommunen".
    told_of = document.kind in ("board_memo", "minutes") and _TOLD_OF.search(sentence) and "tidigare" not in sentence
    if (_HISTORY.search(sentence) and not decides_now and not told_of) or _CONDITION.search(sentence):
        return []
    found: list[Intervention] = []
    place = start, end
    no_fine = _NO_FINE.search(sentence)
    fine = None if no_fine else _FINE.search(sentence)
    order = _ORDER.search(sentence) or (_TOLD_OF.search(sentence) if told_of else None)
    uttered = told and fine and (_ASSERTED.search(sentence) or "uppgår" in fine.group().lower())
    if fine and (order or uttered):
        one = _with_fine(document, start, end, start + fine.start())
        one.joined = bool(_JOINED.match(sentence) or (uttered and _RISKS.search(sentence)))
        found.append(one)
    elif order and not re.match(r"föreläggande(?:t)?\s+(?:är|har|ska)\b", order.group(), re.IGNORECASE):
        found.append(Intervention(Read("order", start + order.start(), start + order.end(), 0.92)))
    elif order and no_fine and not told:
        pass  # "Föreläggandet är inte förenat med vite." says nothing new
    if (hit := _REMARK.search(sentence)) and not re.search(
        r"\bstannar\b|\btillräcklig\b|\bdet\s+blev\b|\binte\s+någon\s+anmärkning", sentence, re.IGNORECASE
    ):
        found.append(Intervention(Read("remark", start + hit.start(), start + hit.end(), 0.92)))
    if (hit := _REFRAIN.search(sentence)) and not re.search(
        r"\binte\s+(?:finns|anser|skäl)|\banser\s+inte\b|\bfinns\s+inte\b", sentence, re.IGNORECASE
    ):
        found.append(Intervention(Read("refrain", start + hit.start(), start + hit.end(), 0.9)))
    if (hit := _REVOKE.search(sentence)) and _DECIDES.search(sentence) and not _MAY_COME.search(sentence):
        found.append(Intervention(Read("revocation", start + hit.start(), start + hit.end(), 0.9)))
    if (hit := _BAN.search(sentence)) and _DECIDES.search(sentence) and not _MAY_COME.search(sentence):
        found.append(Intervention(Read("ban", start + hit.start(), start + hit.end(), 0.88)))
    if (hit := _MEASURES.search(sentence)) and _DECIDES.search(sentence):
        found.append(Intervention(Read("state_measures", *place, 0.88)))
    return found


def _with_fine(document: Document, start: int, end: int, position: int) -> Intervention:
    """The order with the amount that follows "vite" in its sentence; without one when it is lost or disputed."""
    kind = Read("order_with_fine", start, end, 0.92)
    # Less than a thousand kronor is an amount that has lost its thousands.
    amounts = [f.moved(start) for f in find_amounts(document.text[start:end])]
    after = [f for f in amounts if f.start >= position and 1000 <= f.value <= 100_000_000]
    if not after:
        return Intervention(kind)
    first = after[0]
    if len({f.value for f in after}) > 1 and first.start - position > 60:
        return Intervention(kind)
    return Intervention(kind, Read(first.value, first.start, first.end, 0.93))


def _once(found: list[Intervention]) -> list[Intervention]:
    """One of each kind and amount. The order whose amount is told elsewhere is the same order."""
    kept: list[Intervention] = []
    amounts = {i.fine.value for i in found if i.fine is not None}
    # "Föreläggandet förenas med ett vite på ...": the order just told is the one with the fine.
    for one in [i for i in found if i.kind.value == "order_with_fine" and i.joined]:
        plain = [i for i in found if i.kind.value == "order" and i.kind.end <= one.kind.start]
        if plain:
            found = [i for i in found if i is not plain[-1]]
    for one in found:
        same = [k for k in kept if k.kind.value == one.kind.value]
        if any((k.fine.value if k.fine else None) == (one.fine.value if one.fine else None) for k in same):
            continue
        if one.kind.value == "order_with_fine" and one.fine is None and (same or amounts):
            continue
        kept.append(one)
    return kept
