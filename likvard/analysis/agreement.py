"""How well two readers agree who have judged the same things without seeing each other's judgement.

Percent agreement with Wilson's interval (Wilson 1927), and Cohen's weighted kappa with linear weights (Cohen 1968)
with the large-sample standard error of Fleiss, Cohen and Everitt (1969). Linear weights count a difference of two
steps twice a difference of one, which is what a scale of ordered steps says and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from likvard.analysis import shares
from likvard.analysis.results import Z95

NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """`n` pairs; shares 0-1. `kappa` is None where it has no meaning: no pairs, or both used one and the same step.

    `kappa_interval` is None when the estimate's standard error is zero (perfect agreement, or one reader who used one
    step only): an interval of no width would claim a certainty that is not there.
    """

    n: int
    same: int
    share: float | None
    share_interval: Interval | None
    kappa: float | None
    kappa_interval: Interval | None


def wilson(successes: int, n: int, z: float = Z95) -> Interval | None:
    """Wilson's score interval of a share; None when nothing was counted. Raises `ValueError` on impossible counts."""
    if successes < 0 or successes > n:
        raise ValueError(f"{successes} of {n}")
    if n == 0:
        return None
    return Interval(*shares.wilson(successes / n, n, z))


def agreement(pairs: Sequence[tuple[str, str]], scale: Sequence[str]) -> Agreement:
    """Agreement of (first, second) judgements on the ordered steps of `scale`.

    Raises `ValueError` for a judgement that is no step of the scale.
    """
    place = {step: number for number, step in enumerate(scale)}
    if strange := {one for pair in pairs for one in pair} - set(place):
        raise ValueError(f"not on the scale: {sorted(strange)}")
    n, steps = len(pairs), len(scale)
    same = sum(one == other for one, other in pairs)
    if n == 0:
        return Agreement(0, 0, None, None, None, None)
    shares = [[0.0] * steps for _ in scale]
    for one, other in pairs:
        shares[place[one]][place[other]] += 1 / n
    kappa, error = _kappa(shares)
    return Agreement(
        n=n,
        same=same,
        share=same / n,
        share_interval=wilson(same, n),
        kappa=kappa,
        kappa_interval=None
        if kappa is None or error is None or error < NOTHING
        else Interval(max(-1.0, kappa - Z95 * error / sqrt(n)), min(1.0, kappa + Z95 * error / sqrt(n))),
    )


def _kappa(shares: list[list[float]]) -> tuple[float | None, float | None]:
    """Kappa and its standard error times the root of n, from the shares of each pair of steps."""
    steps = range(len(shares))
    widest = len(shares) - 1
    if widest < 1:
        return None, None
    weight = [[1 - abs(i - j) / widest for j in steps] for i in steps]
    rows = [sum(shares[i]) for i in steps]
    columns = [sum(shares[i][j] for i in steps) for j in steps]
    observed = sum(weight[i][j] * shares[i][j] for i in steps for j in steps)
    expected = sum(weight[i][j] * rows[i] * columns[j] for i in steps for j in steps)
    if 1 - expected < 1e-12:
        return None, None
    kappa = (observed - expected) / (1 - expected)
    of_row = [sum(columns[j] * weight[i][j] for j in steps) for i in steps]
    of_column = [sum(rows[i] * weight[i][j] for i in steps) for j in steps]
    spread = (
        sum(shares[i][j] * (weight[i][j] - (of_row[i] + of_column[j]) * (1 - kappa)) ** 2 for i in steps for j in steps)
        - (kappa - expected * (1 - kappa)) ** 2
    )
    return kappa, sqrt(max(0.0, spread)) / (1 - expected)
