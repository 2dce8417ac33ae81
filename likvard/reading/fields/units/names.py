"""What a school's name looks like."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.record import Read
from likvard.terms.municipalities import by_name

_CAP = r"[A-ZÅÄÖÉ][\wåäöéÅÄÖ'’&-]*"
_NOUN = (
    r"(?:[Ff]riskola|[Ss]kola|[Ss]kolan|[Gg]ymnasium|[Gg]ymnasiet|[Gg]ymnasieskola|[Gg]rundskola|"
    r"[Nn]aturbruksgymnasium|[Mm]ontessoriskola|[Ww]aldorfskola|[Ff]örskola|[Ff]ritidshem|"
    r"[Gg]rundsärskola|[Gg]ymnasiesärskola|[Kk]omvux|[Vv]uxenutbildning|[Ll]ärcentrum|"
    r"[Kk]unskapscentrum|[Ll]earning [Cc]enter|[Aa]kademi|[Ss]chool|[Cc]ollege|"
    r"[Ii]nternat|[Ss]pecialskola|[Ss]ameskola|[Bb]yskola|[Cc]entralskola|[Mm]usikgymnasium|"
    r"[Tt]eknikgymnasium|[Kk]ulturskola|[Rr]esursskola|[Ss]kolenhet|"
    r"(?:[Aa]npassade?|[Kk]ommunala|[Ff]ristående)[ \u00a0](?:gymnasium|grundskola|gymnasieskola)|"
    r"[A-Za-zåäöÅÄÖ-]*gymnasium|[A-Za-zåäöÅÄÖ-]*skola)"
)
_TAIL = (
    r"(?:[ \u00a0](?:[A-ZF]{1,3}\d?[-–—]{1,2}\d{1,2}|\d{1,2}[-–—]{1,2}\d{1,2}|\d[A-Z]?(?![\d.:-])|"
    r"[A-D](?![\w.])|Norra|Södra|Östra|Västra|Norr|Söder|Syd|Öster|Väster|Nord|Öst|Väst|Centrum|Mellersta))"
)
_ONE_WORD = (
    r"[A-ZÅÄÖÉ][\wåäöé-]*(?:skolan|skola|gymnasiet|gymnasium|förskolan|friskolan|akademin|"
    r"skolor|centret|centrum|Komvux|lyceet|internatet|byn|gården)"
)
SCHOOL = (
    rf"(?:(?:{_CAP}[ \u00a0]){{1,4}}{_NOUN}(?![\wåäö])|(?:(?:{_CAP}|och|"
    rf"i)[ \u00a0]){{0,3}}?{_ONE_WORD}(?![\wåäö]))(?:[ \u00a0]{_CAP}(?=[ \u00a0,.;:)]|"
    rf"$)(?![ \u00a0](?:har|är|och|får|i[ \u00a0]{_CAP}[ \u00a0]kommun)))?{_TAIL}{{0,2}}"
)
NAMED = re.compile(
    rf"(?<![\wåäö-])(?:(?:Montessori|Waldorf|Fri|För|Engelska |Kristna |"
    rf"Internationella )?[Ss]kolan[ \u00a0]{_CAP}(?:[ \u00a0]{_CAP}){{0,2}}{_TAIL}?|(?P<name>{SCHOOL}))"
)
_AND = re.compile(r"\s*(?:,|(?<!- )(?<!-)\boch\b|\bsamt\b|;)\s*")
GENERIC = re.compile(
    r"(?:skolan|skolor(?:na)?|skolenheten|grundskolan|gymnasieskolan|förskolan|specialskolan|"
    r"fritidshemmet|huvudmannen|kommunens?|den|det|fristående|kommunala|beslut|tillsyn|regelbunden|planerad|"
    r"skolinspektionen\w*|specialpedagogiska skolmyndigheten|grundsärskolan|gymnasiesärskolan|"
    r"förskoleklass|vuxenutbildningen|rektor\w*|övriga|elever|en|ett|dokument|enkät)$",
    re.IGNORECASE,
)
SISTER = re.compile(
    r"\bingår\s+inte\b|\binte\s+(?:ha\w*\s+)?(?:besökts|granskats|bedömts|berör\w*)|\bberörs\s+inte\b|"
    r"\bäven\s+driver\b|\bdriver\s+också\b|\btidigare\b|\bsystersk",
    re.IGNORECASE,
)


def tidy(name: str) -> str:
    """A name without quotation marks, end marks and what a sentence hung on it."""
    name = re.sub(r"\s+", " ", name).strip(" .,;:\"”'’()")
    name = re.sub(r"(?<=[A-Za-z\d])\s?(?:--|—)\s?(?=\d)", "–", name)
    name = re.sub(
        r"\s+(?:intervjuas|kommer|har|ska|deltar|träffas|besöks|granskas|som|får|är|samt|medverkar)\b.*$", "", name
    )
    return re.sub(r"\s+(?:i|vid|och|belägen)$", "", name)


def split(document: Document, start: int, end: int, confidence: float) -> list[Read]:
    """One or several names in a stretch of text: `Nyboda skola och Njupkärrs skola`."""
    reads = []
    position = start
    pieces = [*_AND.finditer(document.text, start, end)]
    bounds = [(p.start(), p.end()) for p in pieces] + [(end, end)]
    parts: list[tuple[int, int]] = []
    for stop, after in bounds:
        parts.append((position, stop))
        position = after
    for a, b in parts:
        text = document.text[a:b]
        lead = len(text) - len(text.lstrip(' "”'))
        name = tidy(text)
        if not name or not name[0].isupper() or GENERIC.match(name) or by_name(name) or len(name.split()) > 7:
            continue
        if re.search(r"\b(?:kommun|stad|nämnden|förvaltning\w*|AB|\w*förbund(?:et)?)$|\bAB\b", name):
            continue
        reads.append(Read(name, a + lead, a + lead + len(name), confidence))
    return reads


# `av den planerade gymnasieskolan Bergets estetgymnasium`, `Till huvudmannen för Gransångarskolan`.
FORM_AND_NAME = re.compile(rf"\b(?:gymnasie|grund|för|special)?skolan[ \u00a0](?P<unit>{SCHOOL})")
COMPANY = re.compile(r"\b(?:AB|aktiebolag|stiftelsen?|förening)\b", re.IGNORECASE)


def looks_like_unit(document: Document, name: str) -> bool:
    """A school's noun in the name, or the document speaks of it as a school with pupils."""
    if re.search(
        r"skol|gymnasi|montessori|waldorf|akademi|komvux|vuxen|förskol|fritidshem|lärcent|college|"
        r"school|internat|lyce|särskol|campus",
        name,
        re.IGNORECASE,
    ):
        return not re.search(
            r"skolinspektion|skolmyndighet|skolverket|skolväsen|skolområde|skollag", name, re.IGNORECASE
        )
    spoken = (
        rf"(?:rektor\w*\s+(?:vid|för|på)\s+{re.escape(name)}|{re.escape(name)}\s+(?:har|är)\b|"
        rf"vid\s+{re.escape(name)}\b)"
    )
    return bool(re.search(spoken, document.text)) and not by_name(name.split()[0])
