"""Random intercepts from sums: what a variance ratio does to cross-products, for one, nested and crossed groupings.

With z = (1, x, y) the p+1 columns of a regression, a model with V = I + Σ tᵢ ZᵢZᵢ' (σ² = 1) needs only z'V⁻¹z, log|V|,
the group sums Zᵢ'V⁻¹z and the diagonal of Zᵢ'V⁻¹Zᵢ. All of them follow from the sums of z within each group and
one matrix of totals z'z, which one pass over the rows gives (Bates; Longford 1987). Three arrangements:

- one grouping: school sums sⱼ, wⱼ = t/(1+nⱼt);
- nested: school sums are shrunk once more by 1/(1+nⱼt₁) and added up by municipality;
- crossed: the grouping with more groups is eliminated, the other is solved as one dense system.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from likvard.analysis.table import Floats


class Pieces(NamedTuple):
    """At one set of ratios: `total` z'V⁻¹z (q, q), `logdet` log|V|, and per grouping the sums Zᵢ'V⁻¹z (Jᵢ, q) and the
    diagonal of Zᵢ'V⁻¹Zᵢ (Jᵢ,)."""

    total: Floats
    logdet: float
    sums: tuple[Floats, ...]
    diagonals: tuple[Floats, ...]


class Levels(Protocol):
    """A model's grouping: how many ratios it has, and its pieces at given ratios (all ≥ 0)."""

    @property
    def ratios(self) -> int: ...

    def pieces(self, t: Sequence[float] | Floats) -> Pieces: ...


class Sums(NamedTuple):
    """One pass over the rows: `n` (J,) rows per group, `sums` (J, q) of z, `total` (q, q) of z'z."""

    n: Floats
    sums: Floats
    total: Floats


@dataclass(frozen=True)
class OneLevel:
    data: Sums

    @property
    def ratios(self) -> int:
        return 1

    def pieces(self, t: Sequence[float] | Floats) -> Pieces:
        (ratio,) = t
        grown = 1 + self.data.n * ratio
        total = self.data.total - weighted_products(self.data.sums, ratio / grown)
        return Pieces(total, float(np.log(grown).sum()), (self.data.sums / grown[:, None],), (self.data.n / grown,))


@dataclass(frozen=True)
class Nested:
    """`outer` (J,) says in which outer group (0…K-1) each inner group lies."""

    data: Sums
    outer: NDArray[np.int64]

    @property
    def ratios(self) -> int:
        return 2

    def pieces(self, t: Sequence[float] | Floats) -> Pieces:
        inner, between = t
        outer = self.outer
        grown = 1 + self.data.n * inner
        shrunk = self.data.sums / grown[:, None]
        weight = self.data.n / grown
        gathered = by_group(outer, shrunk)
        mass = np.bincount(outer, weights=weight)
        raised = 1 + mass * between
        share = between / raised
        total = self.data.total - weighted_products(self.data.sums, inner / grown) - weighted_products(gathered, share)
        logdet = float(np.log(grown).sum() + np.log(raised).sum())
        inner_sums = shrunk - (weight * share[outer])[:, None] * gathered[outer]
        return Pieces(
            total,
            logdet,
            (inner_sums, gathered / raised[:, None]),
            (weight - weight**2 * share[outer], mass / raised),
        )


@dataclass(frozen=True)
class Crossed:
    """`first` has at least as many groups as `second`; `counts` (J₁, J₂) are the rows in each pair of groups."""

    first: Sums
    second: Sums
    counts: Floats

    @property
    def ratios(self) -> int:
        return 2

    def pieces(self, t: Sequence[float] | Floats) -> Pieces:
        one, two = t
        counts = self.counts
        grown = 1 + self.first.n * one
        shrunk = self.first.sums / grown[:, None]
        weight = self.first.n / grown
        # V₁ = I + t₁Z₁Z₁'; everything of the second grouping, seen through V₁⁻¹.
        through = np.diag(self.second.n) - (counts * (one / grown)[:, None]).T @ counts
        seen = self.second.sums - counts.T @ (shrunk * one)
        inner = np.eye(len(through)) + two * through
        lu = scipy.linalg.lu_factor(inner)
        # (I + t₂B)⁻¹ is symmetric, as B is.
        solved = scipy.linalg.lu_solve(lu, seen)
        mass = scipy.linalg.lu_solve(lu, through)
        total = (
            self.first.total - (self.first.sums * (one / grown)[:, None]).T @ self.first.sums - two * seen.T @ solved
        )
        logdet = float(np.log(grown).sum() + np.log(np.abs(np.diag(lu[0]))).sum())
        between = counts / grown[:, None]  # Z₁'V₁⁻¹Z₂
        first_sums = shrunk - two * between @ solved
        first_diagonal = weight - two * np.einsum("jk,kj->j", between, scipy.linalg.lu_solve(lu, between.T))
        return Pieces(total, logdet, (first_sums, solved), (first_diagonal, np.diag(mass)))


def weighted_products(sums: Floats, weights: Floats | None = None) -> Floats:
    """Σⱼ wⱼ sⱼsⱼ' (q, q), in pieces so short that the matrix product starts no threads: they would cost more than they
    give, a hundred times for each model."""
    out = np.zeros((sums.shape[1],) * 2)
    step = max(1, 200_000 // sums.shape[1] ** 2)
    for start in range(0, len(sums), step):
        part = sums[start : start + step]
        out += part.T @ (part if weights is None else part * weights[start : start + step, None])
    return out


def by_group(codes: NDArray[np.int64] | NDArray[np.int32], values: Floats) -> Floats:
    """Sums (J, q) of the rows (n, q) within each group; codes are 0…J-1 without gaps."""
    groups = int(codes.max()) + 1
    out = np.empty((groups, values.shape[1]))
    for place in range(values.shape[1]):
        out[:, place] = np.bincount(codes, weights=values[:, place], minlength=groups)
    return out
