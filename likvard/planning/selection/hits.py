"""Did the score find what it was to find? Asked after the round, for the whole score and for each factor of it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .drawing import Chosen

_Z = 1.959963984540054  # 95 per cent


@dataclass(frozen=True, slots=True)
class HitRate:
    """Those in whom the review found something, of those reviewed; with Wilson's 95 per cent interval (1927)."""

    found: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        return self.found / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class FactorHits:
    """The rate among those who stood in the worse half by the figure, and among those who did not. A factor worth its
    weight has a higher rate in the first. Those who lack the figure are counted in `missing` alone."""

    figure: str
    worse_half: HitRate
    other_half: HitRate
    missing: int


def rate(found: int, of: int) -> HitRate:
    if of == 0:
        return HitRate(0, 0, 0.0, 1.0)
    p = found / of
    middle = (p + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    half = _Z * math.sqrt(p * (1 - p) / of + _Z**2 / (4 * of**2)) / (1 + _Z**2 / of)
    return HitRate(found, of, max(0.0, middle - half), min(1.0, middle + half))


def hit_rate(chosen: Sequence[Chosen], hits: Iterable[str]) -> tuple[HitRate, HitRate, tuple[FactorHits, ...]]:
    """By score, by comparison, and by each factor. `chosen` are those reviewed; `hits` the keys where something was
    found."""
    found = set(hits)

    def of(rows: Iterable[Chosen]) -> HitRate:
        keys = [c.candidate.key for c in rows]
        return rate(sum(key in found for key in keys), len(keys))

    by_score = of(c for c in chosen if c.part == "score")
    comparison = of(c for c in chosen if c.part != "score")
    figures = list(dict.fromkeys(part.figure for c in chosen for part in c.contributions))
    factors = []
    for figure in figures:
        parts = [(c, part) for c in chosen for part in c.contributions if part.figure == figure]
        factors.append(
            FactorHits(
                figure=figure,
                worse_half=of(c for c, part in parts if not part.missing and part.place >= 0.5),
                other_half=of(c for c, part in parts if not part.missing and part.place < 0.5),
                missing=sum(part.missing for _, part in parts),
            )
        )
    return by_score, comparison, tuple(factors)
