"""A draw by one of four methods, with each chosen one's probability and why it was chosen."""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .allocation import Allocation, allocate
from .frame import Candidate
from .random_numbers import in_random_order, random_number
from .risk import Contribution, Factor, score
from .sizes import draw_by_size

Method = Literal["simple", "stratified", "size", "risk"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to draw `n`. `allocation` and `spread_of` (a figure, for Neyman's) are for strata; `factors` and
    `comparison` for risk: so many of the `n` are drawn at random among the rest, to see afterwards whether the score
    finds more than chance does."""

    method: Method
    n: int
    allocation: Allocation = "proportional"
    spread_of: str = ""
    factors: tuple[Factor, ...] = ()
    comparison: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """`probability` None = chosen by score, not by chance: nothing can be said of others from it."""

    candidate: Candidate
    probability: float | None
    number: float  # the candidate's own random number
    part: Literal["drawn", "certain", "score", "comparison"]
    score: float | None = None
    contributions: tuple[Contribution, ...] = ()

    @property
    def weight(self) -> float | None:
        """How many of the frame each chosen one stands for."""
        return None if not self.probability else 1 / self.probability


@dataclass(frozen=True, slots=True)
class StratumDrawn:
    name: str
    candidates: int
    places: int
    probability: float
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Reserve:
    """The next in turn when a chosen one cannot be reviewed."""

    candidate: Candidate
    stratum: str


@dataclass(frozen=True, slots=True)
class Drawn:
    plan: Plan
    seed: str
    frame_size: int
    chosen: tuple[Chosen, ...]
    strata: tuple[StratumDrawn, ...] = ()
    start: float | None = None  # the starting point of a draw by size


def draw(frame: Sequence[Candidate], plan: Plan, *, seed: str) -> Drawn:
    """`plan.n` of the frame. The same frame, plan and seed always give the same draw, in whatever order the frame
    stands. Raises `ValueError` when the plan cannot be carried out, with the reason."""
    if not seed.strip():
        raise ValueError("a draw needs a seed")
    if plan.n < 1 or plan.n > len(frame):
        raise ValueError(f"{plan.n} cannot be drawn from a frame of {len(frame)}")
    ordered = sorted(frame, key=lambda c: c.key)
    if len({c.key for c in ordered}) != len(ordered):
        raise ValueError("two candidates have the same key")
    if plan.method == "simple":
        return _simple(ordered, plan, seed)
    if plan.method == "stratified":
        return _stratified(ordered, plan, seed)
    if plan.method == "size":
        return _by_size(ordered, plan, seed)
    return _by_risk(ordered, plan, seed)


def _first(candidates: Sequence[Candidate], n: int, seed: str) -> list[Candidate]:
    by_key = {c.key: c for c in candidates}
    return [by_key[key] for key in in_random_order(seed, list(by_key))[:n]]


def _simple(frame: Sequence[Candidate], plan: Plan, seed: str) -> Drawn:
    p = plan.n / len(frame)
    chosen = tuple(Chosen(c, p, random_number(seed, c.key), "drawn") for c in _first(frame, plan.n, seed))
    return Drawn(plan, seed, len(frame), chosen)


def spreads(frame: Sequence[Candidate], figure: str) -> dict[str, float]:
    """The standard deviation of a figure within each stratum, over those that have it; 0 for fewer than two."""
    values: dict[str, list[float]] = defaultdict(list)
    for one in frame:
        value = one.figures.get(figure)
        values[one.stratum] += [] if value is None else [value]
    return {stratum: statistics.stdev(found) if len(found) > 1 else 0.0 for stratum, found in values.items()}


def _stratified(frame: Sequence[Candidate], plan: Plan, seed: str) -> Drawn:
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for one in frame:
        groups[one.stratum].append(one)
    spread = spreads(frame, plan.spread_of) if plan.allocation == "neyman" else None
    places = allocate({s: len(group) for s, group in groups.items()}, plan.n, plan.allocation, spread=spread)
    strata, chosen = [], []
    for name in sorted(groups):
        group, n = groups[name], places[name]
        p = n / len(group)
        strata.append(StratumDrawn(name, len(group), n, p, spread.get(name) if spread else None))
        chosen += [Chosen(c, p, random_number(seed, c.key), "drawn") for c in _first(group, n, seed)]
    return Drawn(plan, seed, len(frame), tuple(chosen), tuple(strata))


def _by_size(frame: Sequence[Candidate], plan: Plan, seed: str) -> Drawn:
    without = [c for c in frame if c.size is None]
    if without:
        raise ValueError(f"{len(without)} candidates have no size, {without[0].name} among them")
    by_key = {c.key: c for c in frame}
    keys, probabilities = draw_by_size({c.key: c.size or 0.0 for c in frame}, plan.n, seed)
    chosen = tuple(
        Chosen(
            by_key[key],
            probabilities[key],
            random_number(seed, key),
            "certain" if probabilities[key] >= 1.0 else "drawn",
        )
        for key in keys
    )
    return Drawn(plan, seed, len(frame), chosen, start=random_number(seed, "start"))


def _by_risk(frame: Sequence[Candidate], plan: Plan, seed: str) -> Drawn:
    if not 0 <= plan.comparison < plan.n:
        raise ValueError("the comparison group must be smaller than the whole draw")
    scored = score(frame, plan.factors)
    # Equal scores at the line are settled by the random numbers, not by the alphabet.
    scored.sort(key=lambda s: (-s.score, random_number(seed, s.candidate.key), s.candidate.key))
    top = scored[: plan.n - plan.comparison]
    rest = {s.candidate.key: s for s in scored[len(top) :]}
    drawn = _first([s.candidate for s in rest.values()], plan.comparison, seed)
    p = plan.comparison / len(rest) if rest else 0.0
    chosen = [
        Chosen(s.candidate, None, random_number(seed, s.candidate.key), "score", s.score, s.contributions) for s in top
    ]
    chosen += [
        Chosen(c, p, random_number(seed, c.key), "comparison", rest[c.key].score, rest[c.key].contributions)
        for c in drawn
    ]
    return Drawn(plan, seed, len(frame), tuple(chosen))


def draw_one_more(frame: Sequence[Candidate], drawn: Drawn, *, instead_of: str, taken: set[str]) -> Reserve | None:
    """Who comes in for `instead_of` (a key): the next in turn by the draw's own numbers, in the same stratum, by score
    when chosen by score. `taken` are keys that cannot come in. None when nobody is left.

    A draw by size replaces by the next random number too: its replacement has no exact probability, and says so.
    """
    leaving = next((c for c in frame if c.key == instead_of), None)
    if leaving is None:
        return None
    out = {instead_of, *taken, *(c.candidate.key for c in drawn.chosen)}
    left = [c for c in frame if c.key not in out]
    if drawn.plan.method == "stratified":
        left = [c for c in left if c.stratum == leaving.stratum]
    part = next((c.part for c in drawn.chosen if c.candidate.key == instead_of), "drawn")
    if drawn.plan.method == "risk" and part == "score":
        keys = {c.key for c in left}
        ranked = [s.candidate for s in score(sorted(frame, key=lambda c: c.key), drawn.plan.factors)]
        return next((Reserve(c, c.stratum) for c in ranked if c.key in keys), None)
    following = _first(left, 1, drawn.seed)
    return Reserve(following[0], following[0].stratum) if following else None
