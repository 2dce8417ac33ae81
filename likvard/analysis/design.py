"""From column names to a matrix: what stands on the right-hand side of a regression.

A term is a column (`ses`), groups of a column (`C(year)`, and every column of words), an interaction (`ses:sector`),
both and their interaction (`ses*sector`), or a group's own mean of a column (`mean(ses)`, after Mundlak 1978).
Groups enter as treatment contrasts against the first group, each named `sector[Public]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.table import Codes, Factor, Floats, Mask, Table, two_groups, varying

INTERCEPT = "intercept"
MEAN = re.compile(r"mean\((.+)\)")
GROUPS = re.compile(r"C\((.+)\)")


@dataclass(frozen=True)
class Frame:
    """Complete rows, ready for an estimator.

    `covariates` are the columns (n,) after the intercept, `x` all of them (n, p) with the intercept first, `y` (n,),
    `names` the p names. `groups` are the grouping columns with codes 0…J-1 on the kept rows, `weights` (n,) or None.
    `lost` rows lacked a value somewhere in `columns`.
    """

    y: Floats
    covariates: tuple[Floats, ...]
    names: tuple[str, ...]
    groups: tuple[Factor, ...]
    weights: Floats | None
    rows: NDArray[np.int64]
    lost: int
    columns: tuple[str, ...]
    table: Table

    @cached_property
    def x(self) -> Floats:
        """The matrix. Raises `collinear` with the first column that is a sum of those before it."""
        x = np.empty((len(self.y), len(self.names)), order="F")
        x[:, 0] = 1.0
        for place, values in enumerate(self.covariates, start=1):
            x[:, place] = values
        centre = x[:, 1:].mean(axis=0)
        independent(self, x[:, 1:].T @ x[:, 1:] - len(x) * np.outer(centre, centre))
        return x


def columns_of(terms: Sequence[str]) -> list[str]:
    """The file's columns that the terms need, each once."""
    return list(dict.fromkeys(_column(part) for term in terms for part in re.split("[:*]", term)))


def frame(
    table: Table,
    outcome: str,
    terms: Sequence[str] = (),
    *,
    groups: Sequence[str] = (),
    weights: str | None = None,
    missing_outcome: bool = False,
) -> Frame:
    """The frame of a regression of `outcome` on `terms`; rows without a value in one of the columns are left out.

    `groups[0]` is what `mean(…)` is taken over. With `missing_outcome` rows without an outcome stay. Raises
    `constant` (outcome or covariate), `one_group` (a factor or a grouping column), `collinear`, `no_complete_rows`,
    `too_few`, and what the columns themselves raise.
    """
    expanded = terms_apart(terms)
    if outcome in columns_of(terms):
        raise bad_question(
            f"Kolumnen {outcome} kan inte förklara sig själv; ta bort den ur --fixed.",
            f"The column {outcome} cannot explain itself; take it out of --fixed.",
        )
    if len(set(expanded)) != len(expanded):
        twice = next(term for term in expanded if expanded.count(term) > 1)
        raise bad_question(f"Termen {twice} står två gånger.", f"The term {twice} stands twice.")
    y = table.number(outcome)
    parts: dict[str, Floats | Factor] = {}
    for term in expanded:
        for part in term.split(":"):
            if part not in parts:
                parts[part] = _values(table, part, groups)
    grouping = [table.factor(name) for name in groups]
    weight = None if weights is None else table.weight(weights)

    complete = np.ones(len(y), dtype=bool) if missing_outcome else ~np.isnan(y)
    for values in (*parts.values(), *grouping):
        gone = values.codes < 0 if isinstance(values, Factor) else np.isnan(values)
        if gone.any():
            complete &= ~gone
    if weight is not None:
        complete &= weight > 0  # NaN compares as false
    columns = tuple(dict.fromkeys([outcome, *columns_of(terms), *groups, *([weights] if weights else [])]))
    if not complete.any():
        raise DataError("no_complete_rows", column=", ".join(columns), row=int(table.rows[0]))
    lost = len(table) - int(np.count_nonzero(complete))
    kept = table.keep(complete) if lost else table
    if lost:
        y = y[complete]
        parts = {name: _kept(values, complete) for name, values in parts.items()}
        grouping = [kept_groups(values, complete) for values in grouping]
        weight = None if weight is None else weight[complete]
    varying(kept, outcome, y)
    for name, factor in zip(groups, grouping, strict=True):
        two_groups(kept, name, factor)
    names, covariates = _covariates(kept, expanded, parts, grouping)
    if len(kept) <= len(names):
        raise DataError(
            "too_few", column=", ".join(columns), found=len(kept), needed=len(names) + 1, row=int(kept.rows[-1])
        )
    return Frame(y, covariates, names, tuple(grouping), weight, kept.rows, lost, columns, kept)


def terms_apart(terms: Sequence[str]) -> list[str]:
    """`a*b` is `a`, `b` and `a:b`; a main effect that is already there is not added twice."""
    out: list[str] = []
    for term in terms:
        factors = [part.strip() for part in term.split("*")]
        if len(factors) == 1:
            out.append(term.strip().replace(" ", "") if ":" in term else term.strip())
            continue
        if len(factors) > 2:
            raise bad_question(f"{term}: högst två med * emellan.", f"{term}: at most two with * between.")
        out += [factor for factor in factors if factor not in out]
        out.append(":".join(factors))
    return out


def _column(part: str) -> str:
    part = part.strip()
    found = MEAN.fullmatch(part) or GROUPS.fullmatch(part)
    return found.group(1).strip() if found else part


def _values(table: Table, part: str, groups: Sequence[str]) -> Floats | Factor:
    # A column may itself be called `mean(x)`; then it is that column.
    if part in table.names:
        return table.number(part) if table.mostly_numbers(part) else two_groups(table, part)
    if GROUPS.fullmatch(part):
        return two_groups(table, _column(part))
    if MEAN.fullmatch(part):
        if not groups:
            raise bad_question(
                f"{part} behöver en gruppkolumn att ta medelvärdet över.",
                f"{part} needs a group to take the mean over.",
            )
        return table.number(_column(part))
    table.column(part)  # says that there is none, and the nearest
    raise AssertionError(part)


def _kept(values: Floats | Factor, complete: Mask) -> Floats | Factor:
    return kept_groups(values, complete) if isinstance(values, Factor) else values[complete]


def kept_groups(values: Factor, complete: Mask) -> Factor:
    """The factor on the rows of the mask, all of which have a group; groups that are no longer there are gone."""
    codes = values.codes[complete]
    present = np.bincount(codes, minlength=len(values.labels)) > 0
    if present.all():
        return Factor(codes, values.labels)
    place = (np.cumsum(present) - 1).astype(np.int32)
    return Factor(place[codes], tuple(label for label, here in zip(values.labels, present, strict=True) if here))


def _covariates(
    table: Table, terms: list[str], parts: dict[str, Floats | Factor], grouping: list[Factor]
) -> tuple[tuple[str, ...], tuple[Floats, ...]]:
    columns: dict[str, list[tuple[str, Floats]]] = {}
    for part, values in parts.items():
        if isinstance(values, Factor):
            two_groups(table, _column(part), values)
            columns[part] = [
                (f"{_column(part)}[{label}]", (values.codes == place).astype(np.float64))
                for place, label in enumerate(values.labels)
                if place > 0
            ]
        elif part not in table.names and MEAN.fullmatch(part):
            columns[part] = [(part, group_means(values, grouping[0].codes))]
        else:
            columns[part] = [(part, varying(table, part, values))]
    found: list[tuple[str, Floats]] = []
    for term in terms:
        first, *others = (columns[part] for part in term.split(":"))
        for other in others:
            first = [(f"{a}:{b}", u * v) for b, v in other for a, u in first]
        found += first
    return (INTERCEPT, *(name for name, _ in found)), tuple(values for _, values in found)


def group_means(values: Floats, codes: Codes) -> Floats:
    """Each row's own group's mean; codes are 0…J-1 without gaps."""
    means: Floats = np.bincount(codes, weights=values) / np.bincount(codes)
    return means[codes]


def independent(given: Frame, products: Floats) -> None:
    """Raises `collinear` with the first covariate that is a sum of those before it; `products` (p-1, p-1) are the sums
    of products of the covariates less their means."""
    scale = np.sqrt(np.maximum(np.diag(products), 0.0))
    left = products / np.where(np.outer(scale, scale) > 0, np.outer(scale, scale), 1.0)
    for place in range(len(left)):
        # Gaussian elimination on the correlations: what is left of a column once those before it are taken out.
        if not scale[place] > 0 or left[place, place] < 1e-10:
            raise DataError("collinear", column=given.names[place + 1], row=int(given.rows[0]))
        rest = left[place + 1 :, place]
        left[place + 1 :, place + 1 :] -= np.outer(rest, left[place, place + 1 :]) / left[place, place]
