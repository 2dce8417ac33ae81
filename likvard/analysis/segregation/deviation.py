"""Schools that differ clearly from their municipality: the flag of the radio newsroom's study.

A school is flagged when its share of pupils with foreign background, or with parents who have studied beyond
upper-secondary school, lies 20 percentage points or more from the municipality's. The figure is the share of all
pupils who go to a flagged school.

Shares that the agency withholds because few pupils stand behind them are not nought. Each is taken as a small
number of pupils (5 unless told), once more as its bounds (1 and 9), and the figure is given for all three. A share
that is missing in a school whose other share is published is taken the same way: dropping such schools would drop
mostly small ones. Only schools without any share stay unknown; their pupils are counted as not flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.results import Method, Note, Result, Text
from likvard.analysis.segregation.counts import Ints
from likvard.analysis.table import Floats, Mask, Table, as_label, as_number
from likvard.analysis.table.words import NO_VALUE

WITHHELD = ".."


@dataclass(frozen=True, kw_only=True)
class Unit:
    """`differences` are percentage points from the area's mean, one for each share; None without a value."""

    unit: str
    area: str
    pupils: float
    differences: tuple[float | None, ...]
    flagged: bool
    known: bool


@dataclass(frozen=True, kw_only=True)
class Deviation(Result):
    """Shares are per cent of all pupils. `low` and `high` are what the withheld shares' bounds give; `missing` the
    per cent of pupils in units without any share. `n` is the number of units."""

    share: float
    low: float
    high: float
    flagged_units: int
    areas_with_flagged: int
    areas: int
    missing: float
    missing_units: int
    units: tuple[Unit, ...]


def deviation(
    table: Table,
    *,
    unit: str,
    area: str,
    pupils: str,
    shares: Sequence[str],
    threshold: float = 20.0,
    hidden: float = 5.0,
    bounds: tuple[float, float] = (1.0, 9.0),
) -> Deviation:
    """Flag units whose share (per cent) lies `threshold` points or more from their area's.

    In the share columns `..` is a withheld share of a few pupils, anything else that is no number a missing one,
    taken as withheld where the unit has a number in another share column.
    Units without pupils are passed over. Raises `DataError`.
    """
    if not shares:
        raise bad_question("Ange minst en kolumn med andelar.", "Give at least one column of shares.")
    size = table.weight(pupils)
    areas = table.factor(area)
    columns = [_marked(table, name) for name in shares]
    published = np.array([~np.isnan(values) for values, _ in columns]).any(axis=0)
    columns = [(values, withheld | (np.isnan(values) & published)) for values, withheld in columns]
    names = [as_label(value) or "" for value in table.column(unit).to_pylist()]
    kept = np.flatnonzero((size > 0) & (areas.codes >= 0))
    if not len(kept):
        raise DataError("all_missing", column=pupils, row=int(table.rows[0]))
    where = areas.codes[kept].astype(np.int64)
    weight = size[kept]
    marked = [(value[kept], withheld[kept]) for value, withheld in columns]
    differences, flagged, known = _flag(marked, weight, where, len(areas.labels), threshold, hidden)
    everyone = float(weight.sum())
    ends = sorted(
        100 * float(weight[_flag(marked, weight, where, len(areas.labels), threshold, few)[1]].sum()) / everyone
        for few in (*bounds, hidden)
    )
    share = 100 * float(weight[flagged].sum()) / everyone
    return Deviation(
        share=share,
        low=ends[0],
        high=ends[-1],
        flagged_units=int(flagged.sum()),
        areas_with_flagged=len(np.unique(where[flagged])),
        areas=len(np.unique(where)),
        missing=100 * float(weight[~known].sum()) / everyone,
        missing_units=int((~known).sum()),
        units=tuple(
            Unit(
                unit=names[int(row)],
                area=areas.labels[int(where[i])],
                pupils=float(weight[i]),
                differences=tuple(None if np.isnan(d[i]) else float(d[i]) for d in differences),
                flagged=bool(flagged[i]),
                known=bool(known[i]),
            )
            for i, row in enumerate(kept)
        ),
        n=len(kept),
        method=_method(threshold, hidden, bounds),
        sources=(table.source,),
        notes=_notes(marked, known),
    )


def _marked(table: Table, name: str) -> tuple[Floats, Mask]:
    """The column's numbers (NaN where there is none), and where a share is withheld. `~100` is 100."""
    values = np.full(len(table), np.nan)
    withheld = np.zeros(len(table), dtype=bool)
    for i, value in enumerate(table.column(name).to_pylist()):
        if value is None:
            continue
        word = str(value).strip()
        if word == WITHHELD:
            withheld[i] = True
        else:
            number = as_number(word.removeprefix("~"))
            if number is None and word not in NO_VALUE:
                raise DataError("not_a_number", column=name, row=int(table.rows[i]), value=word)
            if number is not None and not 0 <= number <= 100:
                raise DataError("out_of_range", column=name, row=int(table.rows[i]), value=word, low=0, high=100)
            values[i] = np.nan if number is None else number
    if not withheld.any() and np.isnan(values).all():
        raise DataError("all_missing", column=name, row=int(table.rows[0]))
    return values, withheld


def _flag(
    marked: Sequence[tuple[Floats, Mask]],
    weight: Floats,
    where: Ints,
    areas: int,
    threshold: float,
    few: float,
) -> tuple[list[Floats], Mask, Mask]:
    """Differences per share, which units are flagged, which have any share at all."""
    differences = []
    flagged = np.zeros(len(weight), dtype=bool)
    known = np.zeros(len(weight), dtype=bool)
    for values, withheld in marked:
        # Published shares are whole per cent; so is one that stands in for a withheld share.
        filled = np.where(withheld, np.rint(np.minimum(100.0, 100.0 * few / weight)), values)
        there = ~np.isnan(filled)
        pupils = np.bincount(where[there], weight[there], minlength=areas)
        total = np.bincount(where[there], weight[there] * filled[there], minlength=areas)
        mean = np.divide(total, pupils, out=np.full(areas, np.nan), where=pupils > 0)
        difference = filled - mean[where]
        differences.append(difference)
        # Means of decimal shares carry dust: 20 points less 1e-14 is 20 points.
        flagged |= np.abs(np.nan_to_num(difference)) >= threshold - 1e-9
        known |= there
    return differences, flagged, known


def _notes(marked: Sequence[tuple[Floats, Mask]], known: Mask) -> tuple[Note, ...]:
    filled = int(np.array([withheld for _, withheld in marked]).any(axis=0).sum())
    out = []
    if filled:
        out.append(
            Note(
                code="withheld_shares",
                text=Text(
                    f"{filled} enheter har en dold andel; den räknas som några få elever, och gränserna visar vad "
                    "andra antal skulle ge.",
                    f"{filled} units have a withheld share; it is taken as a few pupils, and the bounds show what "
                    "other numbers would give.",
                ),
            )
        )
    if not known.all():
        lost = int((~known).sum())
        out.append(
            Note(
                code="unknown_units",
                text=Text(
                    f"{lost} enheter saknar båda andelarna; deras elever räknas i nämnaren men inte som avvikande.",
                    f"{lost} units have no share at all; their pupils count in the denominator, not as flagged.",
                ),
            )
        )
    return tuple(out)


def _method(threshold: float, hidden: float, bounds: tuple[float, float]) -> Method:
    low, high = bounds
    return Method(
        text=Text(
            f"En skola avviker när någon av dess andelar ligger minst {threshold:g} procentenheter från kommunens "
            f"medel, vägt med elever. Måttet är andelen av alla elever som går i en sådan skola. En dold andel räknas "
            f"som {hidden:g} elever, i gränserna som {low:g} och {high:g}.",
            f"A school deviates when one of its shares lies at least {threshold:g} percentage points from the "
            f"municipality's mean, weighted by pupils. The figure is the share of all pupils who go to such a school. "
            f"A withheld share is taken as {hidden:g} pupils, in the bounds as {low:g} and {high:g}.",
        ),
        random=Text(
            "Ingenting: alla skolor är med. Små skolor avviker lättare, och gränserna gäller bara de dolda andelarna.",
            "Nothing: every school is in. Small schools deviate more easily; the bounds cover withheld shares only.",
        ),
        reference="Sveriges Radio Ekot 2021 (study of 2009/10–2019/20), definition by 20 percentage points",
    )
