"""Pupils in the years to come, by area and grade: cohort survival with intervals.

From one year to the next a grade becomes the next grade times a ratio (moves, repeats, choices). The ratio of each
grade is pooled over the last years; how much it has varied from year to year gives the interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.results import Method, Note, Result, Text
from likvard.analysis.table import Table


@dataclass(frozen=True, kw_only=True)
class Row:
    """The pupils of a grade (None: all grades) in a year. `places` and `short` when capacity is known."""

    area: str
    year: int
    grade: int | None
    pupils: float
    low: float
    high: float
    places: float | None = None
    short: float | None = None


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """From `grade` to the next: the pooled ratio and its spread (standard deviation of the log) between years."""

    area: str
    grade: int
    ratio: float
    spread: float
    years: int


@dataclass(frozen=True, kw_only=True)
class Projection(Result):
    """`n` is the number of rows (area × year × grade) that it stands on."""

    rows: tuple[Row, ...]
    ratios: tuple[Ratio, ...]
    last_year: int


def project(
    table: Table,
    *,
    year: str,
    grade: str,
    pupils: str,
    area: str | None = None,
    years_ahead: int = 5,
    history: int = 5,
    births: str | None = None,
    places: str | None = None,
    level: float = 0.95,
) -> Projection:
    """Project `years_ahead` years from a table of pupils by year and grade (and area).

    The lowest grade has no cohort before it: it stays at the mean of the last `history` years with their spread, or
    follows `births`, a column that on rows of coming years holds the number who will begin (those rows have no
    pupils). `places`: a column of capacity per grade in the last year. Raises `DataError`.
    """
    if not 1 <= years_ahead <= 15:
        raise bad_question("Antalet år framåt ska vara 1–15.", "The years ahead are 1–15.")
    years, grades, counts = table.number(year), table.number(grade), table.weight(pupils)
    areas = [""] * len(table) if area is None else [label or "" for label in _labels(table, area)]
    coming = None if births is None else table.number(births)
    room = None if places is None else table.number(places)
    cells: dict[str, dict[tuple[int, int], float]] = {}
    begins: dict[str, dict[int, float]] = {}
    capacity: dict[str, dict[int, float]] = {}
    for i in range(len(table)):
        if np.isnan(years[i]) or np.isnan(grades[i]):
            continue
        key = (int(years[i]), int(grades[i]))
        if not np.isnan(counts[i]):
            own = cells.setdefault(areas[i], {})
            if key in own:
                value = ", ".join(str(part) for part in (areas[i], *key) if part != "")
                columns = ", ".join(name for name in (area, year, grade) if name)
                raise DataError("row_twice", column=columns, value=value, row=int(table.rows[i]))
            own[key] = float(counts[i])
        elif coming is not None and not np.isnan(coming[i]):
            begins.setdefault(areas[i], {})[key[0]] = float(coming[i])
        if room is not None and not np.isnan(room[i]):
            capacity.setdefault(areas[i], {})[key[1]] = float(room[i])
    if not cells:
        raise DataError("no_complete_rows", column=f"{year}, {grade}, {pupils}", row=int(table.rows[0]))
    rows: list[Row] = []
    ratios: list[Ratio] = []
    last = max(y for own in cells.values() for y, _ in own)
    for name in sorted(cells):
        own = cells[name]
        if last not in {y for y, _ in own} or len({y for y, _ in own}) < 3:
            found = len({y for y, _ in own})
            raise DataError("too_few", column=f"{year} ({name})", found=found, needed=3, row=int(table.rows[-1]))
        _area(name, own, begins.get(name, {}), capacity.get(name, {}), last, years_ahead, history, level, rows, ratios)
    return Projection(
        rows=tuple(rows),
        ratios=tuple(ratios),
        last_year=last,
        n=sum(len(own) for own in cells.values()),
        method=METHOD,
        sources=(table.source,),
        notes=() if births is not None else (ENTRY,),
    )


def _labels(table: Table, name: str) -> list[str]:
    factor = table.factor(name)
    return [factor.labels[int(code)] if code >= 0 else "" for code in factor.codes]


def _area(
    name: str,
    own: dict[tuple[int, int], float],
    begins: dict[int, float],
    capacity: dict[int, float],
    last: int,
    years_ahead: int,
    history: int,
    level: float,
    rows: list[Row],
    ratios: list[Ratio],
) -> None:
    grades = sorted({g for _, g in own})
    span = range(last - history, last)
    step: dict[int, tuple[float, float, int]] = {}
    for g in grades[:-1]:
        pairs = [
            (own[y, g], own[y + 1, g + 1]) for y in span if (y, g) in own and (y + 1, g + 1) in own and own[y, g] > 0
        ]
        if not pairs:
            step[g] = (1.0, 0.0, 0)
            continue
        before, after = (sum(pair[i] for pair in pairs) for i in (0, 1))
        ratio = after / before
        # The spread of the yearly ratios; never less than whole pupils coming and going would give by chance.
        chance = abs(1 - ratio) / max(before / len(pairs), 1) + 0.02 / max(before / len(pairs), 1)
        if len(pairs) > 1 and ratio > 0:
            logs = [np.log(max(b, 0.5) / a) - np.log(ratio) for a, b in pairs]
            spread2 = max(sum(x * x for x in logs) / (len(pairs) - 1), chance)
        else:
            spread2 = max(chance, 0.05**2)
        step[g] = (ratio, spread2, len(pairs))
        ratios.append(Ratio(area=name, grade=g, ratio=ratio, spread=float(np.sqrt(spread2)), years=len(pairs)))
    entries = [own[y, grades[0]] for y in range(last - history + 1, last + 1) if (y, grades[0]) in own]
    entry = sum(entries) / len(entries)
    entry2 = float(np.var(entries, ddof=1)) / max(entry, 1) ** 2 if len(entries) > 1 and entry else 0.01
    now = {g: (own.get((last, g), 0.0), 0.0) for g in grades}
    df = max(2, min([count for _, _, count in step.values() if count] or [2]) - 1)
    quantile = float(stdtrit(df, 0.5 + level / 2))
    for ahead in range(1, years_ahead + 1):
        coming: dict[int, tuple[float, float]] = {}
        for g in grades:
            if g - 1 in now and g - 1 in step:
                value, variance = now[g - 1]
                ratio, spread2, count = step[g - 1]
                # One more year's spread, and that the ratio itself is the mean of a few years.
                coming[g] = (value * ratio, variance + spread2 * (1 + 1 / max(count, 1)))
            elif last + ahead in begins:
                coming[g] = (begins[last + ahead], 1 / max(begins[last + ahead], 1))
            else:
                coming[g] = (entry, entry2 * (1 + ahead / len(entries)))
        now = coming
        for g in grades:
            value, variance = now[g]
            wide = float(np.exp(quantile * np.sqrt(variance)))
            rows.append(_row(name, last + ahead, g, value, value / wide, value * wide, capacity.get(g)))
        total = sum(value for value, _ in now.values())
        variance = sum((value**2) * variance for value, variance in now.values()) / max(total, 1) ** 2
        wide = float(np.exp(quantile * np.sqrt(variance)))
        all_places = sum(capacity.values()) if capacity and set(capacity) >= set(grades) else None
        rows.append(_row(name, last + ahead, None, total, total / wide, total * wide, all_places))


def _row(area: str, year: int, grade: int | None, value: float, low: float, high: float, places: float | None) -> Row:
    short = None if places is None else max(0.0, value - places)
    return Row(area=area, year=year, grade=grade, pupils=value, low=low, high=high, places=places, short=short)


ENTRY = Note(
    code="entry_held",
    text=Text(
        "Den lägsta årskursen hålls vid de senaste årens medel; ange födelsetal för en bättre prognos.",
        "The lowest grade is held at the mean of the last years; give births for a better projection.",
    ),
)
METHOD = Method(
    text=Text(
        "Varje årskull följs till nästa årskurs med kvoten från de senaste åren. Intervallet bygger på hur kvoten "
        "har växlat mellan åren; det räknar inte med nya bostäder eller skolor som öppnar och stänger.",
        "Each cohort is followed to the next grade with the ratio of the last years. The interval stands on how the "
        "ratio has varied between years; it does not know of new housing or of schools that open and close.",
    ),
    random=Text("Årens kvoter mellan årskurser.", "The years' ratios between grades."),
    reference="Shryock & Siegel 1976, The Methods and Materials of Demography (grade progression, cohort survival)",
)
