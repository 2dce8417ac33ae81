"""What may go out. Only `suppress` makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import repeat
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from likvard.analysis.results import Result

Status = Literal["shown", "withheld", "none", "missing"]
Reason = Literal["primary", "secondary", "width"]


class Mark(Enum):
    """What stands in a cell instead of a number. The three are different answers and never 0 to each other."""

    WITHHELD = "withheld"  # there is a number, and it may identify someone
    NONE = "none"  # there is nobody
    MISSING = "missing"  # nobody knows

    @property
    def words(self) -> tuple[str, str]:
        """In Swedish and English, for tables, exports and alternative texts."""
        return WORDS[self]


WORDS = {
    Mark.WITHHELD: ("uppgiften är dold", "withheld"),
    Mark.NONE: ("inga", "none"),
    Mark.MISSING: ("uppgift saknas", "missing"),
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: its label in each dimension, and a number or a mark. A withheld number is not in here."""

    labels: Mapping[str, str]
    value: int | None
    status: Status
    reason: Reason | None
    # With hierarchies: the column that each label stands in, since a school and a municipality may share a name.
    level: Mapping[str, str] | None = None

    @property
    def shown(self) -> int | Mark:
        if self.status == "shown":
            assert self.value is not None
            return self.value
        return Mark(self.status)

    def to_json(self) -> dict[str, Any]:
        level = {} if self.level is None else {"level": self.level}
        return {**self.labels, "value": self.value, "status": self.status, "reason": self.reason, **level}


_SEAL = object()

# The state of a cell in `Publishable.states`.
SHOWN, NONE, MISSING, PRIMARY, SECONDARY, WIDTH = range(6)
STATES: tuple[tuple[Status, Reason | None], ...] = (
    ("shown", None),
    ("none", None),
    ("missing", None),
    ("withheld", "primary"),
    ("withheld", "secondary"),
    ("withheld", "width"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Publishable(Result):
    """A table after disclosure control: what pages, reports, charts and exports take, and nothing else.

    Made by `suppress` only; another caller is refused. `n` is the number of cells. The cells stand as arrays:
    `places` in the table of all `labels`, `values` (0 where nothing is shown: a withheld number is not in here)
    and `states`.
    """

    dims: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...] = field(repr=False)
    # The column of each label; None when no hierarchy was given.
    levels: tuple[tuple[str, ...], ...] | None = field(default=None, repr=False)
    places: NDArray[np.int64] = field(repr=False)
    values: NDArray[np.int64] = field(repr=False)
    states: NDArray[np.int8] = field(repr=False)
    rules: str
    rules_valid_from: date
    threshold: int
    n_primary: int
    n_secondary: int
    n_suppressed: int
    n_none: int
    n_missing: int
    audit: Mapping[str, int]
    _seal: object = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise TypeError("only disclosure.suppress() makes a Publishable")

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        shape = tuple(len(names) for names in self.labels)
        at = [axis.tolist() for axis in np.unravel_index(self.places, shape)]
        columns = [[names[i] for i in axis] for names, axis in zip(self.labels, at, strict=True)]
        levels: Iterator[Mapping[str, str] | None] = repeat(None)
        if self.levels is not None:
            standing = [[names[i] for i in axis] for names, axis in zip(self.levels, at, strict=True)]
            levels = (dict(zip(self.dims, one, strict=True)) for one in zip(*standing, strict=True))
        out = []
        for labels, level, value, state in zip(
            zip(*columns, strict=True), levels, self.values.tolist(), self.states.tolist(), strict=False
        ):
            status, reason = STATES[state]
            shown = value if status in ("shown", "none") else None
            named = dict(zip(self.dims, labels, strict=True))
            out.append(Cell(labels=named, value=shown, status=status, reason=reason, level=level))
        return tuple(out)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def to_json(self) -> dict[str, Any]:
        told = {
            "cells": [cell.to_json() for cell in self.cells],
            "rules": self.rules,
            "rules_valid_from": self.rules_valid_from.isoformat(),
            "threshold": self.threshold,
            "n_primary": self.n_primary,
            "n_secondary": self.n_secondary,
            "n_suppressed": self.n_suppressed,
            "n_none": self.n_none,
            "n_missing": self.n_missing,
            "audit": dict(self.audit),
        }
        rest = Result(n=self.n, method=self.method, sources=self.sources, notes=self.notes)
        return {**told, **rest.to_json()}
