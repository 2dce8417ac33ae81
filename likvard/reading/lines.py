"""The lines of a document: where each stands, which are page furniture, which wrap into the next.

Page furniture is what a page repeats around its text: the sender's name, "Beslut", the date, the case
number and "2 (4)". It stands in the middle of sentences and lists and is taken out before blocks are made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from likvard.reading.area_names import VALUE_AT_END, is_known, plain

# What a line of a page header or footer is made of, and nothing else.
_ATOM = re.compile(
    r"""
    (?P<page>(?:(?:sida|sidan|sid|page)\.?\s*)?\d{1,3}\s*(?:\(\s*\d{1,3}\s*\)|av\s+\d{1,3}(?!\d)|/\s*\d{1,3}(?![\d/])))
  | (?P<torn>\d{0,3}\s?[@(]?\d{0,3}[)@]+(?!\S))           # "114)", "2@)": a page number as a scan shows it
  | (?P<date>(?:(?:sammanträdes)?datum:?\s*)?\d{4}-?\d{2}-?\d{2}(?!\d))
  | (?P<case>(?:v[åa]rt\s+)?(?:dnr|d\.nr|diarienr|diarienummer|onr)\.?\s*:?\s*(?:[A-ZÅÄÖa-zåäö]{1,5}\s?)?[\d:/\-.]*\d)
  | (?P<own>SI\s?\d{4}:\d+|\d{1,3}-\d{4}:\d+)
  | (?P<body>(?:statens\s+)?(?:skolinspektion(?:en)?|skolverket)(?![a-zåäö]))
  | (?P<kind>(?:beslut|uppf[öo]ljningsbeslut|informationsbrev|sammanträdesprotokoll|protokoll|protokollsutdrag
        |tjänsteskrivelse
        |tjänsteutlåtande|missiv|uppföljning|verksamhetsrapport|rapport)(?![a-zåäö]))
  | (?P<gap>[\s|,•·–—-]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The first two letters of every atom that begins with one: a cheap no for most lines.
_ATOM_OPENS = frozenset((
    "si", "pa", "sa", "da", "vå", "va", "dn", "d.", "di", "on", "st", "sk", "be", "up",
    "in", "pr", "tj", "mi", "ra", "ve",
))  # fmt: skip
_ALONE = re.compile(
    r"(?:dela(?: sidan)?|till (?:huvud)?innehåll(?:et)?(?: på sidan)?|skriv ut|lyssna|kopiera länk"
    r"|(?:justerandes? sign(?:atur|\.)?|utdragsbestyrkande|ordförandes? sign)\b.*|[\W_]+|prenumerera"
    r"|starta visningen från sidan.*|download \".*|ladda ner)$",
    re.IGNORECASE,
)
_ALONE_OPENS = frozenset((
    "de", "ti", "sk", "ly", "ko", "ju", "ut", "or", "pr", "st", "do", "la",
))  # fmt: skip
_VIEWER = re.compile(r"(?P<title>.{12,300}?)\s+-\s+PDF\s+(?:Gratis|Free)\b", re.IGNORECASE)
_NEIGHBOURS = re.compile(r"(?:relevanta|relaterade|liknande) dokument\b", re.IGNORECASE)
_TRANSCRIPT = re.compile(r"transkript\b", re.IGNORECASE)

_MARKDOWN = re.compile(r"(#{1,6})\s+")
# A bullet as printed, and as scans print it ("e " and "¢" for a round one, "»" and "«").
_BULLET = re.compile(r"(?:[•*–—\-»«·▪◦●○■►>+¢©°@\uf0b7]\s+(?=\S)|[eo]\s+(?=[A-ZÅÄÖ]))")
# "1. Undervisning", "4.1 Skolan måste", "2 Lärandemiljö", "a) ..."; never "2 kap." or "24 elever".
_NUMBERED = re.compile(
    r"(?:(\d{1,2}(?:\.\d{1,2})+)\.?|(\d{1,2})[.)]|(\d{1,2})(?=\s+[A-ZÅÄÖ])|\(?[a-h]\))\s+(?!kap\b)(?=[A-ZÅÄÖa-zåäö])"
)
_CELLS = re.compile(r"\s{3,}|\t+\s*|\s+\|\s+|\s+\|$")

# More lines than the longest document that is taken in (500 pages) has; the rest is not read.
MOST_LINES = 40_000

_NARROW_CELLS = re.compile(r"\s{2,}|\t+\s*|\s+\|\s+|\s+\|$")

_FIGURES = re.compile(r"\d+")
ENDINGS = (".", "!", "?", ":", ";")

# Headings of parts that stand under an area or in a decision whatever the review is called.
KNOWN_HEADINGS = re.compile(
    r"(?:författningsst[öo]d|rättslig(?:a)? (?:grund|reglering|utgångspunkter)|bestämmelser|"
    r"bedömning(?:en|ar|arna)?(?: (?:är|var|i beslutet|vid uppföljningen))?|"
    r"skolinspektionens (?:samlade )?bedömning(?:ar)?|"
    r"beslut|(?:förvaltningens )?förslag(?: till beslut)?|vår bedömning(?: \d{4})?|"
    r"skolinspektionens beslut|skolinspektionens ingripande(?:n)?|motiv(?:ering|eringar)(?: (?:till|"
    r"av|för) (?:beslutet|bedömningen))?|"
    r"skäl(?:en)?(?: för (?:beslutet|bedömningen|skolinspektionens beslut))?|inledning|bakgrund|"
    r"sammanfattning|namnbyte|"
    r"åtgärder|brister|utvecklingsområde(?:n|t|na)?|uppföljning|ärendet|bilagor|beslutsunderlag|"
    r"föreläggande(?: vid vite)?|anmärkning(?:ar)?|avst(?:år|ående) från ingripande|återkallelse|"
    r"vad vi har gjort|vidtagna åtgärder|resultat(?: så här långt)?|vad som återstår|fakta om skolan|helhetsbedömning|"
    r"huvudmannens redovisning|redovisning(?:en)?|så gick granskningen till|vad händer nu\??)[ :]*$",
    re.IGNORECASE,
)
_KNOWN_OPENS = frozenset((
    "fö", "rä", "be", "sk", "vå", "mo", "in", "ba", "sa", "na", "åt", "br", "ut", "up",
    "är", "bi", "an", "av", "va", "vi", "re", "fa", "he", "hu", "så",
))  # fmt: skip


def is_known_heading(text: str) -> bool:
    """Whether the text is one of `KNOWN_HEADINGS`; its length and first two letters tell for most."""
    return len(text) < 60 and text[:2].lower() in _KNOWN_OPENS and KNOWN_HEADINGS.match(text) is not None


# The title under a signature is its own line even when it begins with a small letter.
_TITLE = re.compile(
    r"[\wåäö-]*(?:chef|utredare|råd|jurist|direktör|handläggare|rektor|ledare|sekreterare|samordnare|"
    r"inspektör)(?:,? \(?\w+\)?|/\w+)?$"
)
_TITLE_FIRST = re.compile(r"[\wåäö-]*(?:chef|utredare|råd|jurist|direktör|handläggare|rektor|ledare|sekreterare)\b")
_TITLE_GOES_ON = re.compile(r"(?:för|efter|om|i|av|angående|avseende|gällande)\s")
# A label that begins its own line, and the sentence that begins the text under a title.
_LABEL = re.compile(
    r"(?:motivering|skäl|åtgärd(?:er)?|ansvarig|resultat|kvarstår|bedömning|beslut|besked)\s*:", re.IGNORECASE
)
_BEGINS = re.compile(
    r"(?:skolinspektionen|skolverket|vi)\s+(?:ska|har|kommer|genomför|genomförde|fattade|inledde|"
    r"beslutar|förelägger|bedömer|granskar|"
    r"konstaterar|återkallar)\b",
    re.IGNORECASE,
)
# Names set apart under a text: signatures.
_NAMES_ONLY = re.compile(
    r"[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?(?: [A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?){1,3}"
)
_NUMBERED_PART = re.compile(r"\d{1,2}(?:\.\d{1,2})+\s|\d{1,2}\.\s+[A-ZÅÄÖ]")
# A line that ends with one of these goes on in the next.
_OPEN_WORDS = frozenset(
    [
        "av",
        "i",
        "vid",
        "och",
        "för",
        "att",
        "som",
        "med",
        "till",
        "den",
        "det",
        "på",
        "om",
        "efter",
        "från",
        "samt",
        "eller",
        "en",
        "ett",
        "de",
        "har",
        "är",
        "inte",
        "ska",
        "kan",
        "under",
        "mot",
        "enligt",
        "hos",
        "åt",
        "än",
        "inom",
        "mellan",
        "när",
        "där",
        "utan",
        "dess",
        "sin",
        "sitt",
        "sina",
        "vår",
        "våra",
        "deras",
        "vilka",
        "vilken",
        "vilket",
        "så",
    ]
)


@dataclass(slots=True)
class Line:
    """One printed line that is not empty: `text[start:end]` without the space around it."""

    text: str
    start: int
    end: int
    indent: int
    gap: bool  # an empty line (or a page's furniture) stands before it
    marker: int = 0  # characters of the bullet, number or heading mark that begin it
    mark: str = ""  # "bullet", "number", "heading" or ""
    level: int = 0  # of a marked heading
    furniture: bool = False
    viewer_title: bool = False

    @property
    def body(self) -> str:
        return self.text[self.marker :]


def split(text: str) -> list[Line]:
    """The lines of a text that hold anything, in order."""
    lines: list[Line] = []
    position, gap = 0, True
    for raw in text.replace("\f", "\n").split("\n", MOST_LINES)[:MOST_LINES]:
        stripped = raw.strip()
        if stripped.startswith("| ") and len(stripped) > 2:
            stripped = stripped[2:].lstrip()  # the frame of a table, read as a character
        if stripped:
            start = position + raw.index(stripped)
            line = Line(stripped, start, start + len(stripped), start - position, gap)
            _read_mark(line)
            lines.append(line)
            gap = False
        else:
            gap = True
        position += len(raw) + 1
    return lines


def _read_mark(line: Line) -> None:
    if line.text[0].isalpha() and not line.text[1:2].isspace() and line.text[1:2] != ")":
        return  # a word begins the line: no mark, number or bullet does
    if hit := _MARKDOWN.match(line.text):
        line.mark, line.marker, line.level = "heading", hit.end(), len(hit.group(1))
    elif hit := _BULLET.match(line.text):
        line.mark, line.marker = "bullet", hit.end()
    elif hit := _NUMBERED.match(line.text):
        line.mark, line.marker = "number", hit.end()
        line.level = 1 + (hit.group(1) or "").count(".") if hit.lastindex else 0


def cells(line: Line, *, narrow: bool = False) -> list[tuple[int, int]]:
    """Ranges of the cells in `line.text` when it is set in columns; one range when it is not. Between other
    rows two spaces (`narrow`) are enough to set cells apart."""
    start = line.marker if line.mark in ("bullet", "heading") else 0
    if ("  " if narrow else "   ") not in line.text and "\t" not in line.text and "|" not in line.text:
        return [(start, len(line.text))]
    ranges = []
    for gap in (_NARROW_CELLS if narrow else _CELLS).finditer(line.text, start):
        if gap.start() > start:
            ranges.append((start, gap.start()))
        start = gap.end()
    if start < len(line.text):
        ranges.append((start, len(line.text)))
    return ranges


def glued(line: Line) -> list[tuple[int, int]]:
    """The two cells of a table's line whose gap has shrunk to one space: `2. Särskilt stöd Ingen brist konstaterad`.

    Only where the line is the name of a known area and what a table says of one; else none."""
    hit = VALUE_AT_END.search(line.text)
    if hit is None:
        return []
    name = line.text[: hit.start()].rstrip()
    return [(0, len(name)), (hit.start(), len(line.text))] if is_known(name[plain(name)[0] :]) else []


def _atoms(text: str) -> set[str]:
    """The kinds of atom that a line is made of; empty when anything else stands in it."""
    kinds: set[str] = set()
    position = 0
    if len(text) > 120 or (text[:1].isalpha() and text[:2].lower() not in _ATOM_OPENS):
        return kinds
    while position < len(text):
        hit = _ATOM.match(text, position)
        if hit is None or hit.end() == position:
            return set()
        kinds.add(hit.lastgroup or "")
        position = hit.end()
    kinds.discard("gap")
    return kinds


def _printed(line: Line) -> int:
    """Characters of a line without the space between its columns."""
    return len(" ".join(line.text.split()))


def _shape(text: str) -> str:
    return _FIGURES.sub("#", text.lower()).strip(" |")


def mark_furniture(lines: list[Line]) -> None:
    """Mark what pages repeat around the text; the first page's header is kept, for it carries facts."""
    _mark_viewer(lines)
    top = next(
        (n for n, line in enumerate(lines) if _printed(line) > 60 and not line.viewer_title and not _atoms(line.text)),
        len(lines),
    )
    top = min(top, 14)
    seen = {_shape(line.text) for line in lines[:top] if not line.furniture}
    openings = {shape[:1] for shape in seen}
    run: list[tuple[Line, set[str]]] = []
    for number, line in enumerate(lines):
        if line.furniture:
            continue
        kinds = _atoms(line.text)
        first = line.text[0].lower()
        repeated = (
            number >= top
            and not kinds
            and len(line.text) < 80
            and (first in openings or not first.isalpha())
            and _shape(line.text) in seen
        )
        if kinds or repeated:
            run.append((line, kinds or {"repeated"}))
            if number + 1 < len(lines):
                continue
        if run:
            _settle_run(
                run, at_top=lines.index(run[0][0]) < top if number < 40 else False, at_end=number + 1 == len(lines)
            )
        run = []
        alone = not line.text[0].isalpha() or line.text[:2].lower() in _ALONE_OPENS
        if alone and _ALONE.match(line.text):
            line.furniture = True
    after = False
    for line in lines:
        if line.furniture:
            after = True
        elif after:
            line.gap, after = True, False


def _settle_run(run: list[tuple[Line, set[str]]], *, at_top: bool, at_end: bool) -> None:
    kinds = set().union(*(k for _, k in run))
    # A page number alone in its line is furniture; "Beslut" or a date alone is not.
    numbered = kinds & {"page", "torn"}
    carried = len(run) > 1 and len(kinds & {"case", "date", "body", "kind", "repeated"}) >= 2
    if at_top:
        for line, own in run:
            line.furniture = own <= {"page", "torn"}
        return
    if not (numbered or (carried and kinds & {"case", "date"} and kinds & {"body", "kind", "repeated"})):
        return
    for line, own in run:
        line.furniture = True
        # "Beslut" after the furniture of a page may be the heading of what follows.
        if (
            own == {"kind"}
            and line is run[-1][0]
            and line.gap
            and len(run) > 2
            and {"kind"} in [k for _, k in run[:-1]]
        ):
            line.furniture = False
    if at_end and kinds <= {"body", "date"}:
        for line, _ in run:
            line.furniture = False


def _mark_viewer(lines: list[Line]) -> None:
    """A viewer's page names the document first, then dozens of others, then gives the transcript."""
    if not lines or not (title := _VIEWER.match(lines[0].text)):
        return
    first = lines[0]
    first.text, first.end = title.group("title"), first.start + len(title.group("title"))
    first.viewer_title = True
    inside = False
    for line in lines[1:80]:
        if _NEIGHBOURS.match(line.text):
            inside = True
        if _TRANSCRIPT.match(line.text):
            line.furniture = True
            break
        if inside:
            line.furniture = True


def width_of(lines: list[Line]) -> int:
    """The length at which the document's lines wrap: the upper tenth of the long ones; 0 when none wrap."""
    lengths = sorted(line.indent + len(line.text) for line in lines if len(line.text) > 45 and not line.furniture)
    if len(lengths) < 4:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    return 0 if width > 140 else width


def wraps(line: Line, following: Line, width: int) -> bool:
    """Whether `following` goes on where `line` stopped, by its words and by what had room on the line."""
    head = following.text[:1]
    last = line.text[-1:]
    if head.isupper() and last not in ",-" and len(following.text) < 90:
        if len(following.text) < 50 and is_known_heading(following.text):
            return False
        label = following.text[:90].partition(":")
        if label[1] and len(label[0]) > 3 and is_known(label[0]) and last in ENDINGS:
            return False
        if is_known(following.text) and line.text.rsplit(" ", 1)[-1].lower() not in _OPEN_WORDS:
            return False
    if len(line.text) < 50 and (
        _TITLE.match(following.text) or (_NAMES_ONLY.fullmatch(line.text) and _TITLE_FIRST.match(following.text))
    ):
        return False
    if len(line.text) < 50 and is_known_heading(line.body) and not _TITLE_GOES_ON.match(following.text):
        return False
    if last in "-\u00ad" and head.islower():
        return True
    if len(line.text) == 6 and line.text.lower() == "beslut" and _TITLE_GOES_ON.match(following.text):
        return True
    if (":" in following.text and _LABEL.match(following.text)) or (following.gap and "@" in following.text):
        return False
    if following.gap:
        # What a page break cut is a long line; a short one is a heading over a text that lost its first word.
        title = _TITLE_GOES_ON.match(following.text) and line.text.lower().startswith("beslut")
        long = not width or len(line.text) > 0.5 * width or title
        return bool(_mid_sentence(line) and head.islower() and not following.mark and long and not is_known(line.text))
    if following.mark == "bullet" or ("@" in following.text and " " not in following.text and last != ","):
        return False
    if last in ENDINGS and head.isupper() and following.mark == "heading":
        return False
    word_before = line.text.rsplit(" ", 1)[-1].lower()
    # No sentence ends with a preposition: the full stop is a speck on the paper.
    if len(line.text) > 12 and (word_before in _OPEN_WORDS or word_before in ("av.", "vid.", "i.", "för.", "till.")):
        return True
    if not width:
        return len(line.text) > 60 and last not in ENDINGS and (head.islower() or len(line.text) > 75)
    if head.islower() and last not in ".!?":
        return True
    if last in ".!?" and _NAMES_ONLY.fullmatch(following.text):
        return False
    if line.gap and _BEGINS.match(following.text) and last not in ",-":
        return False
    word = len(following.text.split(" ", 1)[0])
    # A line that ends a sentence goes on only when it was quite full: a paragraph cut there is no harm.
    share = 0.97 if last in ".!?)" and head.isupper() else 0.86
    full = line.indent + len(line.text) + 1 + word >= share * width
    if following.mark == "number":
        return full and last not in ENDINGS and not _NUMBERED_PART.match(following.text)
    return full


def _mid_sentence(line: Line) -> bool:
    return line.text[-1:] not in '.!?:;"”)' or line.text.endswith((" kap.", " dvs.", " t.ex.", " bl.a."))
