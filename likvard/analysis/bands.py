"""Words for a difference, chosen by its interval and never by its size alone.

`progress8_band` is the rule of England's Department for Education for Progress 8 (a school's mean value added);
`word` is ours, in five steps, for any estimate with an error.
"""

from __future__ import annotations

import math
from typing import Literal

from likvard.analysis.results import Z95, Text

Band = Literal["well above average", "above average", "average", "below average", "well below average"]
# The spread of pupils' scores that the rule's published examples use; each year has its own (about 1.2 to 1.3).
PUPIL_SD = 1.27
# Two-sided 80 % of the normal distribution.
Z80 = 1.2815515655446004

Step = Literal["over", "probably_over", "not_told_apart", "probably_under", "under"]

WORDS: dict[Step, Text] = {
    "over": Text("över", "above"),
    "probably_over": Text("troligen över", "probably above"),
    "not_told_apart": Text("går inte att skilja från", "cannot be told apart from"),
    "probably_under": Text("troligen under", "probably below"),
    "under": Text("under", "below"),
}


def progress8_band(score: float, pupils: int, sd: float = PUPIL_SD) -> Band:
    """The band of a school's score. The interval is score ± 1.96 sd/√pupils; a band other than `average` needs the
    whole interval on one side of 0, the outer ones a score of 0.5 or more away as well."""
    if pupils < 1 or sd < 0:
        raise ValueError("at least one pupil, and a spread of 0 or more")
    half = Z95 * sd / math.sqrt(pupils)
    if score - half > 0:
        return "well above average" if score >= 0.5 else "above average"
    if score + half < 0:
        return "well below average" if score < -0.5 else "below average"
    return "average"


def word(estimate: float, se: float) -> Step:
    """`over` or `under` when the 95 % interval leaves 0 outside, `probably_…` when only the 80 % interval does."""
    if abs(estimate) > Z95 * se:
        return "over" if estimate > 0 else "under"
    if abs(estimate) > Z80 * se:
        return "probably_over" if estimate > 0 else "probably_under"
    return "not_told_apart"
