"""School effects given intake: a regression with random intercepts for one or two groupings.

Pupils i in schools j: yᵢⱼ = xᵢⱼ'β + uⱼ + eᵢⱼ, uⱼ ~ N(0, τ²), e ~ N(0, σ²); with a second grouping (municipality,
organiser, lower school) one more. Fitted by REML or ML from the sums of one pass over the rows (`levels`, `reml`).

Goldstein, Multilevel Statistical Models (4th ed. 2011); Raudenbush & Bryk, Hierarchical Linear Models (2002);
Goldstein & Healy (1995) for the intervals that compare two schools; Mundlak (1978) for `mean(x)`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri, stdtrit

from likvard.analysis import gathering, levels, reml
from likvard.analysis.design import MEAN, columns_of
from likvard.analysis.errors import bad_question
from likvard.analysis.results import (
    Z95,
    Z_OVERLAP,
    Coefficient,
    Interval,
    Result,
    coefficient,
    dropped,
)
from likvard.analysis.table import Floats, Table

from .words import method_of, notes_of

if TYPE_CHECKING:
    from likvard.analysis.engine import Scan

# Under this reliability more than half of a school's estimate is chance; under this n no value is shown on paper.
UNCERTAIN_BELOW = 0.5
FEWEST_SHOWN = 10

Status = Literal["reported", "uncertain", "few"]


class Effect(NamedTuple):
    """One group's effect, shrunken towards the mean of all.

    `conditional_variance` is that of the effect given the data and the coefficients; `se`, `low`, `high` (95 %) and
    the overlap interval (±1.39 se: two schools differ when theirs do not overlap) also carry the coefficients' error.
    `status`: `few` under 10 rows, `uncertain` under reliability 0.5. Not for ranking.
    """

    group: str
    n: int
    estimate: float
    conditional_variance: float
    reliability: float
    se: float
    low: float
    high: float
    overlap_low: float
    overlap_high: float
    status: Status


@dataclass(frozen=True, kw_only=True)
class Slopes:
    """A covariate's slope within groups, between their means, and the difference (the contextual effect)."""

    name: str
    within: float
    within_se: float
    between: float
    between_se: float
    difference: float
    difference_se: float


@dataclass(frozen=True, kw_only=True)
class Mixed(Result):
    """`icc` and `icc_group2` are shares of the whole variance given the covariates. `boundary` names the groupings
    whose variance is estimated as 0. `criterion` is -2 log likelihood (`ml`) or REML's, with all constants."""

    outcome: str
    likelihood: Literal["reml", "ml"]
    coefficients: tuple[Coefficient, ...]
    degrees_of_freedom: tuple[float, ...]
    tau2: float
    tau2_se: float | None
    tau2_group2: float | None
    tau2_group2_se: float | None
    sigma2: float
    sigma2_se: float
    icc: float
    icc_interval: Interval | None
    icc_group2: float | None
    criterion: float
    groups: int
    groups2: int | None
    arrangement: Literal["one", "nested", "crossed"]
    boundary: tuple[str, ...]
    slopes: tuple[Slopes, ...]
    effects: tuple[Effect, ...]
    effects_group2: tuple[Effect, ...]


def mixed(
    table: Table,
    outcome: str,
    group: str,
    terms: Sequence[str] = (),
    *,
    group2: str | None = None,
    weights: str | None = None,
    ml: bool = False,
) -> Mixed:
    """Fits the model; `terms` as in `design`. Rows without a value are left out and counted in a note. With `weights`
    (pupils behind a row that is a mean) a row has the variance σ²/w, and the n of effects is the sum of weights.

    Raises `DataError`: all of `design.frame`, `singletons` when every group has one row.
    """
    groups = _groups(group, group2)
    return of_sums(gathering.of_rows(table, outcome, terms, groups, weights), outcome, groups, ml=ml)


def mixed_by_engine(
    scan: Scan,
    outcome: str,
    group: str,
    terms: Sequence[str] = (),
    *,
    group2: str | None = None,
    ml: bool = False,
) -> Mixed:
    """The same, with the sums made by the scan's engine. The scan holds the outcome and the numbers of `terms` as
    numbers, and as groups the groupings and what stands in `C(…)`."""
    from likvard.analysis import engine_sums  # noqa: PLC0415 - Ibis takes a second to load; rows in memory need none

    groups = _groups(group, group2)
    return of_sums(engine_sums.of_scan(scan, outcome, terms, groups), outcome, groups, ml=ml)


def mixed_many(
    table: Table, outcomes: Sequence[str], group: str, terms: Sequence[str] = (), *, ml: bool = False
) -> Iterator[Mixed]:
    """One model for each outcome (each subject), with the covariates gone through once."""
    for outcome, found in gathering.of_outcomes(table, outcomes, terms, group):
        yield of_sums(found, outcome, [group], ml=ml)


def _groups(group: str, group2: str | None) -> list[str]:
    if group == group2:
        raise bad_question("--group och --group2 är samma kolumn.", "--group and --group2 are the same column.")
    return [group] + ([group2] if group2 else [])


def of_sums(given: gathering.Gathered, outcome: str, names: Sequence[str], *, ml: bool) -> Mixed:
    """The model of sums that have been gathered, by whichever way."""
    shape, arrangement, order = gathering.arranged(given)
    reml.can_be_solved(shape, given.n, outcome, [names[place] for place in order], given.first_row)
    found = reml.solve(shape, given.n, restricted=not ml)
    beta, covariance = _uncentred(found, given.means)
    two = len(names) == 2
    tau2 = [found.tau2[place] for place in order]
    errors = [found.tau2_se[place] for place in order]
    whole = sum(tau2) + found.sigma2
    boundary = tuple(name for name, value in zip(names, tau2, strict=True) if value == 0)
    effects = [
        _effects(found, place, labels, sums.n)
        for place, labels, sums in zip(order, given.labels, given.sums, strict=True)
    ]
    return Mixed(
        n=given.n,
        method=method_of(ml=ml, names=names, arrangement=arrangement),
        sources=(given.source,),
        notes=(*dropped(given.lost, ", ".join(given.columns)), *notes_of(boundary, arrangement, names)),
        outcome=outcome,
        likelihood="ml" if ml else "reml",
        coefficients=tuple(
            coefficient(name, beta[k], math.sqrt(covariance[k, k]), float(stdtrit(found.df[k], 0.975)))
            for k, name in enumerate(given.names)
        ),
        degrees_of_freedom=tuple(float(value) for value in found.df),
        tau2=tau2[0],
        tau2_se=errors[0],
        tau2_group2=tau2[1] if two else None,
        tau2_group2_se=errors[1] if two else None,
        sigma2=found.sigma2,
        sigma2_se=found.sigma2_se,
        icc=tau2[0] / whole,
        icc_interval=None if two else _icc_interval(shape, given.n, found, restricted=not ml),
        icc_group2=tau2[1] / whole if two else None,
        criterion=found.criterion - given.log_weights,
        groups=len(given.labels[0]),
        groups2=len(given.labels[1]) if two else None,
        arrangement=arrangement,
        boundary=boundary,
        slopes=_slopes(given.names, beta, covariance),
        effects=effects[0],
        effects_group2=effects[1] if two else (),
    )


def columns(
    outcome: str, group: str, terms: Sequence[str], group2: str | None, weights: str | None = None
) -> list[str]:
    """What `mixed` reads of a file."""
    return [outcome, *columns_of(terms), group, *([group2] if group2 else []), *([weights] if weights else [])]


def _uncentred(found: reml.Solution, means: Floats) -> tuple[Floats, Floats]:
    """Coefficients and covariance as if nothing had been centred: only the intercept moves."""
    shift = np.eye(len(found.beta))
    shift[0, 1:] = -means[1:-1]
    beta = shift @ found.beta
    beta[0] += means[-1]
    return beta, shift @ found.covariance @ shift.T


# ---------------------------------------------------------------- what is told


def _effects(found: reml.Solution, place: int, labels: tuple[str, ...], counts: Floats) -> tuple[Effect, ...]:
    ratio, sigma2 = found.ratios[place], found.sigma2
    sums, diagonal = found.pieces.sums[place], found.pieces.diagonals[place]
    estimates = ratio * (sums[:, -1] - sums[:, :-1] @ found.beta)
    conditional = sigma2 * ratio * (1 - ratio * diagonal)
    of_beta = ratio**2 * ((sums[:, :-1] @ found.covariance) * sums[:, :-1]).sum(axis=1)
    errors = np.sqrt(conditional + of_beta)
    reliability = ratio * diagonal
    told = zip(
        labels,
        counts.astype(np.int64).tolist(),
        estimates.tolist(),
        conditional.tolist(),
        reliability.tolist(),
        errors.tolist(),
        (estimates - Z95 * errors).tolist(),
        (estimates + Z95 * errors).tolist(),
        (estimates - Z_OVERLAP * errors).tolist(),
        (estimates + Z_OVERLAP * errors).tolist(),
        strict=True,
    )
    return tuple(
        Effect(group, n, estimate, spread, share, se, *limits, _status(n, share))  # type: ignore[call-arg]
        for group, n, estimate, spread, share, se, *limits in told
    )


def _status(n: int, reliability: float) -> Status:
    if n < FEWEST_SHOWN:
        return "few"
    return "uncertain" if reliability < UNCERTAIN_BELOW else "reported"


def _slopes(names: tuple[str, ...], beta: Floats, covariance: Floats) -> tuple[Slopes, ...]:
    out = []
    for k, name in enumerate(names):
        found = MEAN.fullmatch(name)
        if not found or found.group(1) not in names:
            continue
        w = names.index(found.group(1))
        out.append(
            Slopes(
                name=found.group(1),
                within=float(beta[w]),
                within_se=math.sqrt(covariance[w, w]),
                between=float(beta[w] + beta[k]),
                between_se=math.sqrt(covariance[w, w] + covariance[k, k] + 2 * covariance[w, k]),
                difference=float(beta[k]),
                difference_se=math.sqrt(covariance[k, k]),
            )
        )
    return tuple(out)


def _icc_interval(shape: levels.Levels, n: int, found: reml.Solution, *, restricted: bool) -> Interval:
    """95 % by profile likelihood: the ratios that the data do not reject at 5 %."""
    likelihood = reml.Likelihood(shape, n, restricted=restricted)
    limit = found.criterion + float(chdtri(1, 0.05))
    best = found.ratios[0]

    def over(t: float) -> float:
        return likelihood.criterion([t]) - limit

    low = 0.0
    if best > 0 and over(0.0) > 0:
        low = float(brentq(over, 0.0, best))
    high = max(best, 1e-6)
    while over(high) < 0 and high < reml.HIGHEST:
        high *= 2
    high = float(brentq(over, max(best, low), high)) if over(high) > 0 else math.inf
    return Interval(low / (1 + low), 1.0 if math.isinf(high) else high / (1 + high))
