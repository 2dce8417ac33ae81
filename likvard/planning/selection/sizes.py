"""Draws in proportion to size: systematic, over candidates in random order (Madow 1949; Hartley and Rao 1962)."""

import math
from collections.abc import Mapping

from .random_numbers import in_random_order, random_number

START = "start"  # what the draw's one starting point is drawn by, beside the candidates' own numbers


def inclusion_probabilities(sizes: Mapping[str, float], n: int) -> dict[str, float]:
    """The probability of each to be drawn, n × size / total; whoever would pass 1 is certain and the rest share what
    is left. They sum to `n`. Raises `ValueError` for a size below zero or too few with a size."""
    if any(size < 0 or not math.isfinite(size) for size in sizes.values()):
        raise ValueError("a size is missing or below zero")
    if n > sum(1 for size in sizes.values() if size > 0):
        raise ValueError("fewer candidates have a size than are to be drawn")
    certain: set[str] = set()
    while True:
        rest = {key: size for key, size in sizes.items() if key not in certain}
        total = math.fsum(rest.values())
        left = n - len(certain)
        over = {key for key, size in rest.items() if left > 0 and left * size >= total}
        if not over:
            probabilities = {key: (left * size / total if total else 0.0) for key, size in rest.items()}
            return {key: 1.0 if key in certain else probabilities[key] for key in sizes}
        certain |= over


def draw_by_size(sizes: Mapping[str, float], n: int, seed: str) -> tuple[list[str], dict[str, float]]:
    """The keys drawn, in random order, and every probability.

    Candidates stand in random order; their probabilities are laid after one another on a line of length n; one
    starting point below 1 is drawn, and each whole step from it falls on one of them.
    """
    probabilities = inclusion_probabilities(sizes, n)
    order = in_random_order(seed, [key for key, p in probabilities.items() if p > 0])
    certain = [key for key in order if probabilities[key] >= 1.0]
    others = [key for key in order if probabilities[key] < 1.0]
    wanted = n - len(certain)
    point, reached = random_number(seed, START), 0.0
    drawn: list[str] = []
    for key in others:
        reached += probabilities[key]
        if len(drawn) < wanted and reached > point:
            drawn.append(key)
            point += 1.0
    if len(drawn) < wanted:  # the last step, lost to rounding at the line's end
        drawn.append(next(key for key in reversed(others) if key not in drawn))
    chosen = {*certain, *drawn}
    return [key for key in order if key in chosen], probabilities
