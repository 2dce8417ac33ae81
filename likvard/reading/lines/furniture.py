"""Page furniture: what pages repeat around the text."""

from __future__ import annotations

import re

from likvard.reading.lines.splitting import Line

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
_FIGURES = re.compile(r"\d+")


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
