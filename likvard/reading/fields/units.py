"""The reviewed school units, by the names the document gives them; never sister schools or neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.document import Document
from likvard.reading.record import Read
from likvard.terms.municipalities import by_name

WITHOUT_UNITS = ("other", "report_page", "statistics_page")

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
_SCHOOL = re.compile(
    rf"(?<![\wåäö-])(?:(?:Montessori|Waldorf|Fri|För|Engelska |Kristna |"
    rf"Internationella )?[Ss]kolan[ \u00a0]{_CAP}(?:[ \u00a0]{_CAP}){{0,2}}{_TAIL}?|(?P<name>{SCHOOL}))"
)
_PREPOSITION = re.compile(r"\b(?:av|vid|i|på|hos|för)\.?[ \u00a0](?=(?:[\"”])?[A-ZÅÄÖÉ])")
_PLACE = re.compile(
    r"[ \u00a0,]*(?:[ \u00a0](?:belägen|beläget|belägna))?(?:,|"
    r"[ \u00a0]i)[ \u00a0](?:[A-ZÅÄÖ][\wåäö-]+[ \u00a0]?){1,3}(?:kommun|stad)?s?\.?(?:[,;].*)?$"
)
_RECTOR = re.compile(
    r"[Rr]ektor(?:n|erna|er)?\s+(?:\(motsv\.?\)\s+)?(?:vid|för|på|i)\s+(?:följande\s+skolor\s*:\s*|"
    r"skolorna\s+)?(?P<names>[A-ZÅÄÖÉ][^\n\t(.;]{2,160})"
)
_NOT_ASSESSED = re.compile(
    r"\bskol(?:or|orna|an|enheter|enheterna)?\b[^.]{0,40}\b(?:bedöms|bedömts|granskas|omfattas|"
    r"ingår)\s+inte|\bskol\w*\b[^.]{0,40}\bhar\s+inte\s+bedömts|\binte\s+(?:att\s+)?bedöma\s+skol",
    re.I,
)
_AND = re.compile(r"\s*(?:,|(?<!- )(?<!-)\boch\b|\bsamt\b|;)\s*")
_GENERIC = re.compile(
    r"(?:skolan|skolor(?:na)?|skolenheten|grundskolan|gymnasieskolan|förskolan|specialskolan|"
    r"fritidshemmet|huvudmannen|kommunens?|den|det|fristående|kommunala|beslut|tillsyn|regelbunden|planerad|"
    r"skolinspektionen\w*|specialpedagogiska skolmyndigheten|grundsärskolan|gymnasiesärskolan|"
    r"förskoleklass|vuxenutbildningen|rektor\w*|övriga|elever|en|ett|dokument|enkät)$",
    re.IGNORECASE,
)
_SISTER = re.compile(
    r"\bingår\s+inte\b|\binte\s+(?:ha\w*\s+)?(?:besökts|granskats|bedömts|berör\w*)|\bberörs\s+inte\b|"
    r"\bäven\s+driver\b|\bdriver\s+också\b|\btidigare\b|\bsystersk",
    re.IGNORECASE,
)


def read(document: Document) -> list[Read]:
    """Names in nominative, in order of mention, each once."""
    if document.kind in WITHOUT_UNITS:
        return []
    found = _in_title(document)
    if not found and (hit := _LABELLED_UNIT.search(document.text, 0, 3000)):
        found = _split(document, *hit.span("unit"), 0.88)
    if not found and (hit := _OF_UNIT.search(document.text, 0, document.head_end)):
        found = [Read(tidy(hit["unit"]), *hit.span("unit"), 0.88)]
    if document.kind == "press_release":
        found = _in_press(document, found)
    found = _with_rectors(document, found)
    if not found and document.kind == "information_letter":
        found = _listed(document)
    if not found and document.kind not in ("press_release",):
        found = _in_opening(document)
    once: dict[str, Read] = {}
    for read in found:
        once.setdefault(str(read.value).lower().replace("–", "-"), read)
    return list(once.values())


def tidy(name: str) -> str:
    """A name without quotation marks, end marks and what a sentence hung on it."""
    name = re.sub(r"\s+", " ", name).strip(" .,;:\"”'’()")
    name = re.sub(r"(?<=[A-Za-z\d])\s?(?:--|—)\s?(?=\d)", "–", name)
    name = re.sub(
        r"\s+(?:intervjuas|kommer|har|ska|deltar|träffas|besöks|granskas|som|får|är|samt|medverkar)\b.*$", "", name
    )
    return re.sub(r"\s+(?:i|vid|och|belägen)$", "", name)


def _split(document: Document, start: int, end: int, confidence: float) -> list[Read]:
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
        if not name or not name[0].isupper() or _GENERIC.match(name) or by_name(name) or len(name.split()) > 7:
            continue
        if re.search(r"\b(?:kommun|stad|nämnden|förvaltning\w*|AB|\w*förbund(?:et)?)$|\bAB\b", name):
            continue
        reads.append(Read(name, a + lead, a + lead + len(name), confidence))
    return reads


def _in_title(document: Document) -> list[Read]:
    if document.title is None:
        return []
    start, end = document.title
    text = document.text[start:end].rstrip(" .")
    end = start + len(text)
    place = _PLACE.search(text)
    if place and re.search(r"\b(?:kommun|stad)s?\b", place.group()):
        end = start + place.start()
    elif (
        place
        and (tail := re.search(r"\bi[ \u00a0]((?:[A-ZÅÄÖ][\wåäö-]+[ \u00a0]?){1,3})$", text))
        and by_name(tail.group(1))
    ):
        end = start + tail.start()
    best: list[Read] = _between_commas(document, start, start + len(text))
    for hit in _PREPOSITION.finditer(document.text, start, end):
        rest = document.text[hit.end() : end]
        if re.search(r"\b(?:kommun|stad)s?\b", rest.split(",")[0]) or _GENERIC.match(rest.strip()):
            continue
        if document.kind in ("press_release",) or re.search(r"\s(?:att|ska|har|behöver|får|är)\s", rest):
            continue
        cut = re.search(r"\s+(?:efter|inför|med anledning av|läsåret|avseende)\b|,\s+en\s", rest)
        reads = _split(document, hit.end(), hit.end() + cut.start() if cut else end, 0.9)
        reads = [r for r in reads if _looks_like_unit(document, str(r.value))]
        if reads:
            best = reads
    if not best and (form := _FORM_AND_NAME.search(document.text, start, end)):
        best = [Read(tidy(form["unit"]), *form.span("unit"), 0.85)]
    return best or _below_title(document)


def _below_title(document: Document) -> list[Read]:
    """A school's name alone in the line under the title: `Inspektion i Ragunda kommun` / `Forsnäsets skola`."""
    index = document.title_index
    if index is None or index + 1 >= len(document.flow.blocks):
        return []
    below = document.flow.blocks[index + 1]
    text = document.flow.of(below)
    if below.cells or not _SCHOOL.fullmatch(text) or _GENERIC.match(text) or _COMPANY.search(text) or by_name(text):
        return []
    return [Read(tidy(text), below.start, below.end, 0.8)]


def _between_commas(document: Document, start: int, end: int) -> list[Read]:
    """`Uppföljning av planerad tillsyn, Vretagårdens skola, anpassad grundskola, Tierps kommun`."""
    reads = []
    position = start
    for piece in document.text[start:end].split(",")[:6]:
        name = tidy(piece)
        place = document.text.find(name, position, end) if name else -1
        if (
            place > start
            and _SCHOOL.fullmatch(name)
            and not _GENERIC.match(name)
            and not re.search(r"kommun|stad\b", name)
        ):
            reads.append(Read(name, place, place + len(name), 0.85))
        position += len(piece) + 1
    return reads


# `av den planerade gymnasieskolan Bergets estetgymnasium`, `Till huvudmannen för Gransångarskolan`.
_FORM_AND_NAME = re.compile(rf"\b(?:gymnasie|grund|för|special)?skolan[ \u00a0](?P<unit>{SCHOOL})")
_OF_UNIT = re.compile(
    rf"^Till (?:huvudmannen|ansvariga|er som driver|ledningen) (?:för|vid|på) (?P<unit>{SCHOOL})$", re.MULTILINE
)
_COMPANY = re.compile(r"\b(?:AB|aktiebolag|stiftelsen?|förening)\b", re.IGNORECASE)
_LABELLED_UNIT = re.compile(r"(?:^|\n)(?:skolenhet|skola|enhet)\s*:\s*(?P<unit>[A-ZÅÄÖ][^\n,;]{2,70})", re.IGNORECASE)


def _looks_like_unit(document: Document, name: str) -> bool:
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


def _with_rectors(document: Document, found: list[Read]) -> list[Read]:
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
        for read in _split(document, hit.start("names"), min(stop, hit.end("names")), 0.9):
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


def _in_press(document: Document, found: list[Read]) -> list[Read]:
    """Press releases: schools of the title and of the headings, and those whose intervention the text tells."""
    reads = list(found)
    places: list[tuple[int, int]] = [document.title] if document.title else []
    places += [(b.start, b.end) for b in document.flow.blocks if b.kind == "heading" and b.end - b.start < 110]
    text = document.text
    for start, end in places:
        for hit in _SCHOOL.finditer(text, start, end):
            reads += _press_unit(document, hit)
    for hit in _SCHOOL.finditer(text, *document.opening):
        a, b = document.flow.sentence_at(hit.start())
        sentence = text[a:b]
        if re.search(
            r"föreläg|vite|återkall|brist|granskat|besökt|tillsyn", sentence, re.IGNORECASE
        ) and not _SISTER.search(sentence):
            reads += _press_unit(document, hit)
    return reads


def _press_unit(document: Document, hit: re.Match[str]) -> list[Read]:
    name = tidy(hit.group())
    start = hit.start()
    first = name.split()[0]
    if (
        first
        in (
            "På",
            "Vid",
            "I",
            "För",
            "Skolinspektionen",
            "Av",
            "Enligt",
            "Inom",
            "Rektorn",
            "Om",
            "När",
            "Att",
            "Elever",
        )
        and " " in name
    ):
        start += len(first) + 1
        name = name[len(first) + 1 :]
    if (
        not name
        or not name[0].isupper()
        or _GENERIC.match(name)
        or re.search(r"\bAB$|inspektion|myndighet|verket", name)
    ):
        return []
    if re.fullmatch(r"\w+s\s+(?:skola|skolor|gymnasieskola|grundskola|förskola)", name) and by_name(name.split()[0]):
        return []  # "Landskronas skola" of a whole municipality
    if re.search(r"skolor$", name):
        return []
    return [Read(name, start, start + len(name), 0.82)]


def _listed(document: Document) -> list[Read]:
    """A letter that names the schools it comes to: `två skolor hos er: A och B`."""
    if _NOT_ASSESSED.search(document.text):
        return []
    hit = re.search(
        r"\bskol(?:or|enheter|orna|enheterna)\b[^.:\n]{0,40}:\s*(?P<names>[A-ZÅÄÖ][^.\n]{3,160})", document.text
    )
    return _split(document, *hit.span("names"), 0.85) if hit else []


def _in_opening(document: Document) -> list[Read]:
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
        if _SISTER.search(document.text[start:end]) or not re.search(
            r"granskat|granskning|tillsyn|besök|inspekt|kvalitet|redovis", document.text[start:end], re.I
        ):
            continue
        name = tidy(hit["unit"])
        if not _GENERIC.match(name) and not by_name(name) and not _COMPANY.search(name):
            found.append(Read(name, hit.start("unit"), hit.start("unit") + len(name), 0.75))
            further = re.compile(rf"\s+och\s+(?P<unit>{SCHOOL})").match(document.text, hit.end())
            if further and not _GENERIC.match(further["unit"]):
                other = tidy(further["unit"])
                found.append(Read(other, further.start("unit"), further.start("unit") + len(other), 0.75))
            break
    if not found and document.kind in ("decision", "followup_decision"):
        form = _FORM_AND_NAME.search(document.text, *document.opening)
        if form and not _SISTER.search(document.text[slice(*document.flow.sentence_at(form.start()))]):
            found.append(Read(tidy(form["unit"]), *form.span("unit"), 0.7))
    return found
