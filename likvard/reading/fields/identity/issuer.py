"""Who issued the document."""

from __future__ import annotations

import re
from collections import Counter

from likvard.reading.document import Document
from likvard.reading.record import Read

_BODY = re.compile(
    r"(?<![\w-])(?P<body>(?:[A-ZÅÄÖ][a-zåäö]+-(?:,\s[a-zåäö]+-)?\soch\s)?[A-ZÅÄÖa-zåäö][\wåäö]*(?:förvaltningen|kontoret|sektorn|förvaltning|kontor))(?!\w)"
)
_BOARD = re.compile(
    r"(?<![\w-])(?P<body>(?:[A-ZÅÄÖ][a-zåäö]+-\soch\s)?[A-ZÅÄÖa-zåäö][\wåäö]*(?:nämnden|styrelsen|"
    r"nämnd|utskottet))(?!\w)"
)
_STATE = re.compile(r"\b(?:Statens\s+skolinspektion|Skolinspektionen|Skolverket)(?=s?\b)", re.IGNORECASE)


def authority(document: Document) -> Read | None:
    """The body that issued the document: the state's, or the municipality's department or board."""
    if document.kind in ("board_memo", "response", "minutes"):
        return _of_municipality(document)
    if document.kind in ("other", "register_line"):
        return None
    if document.review_kind == "quality_dialogue":
        return _of_municipality(document)
    first = _STATE.search(document.text)
    if first is None:
        return None
    head = first.start() < document.head_end
    if not head:
        hits = list(_STATE.finditer(document.text))
        counted = Counter("skolverket" if "verket" in h.group().lower() else "skolinspektionen" for h in hits)
        most = counted.most_common(1)[0][0]
        first = next(h for h in hits if ("verket" in h.group().lower()) == (most == "skolverket"))
    name = "Skolverket" if "verket" in first.group().lower() else "Skolinspektionen"
    return Read(name, first.start(), first.end(), 0.95 if head else 0.85)


def _of_municipality(document: Document) -> Read | None:
    limit = max(document.head_end, document.title[0] if document.title else 0)
    head_patterns = (_BOARD, _BODY) if document.kind == "minutes" else (_BODY, _BOARD)
    for pattern in head_patterns:
        for hit in pattern.finditer(document.text, 0, limit):
            line = document.text[document.flow.block_at(hit.start()).start : hit.start()]
            if re.search(r"\btill\s+$", line, re.IGNORECASE) or hit.group("body")[0].islower():
                continue
            if hit.group("body").lower() in ("nämnden", "förvaltningen", "kontoret", "styrelsen"):
                continue
            return Read(hit.group("body"), hit.start(), hit.end(), 0.9)
    for hit in _BODY.finditer(document.text):
        if hit.group("body")[0].isupper() and len(hit.group("body")) > 14:
            return Read(hit.group("body"), hit.start(), hit.end(), 0.75)
    return None
