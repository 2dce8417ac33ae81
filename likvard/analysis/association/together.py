"""How often problem areas occur at the same places, beside how often they would by chance."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

from scipy.stats import false_discovery_control, hypergeom


@dataclass(frozen=True, kw_only=True)
class Together:
    """Two areas over the same `of` places: how many have the first, the second, both.

    `expected` is how many would have both if the two had nothing to do with each other. `p` is the chance of a count
    at least this unlikely then (Fisher's exact test, both sides), None where no other count is possible. `q` is the
    share of false findings to be expected among pairs this clear, over all the pairs that could be tested.
    """

    first: str
    second: str
    of: int
    with_first: int
    with_second: int
    both: int
    expected: float
    p: float | None
    q: float | None


def together(places: Mapping[str, Collection[str]]) -> tuple[Together, ...]:
    """Every pair of areas that occur, the clearest first. `places`: place → its areas; one without areas counts too,
    for it was looked at and nothing was found.

    A pair that occurs together more often than by chance is a candidate for a tie, in no direction: reviews go where
    problems are expected, and a place with many findings has many pairs. Benjamini & Hochberg 1995; Fisher 1935.
    """
    having: dict[str, set[str]] = {}
    for place, areas in places.items():
        for area in areas:
            having.setdefault(area, set()).add(place)
    n = len(places)
    rows = []
    for first, second in combinations(sorted(having), 2):
        a, b = len(having[first]), len(having[second])
        both = len(having[first] & having[second])
        rows.append((first, second, a, b, both, _chance(n, a, b, both)))
    tested = [chance for *_, chance in rows if chance is not None]
    shares = iter(false_discovery_control(tested) if tested else ())
    found = [
        Together(
            first=first, second=second, of=n, with_first=a, with_second=b, both=both, expected=a * b / n, p=chance,
            q=None if chance is None else float(next(shares)),
        )
        for first, second, a, b, both, chance in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (1.0 if one.p is None else one.p, -one.both, one.first, one.second)))


def _chance(n: int, a: int, b: int, both: int) -> float | None:
    """The summed chance of all counts that are no likelier than the one seen; the margins are given."""
    least, most = max(0, a + b - n), min(a, b)
    if least == most:
        return None
    chances = hypergeom.pmf(range(least, most + 1), n, a, b)
    seen = chances[both - least]
    return min(1.0, float(chances[chances <= seen * (1 + 1e-7)].sum()))
