"""Units drawn within each chosen organiser: the second step of a draw in two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .frame import Candidate
from .random_numbers import in_random_order, random_number


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """`probability` is that of the unit within its organiser; `overall` that times the organiser's own, None when
    the organiser was chosen by score."""

    candidate: Candidate
    probability: float
    overall: float | None
    number: float


@dataclass(frozen=True, slots=True)
class UnitsWithin:
    organiser: str  # its key
    units: int
    drawn: tuple[DrawnUnit, ...]


def units_within(
    units: Mapping[str, Sequence[Candidate]], n: int, *, seed: str, probabilities: Mapping[str, float | None]
) -> tuple[UnitsWithin, ...]:
    """At most `n` units of each organiser (all of them when it has no more), each with the same chance.

    `units` and `probabilities` go by the organisers' keys. A unit's number depends on the seed and its own key
    only, so that drawing again for one organiser touches no other. Raises `ValueError` for `n` below one.
    """
    if n < 1:
        raise ValueError("at least one unit must be drawn in each")
    found = []
    for organiser in sorted(units):
        by_key = {c.key: c for c in units[organiser]}
        take = min(n, len(by_key))
        p = take / len(by_key) if by_key else 0.0
        own = probabilities.get(organiser)
        drawn = tuple(
            DrawnUnit(by_key[key], p, None if own is None else own * p, random_number(seed, key))
            for key in in_random_order(seed, list(by_key))[:take]
        )
        found.append(UnitsWithin(organiser, len(by_key), drawn))
    return tuple(found)
