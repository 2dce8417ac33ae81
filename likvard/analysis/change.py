"""How schools change between two windows of years, and how much of it is chance that will swing back.

Rows (pupils, or a school's yearly mean with its pupils as weight) follow yᵢ = year + x'β + uⱼ + vⱼw + eᵢ: a school has
a lasting level u and one of its own in each window, v. The change told is the difference of the two v, shrunken by what
a window of its size can show. What is seen beyond it is regression to the mean: schools that are looked at because they
were low one year will mostly be higher the next, whatever is done.

Galton (1886); Goldstein, Multilevel Statistical Models (2011), ch. 2; Leckie & Goldstein (2009) JRSS A 172.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from likvard.analysis import gathering, reml
from likvard.analysis.bands import Step, word
from likvard.analysis.design import columns_of
from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.levels import Nested
from likvard.analysis.results import Z95, Method, Note, Result, Text, dropped
from likvard.analysis.table import Floats, Table

WINDOW = 3
_CELL, _YEAR = "likvard_window", "likvard_year"


@dataclass(frozen=True, kw_only=True)
class SchoolChange:
    """`seen` is the raw difference of the windows' means less everyone's; `estimate` what is likely to last, with its
    95 % interval; `swings_back` the rest. `n_before` and `n_after` are rows, or sums of weights."""

    group: str
    n_before: float
    n_after: float
    seen: float
    estimate: float
    se: float
    low: float
    high: float
    swings_back: float
    word: Step


@dataclass(frozen=True, kw_only=True)
class Change(Result):
    """`lasting` is the share of a seen change that is expected to last in a school of median size, and `next_year` the
    share of one year's deviation from the expected that is expected in the next year."""

    outcome: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    tau2_school: float
    tau2_window: float
    sigma2: float
    lasting: float
    next_year: float
    schools: tuple[SchoolChange, ...]


def columns(outcome: str, group: str, time: str, terms: Sequence[str], weights: str | None) -> list[str]:
    """What `change` reads of a file."""
    return [outcome, group, time, *columns_of(terms), *([weights] if weights else [])]


def change(
    table: Table,
    outcome: str,
    group: str,
    time: str,
    terms: Sequence[str] = (),
    *,
    weights: str | None = None,
    window: int = WINDOW,
) -> Change:
    """The change of each school from the window of `window` years before to the last `window` years of `time`.

    Raises `DataError`: `too_few` when the years do not fill two windows, and what `design.frame` raises.
    """
    if window < 1:
        raise bad_question("Fönstret ska ha minst ett år.", "The window must have at least one year.")
    years = table.factor(time)
    if len(years.labels) < 2 * window:
        raise DataError("too_few", column=time, found=len(years.labels), needed=2 * window, row=int(table.rows[-1]))
    before, after = years.labels[-2 * window : -window], years.labels[-window:]
    first = len(years.labels) - 2 * window
    kept = table.keep(years.codes >= first)
    years = kept.factor(time)
    schools = kept.factor(group)
    cell = np.where(schools.codes >= 0, schools.codes * 2 + (years.codes >= window), -1)
    arrow = kept.arrow.append_column(_CELL, pa.array(cell, mask=cell < 0))
    arrow = arrow.append_column(_YEAR, pa.array([years.labels[code] for code in years.codes]))
    kept = replace(kept, arrow=arrow)
    given = gathering.of_rows(kept, outcome, [f"C({_YEAR})", *terms], [_CELL, group], weights)
    shape, arrangement, _ = gathering.arranged(given)
    if arrangement != "nested" or not isinstance(shape, Nested):
        raise AssertionError(arrangement)
    reml.can_be_solved(shape, given.n, outcome, [time, group], given.first_row)
    found = reml.solve(shape, given.n, restricted=True)
    told = _schools(found, shape, given, schools.labels)
    if not told:
        raise DataError("too_few", column=group, found=0, needed=1, row=int(table.rows[-1]))
    typical = float(np.median([[s.n_before, s.n_after] for s in told])) or 1.0
    window_tau2, school_tau2 = found.tau2
    noise = found.sigma2 / typical
    lasting = window_tau2 / (window_tau2 + noise)
    persistent = school_tau2 + window_tau2
    next_year = persistent / (persistent + found.sigma2 / (typical / window)) if persistent > 0 else 0.0
    return Change(
        n=given.n,
        method=_method(group, time, window, weights),
        sources=(table.source,),
        notes=(*dropped(given.lost, ", ".join([outcome, *columns_of(terms), group, time])), _note(lasting, next_year)),
        outcome=outcome,
        before=before,
        after=after,
        tau2_school=school_tau2,
        tau2_window=window_tau2,
        sigma2=found.sigma2,
        lasting=lasting,
        next_year=next_year,
        schools=told,
    )


def _schools(
    found: reml.Solution, shape: Nested, given: gathering.Gathered, labels: tuple[str, ...]
) -> tuple[SchoolChange, ...]:
    inner, outer = found.ratios
    n = shape.data.n
    v = inner * (found.pieces.sums[0][:, -1] - found.pieces.sums[0][:, :-1] @ found.beta)
    # Means of each cell less what the years and covariates lead one to expect.
    residual = (shape.data.sums[:, -1] - shape.data.sums[:, :-1] @ found.beta) / n
    weight = np.asarray(n / (1 + n * inner), dtype=np.float64)
    mass = np.bincount(shape.outer, weights=weight)
    share = np.asarray((outer / (1 + mass * outer))[shape.outer], dtype=np.float64)
    places = {label: k for k, label in enumerate(given.labels[0])}
    out = []
    for code, label in enumerate(labels):
        a, b = places.get(str(2 * code)), places.get(str(2 * code + 1))
        if a is None or b is None:
            continue  # a school that opened or closed between the windows has no change
        spread = _covered(weight, share, inner, a, b) * found.sigma2
        estimate, seen = float(v[b] - v[a]), float(residual[b] - residual[a])
        se = math.sqrt(max(spread, 0.0))
        out.append(
            SchoolChange(
                group=label,
                n_before=float(n[a]),
                n_after=float(n[b]),
                seen=seen,
                estimate=estimate,
                se=se,
                low=estimate - Z95 * se,
                high=estimate + Z95 * se,
                swings_back=seen - estimate,
                word=word(estimate, se) if se > 0 else "not_told_apart",
            )
        )
    return tuple(out)


def _covered(weight: Floats, share: Floats, t: float, a: int, b: int) -> float:
    """Var(v_b - v_a | y) / σ² from the blocks t I - t² Z'V⁻¹Z."""
    wa, wb, g = float(weight[a]), float(weight[b]), float(share[a])
    return 2 * t - t * t * ((wa - wa * wa * g) + (wb - wb * wb * g) + 2 * wa * wb * g)


def _note(lasting: float, next_year: float) -> Note:
    return Note(
        code="regression_to_the_mean",
        text=Text(
            f"Återgång mot medelvärdet: av en sedd förändring på 10 väntas {10 * lasting:.1f} bestå i en skola av "
            f"vanlig storlek, och av ett års avvikelse på 10 väntas {10 * next_year:.1f} nästa år. Den som väljer ut "
            "skolor efter ett svagt år ser därför en förbättring utan att något har gjorts.",
            f"Regression to the mean: of a seen change of 10, {10 * lasting:.1f} is expected to last in a school of "
            f"common size, and of one year's deviation of 10, {10 * next_year:.1f} the next year. Whoever picks "
            "schools after a weak year therefore sees an improvement without anything having been done.",
        ),
    )


def _method(group: str, time: str, window: int, weights: str | None) -> Method:
    weighted_sv = f", raderna vägda med {weights}" if weights else ""
    weighted_en = f", rows weighted by {weights}" if weights else ""
    return Method(
        text=Text(
            f"Regression med en nivå för varje år, för varje {group} och för {group} i varje fönster om {window} år "
            f"({time}){weighted_sv}; förändringen är skillnaden mellan fönstren, krympt efter vad de kan visa.",
            f"Regression with a level for each year, each {group} and each {group} in each window of {window} years "
            f"({time}){weighted_en}; the change is the difference of the windows, shrunken by what they can show.",
        ),
        random=Text(
            "Rader inom fönster, fönster inom skolor, och skolor.", "Rows, windows within schools, and schools."
        ),
        reference="Goldstein (2011) Multilevel Statistical Models; Leckie & Goldstein (2009) JRSS A 172",
    )
