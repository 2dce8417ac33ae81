"""Units that the head, a list or the first paragraphs name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.document import Document
from likvard.reading.fields.units.names import COMPANY, FORM_AND_NAME, GENERIC, SCHOOL, SISTER, split, tidy
from likvard.reading.record import Read
from likvard.terms.municipalities import by_name

_RECTOR = re.compile(
    r"[Rr]ektor(?:n|erna|er)?\s+(?:\(motsv\.?\)\s+)?(?:vid|för|på|i)\s+(?:följande\s+skolor\s*:\s*|"
    r"skolorna\s+)?(?P<names>[A-ZÅÄÖÉ][^\n\t(.;]{2,160})"
)
_NOT_ASSESSED = re.compile(
    r"\bskol(?:or|orna|an|enheter|enheterna)?\b[^.]{0,40}\b(?:bedöms|bedömts|granskas|omfattas|"
    r"ingår)\s+inte|\bskol\w*\b[^.]{0,40}\bhar\s+inte\s+bedömts|\binte\s+(?:att\s+)?bedöma\s+skol",
    re.I,
)


def with_rectors(document: Document, found: list[Read]) -> list[Read]:
    """`Rektorn vid X` in the head; in a letter also the rektorer to be interviewed, when their schools take part."""
    limit = max(document.head_end, document.title[1] if document.title else 0)
    letter = document.kind == "information_letter"
    reads = list(found)
    for hit in _rectors(document):
        block = document.flow.block_at(hit.start())
        in_head = hit.start() < limit and block.end - block.start < 160 and not document.flow.of(block).endswith(".")
        if not in_head and not letter:
            if hit.start() > limit:
                break
            continue
        start, end = document.flow.sentence_at(hit.start())
        if not in_head and (
            not re.search(r"intervju|träffa|tala|samtal", document.text[start:end], re.IGNORECASE)
            or _NOT_ASSESSED.search(document.text)
        ):
            continue
        if in_head and document.kind in ("board_memo", "minutes", "response"):
            continue
        stop = hit.start("names") + len(
            re.split(
                r",\s+(?:[A-ZÅÄÖ][\wåäö-]+\s?){1,3}kommun|\s+i\s+(?:[A-ZÅÄÖ][\wåäö-]+\s?){1,3}kommun", hit["names"]
            )[0]
        )
        for read in split(document, hit.start("names"), min(stop, hit.end("names")), 0.9):
            if not any(_same(str(read.value), str(r.value)) for r in reads):
                reads.append(read)
    return reads


def _rectors(document: Document) -> Iterator[re.Match[str]]:
    """Matches of "Rektorn vid ...", from each place where the word stands."""
    position = document.lower.find("rektor")
    while position >= 0:
        if hit := _RECTOR.match(document.text, position):
            yield hit
        position = document.lower.find("rektor", position + 6)


def _same(one: str, two: str) -> bool:
    a, b = (re.sub(r"\W+", "", n.lower()) for n in (one, two))
    return a == b or (
        len(a) > 8 and (a.startswith(b) or b.startswith(a)) and a[len(b) :][:1] not in tuple("0123456789f")
    )


def listed(document: Document) -> list[Read]:
    """A letter that names the schools it comes to: `två skolor hos er: A och B`."""
    if _NOT_ASSESSED.search(document.text):
        return []
    hit = re.search(
        r"\bskol(?:or|enheter|orna|enheterna)\b[^.:\n]{0,40}:\s*(?P<names>[A-ZÅÄÖ][^.\n]{3,160})", document.text
    )
    return split(document, *hit.span("names"), 0.85) if hit else []


def in_opening(document: Document) -> list[Read]:
    """`vid skolenheten X`, `av grundskolan vid X` in the first paragraphs."""
    if _NOT_ASSESSED.search(document.text):
        return []
    found = []
    pattern = re.compile(
        rf"\b(?:vid|av|på|(?:[Gg]ranskningen|[Tt]illsynen|[Ii]nspektionen)\s+(?:gäller|avser|omfattar))\s+(?:den\s+(?:nya|planerade|fristående|kommunala)\s+)?(?:grundskolan|gymnasieskolan|skolenheten|skolan|"
        rf"specialskolan|förskolan|fristående\s+\w+)?\s*(?:vid\s+)?(?P<unit>{SCHOOL})"
    )
    for hit in pattern.finditer(document.text, *document.opening):
        start, end = document.flow.sentence_at(hit.start())
        if SISTER.search(document.text[start:end]) or not re.search(
            r"granskat|granskning|tillsyn|besök|inspekt|kvalitet|redovis", document.text[start:end], re.I
        ):
            continue
        name = tidy(hit["unit"])
        if not GENERIC.match(name) and not by_name(name) and not COMPANY.search(name):
            found.append(Read(name, hit.start("unit"), hit.start("unit") + len(name), 0.75))
            further = re.compile(rf"\s+och\s+(?P<unit>{SCHOOL})").match(document.text, hit.end())
            if further and not GENERIC.match(further["unit"]):
                other = tidy(further["unit"])
                found.append(Read(other, further.start("unit"), further.start("unit") + len(other), 0.75))
            break
    if not found and document.kind in ("decision", "followup_decision"):
        form = FORM_AND_NAME.search(document.text, *document.opening)
        if form and not SISTER.search(document.text[slice(*document.flow.sentence_at(form.start()))]):
            found.append(Read(tidy(form["unit"]), *form.span("unit"), 0.7))
    return found
