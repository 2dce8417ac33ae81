"""Shares with top and bottom coding."""

from __future__ import annotations

from typing import NamedTuple

from likvard.analysis.disclosure.publishable import Mark
from likvard.analysis.disclosure.rules import Rules


class Coded(NamedTuple):
    """A share as a limit: `at least` 95 per cent, `at most` 5."""

    kind: str
    limit: float


def share(part: int | Mark, whole: int | Mark, rules: Rules) -> float | Mark | Coded:
    """Per cent of `whole`, or why there is none.

    A share is withheld when either count is, or when the whole is below the threshold. It is coded as a limit when
    it is so high that fewer than the threshold are outside, or so low that fewer are inside.
    """
    if isinstance(whole, Mark):
        return whole
    if whole == 0:
        return Mark.NONE
    if isinstance(part, Mark) and part is not Mark.NONE:
        return part
    inside = 0 if isinstance(part, Mark) else part
    if whole < rules.threshold:
        return Mark.WITHHELD
    value = 100 * inside / whole
    outside = whole - inside
    if value >= rules.top and outside < rules.threshold:
        return Coded("at least", rules.top)
    if value <= rules.bottom and rules.bottom > 0 and inside < rules.threshold:
        return Coded("at most", rules.bottom)
    if 0 < inside < rules.threshold or 0 < outside < rules.threshold:
        return Mark.WITHHELD
    if whole < rules.full_share_below and 0 in (inside, outside):
        return Mark.WITHHELD
    return value
