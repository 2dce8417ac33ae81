"""Kinds of review, their names through the years, and names found in text (`data/review_kinds.toml`)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from likvard.terms.datafiles import read_toml
from likvard.terms.found import Found
from likvard.terms.scanning import matches_from

HeldBy = Literal["inspectorate", "predecessor", "organiser"]
Outcome = Literal["quality", "law", "four_steps", "none"]


@dataclass(frozen=True, slots=True)
class KindName:
    """A printed name and the days between which it was in use; open ends are `None`."""

    name: str
    valid_from: date | None
    valid_to: date | None

    def in_use(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class ReviewKind:
    """One kind. `outcome`: `quality` ends in levels and development areas, `law` in deficiencies or none,
    `four_steps` in the scale of 2003-2008, `none` in no judgement."""

    code: str
    held_by: HeldBy
    outcome: Outcome
    english: str
    names: tuple[KindName, ...]  # oldest first

    @property
    def name(self) -> str:
        """The name in use now, else the last one."""
        return next((one.name for one in reversed(self.names) if one.valid_to is None), self.names[-1].name)

    def name_at(self, day: date) -> str | None:
        """The first of its names in use on a day; `None` when it had none."""
        return next((one.name for one in self.names if one.in_use(day)), None)


@dataclass(frozen=True, slots=True)
class PrintedKind:
    """A kind as a text names it, with the name in its base form."""

    kind: ReviewKind
    name: KindName


@cache
def all_review_kinds() -> tuple[ReviewKind, ...]:
    """In the order of the record's description, `other` last."""
    return tuple(
        ReviewKind(
            code=row["code"],
            held_by=row["by"],
            outcome=row["outcome"],
            english=row["english"],
            names=tuple(KindName(one["name"], one.get("valid_from"), one.get("valid_to")) for one in row["names"]),
        )
        for row in read_toml("review_kinds.toml")["kind"]
    )


@cache
def _by_code() -> dict[str, ReviewKind]:
    return {kind.code: kind for kind in all_review_kinds()}


def by_code(code: str) -> ReviewKind | None:
    return _by_code().get(code)


_ENDING = r"(?:en|et|er|ar|erna|arna)?s?"


def _inflected(name: str) -> str:
    """Regular expression of a name in every form: `den planerade kvalitetsgranskningens`."""
    *first, last = name.split(" ")
    words = []
    for word in first:
        if word.endswith("en"):  # regelbunden, regelbundna
            words.append(rf"{word[:-2]}(?:en|na|et)")
        elif word.endswith("d"):  # planerad, planerade
            words.append(rf"{word[:-1]}(?:d|de|t)")
        elif word.endswith("sk"):
            words.append(rf"{word}[aet]?")
        else:
            words.append(re.escape(word))
    # Neighbouring words may share the noun: "planerad och riktad tillsyn" is left to the first with its noun.
    ending = _ENDING if not last.endswith("året") else "s?"
    return r"\s+".join([*words, rf"{re.escape(last)}{ending}"])


@cache
def _pattern() -> tuple[re.Pattern[str], tuple[PrintedKind, ...]]:
    printed = tuple(PrintedKind(kind, name) for kind in all_review_kinds() for name in kind.names)
    groups = "|".join(f"({_inflected(one.name.name)})" for one in printed)
    return re.compile(rf"(?<![\w-])(?=[a-zåäö])(?:{groups})(?![\wåäö])", re.IGNORECASE), printed


@cache
def _beginnings() -> tuple[str, ...]:
    """What the names begin with: as many letters as no form of them changes."""
    return tuple({name.name[:5].lower() for kind in all_review_kinds() for name in kind.names})


def find_review_kinds(text: str) -> list[Found[PrintedKind]]:
    """Every kind named in full, in order. The bare words `tillsyn` and `kvalitetsgranskning` name no kind."""
    pattern, printed = _pattern()
    found: list[Found[PrintedKind]] = []
    for m in matches_from(pattern, text, _beginnings()):
        index = next(i for i, group in enumerate(m.groups()) if group is not None)
        found.append(Found(printed[index], m.start(), m.end()))
    return found


def parse_review_kind(text: str) -> ReviewKind | None:
    """The one kind that the whole text names, by code or by any name in any form."""
    bare = text.strip(" .,;:()")
    if bare in _by_code():
        return _by_code()[bare]
    found = find_review_kinds(bare)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(bare)):
        return found[0].value.kind
    return None
