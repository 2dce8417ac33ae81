"""Kitagawa: the gap in a rate as composition and rates, over the categories of one column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from likvard.analysis.decomposition.regression import Part
from likvard.analysis.errors import DataError, listed, near
from likvard.analysis.results import Z95, Method, Result, Text, dropped
from likvard.analysis.table import Floats, Table, two_groups, varying


@dataclass(frozen=True, kw_only=True)
class Category:
    """One category: the groups' shares of it and their means in it, and what it gives to each part."""

    name: str
    shares: tuple[float, float]
    means: tuple[float, float]
    composition: float
    rates: float


@dataclass(frozen=True, kw_only=True)
class Composition(Result):
    """`parts`: `difference` (first less second), `composition` and `rates`, which add up to it. `n` pupils."""

    outcome: str
    by: str
    over: str
    groups: tuple[str, str]
    means: tuple[float, float]
    parts: tuple[Part, ...]
    categories: tuple[Category, ...]


def kitagawa(
    table: Table,
    outcome: str,
    by: str,
    over: str,
    *,
    value: str | None = None,
    weight: str | None = None,
    groups: tuple[str, str] | None = None,
) -> Composition:
    """Divide the difference in the mean of `outcome` (or the share of `value`) between two groups of `by`.

    Symmetric: composition is valued at the mean of both groups' rates, rates at the mean of both compositions. Raises
    `DataError`, also when a category holds only one of the groups.
    """
    sexes = two_groups(table, by)
    categories = two_groups(table, over)
    if value is None:
        y = table.number(outcome)
    else:
        factor = table.factor(outcome)
        if value not in factor.labels:
            known = list(factor.labels)
            raise DataError("no_such_group", column=outcome, value=value, near=near(value, known), values=listed(known))
        y = np.where(factor.codes < 0, np.nan, (factor.codes == factor.labels.index(value)).astype(float))
    w = np.ones(len(table)) if weight is None else table.weight(weight)
    if groups is None:
        if len(sexes.labels) != 2:
            known_groups, row = listed(list(sexes.labels)), table.first(sexes.codes == 2)
            raise DataError("not_two_groups", column=by, found=len(sexes.labels), values=known_groups, row=row)
        groups = (sexes.labels[0], sexes.labels[1])
    for name in groups:
        if name not in sexes.labels:
            known = list(sexes.labels)
            raise DataError("no_such_group", column=by, value=name, near=near(name, known), values=listed(known))
    complete = (sexes.codes >= 0) & (categories.codes >= 0) & ~np.isnan(y) & ~np.isnan(w)
    if complete.any():
        varying(table, outcome, np.where(complete & (w > 0), y, np.nan))
    found = []
    for name in groups:
        mask = complete & (sexes.codes == sexes.labels.index(name))
        codes = categories.codes[mask]
        size = np.bincount(codes, w[mask], minlength=len(categories.labels))
        total = np.bincount(codes, w[mask] * y[mask], minlength=len(categories.labels))
        square = np.bincount(codes, w[mask] * y[mask] ** 2, minlength=len(categories.labels))
        if size.sum() <= 0:
            raise DataError("empty_group", value=name, column=by, row=int(table.rows[0]))
        found.append((size, total, square))
    (n_a, s_a, q_a), (n_b, s_b, q_b) = found
    here = (n_a > 0) | (n_b > 0)
    alone = here & ((n_a == 0) | (n_b == 0))
    if alone.any():
        place = int(np.argmax(alone))
        name = groups[0] if n_a[place] == 0 else groups[1]
        row = table.first(categories.codes == place)
        raise DataError("empty_group", value=f"{name}, {categories.labels[place]}", column=f"{by}, {over}", row=row)
    p, q = (n[here] / n.sum() for n in (n_a, n_b))
    r, t = (s[here] / n[here] for s, n in ((s_a, n_a), (s_b, n_b)))
    composition, rates = (p - q) * (r + t) / 2, (r - t) * (p + q) / 2
    spread = [
        _spread(p, r, q_a[here] / n_a[here], float(n_a.sum()), (r + t) / 2, (p - q) / 2, (p + q) / 2, (r - t) / 2),
        _spread(q, t, q_b[here] / n_b[here], float(n_b.sum()), -(r + t) / 2, (p - q) / 2, -(p + q) / 2, (r - t) / 2),
    ]
    errors = np.sqrt(spread[0] + spread[1])
    means = (float(p @ r), float(q @ t))
    values = (means[0] - means[1], float(composition.sum()), float(rates.sum()))
    return Composition(
        outcome=outcome,
        by=by,
        over=over,
        groups=groups,
        means=means,
        parts=tuple(
            Part(name=name, estimate=x, se=float(se), low=x - Z95 * float(se), high=x + Z95 * float(se))
            for name, x, se in zip(("difference", "composition", "rates"), values, errors, strict=True)
        ),
        categories=tuple(
            Category(
                name=categories.labels[int(place)],
                shares=(float(p[i]), float(q[i])),
                means=(float(r[i]), float(t[i])),
                composition=float(composition[i]),
                rates=float(rates[i]),
            )
            for i, place in enumerate(np.flatnonzero(here))
        ),
        n=round(float(n_a.sum() + n_b.sum())),
        method=METHOD,
        sources=(table.source,),
        notes=dropped(int((~complete).sum()), ", ".join(n for n in (outcome, by, over, weight) if n)),
    )


def _spread(
    share: Floats, mean: Floats, square: Floats, n: float,
    composition_by_share: Floats, composition_by_mean: Floats, rates_by_mean: Floats, rates_by_share: Floats,
) -> Floats:  # fmt: skip
    """Variances of difference, composition and rates from one group: shares are multinomial, means vary inside."""
    inside = np.maximum(square - mean**2, 0.0) / (share * n)
    out = []
    for by_share, by_mean in (
        (composition_by_share + rates_by_share, composition_by_mean + rates_by_mean),
        (composition_by_share, composition_by_mean),
        (rates_by_share, rates_by_mean),
    ):
        centre = float(share @ by_share)
        out.append(float(share @ (by_share - centre) ** 2) / n + float(inside @ by_mean**2))
    return np.array(out)


METHOD = Method(
    text=Text(
        "Skillnaden i andel eller medelvärde delas räknemässigt i gruppernas olika fördelning över kategorierna "
        "(composition) och olika värden inom dem (rates), symmetriskt. En räknemässig del är ingen orsak.",
        "The difference in a share or mean is divided by arithmetic into the groups' different spread over the "
        "categories (composition) and different values inside them (rates), symmetrically. A part is no cause.",
    ),
    random=Text("Elever, inom varje grupp.", "Pupils, within each group."),
    reference="Kitagawa 1955, Journal of the American Statistical Association 50(272)",
)
