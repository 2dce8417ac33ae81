"""Signs that scans read as others: §, |, bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.repair.draft import Edit

_LIST = r"\d{1,2}(?: ?[a-h](?![a-zåäö]))?(?:(?: ?[-–—,] ?| och | samt | eller )\d{1,2}(?: ?[a-h](?![a-zåäö]))?)*"
_STATUTE = (
    r"(?:skollag|skolförordning|skolf[oöé]rordning|gymnasief[oöé]rordning|f[oöé]rordning|f[oöé]rvaltningslag|"
    r"diskrimineringslag|kommunallag|lag(?:en)?\b|l[aäé]roplan)"
)
# "26 kap. 10 8 skollagen", "6 kap. 8-9 $$": after the number list of a chapter, a sign that cannot be a number of
# the list, because nothing but a space parts it from the last one.
SECTION = re.compile(
    rf"(?P<chapter>kap[.,:]? ?(?:{_LIST}))(?P<gap> ?)(?P<sign>[$8§5&S]{{1,2}}|ss|8S|S8|[$§][$8§5])"
    rf"(?=[,;:.)]|\s+(?:och|samt|eller|i)\b|\s+{_STATUTE}|\s+\d{{1,2}} ?kap|\s*$|\s*\n|\s+\()",
    re.I | re.M,
)
_AP = re.compile(r"ap(?<=[Kk]ap)")  # of "kap": two letters that are always small are searched for quickly
# The same without a chapter, before a statute's name: "9 8 förordningen (2011:185)".
_NAMED = re.compile(r"[$85]\s+(?P<statute>skollag|skolf|gymnasief|f[oö]rvaltningsl)")
_BARE = re.compile(rf"(?<![\d.:/-])(?P<number>(?<!\d ){_LIST}) (?P<sign>[$8§5]{{1,2}})\s+$")
# Minutes number their items: "$ 47", "8 47 BUN 2023/0098" at the beginning of a line or after a date.
_ITEM = re.compile(r"\n(?P<sign>\$|[85S](?= \d{1,3} [A-ZÅÄÖ]{2,5} ?\d{4}[/:]))(?= ?\d{1,3}\b)")
_DOLLAR = re.compile(
    r"(?P<sign>\$\$?)(?=\s*(?:[,;.)]|\n|$|och\b|skol|gymn|\d))"
    r"|(?<=\d )(?P<after>\$\$?|§\$|\$§|8\$|\$8|5\$|\$5)(?![\d\w])"
)
_CHAPTER = re.compile(r"(?P<one>[lI|])(?<![\w][lI|])(?= kap\.? ?\d{1,2}(?: ?[a-h])?(?:[ ,-]|[–])?.{0,20}[§$8])")

_LABEL = re.compile(
    r"[0OQD](?:(?<=[0OQ])nr|(?<=D)(?:ur|mr|nt|or|ar|hr|n r|rir))(?<![\w][0OQD]..)"
    r"(?=[.:]? ?(?:[A-Z]{1,4} ?)?\d[\d: -]*\d{3})"
)

_BULLET = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>[»«¢©°¤®]{1,2}|[+»«*]{1,2}[»«+]?|--|—-|-—|[eo](?= [A-ZÅÄÖ]))(?= +\S)", re.M
)
_BAR_WORD = re.compile(r"(?<![|\w])\|(?= ?[a-zåäö])|(?<=[.:;!?] )\|(?=\n[a-zåäö])")


def sections(text: str) -> Iterator[Edit]:
    """Edits that give § back where the grammar of a reference demands it. A digit elsewhere is left alone."""
    for ap in _AP.finditer(text):
        kap = ap.start() - 1
        if text[kap - 2 : kap] in ("l ", "I ", "| ") and _CHAPTER.match(text, kap - 2):
            yield Edit(kap - 2, kap - 1, "1", "section_sign", "chapter number read from a letter")
        found = SECTION.match(text, kap)
        if found is None or set(found.group("sign")) <= {"§"}:
            continue
        sign = found.group("sign")
        if not found.group("gap") and sign[0] in "85":
            # "26 kap. 108" may be section 108: no place for a sign is shown.
            continue
        yield Edit(*found.span("sign"), _signs(found.group("chapter"), sign), "section_sign")
    for named in _NAMED.finditer(text):
        before = text[max(0, named.start("statute") - 40) : named.start("statute")]
        if (found := _BARE.search(before)) is not None:
            at = named.start("statute") - len(before) + found.start("sign")
            sign = found.group("sign")
            yield Edit(at, at + len(sign), _signs(found.group("number"), sign), "section_sign")
    # The first line is looked at as if a line end stood before it.
    for found in _ITEM.finditer("\n" + text):
        yield Edit(found.start(), found.start() + 1, "§", "section_sign")
    if "$" in text:
        for found in _DOLLAR.finditer(text):
            group = "sign" if found.group("sign") else "after"
            yield Edit(*found.span(group), "§" * len(found.group(group)), "section_sign")


def _signs(numbers: str, sign: str) -> str:
    several = re.search(r"\d ?[a-h]? ?(?:[-–—,]|och|samt|eller) ?\d", numbers) is not None
    return "§§" if several and len(sign) > 1 else "§"


# "2. Pedagogisk ledning" with "2.1 ..." right below: a scan lost the space under the heading.
_HEADING = re.compile(r"^(?P<number>\d{1,2})\. [A-ZÅÄÖ][^\n.:;]{3,70}(?P<end>\n)(?=(?P=number)\.1\.? )", re.M)


def headings(text: str) -> Iterator[Edit]:
    """Edits that part a numbered heading from the numbered text below it."""
    for found in _HEADING.finditer(text):
        yield Edit(*found.span("end"), "\n\n", "heading_gap")


# The series of the inspectorate's own numbers, after their label: "Dnr SE 2023:5874".
_SERIES = re.compile(r"(?:[Dd]nr|[Dd]iarienummer)[.:]? ?(?P<series>S[EFlL1|!T]|51|5I|\$I)(?= 20[12]\d:\d)")
_SPAN = re.compile(r"(?<=\d)[~=](?=\d{1,2}(?!\d))")


def series(text: str) -> Iterator[Edit]:
    """Edits for "SI" before a case number, and for a dash between numbers that was read as a wave."""
    for found in _SERIES.finditer(text):
        yield Edit(*found.span("series"), "SI", "label")
    if "~" in text or "=" in text:
        for found in _SPAN.finditer(text):
            yield Edit(*found.span(), "–", "dash")


# An address whose @ was read as a letter: "pressQskolinspektionen.se", "utbildningävetlandakommun.se".
_ADDRESS = re.compile(
    r"(?<![\w@.-])(?!www\.)[a-z0-9][a-z0-9._-]{0,60}(?P<at>[QOG©®äåÖ])[a-z0-9-]{2,40}(?:\.[a-z0-9-]{1,40}){0,4}"
    r"\.(?:se|nu|com|org|eu|net|info|example)(?![\w@])"
)


# The authority's own domain, as fonts and scans misspell it.
_DOMAIN = re.compile(r"(?<=@)sko[il1]{1,2}[mni]{1,3}spekt[il1]onen(?=\.)")


def addresses(text: str) -> Iterator[Edit]:
    """Edits for the @ of an e-mail address."""
    for found in _ADDRESS.finditer(text):
        yield Edit(*found.span("at"), "@", "address")
    if "@" in text:
        for found in _DOMAIN.finditer(text):
            yield Edit(*found.span(), "skolinspektionen", "address")


def labels(text: str) -> Iterator[Edit]:
    """Edits for the label of a case number ("Onr 43-2015:4417"); the number itself is left alone."""
    for found in _LABEL.finditer(text):
        yield Edit(*found.span(), "Dnr", "label")


def bars(text: str) -> Iterator[Edit]:
    """Edits for a bar that was a capital I ("| beslut den ..."), never for the frame of a table."""
    for found in _BAR_WORD.finditer(text):
        if _framed(text, found.start()):
            continue
        yield Edit(found.start(), found.start() + 1, "I", "letters")


def _framed(text: str, at: int) -> bool:
    """Whether the bar is one of several on its line or on the lines beside it."""
    start = text.rfind("\n", 0, text.rfind("\n", 0, at) if text.rfind("\n", 0, at) > 0 else 0) + 1
    first = text.find("\n", at)
    end = text.find("\n", first + 1) if first >= 0 else -1
    return text.count("|", start, end if end >= 0 else len(text)) > 1


def bullets(text: str) -> Iterator[Edit]:
    """Edits that give every mark of an item the same form."""
    for found in _BULLET.finditer(text):
        mark = found.group("mark")
        if mark in ("*", "**"):
            continue  # an asterisk is a bullet as it stands
        if mark in ("e", "o") and not _among_items(text, found):
            continue
        yield Edit(*found.span("mark"), "•", "bullet")


def _among_items(text: str, found: re.Match[str]) -> bool:
    """A letter is a bullet when the text has no better explanation: it stands before a capital, at a line's start."""
    return len(found.group("indent")) < 12
