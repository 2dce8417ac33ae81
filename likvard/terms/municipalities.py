"""The 290 municipalities: code, name, the form before "kommun", and every way a document writes them.

Codes and names: Statistics Sweden's municipality codes as Kolada and the school unit register print them.
The form before "kommun" is the register's own ("Kalmar kommun", "Stockholms kommun", "Falu kommun"),
never built by a rule.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from likvard.terms.datafiles import read_csv
from likvard.terms.found import Found


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality, by the names it has today."""

    code: str  # four digits, the first two are the county: "0138"
    name: str  # "Tyresö"
    official_name: str  # "Tyresö kommun", "Kalmar kommun", "Region Gotland"
    register_name: str  # capitals, as registers print it: "TYRESÖ KOMMUN"
    city_name: str | None  # "Stockholms stad" for those that call themselves a city
    organisation_number: str  # ten digits
    county: str  # "Stockholms län"

    @property
    def county_code(self) -> str:
        """Two digits: "01"."""
        return self.code[:2]

    @property
    def genitive(self) -> str:
        """The name before a thing that it owns: "Tyresös", "Borås"."""
        return genitive(self.name)


Written = Literal["kommun", "stad", "region", "bare"]


@dataclass(frozen=True, slots=True)
class Mention:
    """How a text names a municipality."""

    municipality: Municipality
    written: Written  # "bare" is the name alone, which may also be a surname, a school or a word
    genitive: bool  # "Tyresö kommuns", "Tyresös"


def genitive(name: str) -> str:
    """Swedish genitive of a name: no apostrophe, nothing after s, x and z."""
    return name if name[-1:].lower() in {"s", "x", "z"} else name + "s"


@cache
def all_municipalities() -> tuple[Municipality, ...]:
    """All 290, in order of code."""
    return tuple(
        Municipality(
            code=row["code"],
            name=row["name"],
            official_name=row["official_name"],
            register_name=row["register_name"],
            city_name=row["city_name"] or None,
            organisation_number=row["organisation_number"],
            county=row["county"],
        )
        for row in read_csv("municipalities.csv")
    )


@cache
def _codes() -> dict[str, Municipality]:
    return {m.code: m for m in all_municipalities()}


@cache
def _organisation_numbers() -> dict[str, Municipality]:
    return {m.organisation_number: m for m in all_municipalities()}


def by_code(code: str) -> Municipality | None:
    """`"0138"` → Tyresö. Three digits are not completed."""
    return _codes().get(code)


def by_organisation_number(number: str) -> Municipality | None:
    """Ten digits, with or without the hyphen."""
    return _organisation_numbers().get(number.replace("-", ""))


@cache
def _stems() -> dict[str, tuple[Municipality, bool]]:
    """Lower-case name or genitive → municipality and whether that form is certainly a genitive."""
    stems: dict[str, tuple[Municipality, bool]] = {}
    for m in all_municipalities():
        names = {m.name, m.name.replace("-", " ")}
        for name in names:
            stems.setdefault(genitive(name).lower(), (m, genitive(name) != name))
        if not m.official_name.startswith("Region"):
            stems.setdefault(m.official_name.removesuffix(" kommun").lower(), (m, True))
    for m in all_municipalities():
        for name in {m.name, m.name.replace("-", " ")}:
            stems[name.lower()] = (m, False)
    return stems


_SPACE = re.compile(r"\s+")
_TAIL = re.compile(r" (?:kommuns?|kommunens?|stads?)$")


def by_name(name: str) -> Municipality | None:
    """Any way of writing one municipality: "Tyresö", "TYRESÖ KOMMUN", "Tyresös kommun", "Malmö stad",
    "Borlänge kommuns", "Lilla edets". `None` for anything else; letters lost in a scan are not mended here.
    """
    text = _SPACE.sub(" ", name).strip(" .,;:").lower()
    if text in ("region gotland", "region gotlands"):
        return _stems()["gotland"][0]
    hit = _stems().get(_TAIL.sub("", text.removeprefix("kommunen ")))
    return hit[0] if hit else None


# A name is one to two words: "Lilla Edet", "Östra Göinge", "Upplands Väsby", "Dals-Ed".
_WORD = re.compile(r"[A-ZÅÄÖ][A-Za-zÅÄÖåäöéÉ]+(?:-[A-ZÅÄÖ][A-Za-zÅÄÖåäö]+)?")
_SECOND = re.compile(r"[ \t\u00a0]*\r?\n?[ \t\u00a0]*([A-ZÅÄÖa-zåäö]+)")
_KIND = re.compile(r"[ \t\u00a0]*\r?\n?[ \t\u00a0]*(kommun|stad)(s?)(?![A-Za-zåäöÅÄÖ])", re.IGNORECASE)
_COUNTY = re.compile(r"[ \t\u00a0]*\r?\n?[ \t\u00a0]*läns?(?![A-Za-zåäöÅÄÖ])", re.IGNORECASE)
_REGION = re.compile(r"Region[ \t\u00a0]*\r?\n?[ \t\u00a0]*$", re.IGNORECASE)


@cache
def _first_words() -> dict[str, bool]:
    """Lower-case first word of each form → whether a form of two words begins so."""
    first: dict[str, bool] = {}
    for stem in _stems():
        head, _, rest = stem.partition(" ")
        first[head] = first.get(head, False) or bool(rest)
    return first


def _mentions(text: str, *, bare: bool) -> Iterator[Found[Mention]]:
    first, stems, done = _first_words(), _stems(), 0
    for word in _WORD.finditer(text):
        if word.start() < done:
            continue
        key = word.group().lower()
        two_words = first.get(key)
        if two_words is None:
            continue
        end, hit = word.end(), stems.get(key)
        if two_words and (second := _SECOND.match(text, end)):
            longer = stems.get(f"{key} {second.group(1).lower()}")
            if longer:
                hit, end = longer, second.end()
        if hit is None:
            continue
        municipality, is_genitive = hit
        written: Written = "bare"
        start = word.start()
        if kind := _KIND.match(text, end):
            written = "kommun" if kind.group(1).lower() == "kommun" else "stad"
            end, is_genitive = kind.end(), bool(kind.group(2))
        elif municipality.name == "Gotland" and (region := _REGION.search(text, max(0, start - 12), start)):
            written, start = "region", region.start()
        elif not bare or _COUNTY.match(text, end) or _REGION.search(text, max(0, start - 12), start):
            continue  # "Uppsala län" and "Region Uppsala" are no municipality
        done = end
        yield Found(Mention(municipality, written, is_genitive), start, end)


def find_mentions(text: str) -> list[Found[Mention]]:
    """Every mention, bare names ("Tyresö", "Tyresös") too, in text order. A bare name is only a candidate:
    Berg, Lund, Mark, Vara and others are also surnames and words."""
    return list(_mentions(text, bare=True))


def find_municipalities(text: str, *, bare: bool = False) -> list[Found[Municipality]]:
    """Municipalities named with "kommun" or "stad" (or "Region Gotland"), in text order; with `bare` also
    the name alone."""
    return [Found(f.value.municipality, f.start, f.end) for f in _mentions(text, bare=bare)]
