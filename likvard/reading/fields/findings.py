"""Findings: what a decision says is lacking or must be developed, sentence by sentence.

A trigger ("Ett utvecklingsarbete behöver inledas inom följande delar:", "uppfyller inte författningskraven
avseende att:") opens a list. The list's requirement sentences are written as if fulfilled; it is the trigger
that tells what they are. Measures ("Se till att ...") close it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.record import Finding, Read

# These three are looked for in small letters, which is quicker than a pattern that takes both.
_DEVELOPMENT = re.compile(
    r"\butvecklings(?:arbete|insatser)\s+behö(?:ver|vde)\s+(?:därför\s+)?(?:inledas|påbörjas|ske|"
    r"bedrivas|starta)[^.:\n]{0,60}"
    r"|\butvecklingsområde(?:t|n|na)?(?:\s+(?:var|är|i\s+beslutet(?:\s+(?:från|av|den)\s+[\w ]{4,22})?|"
    r"enligt\s+beslutet|som\s+(?:angavs|"
    r"identifierades|konstaterades)[^.:\n]{0,40}))*\s*(?=:|$)"
    r"|\bföljande\s+(?:\w+\s+){0,4}(?:behöver|behövde|måste|bör|kan)\s+(?:\w+\s+){0,2}(?:utvecklas|förbättras)"
    r"|\bföljande\s+utvecklingsområden?\b|\bföljande\s+(?:del(?:ar)?|punkt(?:er)?)\s*(?=:|$)"
    r"|\b(?:behöver|måste)\s+(?:även\s+)?utveckla\b[^.:\n]{0,180}(?=:)|\bbehö(?:ver|"
    r"vde)\s+utvecklas\b[^.:\n]{0,40}(?=:|$)|\bbehöver\s*:\s*$"
    r"|\butvecklingsbehov(?:et|en)?\s*(?:är|var|:)",
)
_DEFICIENCY = re.compile(
    r"\binte\.?\s+(?:i\s+alla\s+delar\s+|fullt\s+ut\s+|längre\s+)?(?:uppfyll(?:er|de|t|s|des)|"
    r"lever\s+upp\s+till|följer)\b[^.\n]{0,160}?(?=:|\.?$|\batt\b)"
    r"|\buppfyll(?:er|de)\s+(?:\w+\s+){0,3}inte\b[^.\n]{0,160}?(?=:|\.?$|\batt\b)"
    r"|\bmåste\s+(?:\w+\s+)?se\s+till\s+att\b\s*:?"
    r"|\bföljande\s+(?:\w+\s+)?brister\b[^.\n]{0,60}(?=:|$)|\bbrist(?:en|erna)?\s+(?:avser|består\s+i|"
    r"gäller)\s+att\s*:",
)
# "Brister", "Brist enligt beslutet:", "Bristerna gäller": a heading or lead of its own.
_DEFICIENCY_LEAD = re.compile(
    r"(?:de\s+)?(?:konstaterade\s+)?brist(?:en|er|erna)?(?:\s+(?:enligt|som|gäller|i|inom|avser)\b[^.]{0,60})?\s*:?$",
    re.IGNORECASE,
)
_MEASURES = re.compile(
    r"(?:åtgärder|åtgärd)\s*(?::|$)|\bska\s+(?:särskilt|bland\s+annat|därför|"
    r"vidta\s+följande\s+åtgärder|minst)\b[^.\n]{0,80}:?$"
    r"|\bföljande\s+åtgärder\b|\bska\s+(?:\w+\s+){0,4}(?:vidta|avhjälpa|genomföra)\b[^.\n]{0,80}:$",
)
_MEASURE_ITEM = re.compile(r"se\s+(?:även\s+)?till\s+att\b|vidta\s+|säkerställ\s+att\b", re.IGNORECASE)
_AVSEENDE = re.compile(
    r"(?:avseende|när\s+det\s+gäller|beträffande|på|om|i\s+fråga\s+om)?\s*(?:följande\s*)?\batt\b\s*:?\s*",
    re.IGNORECASE,
)
_STATUTES = re.compile(r"\s*[(\[][^()\[\]]*(?:§|\bkap\b|\$)[^()\[\]]*[)\]]?[.,;]?\s*(?:och\s*)?$")
_NEEDS = re.compile(r"^[^.?!]{2,90}?\bbehö(?:ver|vde)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:rektor|huvudman|lärar|skol|personal|nämnd|kommun|elevhäls|förskol|arbetslag|verksamhet|"
    r"undervisning|utbildning|bolag|"
    r"stiftels|styrels|förening|elev|barn|arbetet|det\b|vidare|ledning|region|förvaltning|mentor|bedömning|de\b)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\s*(?:avseende|på|när det gäller|beträffande|om|i fråga om|i följande|vad gäller)?[^.:\n]{0,60}?:?\s*"
)


@dataclass(slots=True)
class Trigger:
    """What a block opens: findings of `kind` ("" closes), and where its own text goes on after the trigger."""

    kind: str
    rest: int  # place in the flow after the trigger
    alone: bool  # nothing follows in the block: the list is the next blocks


_TRIGGER_WORDS = (
    "utveckl",
    "följande",
    "uppfyll",
    "lever",
    "följer",
    "se till",
    "brist",
    "åtgärd",
    " ska ",
    "behöver",
    "förbättras",
)


def trigger(document: Document, block: Block) -> Trigger | None:
    """The trigger that a heading or paragraph holds, if any; the last one when it holds several."""
    known = document.triggers.get(block.start)
    if known is None:
        known = document.triggers[block.start] = (_trigger(document, block),)
    return known[0]


def _trigger(document: Document, block: Block) -> Trigger | None:
    low = document.lower[block.start : block.end]
    if not any(word in low for word in _TRIGGER_WORDS):
        return None
    text = document.flow.of(block)
    if block.kind in ("heading", "paragraph") and _DEFICIENCY_LEAD.match(text):
        return Trigger("deficiency", block.end, True)
    if block.kind in ("item", "row") and not (block.number and text.rstrip().endswith(("att", "att:", ":"))):
        return None
    # Each pattern is tried only where a word of it stands: they are slow, and most paragraphs hold none.
    ends = ":" in low or any(word in low for word in ("särskilt", "bland", "därför", "minst"))
    if ("åtgärd" in low or ("ska" in low and ends)) and _MEASURES.search(low) and not _DEFICIENCY.search(low):
        return Trigger("", block.end, True)
    last: tuple[int, int, str] | None = None
    develops = "utveckl" in low or "följande" in low or ("behöver" in low and ":" in low)
    lacks = "inte" in low or "måste" in low or "brist" in low
    for kind, pattern, said in (("development_area", _DEVELOPMENT, develops), ("deficiency", _DEFICIENCY, lacks)):
        for hit in pattern.finditer(low) if said else ():
            if last is None or hit.start() > last[0]:
                last = (hit.start(), hit.end(), kind)
    if last is None:
        return None
    end = last[1]
    rest = text[end:].strip(" :\n–-")
    if last[2] == "deficiency" and (that := _AVSEENDE.match(text, end)):
        rest = text[that.end() :].strip(" :")
        end = that.end()
    alone = len(rest) < 3 or text.rstrip().endswith(":") or (block.kind == "heading" and len(rest) < 40)
    if not alone and last[2] == "development_area":
        colon = text.find(":", last[1])
        if colon >= 0:
            end = colon + 1
        elif "." not in rest:
            alone = True
    return Trigger(last[2], block.start + end, alone)


def finding(document: Document, kind: str, start: int, end: int, confidence: float = 0.92) -> Finding | None:
    """The finding at `[start, end)`: closing parentheses of statutes left out; `None` for a measure or a scrap."""
    text = document.text[start:end]
    lead = len(text) - len(text.lstrip(" –-•*"))
    start, text = start + lead, text[lead:]
    while cut := _STATUTES.search(text):
        text = text[: cut.start()]
    text = re.sub(r",?\s+och$|[,;]$", "", text.rstrip())
    if len(text) < 12 or _MEASURE_ITEM.match(text):
        return None
    stop = start + len(text)
    return Finding(Read(kind, start, stop, confidence), Read(text.replace("\t", " "), start, stop, confidence))


def sentences_that_need(document: Document, start: int, end: int) -> list[Finding]:
    """Findings in running text: each sentence in which somebody "behöver" something."""
    found = []
    for first, last in document.flow.sentences(Block("paragraph", start, end)):
        text = document.text[first:last]
        if (
            _NEEDS.match(text)
            and _SUBJECT.match(text.lstrip(" –-"))
            and (one := finding(document, "development_area", first, last, 0.8))
        ):
            found.append(one)
    return found


def ends_with_statutes(text: str) -> bool:
    return bool(_STATUTES.search(text))


def opens_with_need(text: str) -> bool:
    """Whether a paragraph reads like a development area whose bullet was lost."""
    return bool(_NEEDS.match(text) and _SUBJECT.match(text)) and text.count(". ") < 2


def required(document: Document, start: int, end: int) -> Finding | None:
    """`uppfyller inte kravet på att eleverna ges stöd.`: the requirement as one finding."""
    first, last = next(document.flow.sentences(Block("paragraph", start, end)), (start, end))
    return finding(document, "deficiency", first, last, 0.75)
