"""How the pupils of a place divide between its schools: dissimilarity of foreign background, less what chance gives."""

import math
from dataclasses import dataclass

import numpy as np

from likvard.analysis.results import Z95
from likvard.analysis.segregation.errors import (
    dissimilarity_bias,
    dissimilarity_by_chance,
    dissimilarity_error,
    dissimilarity_of,
)

from .places import Held

FEWEST_UNITS = 3


@dataclass(frozen=True, slots=True)
class Divided:
    """A year's index D in per cent, less its bias, with 95 % interval; `chance`: what an even division would show.
    `refused`: chance alone gives half of it or more."""

    period: str
    year: int
    index: float
    low: float
    high: float
    chance: float
    refused: bool
    schools: int
    of: int


def divided(own: Held) -> list[Divided]:
    """Years, the latest first, over the schools that show both their number of pupils and the share."""
    shares: dict[tuple[int, str], dict[str, tuple[float, float]]] = {}
    with_pupils: dict[int, int] = {}
    for unit, series in own.units.items():
        pupils: dict[int, float] = {}
        for one in series:
            if one.key.measure == "pupils" and not one.key.sex and not one.key.year_group:
                pupils = {p.year: p.value for p in one.points if p.value}
        for year in pupils:
            with_pupils[year] = with_pupils.get(year, 0) + 1
        for one in series:
            if one.key.measure != "foreign_background_share" or one.key.sex:
                continue
            for point in one.points:
                if point.value is not None and point.year in pupils:
                    shares.setdefault((point.year, point.period), {})[unit] = (pupils[point.year], point.value)
    found = []
    for (year, period), units in sorted(shares.items(), reverse=True):
        if len(units) < FEWEST_UNITS:
            continue
        n = np.array([pupils for pupils, _ in units.values()])
        first = np.round(n * np.array([share for _, share in units.values()]) / 100)
        second = n - first
        if first.sum() < 10 or second.sum() < 10:
            continue
        raw = float(dissimilarity_of(first, second))
        index = max(0.0, raw - float(dissimilarity_bias(first, second)))
        error, chance = float(dissimilarity_error(first, second)), float(dissimilarity_by_chance(first, second))
        if not math.isfinite(error):
            continue
        found.append(
            Divided(
                period, year, 100 * index, 100 * max(0.0, index - Z95 * error), 100 * min(1.0, index + Z95 * error),
                100 * chance, chance > raw / 2, len(units), max(with_pupils.get(year, 0), len(units)),
            )
        )  # fmt: skip
    return found
