"""Each unit's need by year under one need model; nobody's is told where few pupils go or where a source withholds."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from likvard.analysis.need import Need
from likvard.analysis.results import Text
from likvard.quality.models import ResourceProposal, ResourceUnit

from .sources import FEWEST, INTAKE, Indicator, country, indicators, need_given, shown_of

FEW, WITHOUT_ABROAD, MEAN = "few", "without_abroad", "mean"  # how a unit's need was come by when not in the usual way
NEVER_NOUGHT = 1e-9


class CannotDivide(Exception):  # noqa: N818 - read aloud where it is raised
    """What is lacking before money can be divided, in both languages."""

    def __init__(self, told: Text) -> None:
        super().__init__(told.en)
        self.told = told


def pupils_of(unit: ResourceUnit) -> tuple[int | None, str]:
    """(how many pupils, the school year of the figure or "typed")."""
    if unit.pupils is not None:
        return unit.pupils, "typed"
    for year in sorted(unit.figures, reverse=True):
        n = unit.figures[year].get("pupils")
        if n is not None:
            return round(n), f"{year}/{(int(year) + 1) % 100:02d}"
    return None, ""


@dataclass(slots=True)
class Needs:
    """`of[code][year]` the need of each unit with a need of its own; year 0 stands for a need without a year.
    `notes` tell of the units that have none or one worked out otherwise."""

    of: dict[str, dict[int, float]]
    notes: dict[str, str] = field(default_factory=dict)
    formulas: dict[tuple[str, ...], Need] = field(default_factory=dict)
    indicator: Indicator | None = None
    weights: dict[str, float] = field(default_factory=dict)

    def at(self, years: int, until: int | None = None) -> dict[str, float]:
        """The mean of the last `years` figures of each unit, none later than `until`; the last one is the newest."""
        found = {}
        for code, by_year in self.of.items():
            known = [year for year in sorted(by_year) if until is None or year <= until]
            if until is not None and (not known or known[-1] != until):
                continue  # no figure of that very year
            if known:
                last = [by_year[year] for year in known[-years:]]
                found[code] = sum(last) / len(last)
        return found

    @property
    def years(self) -> list[int]:
        return sorted({year for by_year in self.of.values() for year in by_year if year})


def needs_of(proposal: ResourceProposal, units: Sequence[ResourceUnit]) -> Needs:
    """Raises `CannotDivide`."""
    model = {
        ResourceProposal.Need.EXPECTED.value: _expected,
        ResourceProposal.Need.WEIGHTED.value: _weighted,
        ResourceProposal.Need.INDEX.value: _index,
        ResourceProposal.Need.INDICATOR.value: _indicator,
    }[proposal.need]
    found = model(proposal, units)
    for unit in units:
        n, _ = pupils_of(unit)
        if n is not None and n < FEWEST:
            found.of.pop(unit.code, None)
            found.notes[unit.code] = FEW
        elif not found.of.get(unit.code):
            found.of.pop(unit.code, None)
            found.notes[unit.code] = MEAN
    if not found.of:
        raise CannotDivide(
            Text(
                "Ingen av enheterna har uppgifter som behovet kan räknas från.",
                "None of the units has figures that the need can be worked out from.",
            )
        )
    return found


def _by_year(unit: ResourceUnit, value: Callable[[dict[str, Any]], float | None]) -> dict[int, float]:
    found = {}
    for year, figures in unit.figures.items():
        told = value(figures)
        if told is not None:
            found[int(year)] = told
    return found


def _expected(proposal: ResourceProposal, units: Sequence[ResourceUnit]) -> Needs:
    found = Needs({})
    whole, part = need_given(INTAKE), need_given(("parents",))
    if whole is None or part is None:
        raise CannotDivide(
            Text(
                "De öppna siffrorna räcker inte för att räkna ut ett väntat behov. Välj en annan modell.",
                "The open figures do not suffice to work out an expected need. Choose another model.",
            )
        )
    return expected(found, units, {INTAKE: whole, ("parents",): part})


def expected(found: Needs, units: Sequence[ResourceUnit], formulas: dict[tuple[str, ...], Need]) -> Needs:
    """The same with formulas that are given: a coefficient may have been turned."""

    def value(figures: dict[str, Any], columns: tuple[str, ...]) -> float | None:
        if any(figures.get(one) is None for one in columns):
            return None
        return float(formulas[columns].of([np.array([figures[one]]) for one in columns])[0])

    found.formulas = formulas
    for unit in units:
        by_year = _by_year(unit, lambda figures: value(figures, INTAKE))
        last = max((int(one) for one in unit.figures if unit.figures[one].get("parents") is not None), default=0)
        if last not in by_year:
            # One formula for all years of a unit, so that its own years can be compared.
            by_year = _by_year(unit, lambda figures: value(figures, ("parents",)))
            if by_year:
                found.notes[unit.code] = WITHOUT_ABROAD
        found.of[unit.code] = by_year
    return found


def _weighted(proposal: ResourceProposal, units: Sequence[ResourceUnit]) -> Needs:
    weights = {name: float(proposal.weights.get(name) or 0) for name in INTAKE}
    found = Needs({}, weights=weights)
    known = country()

    def value(figures: dict[str, Any]) -> float | None:
        parents, abroad = figures.get("parents"), figures.get("abroad")
        if parents is None:
            return None
        if abroad is None and weights["abroad"]:
            abroad = known.abroad_like(parents)
        return (weights["parents"] * (100 - parents) + weights["abroad"] * (abroad or 0)) / 100

    for unit in units:
        found.of[unit.code] = _by_year(unit, value)
        last = max(found.of[unit.code], default=0)
        if last and weights["abroad"] and unit.figures[str(last)].get("abroad") is None:
            found.notes[unit.code] = WITHOUT_ABROAD
    return found


def _index(proposal: ResourceProposal, units: Sequence[ResourceUnit]) -> Needs:
    large = [one for one in units if (pupils_of(one)[0] or 0) >= FEWEST]
    lacking = sorted(one.name for one in large if one.index is None)
    if lacking:
        names = ", ".join(lacking[:5]) + (" …" if len(lacking) > 5 else "")
        raise CannotDivide(
            Text(
                f"{len(lacking)} av enheterna saknar index: {names}. Fyll i det under Enheter och uppgifter.",
                f"{len(lacking)} of the units have no index: {names}. Fill it in under Units and figures.",
            )
        )
    return Needs({one.code: {0: one.index} for one in large if one.index is not None})


def _indicator(proposal: ResourceProposal, units: Sequence[ResourceUnit]) -> Needs:
    holder, named = proposal.round.holder, [(one.code, one.name) for one in units]
    chosen = next((one for one in indicators(holder, named) if one.key == proposal.indicator), None)
    if chosen is None:
        raise CannotDivide(
            Text(
                "Måttet finns inte längre för hälften av enheterna. Välj ett annat.",
                "Half of the units no longer have that figure. Choose another.",
            )
        )
    found = Needs({}, indicator=chosen)
    for code, series in shown_of(holder, named).items():
        if chosen.key in series:
            found.of[code] = {
                point.year: (100 - point.value if chosen.turned else point.value) / 100
                for point in series[chosen.key].points
                if point.value is not None and not math.isnan(point.value)
            }
    return found
