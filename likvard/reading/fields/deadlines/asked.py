"""What a last day asks for."""

from __future__ import annotations

import re

from likvard.reading.document import Document

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


def asked_for(document: Document, position: int, start: int, end: int) -> str:
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
