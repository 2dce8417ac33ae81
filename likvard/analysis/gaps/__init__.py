"""The gap between two groups: how large, how sure, and how much of it lies within schools.

All from the sums n, Σy, Σy² of each unit and group (and year):

- raw: the difference of the means, its error by Welch or, when units are named, with units as clusters;
- standardised: the raw gap in pooled standard deviations, with Hedges' small-sample factor;
- within: the mean of the units' own gaps, weighted by n₁n₂/(n₁+n₂) — a regression with a level for each unit;
- between: what is left, which comes from the groups going to different units.

Hedges & Olkin (1985); Goldstein, Multilevel Statistical Models (2011), ch. 2; Okada (2013) for ε².
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from likvard.analysis.engine import Scan
from likvard.analysis.errors import DataError, bad_question, listed, near
from likvard.analysis.gaps.cells import Cells, levelled, of_rows, since_last_joint
from likvard.analysis.gaps.figures import Moment, UnitGap, estimates, moments, shares, unit_gaps
from likvard.analysis.results import Coefficient, Method, Note, Result, Text, dropped
from likvard.analysis.table import as_label, label_order

__all__ = ["Cells", "Gap", "Moment", "UnitGap", "estimates", "gap"]


@dataclass(frozen=True, kw_only=True)
class Gap(Result):
    """`coefficients`: `gap` (first group less second), `standardised`, and with units `within` and `between`.

    `eta2` is the share of all variance that lies between units as computed, `epsilon2` with chance taken out, `icc` the
    share for two of the same unit; None without units. With several values of `over` all this is for those since the
    last joint, each value's own mean taken out first.
    """

    outcome: str
    by: str
    groups: tuple[str, str]
    means: tuple[float, float]
    sds: tuple[float, float]
    counts: tuple[int, int]
    coefficients: tuple[Coefficient, ...]
    eta2: float | None
    epsilon2: float | None
    icc: float | None
    over: tuple[Moment, ...]
    units: tuple[UnitGap, ...]


def gap(
    scan: Scan,
    outcome: str,
    by: str,
    *,
    groups: tuple[str, str] | None = None,
    unit: str | None = None,
    over: str | None = None,
    joints: Sequence[str] = (),
) -> Gap:
    """The gap in `outcome` between two groups of `by` (the first less the second, in their order when not given).

    `joints` are the values of `over` from which a new scale holds: nothing is compared across them. Raises `DataError`:
    `one_group` (of `by` or of `unit`), `not_two_groups`, `no_such_group`, `empty_group`, `constant`, `no_spread`.
    """
    t = scan.table
    keys = [name for name in (by, unit, over) if name]
    if len(set(keys)) != len(keys):
        raise bad_question("--by, --unit och --over ska vara olika kolumner.", "--by, --unit and --over must differ.")
    shift = scan.rows(t.aggregate(likvard_m=t[outcome].mean())).column(0)[0].as_py()
    if shift is None:
        scan.explain().number(outcome)
        raise DataError("no_complete_rows", column=", ".join([outcome, *keys]), row=int(scan.explain().rows[0]))
    y = t[outcome] - shift
    rows = scan.rows(t.group_by(keys).aggregate(likvard_n=t.count(), likvard_s=y.sum(), likvard_ss=(y * y).sum()))
    first, second = _chosen(scan, by, rows, groups)
    every = of_rows(rows, by, unit, over, first, second)
    noted = _joint_note(every.times, joints, over)
    sums = since_last_joint(every, joints)
    n, s, ss = (np.bincount(sums.group, weights=w, minlength=2) for w in (sums.n, sums.s, sums.ss))
    if not (ss.sum() - s.sum() ** 2 / n.sum() > 1e-12 * max(ss.sum(), 1e-300)):
        scan_rows = scan.explain()
        raise DataError("constant", column=outcome, value=f"{shift:g}", row=int(scan_rows.rows[0]))
    for place, label in enumerate((first, second)):
        if n[place] < 2:
            raise DataError(
                "too_few", column=f"{by} = {label}", found=int(n[place]), needed=2, row=_first(scan, by, label)
            )
    means = s / n
    spread = (ss - s * means) / (n - 1)
    if not spread.sum() > 1e-24 * max(float(ss.sum()), 1e-300):
        raise DataError("no_spread", column=outcome, row=int(scan.explain().rows[0]))
    if unit is not None and len(sums.units) < 2:
        raise DataError("one_group", column=unit, value=sums.units[0], row=_first(scan, unit, sums.units[0]))
    level = levelled(sums)
    found = estimates(level, clustered=unit is not None)
    eta2, epsilon2, icc = shares(level) if unit else (None, None, None)
    total = int(scan.rows(t.aggregate(likvard_n=t.count())).column(0)[0].as_py())
    return Gap(
        n=int(n.sum()),
        method=_method(unit, over),
        sources=(scan.source,),
        notes=(
            *dropped(scan.source.rows - total, ", ".join([outcome, *keys])),
            *noted,
        ),
        outcome=outcome,
        by=by,
        groups=(first, second),
        means=(float(means[0] + shift), float(means[1] + shift)),
        sds=(float(math.sqrt(spread[0])), float(math.sqrt(spread[1]))),
        counts=(int(n[0]), int(n[1])),
        coefficients=found,
        eta2=eta2,
        epsilon2=epsilon2,
        icc=icc,
        over=moments(every, joints, clustered=unit is not None) if over else (),
        units=unit_gaps(level) if unit else (),
    )


def _chosen(scan: Scan, by: str, rows: pa.Table, groups: tuple[str, str] | None) -> tuple[str, str]:
    labels = sorted({as_label(v) or "" for v in rows.column(by).to_pylist()}, key=label_order)
    if groups is None:
        if len(labels) == 1:
            raise DataError("one_group", column=by, value=labels[0], row=_first(scan, by, labels[0]))
        if len(labels) > 2:
            raise DataError(
                "not_two_groups", column=by, found=len(labels), values=listed(labels), row=_first(scan, by, labels[2])
            )
        return labels[0], labels[1]
    for label in groups:
        if label not in labels:
            raise DataError("no_such_group", column=by, value=label, near=near(label, labels), values=listed(labels))
    if groups[0] == groups[1]:
        raise bad_question("Grupperna ska vara två olika.", "The groups must be two different ones.")
    return groups


def _first(scan: Scan, by: str, label: str) -> int:
    """The first row of a group, for a message."""
    table = scan.explain()
    factor = table.factor(by)
    return table.first(factor.codes == factor.labels.index(label))


def _joint_note(times: list[str], joints: Sequence[str], over: str | None) -> tuple[Note, ...]:
    for joint in joints:
        if over is None or joint not in times:
            raise bad_question(
                f"Skarven {joint} finns inte bland värdena ({listed(times)}).",
                f"The joint {joint} is not among the values ({listed(times)}).",
            )
    if not joints:
        return ()
    return (
        Note(
            code="joints",
            text=Text(
                f"Skalan ändras från {', '.join(joints)}: värden före och efter jämförs inte.",
                f"The scale changes from {', '.join(joints)}: values before and after are not compared.",
            ),
        ),
    )


def _method(unit: str | None, over: str | None) -> Method:
    error_sv = f"medelfel klustrade på {unit}" if unit else "medelfel enligt Welch"
    error_en = f"errors clustered on {unit}" if unit else "errors by Welch"
    within_sv = "; inom-delen har en egen nivå för varje enhet, mellan-delen är resten" if unit else ""
    within_en = "; the part within has a level of its own for each unit, the part between is the rest" if unit else ""
    return Method(
        text=Text(
            f"Skillnad mellan gruppernas medelvärden, {error_sv}; standardiserad enligt Hedges{within_sv}. "
            "En beskrivning, ingen orsak.",
            f"Difference of the groups' means, {error_en}; standardised by Hedges{within_en}. "
            "A description, not a cause.",
        ),
        random=Text(f"Enheterna i {unit} som ett urval.", f"The units of {unit} as a sample.")
        if unit
        else Text("Raderna i varje grupp som ett urval.", "The rows of each group as a sample."),
        reference="Hedges & Olkin (1985) Statistical Methods for Meta-Analysis; Okada (2013) Behaviormetrika 40",
    )
