"""Means of a population from a sample drawn by design: strata, clusters, finite populations, replicate weights,
plausible values.

By linearisation: zᵢ = wᵢ(yᵢ - ŷ)/Σw, summed within clusters, its variance taken within strata and shrunk by 1 - f.
By replicates: the mean is computed once more with each set of weights (PISA: 80 of them, Fay's factor 0.5).
With plausible values the mean is taken for each, and their spread added (Rubin 1987).

Lumley, Complex Surveys (2010); OECD, PISA Data Analysis Manual (2009), ch. 7-8.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.results import Coefficient, Method, Result, Text, coefficient, dropped
from likvard.analysis.table import Codes, Factor, Floats, Table


@dataclass(frozen=True, kw_only=True)
class DesignMean(Result):
    """The mean of all, named `mean`, and then of each group of `by`, in its order. `df` is the number of clusters
    less the number of strata (or of replicates less one); `counts` has n for each coefficient. `gaps` are the
    differences of each group from the first, with the covariance that the design gives them."""

    outcome: tuple[str, ...]
    coefficients: tuple[Coefficient, ...]
    gaps: tuple[Coefficient, ...]
    counts: tuple[int, ...]
    df: int


def design_mean(
    table: Table,
    outcome: Sequence[str],
    *,
    weights: str | None = None,
    strata: str | None = None,
    cluster: str | None = None,
    fpc: str | None = None,
    replicates: Sequence[str] = (),
    fay: float = 0.0,
    by: str | None = None,
) -> DesignMean:
    """The mean of `outcome`: one column, or several plausible values of the same thing.

    `fpc` is a column with the size of the stratum's population (in clusters where there are clusters), or the share
    drawn when it is 1 or less. `replicates` names columns of replicate weights; then strata and clusters are in them.
    Raises `DataError`: `one_group` when a stratum has a single cluster, `out_of_range` when a population is smaller
    than its sample.
    """
    if replicates and (strata or cluster or fpc):
        raise bad_question(
            "Med replikatvikter anges inte strata, kluster eller populationsstorlek.",
            "With replicate weights, strata, clusters and population size are not given.",
        )
    values = np.stack([table.number(name) for name in outcome])
    weight = table.weight(weights) if weights else np.ones(len(table))
    complete = ~np.isnan(values).any(axis=0) & ~np.isnan(weight)
    groups = table.factor(by) if by else None
    if groups is not None:
        complete &= groups.codes >= 0
    columns = ", ".join([*outcome, *([weights] if weights else []), *([by] if by else [])])
    if complete.sum() < 2:
        raise DataError("too_few", column=columns, found=int(complete.sum()), needed=2, row=int(table.rows[-1]))
    domains = [("mean", complete)]
    if groups is not None:
        domains += [(label, complete & (groups.codes == place)) for place, label in enumerate(groups.labels)]
    drawn = _Replicates(table, replicates, fay) if replicates else _Strata(table, strata, cluster, fpc)
    quantile = float(stdtrit(drawn.df, 0.975))
    inside = np.stack([np.where(domain, np.nan_to_num(weight), 0.0) for _, domain in domains])
    for (name, domain), heavy in zip(domains, inside, strict=True):
        if not heavy.sum() > 0:
            raise DataError("empty_group", column=by or columns, value=name, row=table.first(domain | ~complete))
    means, covariances = zip(*(drawn.means(np.nan_to_num(y), inside) for y in values), strict=True)
    mean, covariance = np.mean(means, axis=0), np.mean(covariances, axis=0)
    if len(means) > 1:
        apart = np.stack(means) - mean
        covariance = covariance + (1 + 1 / len(means)) * (apart.T @ apart) / (len(means) - 1)
    coefficients = [
        coefficient(name, mean[k], math.sqrt(covariance[k, k]), quantile) for k, (name, _) in enumerate(domains)
    ]
    gaps = [
        coefficient(
            f"{domains[k][0]} - {domains[1][0]}",
            mean[k] - mean[1],
            math.sqrt(max(covariance[k, k] + covariance[1, 1] - 2 * covariance[1, k], 0.0)),
            quantile,
        )
        for k in range(2, len(domains))
    ]
    return DesignMean(
        n=int(complete.sum()),
        method=_method(replicates=len(replicates), fay=fay, values=len(outcome), finite=fpc is not None),
        sources=(table.source,),
        notes=dropped(len(table) - int(complete.sum()), columns),
        outcome=tuple(outcome),
        coefficients=tuple(coefficients),
        gaps=tuple(gaps),
        counts=tuple(int(domain.sum()) for _, domain in domains),
        df=drawn.df,
    )


class _Replicates:
    def __init__(self, table: Table, names: Sequence[str], fay: float) -> None:
        if not 0 <= fay < 1:
            raise bad_question("Fays faktor ska vara minst 0 och under 1.", "Fay's factor must be at least 0, below 1.")
        self.weights = np.stack([np.nan_to_num(table.weight(name)) for name in names])
        self.factor = 1 / (len(names) * (1 - fay) ** 2)
        self.df = len(names) - 1

    def means(self, y: Floats, weights: Floats) -> tuple[Floats, Floats]:
        """Means (d,) over the domains whose weights (d, n) are given, and their covariance (d, d)."""
        means = weights @ y / weights.sum(axis=1)
        domains = (weights > 0).astype(np.float64)
        apart = (self.weights * y) @ domains.T / (self.weights @ domains.T) - means
        return means, self.factor * apart.T @ apart


class _Strata:
    def __init__(self, table: Table, strata: str | None, cluster: str | None, fpc: str | None) -> None:
        n = len(table)
        stratum = self._whole(table, strata) if strata else Factor(np.zeros(n, dtype=np.int32), ("",))
        unit = self._whole(table, cluster).codes.astype(np.int64) if cluster else np.arange(n)
        # The same cluster number in two strata is two clusters.
        pairs = stratum.codes.astype(np.int64) * (int(unit.max()) + 1) + unit
        _, first, self.unit = np.unique(pairs, return_index=True, return_inverse=True)
        self.stratum: Codes = stratum.codes[first]
        self.drawn = np.bincount(self.stratum, minlength=len(stratum.labels)).astype(np.float64)
        if (self.drawn < 2).any():
            place = int(np.argmax(self.drawn < 2))
            raise DataError(
                "one_group",
                column=cluster or strata or "",
                value=stratum.labels[place],
                row=table.first(stratum.codes == place),
            )
        share = np.zeros(len(stratum.labels))
        if fpc:
            size = table.number(fpc)
            of_stratum = np.full(len(share), np.nan)
            of_stratum[stratum.codes] = size
            share = np.where(of_stratum <= 1, of_stratum, self.drawn / of_stratum)
            wrong = ~((share >= 0) & (share <= 1))
            if wrong.any():
                place = int(np.argmax(wrong))
                row = table.first(stratum.codes == place)
                raise DataError(
                    "out_of_range",
                    column=fpc,
                    row=row,
                    value=of_stratum[place],
                    low=int(self.drawn[place]),
                    high="∞",
                )
        self.factor = (1 - share) * self.drawn / (self.drawn - 1)
        self.df = int(self.drawn.sum()) - len(self.drawn)

    @staticmethod
    def _whole(table: Table, name: str) -> Factor:
        found = table.factor(name)
        if (found.codes < 0).any():
            raise DataError("no_complete_rows", column=name, row=table.first(found.codes < 0))
        return found

    def means(self, y: Floats, weights: Floats) -> tuple[Floats, Floats]:
        """Means (d,) over the domains whose weights (d, n) are given, and their covariance (d, d)."""
        totals = weights.sum(axis=1)
        means = weights @ y / totals
        z = np.stack(
            [
                np.bincount(self.unit, weights=w * (y - m) / t, minlength=len(self.stratum))
                for w, m, t in zip(weights, means, totals, strict=True)
            ],
            axis=1,
        )
        centre = np.stack([np.bincount(self.stratum, weights=column) / self.drawn for column in z.T], axis=1)
        apart = z - centre[self.stratum]
        return means, (apart * self.factor[self.stratum, None]).T @ apart


def _method(*, replicates: int, fay: float, values: int, finite: bool) -> Method:
    sv, en = (
        (f"{replicates} replikatvikter (Fay {fay:g})", f"{replicates} replicate weights (Fay {fay:g})")
        if replicates
        else ("linearisering inom strata och kluster", "linearisation within strata and clusters")
    )
    if values > 1:
        sv += f"; {values} möjliga värden enligt Rubin"
        en += f"; {values} plausible values by Rubin's rules"
    if finite:
        sv += "; ändlig population"
        en += "; finite population"
    return Method(
        text=Text(f"Viktat medelvärde i populationen, medelfel med {sv}.", f"Weighted population mean, error by {en}."),
        random=Text("Vilka som drogs i urvalet.", "Who was drawn into the sample."),
        reference="Lumley (2010) Complex Surveys; OECD (2009) PISA Data Analysis Manual; Rubin (1987)",
    )
