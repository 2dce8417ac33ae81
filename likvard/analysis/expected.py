"""What a school's intake leads one to expect, beside what it has: a printed equation or one fitted to the rows.

SALSA is Skolverket's equation: a school's merit value from its pupils' parents' education, the share of boys and the
share of newly arrived. Skolverket prints the difference without an interval; here the range that schools with such an
intake spread over stands beside it, and it is not for ranking.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy.special import stdtrit

from likvard.analysis.bands import Step, word
from likvard.analysis.design import columns_of, frame
from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.regression import least_squares
from likvard.analysis.results import Z95, Method, Note, Result, Text, dropped
from likvard.analysis.table import Floats, Table


class Term(NamedTuple):
    """A covariate of a printed equation: what it is, its coefficient and error, and the values it can have."""

    name: str
    text: Text
    coefficient: float
    se: float
    low: float
    high: float


@dataclass(frozen=True)
class Equation:
    """A printed equation; `residual_sd` is the spread of schools around it, `fewest` pupils it is printed for."""

    constant: float
    terms: tuple[Term, ...]
    residual_sd: float
    schools: int
    r2: float
    fewest: int
    source: str

    def value(self, values: Sequence[float]) -> float:
        """The expected value at these covariates, in the order of `terms`."""
        if len(values) != len(self.terms):
            raise ValueError(f"{len(self.terms)} values, one for each of {[t.name for t in self.terms]}")
        return self.constant + sum(t.coefficient * v for t, v in zip(self.terms, values, strict=True))


EQUATIONS: dict[str, Equation] = {
    "salsa-2015": Equation(
        constant=93.567,
        terms=(
            Term("education", Text("föräldrarnas utbildning (1–3)", "parents' education (1–3)"), 69.846, 2.254, 1, 3),
            Term("boys", Text("andel pojkar (0–1)", "share of boys (0–1)"), -35.271, 5.230, 0, 1),
            Term("newly_arrived", Text("andel nyinvandrade (0–1)", "share newly arrived (0–1)"), -83.641, 8.010, 0, 1),
        ),
        residual_sd=17.337,
        schools=1443,
        r2=0.585,
        fewest=15,
        source="Skolverket (2017) Beskrivning av SALSA avseende läsåret 2015/16",
    ),
}

Status = Literal["reported", "few"]


@dataclass(frozen=True, kw_only=True)
class Unit:
    """`low` and `high`: where 95 % of units with the same intake lie. `actual` and what follows are None when the
    outcome is not there. `few`: under the number of pupils for which a value is meant."""

    unit: str
    expected: float
    low: float
    high: float
    actual: float | None
    difference: float | None
    word: Step | None
    status: Status


@dataclass(frozen=True, kw_only=True)
class Expected(Result):
    """`equation` names the printed one or is `fitted`; `terms` maps each covariate to its coefficient."""

    equation: str
    constant: float
    terms: tuple[tuple[str, float], ...]
    residual_sd: float
    units: tuple[Unit, ...]


NOT_FOR_RANKING = Note(
    code="no_ranking",
    text=Text(
        "Skillnaden är inte skolans bidrag: den rymmer slump och det som modellen inte känner. Den får inte användas "
        "för att rangordna skolor, och ett års värde ska inte läsas ensamt.",
        "The difference is not the school's contribution: it holds chance and what the model does not know. It is not "
        "for ranking schools, and one year is not to be read alone.",
    ),
)


def by_equation(
    table: Table,
    fixed: Sequence[str],
    *,
    equation: str = "salsa-2015",
    outcome: str | None = None,
    unit: str | None = None,
    pupils: str | None = None,
) -> Expected:
    """Expected values by a printed equation; `fixed` are the columns in the order of its terms.

    Raises `DataError` `out_of_range` when a share stands in per cent or an education outside its scale.
    """
    printed = EQUATIONS[equation]
    if len(fixed) != len(printed.terms):
        sv, en = ", ".join(t.text.sv for t in printed.terms), ", ".join(t.text.en for t in printed.terms)
        raise bad_question(
            f"--fixed ska ha {len(printed.terms)} kolumner, i ordningen {sv}.",
            f"--fixed takes {len(printed.terms)} columns, in the order {en}.",
        )
    columns = [table.number(name) for name in fixed]
    for name, values, term in zip(fixed, columns, printed.terms, strict=True):
        wrong = (values < term.low) | (values > term.high)
        if wrong.any():
            i = int(np.argmax(wrong))
            raise DataError(
                "out_of_range", column=name, row=int(table.rows[i]), value=table.shown(name, i),
                low=f"{term.low:g}", high=f"{term.high:g}",
            )  # fmt: skip
    complete = ~np.isnan(np.stack(columns)).any(axis=0)
    if not complete.any():
        raise DataError("no_complete_rows", column=", ".join(fixed), row=int(table.rows[0]))
    expected = printed.constant + np.stack([t.coefficient for t in printed.terms]) @ np.stack(columns)
    actual = table.number(outcome) if outcome else np.full(len(table), np.nan)
    few = table.number(pupils) < printed.fewest if pupils else np.zeros(len(table), dtype=bool)
    spread = np.full(len(table), printed.residual_sd)
    places = np.flatnonzero(complete)
    return Expected(
        n=len(places),
        method=Method(
            text=Text(
                f"Väntat värde enligt den tryckta ekvationen {equation} ({printed.schools} skolor, R² {printed.r2}); "
                f"intervallet är var 95 % av skolor med samma elevsammansättning ligger.",
                f"Expected value by the printed equation {equation} ({printed.schools} schools, R² {printed.r2}); the "
                f"interval is where 95 % of schools with the same intake lie.",
            ),
            random=Text("Skolorna kring ekvationen.", "Schools around the equation."),
            reference=printed.source,
        ),
        sources=(table.source,),
        notes=(*dropped(len(table) - len(places), ", ".join(fixed)), NOT_FOR_RANKING),
        equation=equation,
        constant=printed.constant,
        terms=tuple((name, term.coefficient) for name, term in zip(fixed, printed.terms, strict=True)),
        residual_sd=printed.residual_sd,
        units=_units(table, unit, places, expected, actual, spread, Z95, few),
    )


def fitted(
    table: Table,
    outcome: str,
    fixed: Sequence[str],
    *,
    weights: str | None = None,
    unit: str | None = None,
    pupils: str | None = None,
    fewest: int = 15,
) -> Expected:
    """Expected values by a regression of the rows' own outcome (weighted, as SALSA is by pupils when asked)."""
    given = frame(table, outcome, fixed, weights=weights)
    fit = least_squares(given.x, given.y, given.weights)
    n, p = given.x.shape
    variance = fit.rss / (n - p)
    weight = np.ones(n) if given.weights is None else given.weights
    # A new school with the same intake: its own spread, and that of the line.
    spread = np.sqrt(variance / weight + variance * np.einsum("np,pq,nq->n", given.x, fit.inverse, given.x))
    few = given.table.number(pupils) < fewest if pupils else np.zeros(n, dtype=bool)
    return Expected(
        n=n,
        method=Method(
            text=Text(
                "Väntat värde enligt en regression på radernas egna värden"
                + (f", vägd med {weights}" if weights else "")
                + "; intervallet är var 95 % av enheter med samma elevsammansättning väntas ligga.",
                "Expected value by a regression on the rows' own values"
                + (f", weighted by {weights}" if weights else "")
                + "; the interval is where 95 % of units with the same intake are expected to lie.",
            ),
            random=Text("Enheterna kring regressionslinjen.", "Units around the regression line."),
            reference="Skolverket, SALSA; Draper & Smith (1998) Applied Regression Analysis",
        ),
        sources=(table.source,),
        notes=(*dropped(given.lost, ", ".join(given.columns)), NOT_FOR_RANKING),
        equation="fitted",
        constant=float(fit.beta[0]),
        terms=tuple((name, float(value)) for name, value in zip(given.names[1:], fit.beta[1:], strict=True)),
        residual_sd=math.sqrt(variance),
        units=_units(
            given.table, unit, np.arange(n), given.x @ fit.beta, given.y, spread, float(stdtrit(n - p, 0.975)), few
        ),
    )


def columns(
    fixed: Sequence[str], *, outcome: str | None, weights: str | None, unit: str | None, pupils: str | None
) -> list[str]:
    """What `by_equation` and `fitted` read of a file."""
    return [*columns_of(fixed), *(name for name in (outcome, weights, unit, pupils) if name)]


def _units(
    table: Table,
    unit: str | None,
    places: np.ndarray[tuple[int], np.dtype[np.int64]],
    expected: Floats,
    actual: Floats,
    spread: Floats,
    quantile: float,
    few: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> tuple[Unit, ...]:
    out = []
    for i in places.tolist():
        known = not math.isnan(actual[i])
        difference = float(actual[i] - expected[i])
        out.append(
            Unit(
                unit=table.shown(unit, i) if unit else str(int(table.rows[i])),
                expected=float(expected[i]),
                low=float(expected[i] - quantile * spread[i]),
                high=float(expected[i] + quantile * spread[i]),
                actual=float(actual[i]) if known else None,
                difference=difference if known else None,
                word=word(difference, float(spread[i]) * quantile / Z95) if known else None,
                status="few" if few[i] else "reported",
            )
        )
    return tuple(out)
