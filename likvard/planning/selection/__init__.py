"""Whom to review: draws that anybody can repeat and that explain themselves.

    frame, left_out = keep(candidates, Rules(reviewed_within_years=4), on=date(2026, 11, 18))
    drawn = draw(frame, Plan(method="stratified", n=12, allocation="proportional"), seed="2026-11")
    drawn.chosen[0].probability, drawn.strata, units_within(...)

Every random number is `random_number(seed, key)`: the first sixteen hexadecimal digits of the SHA-256 of
"seed:key", read as a whole number and divided by 2 to the 64th. So the order of the frame does not matter, and the
draw can be checked with any program that knows SHA-256.
"""

from .allocation import Allocation, allocate
from .drawing import Chosen, Drawn, Method, Plan, Reserve, StratumDrawn, draw, draw_one_more
from .frame import Candidate, LeftOut, Rules, keep, longest_unreviewed
from .hits import FactorHits, HitRate, hit_rate
from .random_numbers import random_number
from .risk import Contribution, Factor, Scored, score
from .sizes import inclusion_probabilities
from .units import DrawnUnit, UnitsWithin, units_within

__all__ = [
    "Allocation",
    "Candidate",
    "Chosen",
    "Contribution",
    "Drawn",
    "DrawnUnit",
    "Factor",
    "FactorHits",
    "HitRate",
    "LeftOut",
    "Method",
    "Plan",
    "Reserve",
    "Rules",
    "Scored",
    "StratumDrawn",
    "UnitsWithin",
    "allocate",
    "draw",
    "draw_one_more",
    "hit_rate",
    "inclusion_probabilities",
    "keep",
    "longest_unreviewed",
    "random_number",
    "score",
    "units_within",
]
