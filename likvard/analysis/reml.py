"""Maximum likelihood for random intercepts, restricted (REML) or not, from the pieces of `levels`.

The score equation is solved, not the deviance minimised: a minimum is flat, and stops an optimiser at about the
square root of the machine's precision, while a root does not. Each ratio t = τ²/σ² is tried at 0 first; a variance
at its boundary is a result, and is told.

Patterson & Thompson (1971); Harville (1977); Satterthwaite's degrees of freedom after Giesbrecht & Burns (1985).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize, root

from likvard.analysis.errors import DataError
from likvard.analysis.levels import Levels, Pieces, weighted_products
from likvard.analysis.table import Floats

Ratios = Sequence[float] | Floats

# Ratios beyond these are the boundary itself to double precision.
LOWEST, HIGHEST = 1e-10, 1e8


@dataclass(frozen=True)
class Solution:
    """`ratios` t, `beta` (p,), `covariance` (p, p) of beta, `sigma2`, `criterion` (deviance, or REML's), and `pieces`.

    `df` (p,) are Satterthwaite's; `tau2_se` and `sigma2_se` asymptotic (None at the boundary).
    """

    ratios: tuple[float, ...]
    beta: Floats
    covariance: Floats
    sigma2: float
    criterion: float
    pieces: Pieces
    df: Floats
    tau2_se: tuple[float | None, ...]
    sigma2_se: float

    @property
    def tau2(self) -> tuple[float, ...]:
        return tuple(t * self.sigma2 for t in self.ratios)


class Likelihood:
    """The profile likelihood of n rows; the last of the q columns of the pieces is the outcome."""

    def __init__(self, levels: Levels, n: int, *, restricted: bool) -> None:
        self.levels = levels
        self.n = n
        self.restricted = restricted
        self.p = len(levels.pieces([0.0] * levels.ratios).total) - 1
        self.freedom = n - self.p if restricted else n

    def at(self, t: Ratios) -> tuple[Pieces, Floats, Floats, float]:
        """Pieces, beta, (x'V⁻¹x)⁻¹ and the residual sum of squares."""
        pieces = self.levels.pieces(t)
        inverse = np.asarray(np.linalg.inv(pieces.total[:-1, :-1]), dtype=np.float64)
        beta = np.asarray(np.linalg.solve(pieces.total[:-1, :-1], pieces.total[:-1, -1]), dtype=np.float64)
        rss = float(pieces.total[-1, -1] - pieces.total[:-1, -1] @ beta)
        return pieces, beta, inverse, rss

    def criterion(self, t: Ratios) -> float:
        """-2 log likelihood with sigma² at its best, constants included as lme4 has them."""
        pieces, _, inverse, rss = self.at(t)
        value = pieces.logdet + self.freedom * (1 + math.log(2 * math.pi * rss / self.freedom))
        return value - float(np.linalg.slogdet(inverse)[1]) if self.restricted else value

    def score(self, t: Ratios) -> Floats:
        """The derivative of the criterion by each ratio."""
        pieces, beta, inverse, rss = self.at(t)
        out = np.empty(len(pieces.sums))
        for place, (sums, diagonal) in enumerate(zip(pieces.sums, pieces.diagonals, strict=True)):
            residual = sums[:, -1] - sums[:, :-1] @ beta
            trace = float(diagonal.sum())
            if self.restricted:
                trace -= float(np.vdot(inverse, weighted_products(sums[:, :-1])))
            out[place] = trace - self.freedom / rss * float(residual @ residual)
        return out

    def full(self, variances: Ratios) -> float:
        """-2 log likelihood (no constants) at (sigma², tau²…), not profiled."""
        sigma2, *tau2 = variances
        pieces, _, inverse, rss = self.at([v / sigma2 for v in tau2])
        value = pieces.logdet + self.freedom * math.log(sigma2) + rss / sigma2
        return value - float(np.linalg.slogdet(inverse)[1]) if self.restricted else value


def can_be_solved(levels: Levels, n: int, outcome: str, groups: Sequence[str], row: int) -> None:
    """Raises `DataError`: `no_spread` when the covariates and groups decide every row, `saturated` when the covariates
    alone decide every group. `groups` are the groupings in the order of the ratios."""
    likelihood = Likelihood(levels, n, restricted=True)
    pieces, _, inverse, rss = likelihood.at([0.0] * levels.ratios)
    whole = float(pieces.total[-1, -1])
    for name, sums, diagonal in zip(groups, pieces.sums, pieces.diagonals, strict=True):
        left = float(diagonal.sum()) - float(np.vdot(inverse, weighted_products(sums[:, :-1])))
        if left < 1e-9 * float(diagonal.sum()):
            raise DataError("saturated", column=name, row=row)
    # With a level for each group as good as free, what is left lies within groups.
    within = likelihood.at([HIGHEST] * levels.ratios)[3]
    if not (rss > 1e-13 * whole and within > 10 / HIGHEST * whole):
        raise DataError("no_spread", column=outcome, row=row)


def solve(levels: Levels, n: int, *, restricted: bool) -> Solution:
    """The best ratios and all that follows. `n` rows, more than there are columns."""
    likelihood = Likelihood(levels, n, restricted=restricted)
    t = _one_ratio(likelihood) if levels.ratios == 1 else _two_ratios(likelihood)
    pieces, beta, inverse, rss = likelihood.at(t)
    sigma2 = rss / likelihood.freedom
    df, tau2_se, sigma2_se = _precision(likelihood, t, sigma2)
    return Solution(t, beta, sigma2 * inverse, sigma2, likelihood.criterion(t), pieces, df, tau2_se, sigma2_se)


def _one_ratio(likelihood: Likelihood) -> tuple[float, ...]:
    grid = np.concatenate([[0.0], np.geomspace(1e-5, 1e3, 9)])
    best = int(np.argmin([likelihood.criterion([t]) for t in grid]))
    if best == 0 and likelihood.score([0.0])[0] >= 0:
        return (0.0,)
    low = LOWEST if best <= 1 else grid[best - 1]
    high = grid[best + 1] if best + 1 < len(grid) else HIGHEST
    return (_root(likelihood, low, high),)


def _root(likelihood: Likelihood, low: float, high: float) -> float:
    def score(log_t: float) -> float:
        return float(likelihood.score([math.exp(log_t)])[0]) * math.exp(log_t)

    below, above = score(math.log(low)), score(math.log(high))
    if below >= 0:
        return 0.0
    if above <= 0:
        return high
    return math.exp(brentq(score, math.log(low), math.log(high), xtol=1e-14, rtol=1e-14, maxiter=200))


def _two_ratios(likelihood: Likelihood) -> tuple[float, ...]:
    """Coarse grid, a bounded search in √t, then the root of the score in log t for the ratios above 0."""
    values = [0.0, 0.003, 0.03, 0.15, 0.6, 3.0]
    start = min(itertools.product(values, values), key=likelihood.criterion)

    def both(theta: Floats) -> tuple[float, Floats]:
        t = theta**2
        return likelihood.criterion(t), likelihood.score(t) * 2 * theta

    begin = np.sqrt(np.maximum(start, 1e-3))
    found = minimize(both, begin, jac=True, method="L-BFGS-B", bounds=[(0, None)] * 2, options={"ftol": 1e-14})
    t = found.x**2
    free = [place for place in range(2) if t[place] > 1e-7 or likelihood.score(_with(t, {place: 0.0}))[place] < 0]
    t = _with(t, {place: 0.0 for place in range(2) if place not in free})
    if free:

        def score(log_t: Floats) -> Floats:
            at = _with(t, dict(zip(free, np.exp(log_t), strict=True)))
            return likelihood.score(at)[free] * np.exp(log_t)

        polished = root(score, np.log(np.maximum(t[free], LOWEST)), method="hybr", options={"xtol": 1e-13})
        better = _with(t, dict(zip(free, np.exp(polished.x), strict=True)))
        if likelihood.criterion(better) <= likelihood.criterion(t) + 1e-9:
            t = better
    return tuple(float(value) for value in t)


def _with(t: Floats, values: dict[int, float]) -> Floats:
    out = np.array(t, dtype=np.float64)
    for place, value in values.items():
        out[place] = value
    return out


def _precision(likelihood: Likelihood, t: Ratios, sigma2: float) -> tuple[Floats, tuple[float | None, ...], float]:
    """Satterthwaite's degrees of freedom of each coefficient, and the errors of the variances, from the curvature of
    the likelihood. A variance at its boundary is taken as known."""
    free = [place for place, ratio in enumerate(t) if ratio > 0]
    at = np.array([sigma2, *(t[place] * sigma2 for place in free)])
    step = 1e-3 * at

    def variances(values: Floats) -> list[float]:
        out = [float(values[0]), *([0.0] * len(t))]
        for place, value in zip(free, values[1:], strict=True):
            out[1 + place] = float(value)
        return out

    def function(values: Floats) -> float:
        return likelihood.full(variances(values))

    k = len(at)
    hessian = np.empty((k, k))
    centre = function(at)
    for i, j in itertools.combinations_with_replacement(range(k), 2):
        a, b = np.eye(k)[i] * step, np.eye(k)[j] * step
        if i == j:
            hessian[i, i] = (function(at + a) - 2 * centre + function(at - a)) / step[i] ** 2
        else:
            mixed = function(at + a + b) - function(at + a - b) - function(at - a + b) + function(at - a - b)
            hessian[i, j] = hessian[j, i] = mixed / (4 * step[i] * step[j])

    def beta_variances(values: Floats) -> Floats:
        sigma, *tau2 = variances(values)
        _, _, inverse, _ = likelihood.at([v / sigma for v in tau2])
        return sigma * np.diag(inverse)

    gradient = np.stack([(beta_variances(at + s) - beta_variances(at - s)) / (2 * s.sum()) for s in np.diag(step)])
    ceiling = float(likelihood.n - likelihood.p)
    nothing = tuple(None for _ in t)
    try:
        covariance = 2 * np.linalg.inv(hessian)  # the criterion is -2 log likelihood
    except np.linalg.LinAlgError:
        return np.full(likelihood.p, ceiling), nothing, math.nan
    spread = np.einsum("ip,ij,jp->p", gradient, covariance, gradient)
    if not (np.diag(covariance) > 0).all() or not (spread > 0).all():
        return np.full(likelihood.p, ceiling), nothing, math.nan
    df = np.clip(2 * beta_variances(at) ** 2 / spread, 1.0, ceiling)
    errors: list[float | None] = [None] * len(t)
    for place, value in zip(free, np.sqrt(np.diag(covariance))[1:], strict=True):
        errors[place] = float(value)
    return df, tuple(errors), float(np.sqrt(covariance[0, 0]))
