"""How many are drawn in each stratum."""

from collections.abc import Mapping
from typing import Literal

Allocation = Literal["proportional", "equal", "neyman"]


def allocate(
    sizes: Mapping[str, int], n: int, how: Allocation, *, spread: Mapping[str, float] | None = None
) -> dict[str, int]:
    """`n` places over strata with so many candidates each. Never more places than candidates.

    Proportional to the number, equal, or Neyman's (number times the standard deviation of a figure, `spread`).
    Each stratum gets one place before any gets two, as far as `n` goes. Places that a full stratum cannot take go
    to the others. Rounding by largest remainder, equal remainders by the stratum's name. Raises `ValueError` when
    `n` is more than all candidates, or when Neyman's has no spread to go by.
    """
    total = sum(sizes.values())
    if n < 0 or n > total:
        raise ValueError(f"{n} places cannot be filled from {total} candidates")
    weights = _weights(sizes, how, spread)
    places = dict.fromkeys(sizes, 0)
    # One each first, the heaviest first when there are fewer places than strata.
    for name in sorted((s for s in sizes if sizes[s]), key=lambda s: (-weights[s], s))[:n]:
        places[name] = 1
    if n <= sum(1 for s in sizes.values() if s):
        return places
    return _filled(dict(sizes), n, weights, least=places)


def _weights(sizes: Mapping[str, int], how: Allocation, spread: Mapping[str, float] | None) -> dict[str, float]:
    if how == "equal":
        return {s: 1.0 if size else 0.0 for s, size in sizes.items()}
    if how == "proportional":
        return {s: float(size) for s, size in sizes.items()}
    if not spread or not any(sizes[s] * spread.get(s, 0.0) > 0 for s in sizes):
        raise ValueError("Neyman's allocation needs a figure that differs within the strata")
    return {s: size * max(0.0, spread.get(s, 0.0)) for s, size in sizes.items()}


def _filled(sizes: dict[str, int], n: int, weights: dict[str, float], *, least: dict[str, int]) -> dict[str, int]:
    """Shares by weight, held between `least` and the size: what lies outside is set and the rest shared anew."""
    fixed: dict[str, int] = {}
    while True:
        free = [s for s in sizes if s not in fixed]
        left = n - sum(fixed.values())
        weight = sum(weights[s] for s in free)
        # Strata whose figure does not differ have no weight: what is left over is shared by their size.
        share = {s: left * (weights[s] / weight if weight else sizes[s] / sum(sizes[f] for f in free)) for s in free}
        above = {s: sizes[s] for s in free if share[s] > sizes[s]}
        below = {s: least[s] for s in free if share[s] < least[s]}
        # What lies above gives more places back than what lies below takes, or the other way round: settle the
        # larger side first, so that nobody is fixed for a share that would have changed.
        over = sum(share[s] - sizes[s] for s in above)
        under = sum(least[s] - share[s] for s in below)
        if above and over >= under:
            fixed |= above
        elif below:
            fixed |= below
        else:
            return fixed | _rounded(share, left, sizes, least)


def _rounded(share: dict[str, float], n: int, sizes: dict[str, int], least: dict[str, int]) -> dict[str, int]:
    places = {s: max(least[s], int(value)) for s, value in share.items()}
    by_remainder = sorted(share, key=lambda s: (-(share[s] - int(share[s])), s))
    left = n - sum(places.values())
    while left > 0:
        for s in by_remainder:
            if left and places[s] < sizes[s]:
                places[s] += 1
                left -= 1
    return places
