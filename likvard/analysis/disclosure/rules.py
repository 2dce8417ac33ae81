"""Which figures may be shown: rule sets by source and kind of organiser, as files in the folder `rules`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from likvard.analysis.errors import bad_question, listed

FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """A rule set.

    Counts of 1 to `threshold` - 1 people are withheld. `full_share_below`: in a group of fewer people than this a
    category that holds all of them, or none, is withheld (0 switches it off). A group of fewer than `group_below`
    is withheld in all its categories, whatever they hold, but not its size. A withheld count must leave an
    interval at least `width` people and `relative_width` of its value wide. `singletons`: someone who is alone in a
    cell must not be able to work out another. Cells of units whose organiser is of one of `secret_organiser_kinds`
    are withheld whatever their size. Shares above `top` and below `bottom` per cent are shown as that limit when
    they stand for fewer than `threshold` people.
    """

    name: str
    source: str
    valid_from: date
    valid_to: date | None = None
    threshold: int = 10
    full_share_below: int = 0
    group_below: int = 0
    width: float = 3
    relative_width: float = 0.3
    singletons: bool = False
    secret_organiser_kinds: tuple[str, ...] = ()
    top: float = 100
    bottom: float = 0

    def with_threshold(self, threshold: int | None) -> Rules:
        if threshold is None or threshold == self.threshold:
            return self
        if threshold < 1:
            raise bad_question("Gränsen måste vara minst 1.", "The threshold must be at least 1.")
        return replace(self, threshold=threshold, name=f"{self.name}, {threshold}")


def known() -> list[str]:
    """The names of the rule sets."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@lru_cache
def load(name: str) -> Rules:
    """The rule set of that name. Raises `DataError` when there is none."""
    path = FOLDER / f"{name}.toml"
    if name not in known():
        names = listed(known())
        raise bad_question(f"Det finns inga regler som heter {name}: {names}.", f"No rule set {name}: {names}.")
    with path.open("rb") as stream:
        read = tomllib.load(stream)
    read["secret_organiser_kinds"] = tuple(read["secret_organiser_kinds"])
    return Rules(**read)
