"""What every answer of this room carries.

An estimator returns a frozen dataclass that inherits `Result`. Its own fields are the answer; `n`, `method`,
`sources` and `notes` come from here, so that no figure leaves without its count, its method in words, what is
random in it and the file it came from. `to_json()` gives plain values under the fields' own names: these names
are a stable contract with scripts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, NamedTuple

import numpy as np

from likvard.analysis.errors import Language
from likvard.analysis.table import Source

# Two-sided 95 % of the normal distribution.
Z95 = 1.959963984540054
# Goldstein & Healy (1995): two estimates with equal errors differ at 5 % when these intervals do not overlap.
Z_OVERLAP = 1.39


class Text(NamedTuple):
    """A sentence in both languages."""

    sv: str
    en: str

    def said(self, language: Language) -> str:
        return self.en if language == "en" else self.sv


@dataclass(frozen=True, kw_only=True)
class Method:
    """How the figures were made, for the person who must answer for them.

    `text` says in a sentence or two what was computed, `random` what the error counts as random (pupils, schools,
    nothing), `reference` where the method is described.
    """

    text: Text
    random: Text
    reference: str


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something the reader must know: rows left out, a boundary met, a caution. `code` is stable, for programs."""

    code: str
    text: Text


class Interval(NamedTuple):
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Coefficient:
    """One estimate with its standard error and 95 % interval."""

    name: str
    estimate: float
    se: float
    low: float
    high: float


def coefficient(name: str, estimate: float, se: float, quantile: float = Z95) -> Coefficient:
    """`quantile` is the two-sided 95 % quantile of the estimate's own distribution (normal unless t is asked for)."""
    estimate, se = float(estimate), float(se)
    return Coefficient(name=name, estimate=estimate, se=se, low=estimate - quantile * se, high=estimate + quantile * se)


@dataclass(frozen=True, kw_only=True)
class Result:
    """`n` is the number of rows (pupils, schools, answers: the method says which) that the figures stand on."""

    n: int
    method: Method
    sources: tuple[Source, ...]
    notes: tuple[Note, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values: own fields first, in their order; what is not a number is null."""
        common = {field.name for field in fields(Result)}
        own = {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.name not in common}
        return {**own, **{f.name: plain(getattr(self, f.name)) for f in fields(Result)}}


def plain(value: Any) -> Any:
    """Dataclasses, named tuples and arrays as dictionaries and lists; NaN and infinities as None."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, np.ndarray):
        return [plain(one) for one in value.tolist()]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(one) for name, one in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} has no plain form")


def dropped(lost: int, columns: str) -> tuple[Note, ...]:
    """The note that rows without a value were left out; nothing when none was."""
    if lost == 0:
        return ()
    return (
        Note(
            code="rows_left_out",
            text=Text(
                f"{lost} rader utan värde i någon av kolumnerna {columns} är inte med.",
                f"{lost} rows without a value in one of the columns {columns} are left out.",
            ),
        ),
    )
