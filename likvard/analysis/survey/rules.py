"""How answers become an index: rule sets as files in the folder `rules`, or one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from likvard.analysis.errors import bad_question, listed

FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True, kw_only=True)
class Break:
    """A year from which the figures cannot be compared with earlier ones."""

    year: int
    sv: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Rules:
    """A rule set. `scales` scores a question's options in their order by how many there are; `reversed_labels` those
    of a question with `reversed_mark` by name. `unknown` options count as answered but not in means. An index needs
    `index_needs` respondents, a question's mean `item_needs`, its counts `counts_need`, a shown option `option_needs`.
    `items` names the questions of each index in surveys of one's own (index → columns), `labels` their options, the
    best first, `reversed_items` those where the first is the worst.
    """

    name: str
    source: str
    scales: Mapping[int, tuple[Fraction, ...]]
    unknown: tuple[str, ...]
    reversed_mark: str = ""
    reversed_labels: Mapping[str, Fraction] = field(default_factory=dict)
    without_index: tuple[str, ...] = ()
    index_needs: int = 5
    item_needs: int = 10
    counts_need: int = 20
    option_needs: int = 5
    low_response: float = 0.5
    comparable_from: int | None = None
    breaks: tuple[Break, ...] = ()
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reversed_items: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def scores(self, question: str, options: Sequence[str]) -> list[Fraction | None] | None:
        """The score of each option, None for `unknown` ones; None when the rules have no scale for the question."""
        valued = [option for option in options if option not in self.unknown]
        if self.reversed_mark and self.reversed_mark in question:
            if not all(option in self.reversed_labels for option in valued):
                return None
            return [self.reversed_labels.get(option) for option in options]
        scale = self.scales.get(len(valued))
        if scale is None:
            return None
        if question in self.reversed_items:
            scale = scale[::-1]
        by_option = dict(zip(valued, scale, strict=True))
        return [by_option.get(option) for option in options]


def known() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@lru_cache
def load(name: str) -> Rules:
    """The rule set of that name, or the one in the file. Raises `DataError`."""
    path = FOLDER / f"{name}.toml"
    if name not in known():
        path = Path(name)
        if path.suffix != ".toml" or not path.is_file():
            names = listed(known())
            raise bad_question(f"Det finns inga regler som heter {name}: {names}.", f"No rule set {name}: {names}.")
    try:
        with path.open("rb") as stream:
            return of_toml(tomllib.load(stream))
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError, AttributeError, ZeroDivisionError) as error:
        reason = str(error)[:200]
        raise bad_question(f"Regelfilen {path.name} går inte att läsa: {reason}", f"{path.name}: {reason}") from None


def of_toml(read: Mapping[str, Any]) -> Rules:
    simple = {"index_needs", "item_needs", "counts_need", "option_needs", "low_response", "comparable_from"}
    unknown_keys = set(read) - set(Rules.__dataclass_fields__)
    if unknown_keys:
        raise ValueError(f"unknown keys {', '.join(sorted(unknown_keys))}")
    return Rules(
        name=str(read["name"]),
        source=str(read.get("source", "")),
        scales={int(n): tuple(Fraction(str(score)) for score in scale) for n, scale in read["scales"].items()},
        unknown=tuple(read.get("unknown", ())),
        reversed_mark=str(read.get("reversed_mark", "")),
        reversed_labels={str(k): Fraction(str(v)) for k, v in read.get("reversed_labels", {}).items()},
        without_index=tuple(read.get("without_index", ())),
        breaks=tuple(Break(**one) for one in read.get("breaks", ())),
        items={str(index): tuple(columns) for index, columns in read.get("items", {}).items()},
        reversed_items=tuple(read.get("reversed_items", ())),
        labels=tuple(read.get("labels", ())),
        **{key: read[key] for key in simple & set(read)},
    )
