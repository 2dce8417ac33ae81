"""What a proposal gives: a thin face on the engine, with what would change if something in it were a little other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from likvard.analysis.allocation import METHOD, allocate, change
from likvard.analysis.allocation import Allocation as Division
from likvard.analysis.errors import DataError
from likvard.analysis.results import Text
from likvard.analysis.table import of_columns
from likvard.quality.models import ResourceProposal, ResourceRound, ResourceUnit

from .needs import CannotDivide, Needs, expected, needs_of, pupils_of
from .sources import INTAKE, country

SCHEMA = "likvard.allocation/1"
STEP = 0.1  # what "a little" is: ten per cent of a weight or a level
MOST_YEARS = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """How a need becomes money."""

    pot: int
    share: float
    floor: float | None
    ceiling: float | None


def result_of(proposal: ResourceProposal, round_: ResourceRound, units: Sequence[ResourceUnit]) -> dict[str, Any]:
    """As JSON; `{"fault": {"sv", "en"}}` where the money cannot be divided so."""
    try:
        return _result(proposal, round_, sorted(units, key=lambda one: (one.name.lower(), one.code)))
    except CannotDivide as told:
        return {"fault": {"sv": told.told.sv, "en": told.told.en}}
    except DataError as error:
        return {"fault": {"sv": error.message("sv"), "en": error.message("en")}}


def _pupils(units: Sequence[ResourceUnit]) -> dict[str, int]:
    lacking = sorted(one.name for one in units if not pupils_of(one)[0])
    if lacking:
        names = ", ".join(lacking[:5]) + (" …" if len(lacking) > 5 else "")
        raise CannotDivide(
            Text(
                f"{len(lacking)} av enheterna saknar antal elever: {names}. Fyll i det under Enheter och uppgifter.",
                f"{len(lacking)} of the units have no number of pupils: {names}. Fill it in under Units and figures.",
            )
        )
    if len(units) < 2:
        raise CannotDivide(Text("Minst två enheter behövs.", "At least two units are needed."))
    return {one.code: pupils_of(one)[0] or 0 for one in units}


def _filled(needs: Mapping[str, float], pupils: Mapping[str, int]) -> dict[str, float]:
    """The need of every unit: the mean of the others, by pupils, for whoever has none of its own."""
    known = {code: need for code, need in needs.items() if code in pupils}
    weight = sum(pupils[code] for code in known)
    mean = sum(need * pupils[code] for code, need in known.items()) / weight if weight else 0.0
    return {code: known.get(code, mean) for code in pupils}


def _divided(terms: Terms, pupils: Mapping[str, int], needs: Mapping[str, float]) -> Division:
    filled = _filled(needs, pupils)
    table = of_columns({
        "unit": np.array(list(pupils)), "pupils": np.array(list(pupils.values()), dtype=np.float64),
        "need": np.array([filled[code] for code in pupils], dtype=np.float64),
    })  # fmt: skip
    return allocate(
        table, unit="unit", pupils="pupils", need=["need"], budget=terms.pot, share=terms.share, floor=terms.floor,
        ceiling=terms.ceiling,
    )  # fmt: skip


def _result(proposal: ResourceProposal, round_: ResourceRound, units: Sequence[ResourceUnit]) -> dict[str, Any]:
    pupils = _pupils(units)
    needs = needs_of(proposal, units)
    terms = Terms(round_.pot, proposal.share, proposal.floor, proposal.ceiling)
    now = needs.at(proposal.years)
    division = _divided(terms, pupils, now)
    equal = _divided(Terms(round_.pot, 0.0, None, None), pupils, now)
    rows = []
    for unit, mine, flat in zip(units, division.schools, equal.schools, strict=True):
        own = unit.code in now
        rows.append(
            {
                "code": unit.code, "name": unit.name, "pupils": pupils[unit.code],
                "pupils_from": pupils_of(unit)[1], "need": mine.need if own else None,
                "index": mine.index if own else None, "per_pupil": mine.per_pupil, "amount": mine.amount,
                "equal": flat.amount, "before": unit.before, "note": needs.notes.get(unit.code, ""),
                "limit": mine.at_limit,
            }
        )  # fmt: skip
    names = {unit.code: unit.name for unit in units}
    chosen = needs.indicator
    return {
        "schema": SCHEMA,
        "need": proposal.need,
        "pot": round_.pot,
        "pupils": sum(pupils.values()),
        "mean": round_.pot / sum(pupils.values()),
        "share": proposal.share,
        "floor": None if division.floor is None else float(division.floor),
        "ceiling": None if division.ceiling is None else float(division.ceiling),
        "years": proposal.years,
        "base": float(division.base),
        "slope": float(division.slope),
        "mean_need": sum(one.need * one.pupils for one in division.schools) / sum(pupils.values()),
        "weights": needs.weights,
        "formulas": [
            {
                "columns": list(columns), "constant": need.coefficients[0].estimate,
                "coefficients": [one.estimate for one in need.coefficients[1:]], "schools": need.schools,
            }
            for columns, need in needs.formulas.items()
        ],
        "indicator": None
        if chosen is None
        else {"key": chosen.key, "sv": chosen.name.sv, "en": chosen.name.en, "turned": chosen.turned,
              "result": chosen.result},
        "index_name": round_.index_name if proposal.need == ResourceProposal.Need.INDEX else "",
        "figures_year": max(needs.years, default=None),
        "units": rows,
        "sensitivity": list(_sensitivity(proposal, units, terms, pupils, needs, division, names)),
        "stability": _stability(proposal, units, terms, needs),
        "sources": round_.sources if proposal.need in ("expected", "weighted") else [],
        "method": {"sv": METHOD.text.sv, "en": METHOD.text.en},
    }  # fmt: skip


def _sensitivity(
    proposal: ResourceProposal, units: Sequence[ResourceUnit], terms: Terms, pupils: dict[str, int], needs: Needs,
    division: Division, names: dict[str, str],
) -> Iterable[dict[str, Any]]:  # fmt: skip
    """What each change of ten per cent moves: of the share by need, the limits, and each weight of the need."""
    others: list[tuple[str, Callable[[], Division]]] = []
    now = needs.at(proposal.years)

    def with_terms(**fields: Any) -> Callable[[], Division]:
        given = {"pot": terms.pot, "share": terms.share, "floor": terms.floor, "ceiling": terms.ceiling} | fields
        return lambda: _divided(Terms(**given), pupils, now)

    def with_needs(other: Mapping[str, float]) -> Callable[[], Division]:
        return lambda: _divided(terms, pupils, other)

    if 0 < terms.share < 1:
        others.append(("share", with_terms(share=min(1.0, terms.share * (1 + STEP)))))
    if terms.floor is not None and terms.floor < 1:
        others.append(("floor", with_terms(floor=min(1.0, terms.floor * (1 + STEP)))))
    if terms.ceiling is not None and terms.ceiling > 1:
        others.append(("ceiling", with_terms(ceiling=max(1.0, terms.ceiling * (1 - STEP)))))
    for column in INTAKE:
        if needs.formulas:
            at = country().mean(column)
            turned = {columns: need.turned(column, 1 + STEP, at) for columns, need in needs.formulas.items()}
            other = expected(Needs({}), units, turned)
            others.append((column, with_needs({c: n for c, n in other.at(proposal.years).items() if c in now})))
        elif needs.weights.get(column):
            again = ResourceProposal(
                round=proposal.round, need=proposal.need, years=proposal.years,
                weights={**needs.weights, column: needs.weights[column] * (1 + STEP)},
            )  # fmt: skip
            others.append((column, with_needs(needs_of(again, units).at(proposal.years))))
    if len(needs.years) > 1:
        years = 1 if proposal.years > 1 else 3
        others.append((f"years_{years}", with_needs(needs.at(years))))
    for what, other_division in others:
        told = change(division, other_division(), what)
        yield {
            "what": what, "moved": round(told.moved * terms.pot), "share": told.moved, "largest": told.largest,
            "unit": names[told.unit] if told.largest else "",
        }  # fmt: skip


def _stability(
    proposal: ResourceProposal, units: Sequence[ResourceUnit], terms: Terms, needs: Needs
) -> dict[str, Any] | None:
    """The same formula on the figures of each year: every unit's amount per pupil as a part of what all would have
    alike, and the share of the pot that each year's figures move from the year before."""
    years = needs.years[-MOST_YEARS:]
    found: dict[str, list[float | None]] = {one.code: [] for one in units if one.code in needs.of}
    told = []
    for year in years:
        then = needs.at(proposal.years, until=year)
        pupils = {
            one.code: round(n)
            for one in units
            if one.code in then and (n := one.figures.get(str(year), {}).get("pupils") or pupils_of(one)[0])
        }
        if len(pupils) < 2 or not any(then[code] for code in pupils):
            continue
        division = _divided(terms, pupils, then)
        mean = terms.pot / sum(pupils.values())
        by_code = {one.unit: one.per_pupil / mean for one in division.schools}
        told.append(year)
        for code, row in found.items():
            row.append(by_code.get(code))
    if len(told) < 2:
        return None
    return {"years": told, "units": found}
