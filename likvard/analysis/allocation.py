"""Money by need: every krona of the budget, more to greater need, no cliffs, and a formula that can be printed.

An amount for each pupil is a straight line in the need index, held between a floor and a ceiling:
`amount per pupil = clip(base + slope × need / mean need, floor, ceiling)`. The slope follows from the share of the
budget that goes by need; `base` is moved until the whole budget is given out. Results are no part of it: a school
that improves would otherwise lose money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.need import Need, expected_need
from likvard.analysis.results import Method, Note, Result, Text, dropped
from likvard.analysis.table import Floats, Table, as_label


@dataclass(frozen=True, kw_only=True)
class Share:
    """One school. `index` is 100 at the mean need; `flat` what an equal amount per pupil would give; `gain` the
    difference to `current`, or to `flat` when no current allocation is known. Money in whole kronor."""

    unit: str
    pupils: float
    need: float
    index: float
    per_pupil: float
    amount: int
    flat: float
    gain: float
    at_limit: str


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """`moved`: the share of the budget that goes elsewhere when a variable is left out (or a year's data taken);
    `largest` the greatest change of a school's amount, in per cent of it."""

    without: str
    moved: float
    largest: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class Allocation(Result):
    """`n` is the number of schools; `formula` can be printed and worked out by hand."""

    budget: int
    share_by_need: float
    base: float
    slope: float
    floor: float | None
    ceiling: float | None
    formula: Text
    schools: tuple[Share, ...]
    sensitivity: tuple[Sensitivity, ...]
    expected_need: Need | None = None


NEED = "expected_need"


def allocate_by_intake(
    table: Table, *, unit: str, pupils: str, outcome: str, intake: Sequence[str], **options: Any
) -> Allocation:
    """As `allocate`, with the need worked out from `intake`: the share of `outcome` that schools with such an intake
    have (`need.expected_need`). Sensitivity is told by leaving out one column of intake at a time."""

    def divided(columns: Sequence[str]) -> tuple[Need, Allocation]:
        need, values = expected_need(table, outcome, columns, pupils)
        arrow = table.arrow.append_column(NEED, pa.array(values, from_pandas=True))
        return need, allocate(replace(table, arrow=arrow), unit=unit, pupils=pupils, need=[NEED], **options)

    if NEED in table.arrow.column_names:
        raise bad_question(f"Kolumnen {NEED} finns redan.", f"There is a column {NEED} already.")
    need, found = divided(intake)
    moved = tuple(
        change(found, divided([one for one in intake if one != name])[1], name)
        for name in (intake if len(intake) > 1 else ())
    )
    formula = Text(f"{found.formula.sv} {need.formula.sv}.", f"{found.formula.en} {need.formula.en}.")
    return replace(found, formula=formula, sensitivity=moved, expected_need=need)


def change(found: Allocation, other: Allocation, what: str) -> Sensitivity:
    """What another answer to `what` moves between the same schools: a weight changed, a variable left out."""
    if [one.unit for one in found.schools] != [one.unit for one in other.schools]:
        raise bad_question("Fördelningarna gäller olika skolor.", "The allocations are of different schools.")
    moved = [abs(b.amount - a.amount) for a, b in zip(found.schools, other.schools, strict=True)]
    worst = max(range(len(moved)), key=lambda i: moved[i] / max(found.schools[i].amount, 1))
    return Sensitivity(
        without=what,
        moved=sum(moved) / 2 / found.budget,
        largest=100 * moved[worst] / max(found.schools[worst].amount, 1),
        unit=found.schools[worst].unit,
    )


def allocate(
    table: Table,
    *,
    unit: str,
    pupils: str,
    need: Sequence[str],
    budget: float,
    share: float = 0.1,
    weights: Sequence[float] = (),
    floor: float | None = None,
    ceiling: float | None = None,
    current: str | None = None,
) -> Allocation:
    """Divide `budget` (kronor) over the rows of a table, one for each school.

    `need`: columns of expected need per pupil from 0 up (the share not expected to reach eligibility given intake,
    shares of groups), added with `weights`. `share` of the budget follows need. `floor` and `ceiling` are parts of the
    mean amount per pupil, 0.9 and 1.5 for example. Raises `DataError`, also when floor or ceiling leave no solution.
    """
    if not 0 <= share <= 1:
        raise bad_question("Andelen efter behov ska vara mellan 0 och 1.", "The share by need is between 0 and 1.")
    if budget <= 0 or budget != budget or budget > 1e12:
        raise bad_question("Budgeten ska vara ett belopp över 0.", "The budget is an amount above 0.")
    if weights and len(weights) != len(need):
        raise bad_question("Ange en vikt för varje behovskolumn.", "Give one weight for each column of need.")
    if any(weight < 0 for weight in weights):
        raise bad_question("Vikter får inte vara negativa.", "Weights may not be negative.")
    limits = (0.0 if floor is None else floor, np.inf if ceiling is None else ceiling)
    if not limits[0] <= 1 <= limits[1]:
        raise bad_question(
            "Golvet får vara högst 1 och taket minst 1 gånger medelbeloppet.",
            "The floor is at most 1 and the ceiling at least 1 times the mean amount.",
        )
    names = [as_label(value) for value in table.column(unit).to_pylist()]
    if not any(names):
        raise DataError("all_missing", column=unit, row=int(table.rows[0]))
    size = table.weight(pupils)
    columns = [table.weight(name) for name in need]
    known = ~np.isnan(size) & (size > 0) & np.array([name is not None for name in names])
    for name, values in zip(need, columns, strict=True):
        lost = known & np.isnan(values)
        if lost.any():
            # A school without a value would otherwise be given nothing for its need, unseen.
            raise DataError("no_value", column=f"{name} ({names[int(np.argmax(lost))]})", row=table.first(lost))
    if known.sum() < 2:
        raise DataError("too_few", column=pupils, found=int(known.sum()), needed=2, row=int(table.rows[-1]))
    seen: dict[str | None, int] = {}
    for row in np.flatnonzero(known).tolist():
        if names[row] in seen:
            raise DataError("row_twice", column=unit, value=names[row], row=int(table.rows[row]))
        seen[names[row]] = row
    n = size[known]
    parts = [values[known] * w for values, w in zip(columns, weights or [1.0] * len(columns), strict=True)]
    total = np.sum(parts, axis=0)
    if not total.any():
        raise DataError("constant", column=", ".join(need), value="0", row=int(table.rows[0]))
    index, per_pupil, base, slope = _amounts(n, total, budget, share, limits)
    amounts = _whole(per_pupil * n, budget)
    flat = budget * n / n.sum()
    before = flat if current is None else table.number(current)[known]
    mean = budget / n.sum()
    return Allocation(
        budget=round(budget),
        share_by_need=share,
        base=base,
        slope=slope,
        floor=None if floor is None else floor * mean,
        ceiling=None if ceiling is None else ceiling * mean,
        formula=_formula(need, weights, base, slope, float(n @ total / n.sum()), floor, ceiling, mean),
        schools=tuple(
            Share(
                unit=str(names[row]),
                pupils=float(n[i]),
                need=float(total[i]),
                index=float(100 * index[i]),
                per_pupil=float(per_pupil[i]),
                amount=int(amounts[i]),
                flat=float(flat[i]),
                gain=float(amounts[i] - before[i]),
                at_limit="floor" if per_pupil[i] <= limits[0] * mean * (1 + 1e-12) and floor is not None
                else "ceiling" if per_pupil[i] >= limits[1] * mean * (1 - 1e-12) else "",
            )
            for i, row in enumerate(np.flatnonzero(known).tolist())
        ),
        sensitivity=_sensitivity(need, parts, n, [str(names[r]) for r in np.flatnonzero(known)], budget, share, limits),
        n=int(known.sum()),
        method=METHOD,
        sources=(table.source,),
        notes=(*dropped(int((~known).sum()), f"{unit}, {pupils}"), *_notes(current)),
    )  # fmt: skip


def _amounts(
    n: Floats, need: Floats, budget: float, share: float, limits: tuple[float, float]
) -> tuple[Floats, Floats, float, float]:
    """The index (1 at the mean), the amount per pupil, and the line's base and slope."""
    mean_need = float(n @ need / n.sum())
    index = need / mean_need
    mean = budget / float(n.sum())
    slope = share * mean
    low, high = limits[0] * mean, limits[1] * mean

    def given(base: float) -> float:
        return float(n @ np.clip(base + slope * index, low, high))

    # The sum rises with the base from all at the floor to all at the ceiling, in straight pieces: bisect, then solve.
    below, above = low - slope * float(index.max()), mean + slope * float(index.max())
    for _ in range(200):
        middle = (below + above) / 2
        if given(middle) < budget:
            below = middle
        else:
            above = middle
    base = (below + above) / 2
    raw = base + slope * index
    free = (raw > low) & (raw < high)
    if free.any():
        rest = budget - float(n[~free] @ np.clip(raw[~free], low, high))
        base = (rest - slope * float(n[free] @ index[free])) / float(n[free].sum())
    return index, np.clip(base + slope * index, low, high), base, slope


def _whole(amounts: Floats, budget: float) -> Floats:
    """Whole kronor that add up to the budget: those cut most are rounded up (Hamilton)."""
    whole = np.floor(amounts + 1e-9)
    left = round(budget) - int(whole.sum())
    order = np.argsort(-(amounts - whole), kind="stable")
    whole[order[:left]] += 1
    return whole


def _sensitivity(
    need: Sequence[str], parts: Sequence[Floats], n: Floats, names: Sequence[str], budget: float, share: float,
    limits: tuple[float, float],
) -> tuple[Sensitivity, ...]:  # fmt: skip
    if len(parts) < 2:
        return ()
    whole = _amounts(n, np.sum(parts, axis=0), budget, share, limits)[1] * n
    out = []
    for place, name in enumerate(need):
        rest = np.sum([part for i, part in enumerate(parts) if i != place], axis=0)
        if not rest.any():
            continue
        other = _amounts(n, rest, budget, share, limits)[1] * n
        change = 100 * np.abs(other - whole) / whole
        worst = int(np.argmax(change))
        moved = float(np.abs(other - whole).sum() / 2 / budget)
        out.append(Sensitivity(without=name, moved=moved, largest=float(change[worst]), unit=names[worst]))
    return tuple(out)


def _formula(
    need: Sequence[str], weights: Sequence[float], base: float, slope: float, mean_need: float, floor: float | None,
    ceiling: float | None, mean: float,
) -> Text:  # fmt: skip
    terms = " + ".join(
        name if not weights or weights[i] == 1 else f"{weights[i]:g} × {name}" for i, name in enumerate(need)
    )
    line = f"{base:.2f} + {slope:.2f} × ({terms}) / {mean_need:.6g}"
    sv, en = f"Belopp per elev = {line}", f"Amount per pupil = {line}"
    if floor is not None:
        sv, en = f"{sv}, minst {floor * mean:.2f}", f"{en}, at least {floor * mean:.2f}"
    if ceiling is not None:
        sv, en = f"{sv}, högst {ceiling * mean:.2f}", f"{en}, at most {ceiling * mean:.2f}"
    return Text(f"{sv} kronor.", f"{en} kronor.")


def _notes(current: str | None) -> tuple[Note, ...]:
    against = Text("lika belopp per elev", "an equal amount per pupil")
    if current is not None:
        against = Text("dagens fördelning", "the present allocation")
    return (
        Note(
            code="gain_against",
            text=Text(f"Vinst och förlust räknas mot {against.sv}.", f"Gains and losses are against {against.en}."),
        ),
    )


METHOD = Method(
    text=Text(
        "En del av budgeten fördelas efter förväntat behov givet elevsammansättningen, resten lika per elev. Beloppet "
        "är en rät linje i behovsindex mellan golv och tak, så att större behov aldrig ger mindre och ingen gräns ger "
        "ett hopp. Resultat ingår inte, eftersom en skola som förbättras då skulle förlora pengar.",
        "A part of the budget goes by expected need given intake, the rest equally per pupil. The amount is a straight "
        "line in the index of need between floor and ceiling, so that greater need never gives less and no limit makes "
        "a jump. Results are left out, since a school that improves would then lose money.",
    ),
    random=Text(
        "Ingenting räknas som slump; känsligheten visar vad varje variabel betyder.",
        "Nothing counts as random; the sensitivity shows what each variable means.",
    ),
    reference="SKR 2018, Socioekonomisk resursfördelning; SCB, index of expected eligibility",
)
