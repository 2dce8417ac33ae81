"""Statute references as documents print them, opened to single sections.

    1 kap. 9 §, 4 kap. 3, 5-7 §§, 5 kap. 3 § skollagen      one list, one statute
    3 kap. 12 d och f §§                                     letters share a number
    1kap.9§      26 kap. 10 och 27 §§ skollagen (2010:800)   spaces lost, number added
    (3 kap. 2 § skollagen; 5 kap. 2 § skolförordningen)      several statutes
    skollagen 3 kap. 5 §                                     the statute first
    26 kap. 12 § 2 skollagen, 8 § andra stycket              paragraph and point are dropped

A § that a scan shows as `$`, `8`, `5` or `S` after a space, and one that was lost, is mended and the citation
says so; a digit never is: a section that cannot be (`910 §` of a chapter) is put under `unsure`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from likvard.terms.found import Found
from likvard.terms.statutes import register
from likvard.terms.statutes.references import Reference

# No chapter of the statutes in the list has more sections; a number above is two that have run together.
MOST_SECTIONS_IN_A_CHAPTER = 99
WIDEST_RANGE = 60

StatutePlace = Literal["after", "before", "same", "none"]


@dataclass(frozen=True, slots=True)
class Citation:
    """What one printed list refers to."""

    references: tuple[Reference, ...]  # in the order printed, each once; statute "" when place is "none"
    unsure: tuple[Reference, ...]  # read, but not to be asserted
    statute_place: StatutePlace  # where its name stands; "same" is "samma lag"
    mended: bool  # a § was missing or scanned as another sign


_GAP = r"\s{0,6}"
_LOW = "a-zåäö"
_DASH = r"[-\u2010-\u2015\u2212]"
_CHAPTER = re.compile(rf"(\d{{1,2}})\s?([a-d])?{_GAP}kap(?:\.|itlet|itel|,|:)?{_GAP}(?=[\d§])", re.IGNORECASE)
_NUMBER = re.compile(
    rf"(\d{{1,4}})(?:\s?([a-hj-n]|i(?=\s{{0,2}}(?:[§$,–-]|och\b)))(?![{_LOW}A-ZÅÄÖ\d]|\.[{_LOW}]))?(?![\d:])"
)
_LONE_LETTER = re.compile(rf"([a-n])(?![{_LOW}A-ZÅÄÖ\d.])")
_MARK = re.compile(r"\s{1,3}[§$85S]{1,2}(?![\w:])|\s{0,3}(?:§(?:\s?§)?|\$\$?)")
_SEPARATOR = re.compile(
    rf"{_GAP}(?:[,;&]|\b(?:och|samt|eller|respektive|jämfört med|jämförd med|jfr|med hänvisning till)\b){_GAP}"
    rf"(?:(?:enligt|i|av)\s+)?",
    re.IGNORECASE,
)
_TO = re.compile(rf"{_GAP}(?:{_DASH}{{1,2}}|till(?:\s+och\s+med)?\b|t\.?\s?o\.?\s?m\.?){_GAP}", re.IGNORECASE)
_ORDINAL = r"(?:första|andra|tredje|fjärde|femte|sjätte|sista)"
_DROPPED = re.compile(
    rf"{_GAP},?{_GAP}(?:{_ORDINAL}(?:{_GAP}(?:,|och|{_DASH}){_GAP}{_ORDINAL})*\s+"
    rf"(?:stycket|styckena|st\b\.?|meningen|meningarna|punkten|punkterna|strecksatsen|ledet)"
    rf"|\d{{1,2}}\s?(?:st|p)\b\.?|(?:st|p|punkt|punkten|punkterna)\b\.?\s?\d{{1,2}}(?:{_DASH}\d{{1,2}})?)",
    re.IGNORECASE,
)
_SPACE = re.compile(rf"{_GAP}")
_SFS = r"(?:\(?(?:SFS\s{0,2})?((?:1[6-9]|20)\d\d\s?:\s?\d{1,4})\)?)"
_GENERIC = r"(?:[a-zåäö]{3,}(?:-\s?och\s[a-zåäö]{3,})?(?:lagen|förordningen|balken|lag|förordning))"
_NO_STATUTE = frozenset(("anslagen", "förslagen", "bolagen", "underlagen", "inslagen", "uppslagen", "avslagen",
                         "förslag", "anslag", "underlag", "bolag", "inslag", "avslag", "uppdrag"))  # fmt: skip


@cache
def _statute_pattern() -> str:
    return (
        rf"(?:(?:(?P<known>{register.name_pattern()})(?i:s)?|(?P<short>{register.abbreviation_pattern()}))(?![\wåäö])"
        rf"(?:\s{{0,3}},?\s?{_SFS})?"
        rf"|(?P<same>(?i:samma|nämnda|den lagen)(?:\s(?:lag|förordning))?)(?![\wåäö])"
        rf"|(?i:lag|lagen|förordning|förordningen)\s{{1,3}}{_SFS}(?:\s+om\s+[{_LOW}-]+)?"
        rf"|(?P<generic>{_GENERIC})(?![\wåäö])(?:\s{{0,3}}{_SFS})?"
        rf"|{_SFS})"
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"{_GAP}(?:(?:i|av|ur|enligt)\s+)?(?:den\s+)?\(?{_statute_pattern()}")


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?<![\wåäö]){_statute_pattern()}{_GAP}[,:(–-]?{_GAP}(?:[Ee]nligt\s|i\s)?$")


# Where a list can begin: a chapter, or sections that end in a §. It begins with a plain class of characters, so
# that the search runs over the text quickly; what stands before is asked afterwards.
_START = re.compile(
    rf"[0-9§](?:(?<![\d:/,.]\d)(?<=\d)(?:\d?\s?[a-d]?{_GAP}kap\b|\d{{0,2}}(?:\s?[a-n])?"
    rf"(?:{_GAP}(?:,|och|samt|eller|{_DASH}){_GAP}(?:\d{{1,3}}(?:\s?[a-n])?|[a-n])){{0,12}}\s{{0,3}}[§$])"
    rf"|(?<!\w§)(?<=§)§?\s{{0,3}}\d{{1,3}})",
    re.IGNORECASE,
)

Place = tuple[int, str, int, str]  # chapter (0: none), its letter, section, its letter


@dataclass(slots=True)
class _List:
    """The sections of one list while it is read."""

    end: int
    chapter: int = 0
    chapter_letter: str = ""
    sure: list[Place] = field(default_factory=list)
    unsure: list[Place] = field(default_factory=list)
    waiting: list[tuple[int, str]] = field(default_factory=list)  # sections whose § has not come yet
    points: bool = False  # what waits stands after a § without a separator: points, not sections
    marked: bool = False  # this chapter has had a §
    mended: bool = False

    def add(self, section: int, letter: str, *, unsure: bool) -> None:
        place = (self.chapter, self.chapter_letter, section, letter)
        too_high = self.chapter and section > MOST_SECTIONS_IN_A_CHAPTER
        (self.unsure if unsure or too_high or section == 0 else self.sure).append(place)

    def mark(self, *, mended: bool) -> None:
        """A §: what waits are sections."""
        for section, letter in self.waiting:
            self.add(section, letter, unsure=False)
        self.waiting.clear()
        self.points, self.marked = False, True
        self.mended = self.mended or mended

    def close(self) -> None:
        """The end of a chapter's list: sections whose § was lost, unless they are points of the last one."""
        if self.waiting and not self.points:
            for section, letter in self.waiting:
                # "4 kap. 38 skollagen" may be 3 § with the sign read as a digit.
                self.add(section, letter, unsure=self.chapter == 0 or (section > 10 and str(section)[-1] in "58"))
            self.mended = True
        self.waiting.clear()
        self.points, self.marked = False, False


def _open_range(first: tuple[int, str], last: tuple[int, str]) -> list[tuple[int, str]] | None:
    """What comes after `first` up to `last`; `None` when that cannot be a range."""
    (one, one_letter), (two, two_letter) = first, last
    if one == two and two_letter > one_letter:
        start = ord(one_letter) + 1 if one_letter else ord("a")
        return [(one, chr(code)) for code in range(start, ord(two_letter) + 1)]
    if not one < two <= one + WIDEST_RANGE:
        return None
    middle = [(number, "") for number in range(one + 1, two + 1)]
    if two_letter:
        middle += [(two, chr(code)) for code in range(ord("a"), ord(two_letter) + 1)]
    return middle


def _read_list(text: str, start: int) -> _List | None:
    """Reads sections from `start` until something is no part of a list."""
    read = _List(end=start)
    position = start
    after = "start"  # what the last token was: start, chapter, number, mark, separator, to, dropped
    if text.startswith("§", start):  # "§§ 5–7 förvaltningslagen": the sign first
        position = _end_of(_SPACE, text, position + (2 if text.startswith("§§", start) else 1))
    while True:
        position_here = _end_of(_SPACE, text, position) if after in ("chapter", "mark", "dropped") else position
        if after in ("number",) and (m := _MARK.match(text, position)):
            read.mark(mended="§" not in m.group())
            position, after, read.end = m.end(), "mark", m.end()
        elif after in ("start", "mark", "separator", "number", "dropped") and (
            m := _CHAPTER.match(text, position_here)
        ):
            read.close()
            read.chapter, read.chapter_letter = int(m.group(1)), (m.group(2) or "").lower()
            position, after = m.end(), "chapter"
        elif after in ("mark", "number", "dropped") and (m := _DROPPED.match(text, position)):
            position, after, read.end = m.end(), "dropped", m.end()
        elif after not in ("number",) and (m := _NUMBER.match(text, position_here)):
            place = (int(m.group(1)), m.group(2) or "")
            if after in ("mark", "dropped"):
                read.points = True
            if after == "to" and read.waiting:
                opened = _open_range(read.waiting[-1], place)
                if opened is None:
                    for section, letter in (read.waiting.pop(), place):
                        read.add(section, letter, unsure=True)
                else:
                    read.waiting += opened
            else:
                read.waiting.append(place)
            position, after = m.end(), "number"
            read.end = m.end()
        elif (
            after in ("separator", "to")
            and read.waiting
            and not read.points
            and (m := _LONE_LETTER.match(text, position))
        ):
            number, letter = read.waiting[-1]
            if after == "to" and letter and m.group(1) > letter:
                read.waiting += [(number, chr(code)) for code in range(ord(letter) + 1, ord(m.group(1)) + 1)]
            else:
                read.waiting.append((number, m.group(1)))
            position, after = m.end(), "number"
            read.end = m.end()
        elif after in ("number", "mark", "dropped") and (m := _TO.match(text, position)):
            position, after = m.end(), "to"
        elif after in ("number", "mark", "dropped") and (m := _SEPARATOR.match(text, position)):
            if not _continues(text, m.end()):
                break
            if after == "mark" and not read.waiting:
                read.points = False
            position, after = m.end(), "separator"
        else:
            break
    if text.startswith("§", start):
        read.mark(mended=False)
    read.close()
    return read if read.sure or read.unsure else None


_CONTINUES = re.compile(
    rf"\d{{1,2}}\s?[a-d]?{_GAP}kap\b|\d{{1,3}}(?!\d|:|\s?(?:procent|%|elever|skolor|år|st\b))|[a-n](?![{_LOW}A-ZÅÄÖ\d.])",
    re.IGNORECASE,
)


def _continues(text: str, position: int) -> bool:
    return _CONTINUES.match(text, position) is not None


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    m = pattern.match(text, position)
    return m.end() if m else position


def _name(m: re.Match[str], last: str) -> tuple[str, StatutePlace] | None:
    """The statute that a match of the statute pattern names."""
    sfs = next((g for g in m.groups() if g and re.fullmatch(r"\d{4}\s?:\s?\d{1,4}", g)), None)
    if m["same"]:
        return (last, "same") if last else None
    if sfs:
        number = re.sub(r"\s", "", sfs)
        known = register.by_sfs(number)
        if known:
            return known.name, "after"
        if not m["known"] and not m["short"]:
            return f"SFS {number}", "after"
    if m["known"] or m["short"]:
        statute = register.by_scanned_name(m["known"] or m["short"])
        return (statute.name, "after") if statute else None
    if m["generic"] and m["generic"].lower() not in _NO_STATUTE:
        return m["generic"].lower(), "after"
    return None


def _citations(text: str) -> Iterator[Found[Citation]]:
    position, last = 0, ""
    while m := _START.search(text, position):
        read = _read_list(text, m.start())
        if read is None:
            position = m.end()
            continue
        start, end = m.start(), read.end
        name, place = "", "none"
        after = _after().match(text, end)
        named = _name(after, last) if after else None
        if after and named:
            name, place, end = named[0], named[1], after.end()
        else:
            window = max(0, start - 80)
            before = _before().search(text[window:start])
            named = _name(before, last) if before and not before["same"] else None
            if before and named:
                name, place, start = named[0], "before", window + before.start()
        position = max(end, m.end())
        if m.group().startswith("§") and not name:
            continue  # "§ 56" is a decision in minutes
        if place in ("none",) and not any(chapter for chapter, *_ in (*read.sure, *read.unsure)):
            continue  # "5 §" of nothing
        last = name or last
        sure, unsure = (
            tuple(Reference(name, chapter or None, section, letter, chapter_letter)
                  for chapter, chapter_letter, section, letter in dict.fromkeys(places))
            for places in (read.sure, read.unsure)
        )  # fmt: skip
        statute = register.by_name(name) if name else None
        if statute and statute.chapters:
            # "3 § skollagen" has lost its chapter, and nothing tells which it was.
            unsure = (*unsure, *(one for one in sure if one.chapter is None))
            sure = tuple(one for one in sure if one.chapter is not None)
        citation = Citation(sure, unsure, place, read.mended)  # type: ignore[arg-type]
        yield Found(citation, start, end)


def find_citations(text: str) -> list[Found[Citation]]:
    """Every printed list, in order, also one whose statute is not named (`statute_place` "none")."""
    return list(_citations(text))


def find_references(text: str) -> list[Found[list[Reference]]]:
    """Every printed list that names its statute, opened, in the order printed."""
    return [
        Found(list(f.value.references), f.start, f.end)
        for f in _citations(text)
        if f.value.statute_place != "none" and f.value.references
    ]


def parse_references(text: str) -> list[Reference]:
    """All references of a text, each once, sorted by statute, chapter and section."""
    return sorted({reference for found in find_references(text) for reference in found.value})
