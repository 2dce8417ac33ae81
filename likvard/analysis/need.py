"""Expected need from intake: how many pupils a school with such an intake has who do not reach eligibility.

A binomial logit by schools: the share without eligibility against the intake, with pupils as weights, fitted by
iteratively reweighted least squares. A school's own result does not decide its need: only what schools with the same
intake have in common. Errors are widened by the schools' own spread (quasi-binomial, Wedderburn 1974).

McCullagh & Nelder, Generalized Linear Models (2nd ed. 1989), ch. 4. SCB's index of expected eligibility is of this
kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from likvard.analysis.errors import DataError
from likvard.analysis.results import Coefficient, Text, coefficient
from likvard.analysis.table import Floats, Mask, Table, varying

STEPS, PRECISION = 60, 1e-11


@dataclass(frozen=True, kw_only=True)
class Need:
    """`coefficients` on the logit scale, the first the constant; `schools` that they were fitted to; `dispersion` how
    much more schools spread than chance alone gives (1)."""

    outcome: str
    coefficients: tuple[Coefficient, ...]
    schools: int
    dispersion: float

    @property
    def formula(self) -> Text:
        """The need of a school, to be worked out by hand."""
        constant, *rest = self.coefficients
        line = f"{constant.estimate:.6g}" + "".join(f" + {c.estimate:.6g} × {c.name}" for c in rest)
        line = line.replace("+ -", "− ")
        return Text(f"Behov = 1 / (1 + exp(−({line})))", f"Need = 1 / (1 + exp(−({line})))")

    def of(self, columns: Sequence[Floats]) -> Floats:
        """The need of schools that the formula was not fitted to; `columns` in the order of the coefficients."""
        constant, *rest = self.coefficients
        line = np.full_like(np.asarray(columns[0], dtype=np.float64), constant.estimate)
        for one, values in zip(rest, columns, strict=True):
            line = line + one.estimate * np.asarray(values, dtype=np.float64)
        return _of(line)

    def turned(self, name: str, factor: float, at: float) -> Need:
        """The same formula with one coefficient times `factor`, turned about the value `at` of that column, so that
        the need of a school with that value stays what it was."""
        constant, *rest = self.coefficients
        added = sum((1 - factor) * one.estimate * at for one in rest if one.name == name)
        told = [replace(one, estimate=one.estimate * factor) if one.name == name else one for one in rest]
        return replace(self, coefficients=(replace(constant, estimate=constant.estimate + added), *told))


def expected_need(table: Table, outcome: str, intake: Sequence[str], pupils: str) -> tuple[Need, Floats]:
    """The fit, and the expected share of every row (NaN where the intake is not known).

    `outcome` is a share from 0 to 1 of pupils who need more (not eligible); rows without it are not fitted to but get
    their need all the same. Raises `DataError`: `out_of_range`, `constant`, `collinear`, `too_few`.
    """
    share, size = table.number(outcome), table.weight(pupils)
    wrong = (share < 0) | (share > 1)
    if wrong.any():
        i = int(np.argmax(wrong))
        raise DataError("out_of_range", column=outcome, row=int(table.rows[i]), value=table.shown(outcome, i), low="0",
                        high="1")  # fmt: skip
    columns = [varying(table, name, table.number(name)) for name in intake]
    x = np.column_stack([np.ones(len(table)), *columns])
    fitted: Mask = ~(np.isnan(x).any(axis=1) | np.isnan(share) | np.isnan(size)) & (size > 0)
    n, p = int(fitted.sum()), x.shape[1]
    if n < p + 2:
        raise DataError("too_few", column=outcome, found=n, needed=p + 2, row=int(table.rows[-1]))
    varying(table, outcome, np.where(fitted, share, np.nan))
    centre, spread = x[fitted].mean(axis=0), x[fitted].std(axis=0)
    centre[0], spread[0] = 0.0, 1.0
    for place, name in enumerate(intake, 1):
        others = np.delete(x[fitted], place, axis=1)
        rest = x[fitted, place] - others @ np.linalg.lstsq(others, x[fitted, place], rcond=None)[0]
        if spread[place] == 0 or float(rest @ rest) < 1e-12 * n * spread[place] ** 2:
            raise DataError("collinear", column=name, row=table.first(fitted))
    scaled = (x - centre) / spread
    beta, covariance = _logit(scaled[fitted], share[fitted], size[fitted])
    mean = _of(scaled[fitted] @ beta)
    dispersion = float((size[fitted] * (share[fitted] - mean) ** 2 / (mean * (1 - mean))).sum() / (n - p))
    # Back to the columns as they are.
    back = np.diag(1 / spread)
    back[0] -= centre / spread
    back[0, 0] = 1.0
    told, errors = back @ beta, np.sqrt(np.diag(back @ covariance @ back.T) * max(dispersion, 1.0))
    named = zip(("constant", *intake), told, errors, strict=True)
    need = Need(
        outcome=outcome,
        coefficients=tuple(coefficient(name, float(value), float(se)) for name, value, se in named),
        schools=n,
        dispersion=dispersion,
    )
    return need, _of(scaled @ beta)


def _of(line: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(line, -35, 35))))


def _logit(x: Floats, share: Floats, size: Floats) -> tuple[Floats, Floats]:
    overall = np.clip(float(size @ share / size.sum()), 1e-6, 1 - 1e-6)
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(overall / (1 - overall))
    for _ in range(STEPS):
        mean = _of(x @ beta)
        weight = size * mean * (1 - mean)
        information = x.T @ (weight[:, None] * x)
        step = np.linalg.solve(information, x.T @ (size * (share - mean)))
        beta = beta + np.clip(step, -2, 2)  # a step too far is taken in parts
        if float(np.abs(step).max()) < PRECISION:
            break
    return beta, np.linalg.inv(information).astype(np.float64)
