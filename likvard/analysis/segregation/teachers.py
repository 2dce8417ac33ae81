"""Who meets certified and experienced teachers: pedagogical segregation.

For each group of pupils the mean of the schools' teacher share (certified, experienced, staying), weighted by how
many of the group go there; the gap is the difference between two groups. Nought when teachers are spread without
regard to which pupils a school has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from likvard.analysis.errors import DataError, listed, near
from likvard.analysis.results import Z95, Method, Result, Text, dropped
from likvard.analysis.segregation.counts import count
from likvard.analysis.table import Floats, Table


@dataclass(frozen=True, kw_only=True)
class Met:
    """The mean teacher share around a pupil of the group. `n` pupils."""

    teachers: str
    group: str
    estimate: float
    se: float
    low: float
    high: float
    n: float


@dataclass(frozen=True, kw_only=True)
class Gap:
    """`first` less `second`, in the unit of the teacher column."""

    teachers: str
    first: str
    second: str
    estimate: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Teachers(Result):
    """`n` is the number of schools."""

    exposure: tuple[Met, ...]
    gaps: tuple[Gap, ...]


def teachers(
    table: Table,
    *,
    unit: str,
    group: str,
    teachers: Sequence[str],
    weight: str | None = None,
    pairs: Sequence[tuple[str, str]] = (),
) -> Teachers:
    """Exposure of each group to each teacher column, which must have one value for each unit.

    Rows whose unit has no value of a teacher column are left out for that column. Raises `DataError`.
    """
    known = count(table, unit=unit, group=group, weight=weight)
    for value in (value for pair in pairs for value in pair):
        if value not in known.groups:
            names = list(known.groups)
            raise DataError("no_such_group", column=group, value=value, near=near(value, names), values=listed(names))
    met, gaps = [], []
    for name in teachers:
        share = _of_units(table, unit, name, known.units)
        there = ~np.isnan(share)
        if there.sum() < 2:
            raise DataError("too_few", column=name, found=int(there.sum()), needed=2, row=int(table.rows[-1]))
        matrix, x = known.matrix[:, there], share[there]
        scores: dict[str, Floats] = {}
        for label, row in zip(known.groups, matrix, strict=True):
            size = float(row.sum())
            if size == 0:
                continue
            mean = float(row @ x) / size
            scores[label] = row * (x - mean) / size
            met.append(Met(teachers=name, group=label, n=size, **_interval(mean, scores[label])))
        means = {one.group: one.estimate for one in met if one.teachers == name}
        for first, second in pairs or combinations(scores, 2):
            if first in scores and second in scores:
                gap = means[first] - means[second]
                spread = _interval(gap, scores[first] - scores[second])
                gaps.append(Gap(teachers=name, first=first, second=second, **spread))
    return Teachers(
        exposure=tuple(met),
        gaps=tuple(gaps),
        n=len(known.units),
        method=METHOD,
        sources=(table.source,),
        notes=dropped(known.lost, ", ".join(n for n in (unit, group, weight) if n)),
    )


def _interval(value: float, scores: Floats) -> dict[str, float]:
    """Schools are what is random: each school's part in the estimate is one draw."""
    units = len(scores)
    se = float(np.sqrt((scores**2).sum() * units / (units - 1)))
    return {"estimate": value, "se": se, "low": value - Z95 * se, "high": value + Z95 * se}


def _of_units(table: Table, unit: str, column: str, units: Sequence[str]) -> Floats:
    values, factor = table.number(column), table.factor(unit)
    first = np.full(len(factor.labels), np.nan)
    rows = np.flatnonzero((factor.codes >= 0) & ~np.isnan(values))
    first[factor.codes[rows[::-1]]] = values[rows[::-1]]
    wrong = np.abs(values[rows] - first[factor.codes[rows]]) > 1e-9
    if wrong.any():
        i = int(rows[int(np.argmax(wrong))])
        label = factor.labels[int(factor.codes[i])]
        raise DataError("not_nested", column=unit, value=label, outer=column, row=int(table.rows[i]))
    place = {name: i for i, name in enumerate(factor.labels)}
    return first[[place[name] for name in units]]


METHOD = Method(
    text=Text(
        "För varje elevgrupp medelvärdet av skolornas lärarandel, vägt med gruppens elever; gapet är skillnaden mellan "
        "två grupper. Det säger hur lärarna är fördelade, inte varför.",
        "For each group of pupils the mean of the schools' teacher share, weighted by the group's pupils; the gap is "
        "the difference of two groups. It tells how teachers are spread, not why.",
    ),
    random=Text("Skolor, som dragna var för sig.", "Schools, as if drawn one by one."),
    reference="Bell 1954 (exposure); Särndal, Swensson & Wretman 1992, ch. 5 (ratio estimators)",
)
