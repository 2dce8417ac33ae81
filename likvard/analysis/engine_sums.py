"""The sums that random intercepts need, added up by an engine where the rows lie.

The same numbers as `gathering` makes of rows in memory; nothing but sums leaves the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import numpy as np

from likvard.analysis import levels
from likvard.analysis.design import GROUPS, INTERCEPT, MEAN, columns_of, terms_apart
from likvard.analysis.engine import Scan
from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.gathering import Gathered, Pairs, alike
from likvard.analysis.stores import cross_products
from likvard.analysis.table import as_label, label_order


def scan_columns(terms: Sequence[str]) -> tuple[list[str], list[str]]:
    """The number columns and the columns of groups among the terms; for an engine, words are named `C(column)`."""
    numbers, words = [], []
    for part in {part: None for term in terms_apart(terms) for part in term.split(":")}:
        found = GROUPS.fullmatch(part)
        if found:
            words.append(found.group(1).strip())
        else:
            mean = MEAN.fullmatch(part)
            numbers.append(mean.group(1).strip() if mean else part)
    return list(dict.fromkeys(numbers)), words


def of_scan(scan: Scan, outcome: str, terms: Sequence[str], groups: Sequence[str]) -> Gathered:
    """The same sums, added up by the scan's engine. The scan has the columns of `scan_columns`, the outcome and the
    groups. Raises `bad_question`, `no_complete_rows`, `constant`, `one_group`, `too_few`."""
    t, names = _design(scan, outcome, terms, groups)
    columns = [f"z_{k}" for k in range(len(names) + 1)]
    means_row = scan.rows(t.aggregate(**{c: t[c].mean() for c in columns}, lowest=t[columns[-1]].min(), n=t.count()))
    n = int(means_row.column("n")[0].as_py())
    if n == 0:
        rows = scan.explain()
        raise DataError("no_complete_rows", column=", ".join([outcome, *groups]), row=int(rows.rows[0]))
    means = np.array([means_row.column(c)[0].as_py() for c in columns], dtype=np.float64)
    means[0] = 0.0
    products = scan.rows(cross_products(t, columns, (), means.tolist()))
    total = np.empty((len(columns),) * 2)
    for i in range(len(columns)):
        for j in range(i, len(columns)):
            total[i, j] = total[j, i] = products.column(f"p_{i}_{j}")[0].as_py()
    for place, name in enumerate([*names[1:], outcome], start=1):
        if not total[place, place] > 1e-14 * n * max(1.0, means[place] ** 2):
            raise DataError("constant", column=name, value=f"{means[place]:g}", row=int(scan.explain().rows[0]))
    if n <= len(names):
        raise DataError("too_few", column=outcome, found=n, needed=len(names) + 1, row=n)
    cells = scan.rows(cross_products(t, columns, groups, means.tolist()))
    counts = cells.column("n").to_numpy().astype(np.float64)
    summed = np.stack([cells.column(f"s_{i}").to_numpy() for i in range(len(columns))], axis=1)
    labels, places, sums = [], [], []
    for name in groups:
        words = [as_label(value) or "" for value in cells.column(name).to_pylist()]
        known = sorted(set(words), key=label_order)
        if len(known) < 2:
            raise DataError("one_group", column=name, value=known[0], row=int(scan.explain().rows[0]))
        found = {word: k for k, word in enumerate(known)}
        codes = np.array([found[word] for word in words], dtype=np.int64)
        labels.append(tuple(known))
        places.append(codes)
        sums.append(
            levels.Sums(
                np.asarray(np.bincount(codes, weights=counts), dtype=np.float64), levels.by_group(codes, summed), total
            )
        )
    for name, sizes in zip(groups, sums, strict=True):
        if len(sizes.n) == n:
            raise DataError("singletons", column=name, row=1)
    if len(groups) == 2:
        alike(groups, [len(known) for known in labels], len(counts), 1)
    return Gathered(
        n=n,
        lost=scan.source.rows - n,
        columns=(outcome, *columns_of(terms), *groups),
        names=names,
        means=means,
        labels=tuple(labels),
        sums=tuple(sums),
        pairs=Pairs(places[0], places[1], counts) if len(groups) == 2 else None,
        source=scan.source,
        first_row=1,
    )


def _design(
    scan: Scan, outcome: str, terms: Sequence[str], groups: Sequence[str]
) -> tuple[ibis.Table, tuple[str, ...]]:
    """The scan's rows with the columns z_0 … of the regression, the outcome last, and the groups."""
    t = scan.table
    parts: dict[str, list[tuple[str, Any]]] = {}
    expanded = terms_apart(terms)
    for part in {part: None for term in expanded for part in term.split(":")}:
        words, mean = GROUPS.fullmatch(part), MEAN.fullmatch(part)
        if words:
            name = words.group(1).strip()
            values = [v for v in scan.rows(t.select(name).distinct()).column(0).to_pylist() if v is not None]
            values.sort(key=lambda value: label_order(as_label(value) or ""))
            if len(values) < 2:
                raise DataError("one_group", column=name, value=str(values[0]) if values else "", row=1)
            parts[part] = [(f"{name}[{as_label(v)}]", (t[name] == v).cast("float64")) for v in values[1:]]
        elif mean:
            parts[part] = [(part, t[mean.group(1).strip()].mean().over(group_by=groups[0]))]
        elif part in scan.numbers:
            parts[part] = [(part, t[part])]
        else:
            raise bad_question(f"{part} har inte lästs in som tal.", f"{part} has not been read as numbers.")
    found: list[tuple[str, Any]] = [(INTERCEPT, ibis.literal(1.0))]
    for term in expanded:
        first, *others = (parts[part] for part in term.split(":"))
        for other in others:
            first = [(f"{a}:{b}", u * v) for b, v in other for a, u in first]
        found += first
    columns = {f"z_{k}": expression for k, (_, expression) in enumerate(found)}
    columns[f"z_{len(found)}"] = t[outcome]
    return t.select(*[t[name] for name in groups], **columns), tuple(name for name, _ in found)
