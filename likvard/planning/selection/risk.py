"""A score from weighted figures, with what each figure adds to it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .frame import Candidate

MISSING_PLACE = 0.5  # a figure that is missing says nothing: neither risk nor none


@dataclass(frozen=True, slots=True)
class Factor:
    """A figure in the score. `worse` says which end means risk."""

    figure: str
    weight: float
    worse: Literal["high", "low"] = "high"


@dataclass(frozen=True, slots=True)
class Contribution:
    """`place` is where the candidate stands among all, 0 (least risk) to 1; `points` what that adds to the score."""

    figure: str
    value: float | None
    place: float
    points: float

    @property
    def missing(self) -> bool:
        return self.value is None


@dataclass(frozen=True, slots=True)
class Scored:
    candidate: Candidate
    score: float  # 0–100: the sum of the points
    contributions: tuple[Contribution, ...]


def places(values: Sequence[float | None], worse: Literal["high", "low"]) -> list[float]:
    """Where each value stands among those that are known: the share with less risk, those equal counted half."""
    known = sorted(v if worse == "high" else -v for v in values if v is not None)
    if len(known) < 2:
        return [MISSING_PLACE] * len(values)
    found = []
    for value in values:
        if value is None:
            found.append(MISSING_PLACE)
            continue
        asked = value if worse == "high" else -value
        below = _below(known, asked)
        equal = _below(known, asked, also_equal=True) - below
        found.append((below + (equal - 1) / 2) / (len(known) - 1))
    return found


def _below(ordered: list[float], asked: float, *, also_equal: bool = False) -> int:
    return bisect_right(ordered, asked) if also_equal else bisect_left(ordered, asked)


def score(candidates: Sequence[Candidate], factors: Sequence[Factor]) -> list[Scored]:
    """Everyone's score, the highest first, equal scores by key. Raises `ValueError` without a positive weight."""
    total = sum(f.weight for f in factors)
    if not factors or total <= 0 or any(f.weight < 0 for f in factors):
        raise ValueError("a score needs weights above zero")
    if len({f.figure for f in factors}) != len(factors):
        raise ValueError("a figure is weighed twice")
    columns = {f.figure: places([c.figures.get(f.figure) for c in candidates], f.worse) for f in factors}
    scored = []
    for index, one in enumerate(candidates):
        parts = tuple(
            Contribution(
                figure=f.figure,
                value=one.figures.get(f.figure),
                place=columns[f.figure][index],
                points=100 * f.weight / total * columns[f.figure][index],
            )
            for f in factors
        )
        scored.append(Scored(one, sum(part.points for part in parts), parts))
    return sorted(scored, key=lambda s: (-s.score, s.candidate.key))
