"""One mean out of several estimates with their errors: the random-effects mean.

θ̂ᵢ ~ N(μ, τ² + vᵢ) with known vᵢ; τ² by REML (or ML), the mean by weights 1/(τ²+vᵢ). The score equation is solved,
τ² = 0 is tried first. DerSimonian & Laird's moment estimate is not offered: it is biased when the vᵢ differ.

Raudenbush (2009) in The Handbook of Research Synthesis; Higgins, Thompson & Spiegelhalter (2009) for the prediction
interval; Rubin (1981) for the eight schools.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtrc, stdtrit

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.results import Coefficient, Interval, Method, Note, Result, Text, coefficient, dropped
from likvard.analysis.table import Floats, Table


@dataclass(frozen=True, kw_only=True)
class Shrunken:
    """One study's or school's own effect, drawn towards the mean."""

    group: str
    estimate: float
    conditional_variance: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Pooled(Result):
    """`q` (Cochran), its degrees of freedom and p value; `i2` the share of spread beyond chance; `prediction` where a
    new study's true effect lies with 95 %."""

    coefficients: tuple[Coefficient, ...]
    tau2: float
    q: float
    q_df: int
    q_p: float
    i2: float
    likelihood: Literal["reml", "ml"]
    boundary: bool
    prediction: Interval | None
    effects: tuple[Shrunken, ...]


def pooled(
    table: Table,
    estimate: str,
    *,
    se: str | None = None,
    variance: str | None = None,
    label: str | None = None,
    ml: bool = False,
) -> Pooled:
    """The mean of the column `estimate` with standard errors `se` or variances `variance` beside it.

    Raises `DataError`: `too_few` under two rows; `out_of_range` when an error is not above 0.
    """
    if (se is None) == (variance is None):
        raise bad_question("Ange antingen --se eller --variance.", "Give either --se or --variance.")
    y = table.number(estimate)
    name = se or variance or ""
    spread = table.number(name)
    complete = ~(np.isnan(y) | np.isnan(spread))
    wrong = complete & ~(spread > 0)
    if wrong.any():
        i = int(np.argmax(wrong))
        raise DataError(
            "out_of_range", column=name, row=int(table.rows[i]), value=table.shown(name, i), low="> 0", high="∞"
        )
    if complete.sum() < 2:
        raise DataError("too_few", column=estimate, found=int(complete.sum()), needed=2, row=int(table.rows[-1]))
    y, v = y[complete], (spread[complete] ** 2 if se else spread[complete])
    names = [str(table.shown(label, int(i))) for i in np.flatnonzero(complete)] if label else [
        str(i + 1) for i in range(len(y))
    ]  # fmt: skip

    fixed = 1 / v
    q = float(fixed @ (y - fixed @ y / fixed.sum()) ** 2)
    k = len(y)
    tau2 = _tau2(y, v, restricted=not ml)
    w = 1 / (tau2 + v)
    mean, error = float(w @ y / w.sum()), float(1 / math.sqrt(w.sum()))
    typical = (k - 1) * float(fixed.sum()) / float(fixed.sum() ** 2 - (fixed**2).sum())
    half = float(stdtrit(k - 2, 0.975)) * math.sqrt(tau2 + error**2) if k > 2 else math.nan
    share = np.divide(tau2, tau2 + v)
    effects = mean + share * (y - mean)
    conditional = share * v + (1 - share) ** 2 * error**2
    return Pooled(
        n=k,
        method=_method(ml=ml),
        sources=(table.source,),
        notes=(*dropped(len(complete) - k, f"{estimate}, {name}"), *_notes(tau2)),
        coefficients=(coefficient("mean", mean, error),),
        tau2=tau2,
        q=q,
        q_df=k - 1,
        q_p=float(chdtrc(k - 1, q)),
        i2=tau2 / (tau2 + typical),
        likelihood="ml" if ml else "reml",
        boundary=tau2 == 0,
        prediction=None if math.isnan(half) else Interval(mean - half, mean + half),
        effects=tuple(
            Shrunken(
                group=names[i],
                estimate=float(effects[i]),
                conditional_variance=float(conditional[i]),
                low=float(effects[i] - 1.959963984540054 * math.sqrt(conditional[i])),
                high=float(effects[i] + 1.959963984540054 * math.sqrt(conditional[i])),
            )
            for i in range(k)
        ),
    )


def _tau2(y: Floats, v: Floats, *, restricted: bool) -> float:
    def score(tau2: float) -> float:
        w = 1 / (tau2 + v)
        residual = y - w @ y / w.sum()
        trace = w.sum() - ((w**2).sum() / w.sum() if restricted else 0.0)
        return float(trace - (w**2) @ residual**2)

    def criterion(tau2: float) -> float:
        w = 1 / (tau2 + v)
        residual = y - w @ y / w.sum()
        value = -np.log(w).sum() + w @ residual**2
        return float(value + (np.log(w.sum()) if restricted else 0.0))

    scale = float(np.var(y) + v.max())
    grid = [0.0, *(scale * np.geomspace(1e-8, 1e3, 56))]
    best = int(np.argmin([criterion(value) for value in grid]))
    if best == 0 and score(0.0) >= 0:
        return 0.0
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    return float(brentq(score, low, high, xtol=1e-15 * scale, rtol=1e-14))


def _notes(tau2: float) -> tuple[Note, ...]:
    if tau2 > 0:
        return ()
    return (
        Note(
            code="boundary",
            text=Text(
                "Variansen mellan skattningarna är 0: de skiljer sig inte mer än deras osäkerhet ger.",
                "The variance between the estimates is 0: they differ no more than their errors give.",
            ),
        ),
    )


def _method(*, ml: bool) -> Method:
    way = "ML" if ml else "REML"
    return Method(
        text=Text(
            f"Medelvärde av skattningar med kända medelfel, med slumpmässiga effekter; variansen mellan dem med {way}.",
            f"Mean of estimates with known errors, with random effects; the variance between them by {way}.",
        ),
        random=Text(
            "Skattningarna inom sina medelfel, och de sanna effekterna som ett urval.",
            "The estimates within their errors, and the true effects as a sample.",
        ),
        reference="Raudenbush (2009) Handbook of Research Synthesis; Rubin (1981) J. Educational Statistics 6",
    )
