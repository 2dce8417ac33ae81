"""Group tables: n, mean, spread, share and exact quantiles of an outcome in every cell, with intervals.

An outcome on a scale (grades, merit values) goes through a count store; any other is taken by the engine directly.
Either way the quantiles are exact: between the two rows around (n - 1)q (type 7 of Hyndman & Fan 1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from likvard.analysis.engine import Scan
from likvard.analysis.errors import bad_question
from likvard.analysis.results import Method, Result, Text, dropped
from likvard.analysis.shares import wilson
from likvard.analysis.stores import CountStore, Statistics, count_store
from likvard.analysis.table import Floats, as_label, label_order

Status = Literal["reported", "few"]
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`key` maps each dimension to the cell's group. `low`–`high` is the mean's 95 % interval (Student's t), and
    `share_low`–`share_high` Wilson's for the share. `few`: fewer rows than are shown on paper."""

    key: dict[str, str]
    n: int
    mean: float
    se: float | None
    low: float | None
    high: float | None
    sd: float | None
    share: float | None
    share_low: float | None
    share_high: float | None
    quantiles: tuple[float, ...]
    status: Status


@dataclass(frozen=True, kw_only=True)
class GroupTable(Result):
    """`quantiles` names what each cell's quantiles are; `at_least` what `share` is the share of."""

    outcome: str
    by: tuple[str, ...]
    quantiles: tuple[float, ...]
    at_least: float | None
    cells: tuple[Cell, ...]


def group_table(
    scan: Scan,
    outcome: str,
    by: Sequence[str] = (),
    *,
    quantiles: Sequence[float] = QUANTILES,
    at_least: float | None = None,
    fewest: int = 10,
) -> GroupTable:
    """The table of `outcome` (a number column of the scan) by the groups of `by`.

    `at_least`: the share of rows with this value or more (E or better: 10). Cells stand in the order of their groups.
    """
    if any(not 0 <= q <= 1 for q in quantiles):
        raise bad_question("Kvantiler ligger mellan 0 och 1.", "Quantiles lie between 0 and 1.")
    store = count_store(scan, outcome, by)
    if store is not None:
        return of_store(store, outcome, scan, quantiles=quantiles, at_least=at_least, fewest=fewest)
    keys, statistics = _direct(scan, outcome, by, quantiles, at_least)
    return _table(keys, statistics, outcome, list(by), scan, quantiles, at_least, fewest)


def of_store(
    store: CountStore,
    outcome: str,
    scan: Scan,
    *,
    quantiles: Sequence[float] = QUANTILES,
    at_least: float | None = None,
    fewest: int = 10,
) -> GroupTable:
    """The table of every cell of a store."""
    keys = [column.to_pylist() for column in store.keys.columns]
    return _table(keys, store.statistics(quantiles, at_least), outcome, store.dims, scan, quantiles, at_least, fewest)


def _direct(
    scan: Scan, outcome: str, by: Sequence[str], quantiles: Sequence[float], at_least: float | None
) -> tuple[list[list[object]], Statistics]:
    t = scan.table
    y = t[outcome]
    wanted = {"likvard_n": y.count(), "likvard_mean": y.mean(), "likvard_sd": y.std(how="sample")}
    wanted |= {f"likvard_q{i}": y.quantile(q) for i, q in enumerate(quantiles)}
    if at_least is not None:
        wanted["likvard_over"] = t.count(where=y >= at_least)
    rows = scan.rows(t.group_by(list(by)).aggregate(**wanted) if by else t.aggregate(**wanted))

    def numbers(name: str) -> Floats:
        return np.array([np.nan if v is None else float(v) for v in rows.column(name).to_pylist()])

    n = rows.column("likvard_n").to_numpy().astype(np.int64)
    share = numbers("likvard_over") / n if at_least is not None else np.full(len(n), np.nan)
    statistics = Statistics(
        n=n,
        mean=numbers("likvard_mean"),
        sd=np.where(n > 1, numbers("likvard_sd"), np.nan),
        share=share,
        quantiles=np.stack([numbers(f"likvard_q{i}") for i in range(len(quantiles))])
        if quantiles
        else np.empty((0, len(n))),
    )
    return [rows.column(name).to_pylist() for name in by], statistics


def _table(
    keys: list[list[object]],
    found: Statistics,
    outcome: str,
    by: list[str],
    scan: Scan,
    quantiles: Sequence[float],
    at_least: float | None,
    fewest: int,
) -> GroupTable:
    labels = [[as_label(value) or "" for value in column] for column in keys]
    order = sorted(
        (i for i in range(len(found.n)) if found.n[i] > 0), key=lambda i: [label_order(column[i]) for column in labels]
    )
    total = int(found.n.sum())
    return GroupTable(
        n=total,
        method=Method(
            text=Text(
                f"Antal, medelvärde, spridning och exakta kvantiler av {outcome} i varje grupp. Medelvärdets intervall "
                "enligt Students t, andelens enligt Wilson.",
                f"Count, mean, spread and exact quantiles of {outcome} in each group. The mean's interval by Student's "
                "t, the share's by Wilson.",
            ),
            random=Text("Raderna i gruppen som ett urval.", "The rows of the group as a sample."),
            reference="Hyndman & Fan (1996) American Statistician 50; Wilson (1927) JASA 22",
        ),
        sources=(scan.source,),
        notes=dropped(scan.source.rows - total, ", ".join([outcome, *by])),
        outcome=outcome,
        by=tuple(by),
        quantiles=tuple(quantiles),
        at_least=at_least,
        cells=tuple(
            _cell(found, i, {d: column[i] for d, column in zip(by, labels, strict=True)}, fewest) for i in order
        ),
    )


def _cell(found: Statistics, i: int, key: dict[str, str], fewest: int) -> Cell:
    n, mean = int(found.n[i]), float(found.mean[i])
    sd = None if np.isnan(found.sd[i]) else float(found.sd[i])
    se = None if sd is None else sd / n**0.5
    half = None if se is None else float(stdtrit(n - 1, 0.975)) * se
    share = None if np.isnan(found.share[i]) else float(found.share[i])
    low, high = (None, None) if share is None else wilson(share, n)
    return Cell(
        key=key,
        n=n,
        mean=mean,
        se=se,
        low=None if half is None else mean - half,
        high=None if half is None else mean + half,
        sd=sd,
        share=share,
        share_low=low,
        share_high=high,
        quantiles=tuple(float(q) for q in found.quantiles[:, i]),
        status="few" if n < fewest else "reported",
    )
