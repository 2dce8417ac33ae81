"""Case numbers (diarienummer) of the inspectorate and of municipalities, and the numbers that look like them.

    SI 2022:4573            the inspectorate since 2018
    43-2015:2430            series-year:number, before (40-, 43-, 44-, 400-, 401- …)
    2019-1274, 2015:3364, 2021/0456    only after a label (Dnr, Diarienummer …)
    BUN 2023/0123, GSN-2014/17, Bun/2018:452, 2021/BUN 0044   a board of a municipality

Statutes (2010:800), inquiries (SOU 2019:40, Ds), bills, reports (2009:5), the Ombudsman (6786-2013), the audit
office (3.1.1-2018-0238), licences (2002:1408, 01:1408), the government (U2026/01497), courts, procurements and
drawings are told as such and are never case numbers. No digit is mended.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from likvard.terms.found import Found
from likvard.terms.statutes import register

Pattern = Literal["inspectorate", "series", "board", "year_colon", "year_hyphen", "year_slash"]
LookAlike = Literal[
    "statute", "inquiry", "parliament", "report", "court", "ombudsman", "audit_office", "licence",
    "government", "procurement", "drawing", "other_authority",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """One case number; `str()` gives the normal form: `SI 2022:4573`, `43-2015:2430`, `BUN 2023/0123`."""

    text: str
    pattern: Pattern
    series: str  # "SI", "43", "BUN"; "" where there is none
    year: int
    number: str  # as printed: leading zeros count

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number in a text. `label` is the word before it (`dnr`, `diarienummer` …), "" when it stands alone.

    `look_alike` says what else it is; then it is no case number, whatever its form.
    """

    number: CaseNumber
    label: str
    look_alike: LookAlike | None = None

    @property
    def is_case_number(self) -> bool:
        """Self-evident by its form or by its label, and nothing else."""
        return self.look_alike is None and (
            bool(self.label) or self.number.pattern in ("inspectorate", "series", "board")
        )


_YEAR = r"(?:19[5-9]\d|20\d\d)"
_COLON = r"\s?:\s?"
_DASH = r"[-\u2010-\u2013\u2212]"
# Abbreviations before a year that are no board.
_NO_BOARD = frozenset((
    "SFS", "SOU", "DS", "HFD", "RÅ", "NJA", "JO", "AD", "RIR", "SKOLFS", "SKOLVFS", "AFS", "BFS", "KFS", "NFS", "LGR",
    "LPO", "LPF", "LPFÖ", "GY", "PM", "EU", "EG", "EES", "ISO", "SS", "EN", "DNR", "DIR", "PROP", "BET", "RSKR", "KL",
    "SID", "SIDA", "NR", "TEL", "FAX", "BOX", "HT", "VT", "ISBN", "ISSN", "MÅL", "VAB", "UTG", "VOL", "BIL", "KAP",
    "LÄSÅR", "ÅR", "FÖR", "OCH", "AV", "SEN", "DEN", "UNDER", "FRÅN",
))  # fmt: skip
_NUMBER = re.compile(
    # What each form begins with, asked before any of them is tried.
    rf"(?=[0-9A-ZÅÄÖ])(?:(?P<si>SI(?<![\wåäö]SI)\s?{_DASH}?\s?(?P<si_year>20\d\d){_COLON}(?P<si_no>\d{{1,6}}))(?![\d:])"
    rf"|(?P<audit>[0-9](?<![\d.]\d)\.\d\.\d-20\d\d-\d+)"
    rf"|(?P<series>[0-9](?<![\d:/.,-]\d)\d{{0,2}})\s?{_DASH}\s{{0,2}}(?P<s_year>{_YEAR}){_COLON}(?P<s_no>\d{{1,6}})(?![\d:])"
    rf"|(?P<gov>U\s?20\d\d/\d{{4,5}}(?:/[A-ZÅÄÖ]+)?)"
    rf"|(?P<first_year>20\d\d(?<![\d:/.,-]\d{{4}}))\s?/\s?(?P<f_board>[A-ZÅÄÖ]{{2,6}})[\s:-]{{0,2}}(?P<f_no>\d{{1,5}})(?!\d)"
    rf"|(?P<board>[A-ZÅÄÖ](?<![\wåäö][A-ZÅÄÖ])[A-Za-zÅÄÖåäö]{{1,5}})(?P<b1>\s?[ /-]\s?)(?P<b_year>{_YEAR})"
    rf"(?P<b2>\s?[/:.-]\s?)(?P<b_no>\d{{1,6}})(?![\d:]|{_DASH}\d\d\b(?!\d))"
    rf"|(?P<ombud>[0-9](?<![\d:/.,-]\d)\d{{2,4}}{_DASH}{_YEAR})(?![\d:{_DASH[1:-1]}]|{_DASH}\d)"
    rf"|(?P<y_year>[12](?<![\d:/.,-][12])(?:(?<=1)9[5-9]|(?<=2)0\d)\d)(?:(?P<colon>{_COLON})|(?P<hyphen>-)|(?P<slash>/))(?P<y_no>\d{{1,6}})"
    rf"(?![\d:]|-\d|/\d)"
    rf"|(?P<short>[0-9](?<![\d:/.,-]\d)\d{{1,3}})(?P<short_join>[:/])(?P<short_no>\d{{2,4}})(?![\d:/]))"
)
_LABEL = re.compile(
    r"(?<![\wåäö])(?P<label>diarienummer|diarienumret|diarienumren|diarienr|diarie-?nr|dnr|d\.nr|dia-?nr"
    r"|ärendenummer|ärendenr|ärende-?id|ärende|grundärende|vår beteckning|vår referens|vår ref|er beteckning|beteckning"
    r"|vårt dnr|ert dnr|saknr)\.?(?:\s+(?:är|nr|nummer))?\s{0,3}[:.]?\s{0,12}(?:\r?\n\s{0,8})?$",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s{0,3}(?:,|;|och|samt)\s{0,3}", re.IGNORECASE)
_OTHER_WORDS: tuple[tuple[LookAlike, str], ...] = (
    ("statute", r"SKOLFS|SKOLVFS|SFS|AFS|(?:\w+)?lag(?:en)?|(?:\w+)?förordning(?:en)?|föreskrift(?:er|erna)?"),
    ("inquiry", r"SOU|Ds|betänkande[t]?|dir\.?|direktiv(?:et)?"),
    ("parliament", r"prop\.?|proposition(?:en)?|bet\.?|rskr\.?|motion|skr\.?"),
    ("court", r"HFD|RÅ|NJA|AD|MIG|mål(?:et)?|mål nr|målnummer|dom(?:en)?|\w+rätten(?:s mål)?"),
    ("ombudsman", r"JO|JO:s(?: beslut| dnr)?|justitieombudsmannen(?:s)?(?: dnr)?"),
    ("audit_office", r"RiR|Riksrevisionen(?:s)?(?: dnr)?"),
    ("report", r"(?:\w+)?rapport(?:en|er|erna)?|publikation(?:en)?|skriftserie(?:n)?|ISBN"),
    ("licence", r"tillstånd(?:et|en)?|tillståndsbeslut(?:et)?|licens(?:en|er)?|godkännande(?:t)?|legitimation(?:en)?"),
    ("procurement", r"upphandling(?:en|s)?|upphandlings\w+|anbud(?:et)?|avtal(?:et|snummer)?|kontrakt(?:et)?"),
    ("drawing", r"ritning(?:en|ar|arna|snummer)?|detaljplan(?:en)?|fastighet(?:en)?"),
    ("government", r"regeringen(?:s)?(?: dnr)?|regeringsbeslut(?:et)?|regleringsbrev(?:et)?"),
)
_OTHER = tuple(
    (kind, re.compile(rf"(?<![\wåäö])(?:{words})\s{{0,3}}(?:nr|nummer)?\.?:?\s{{0,3}}\(?$", re.IGNORECASE))
    for kind, words in _OTHER_WORDS
)


def _normal(m: re.Match[str]) -> tuple[CaseNumber, LookAlike | None] | None:
    """The number of one match in its normal form; `None` when it is nothing of this kind."""
    if m["si"]:
        return CaseNumber(f"SI {m['si_year']}:{m['si_no']}", "inspectorate", "SI", int(m["si_year"]), m["si_no"]), None
    if m["series"]:
        text = f"{m['series']}-{m['s_year']}:{m['s_no']}"
        return CaseNumber(text, "series", m["series"], int(m["s_year"]), m["s_no"]), None
    if m["first_year"]:
        text = f"{m['first_year']}/{m['f_board']} {m['f_no']}"
        return CaseNumber(text, "board", m["f_board"], int(m["first_year"]), m["f_no"]), None
    if m["board"]:
        return _board(m)
    if m["y_year"]:
        year, join = int(m["y_year"]), ":" if m["colon"] else "-" if m["hyphen"] else "/"
        if join == "/" and int(m["y_no"]) in (year + 1, (year + 1) % 100):
            return None  # a school year
        text = f"{year}{join}{m['y_no']}"
        patterns: dict[str, Pattern] = {":": "year_colon", "-": "year_hyphen", "/": "year_slash"}
        number = CaseNumber(text, patterns[join], "", year, m["y_no"])
        return number, "statute" if register.by_sfs(text) else None
    for group, kind in (("audit", "audit_office"), ("gov", "government"), ("ombud", "ombudsman")):
        if m[group]:
            year = int(re.findall(_YEAR, m[group])[-1])
            return CaseNumber(m[group], "year_hyphen", "", year, m[group]), kind  # type: ignore[return-value]
    if m["short"] and m["short_join"] == "/" and len(m["short"]) > 2 and len(m["short_no"]) == 2:
        text = f"{m['short']}/{m['short_no']}"  # the government's numbers before 2000: 3635/90
        return CaseNumber(text, "year_colon", "", 1900 + int(m["short_no"]), m["short"]), "government"
    if m["short"] and m["short_join"] == ":" and len(m["short"]) == 2 and len(m["short_no"]) > 2:
        text = f"{m['short']}:{m['short_no']}"  # licences before 2008: 01:1408
        return CaseNumber(text, "year_colon", "", 2000 + int(m["short"]), m["short_no"]), "licence"
    return None


def _board(m: re.Match[str]) -> tuple[CaseNumber, LookAlike | None] | None:
    board, join, second = m["board"], m["b1"].strip(), m["b2"].strip()
    year, number = int(m["b_year"]), m["b_no"]
    if board.upper() in _NO_BOARD:
        kinds: dict[str, LookAlike] = {
            "SFS": "statute", "SKOLFS": "statute", "SKOLVFS": "statute", "AFS": "statute", "SOU": "inquiry",
            "DS": "inquiry", "DIR": "inquiry", "PROP": "parliament", "BET": "parliament", "HFD": "court",
            "RÅ": "court", "NJA": "court", "AD": "court", "MÅL": "court", "JO": "ombudsman", "RIR": "audit_office",
        }  # fmt: skip
        kind = kinds.get(board.upper())
        return (CaseNumber(f"{board} {year}:{number}", "board", board, year, number), kind) if kind else None
    capitals = sum(letter.isupper() for letter in board)
    if (capitals < 2 and not (join == "/" and second == ":")) or (
        second == "-" and join == "" and not (board.isupper() and len(number) > 2)
    ):
        return None
    if second in (":", ".") and join not in ("/", "-"):
        return None  # "KFS 2018:4" is a collection of rules
    text = f"{board.upper()}{join or ' '}{year}{second}{number}"
    return CaseNumber(text, "board", board.upper(), year, number), None


def _look_alike(text: str, start: int, series: str) -> LookAlike | None:
    """What the words before a number make it, if anything."""
    before = text[max(0, start - 48) : start]
    return next((kind for kind, words in _OTHER if words.search(before)), None)


# Every form has a digit, a sign and a digit (or a board) in it; only there the whole pattern is tried.
_JOINT = re.compile(r"[0-9]\s?[:/.\u2010-\u2013\u2212-]\s{0,2}[0-9A-ZÅÄÖ]")
_BEFORE_JOINT, _AFTER_JOINT = 14, 24


def _numbers(text: str) -> Iterator[tuple[re.Match[str], tuple[CaseNumber, LookAlike | None]]]:
    position = 0
    for joint in _JOINT.finditer(text):
        position = max(position, joint.start() - _BEFORE_JOINT)
        while m := _NUMBER.search(text, position, joint.end() + _AFTER_JOINT):
            if m.start() > joint.start():
                break  # that one has its own joint
            normal = _normal(m)
            if normal:
                position = m.end()
                yield m, normal
                break
            position = m.start() + 1  # "Dnr 2019-1274": not a board called Dnr, but a number behind it


def _candidates(text: str) -> Iterator[Found[Candidate]]:
    last_label, last_other, last_end = "", None, -1
    for m, (number, look_alike) in _numbers(text):
        label_before = _LABEL.search(text, max(0, m.start() - 60), m.start())
        label = re.sub(r"\s+", " ", label_before["label"]).lower() if label_before else ""
        # "diarienummer A, B och C": the label, or what made the first something else, goes on.
        goes_on = last_end >= 0 and m.start() - last_end < 12 and _LIST.fullmatch(text, last_end, m.start())
        if not label and look_alike is None:
            look_alike = _look_alike(text, m.start(), number.series)
            if look_alike is None and goes_on:
                label, look_alike = last_label, last_other
            if (
                look_alike is None
                and not label
                and number.pattern == "year_colon"
                and text[m.start() - 1 : m.start()] == "("
            ):
                look_alike = "statute"
        last_label, last_other, last_end = label, look_alike, m.end()
        yield Found(Candidate(number, label, look_alike), m.start(), m.end())


def find_candidates(text: str) -> list[Found[Candidate]]:
    """Every number of such a form, in order, with its label or with what else it is. A bare `2015:3364` or
    `2019-1274` without either is listed too, and is no case number (`is_case_number`)."""
    return list(_candidates(text))


def find_case_numbers(text: str) -> list[Found[CaseNumber]]:
    """The case numbers of a text, in order."""
    return [Found(f.value.number, f.start, f.end) for f in _candidates(text) if f.value.is_case_number]


_LABEL_FIRST = re.compile(r"^\s*(?:diarienummer|diarienr|dnr|d\.nr|ärendenummer)\W*", re.IGNORECASE)


def parse_case_number(text: str) -> CaseNumber | None:
    """The one case number that the whole text states, with or without a label; a bare `2019-1274` counts
    here, since the caller says that it is one. `None` for anything else, statutes too."""
    bare = _LABEL_FIRST.sub("", text).strip(" .,;()")
    found = find_candidates(bare)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(bare)) or found[0].value.look_alike:
        return None
    return found[0].value.number
