"""Shares with top and bottom coding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from likvard.analysis.disclosure.cells import TOTAL
from likvard.analysis.disclosure.publishable import Mark, Publishable
from likvard.analysis.disclosure.rules import Rules
from likvard.analysis.errors import bad_question, listed


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


@dataclass(frozen=True, kw_only=True)
class Share:
    """A cell's share of the whole of one dimension. `status`: shown, at least or at most (then `value` is the limit),
    withheld, none or missing."""

    labels: Mapping[str, str]
    value: float | None
    status: str

    def to_json(self) -> dict[str, Any]:
        return {**self.labels, "value": self.value, "status": self.status}


def shares(table: Publishable, of: str, rules: Rules) -> tuple[Share, ...]:
    """Every cell's share of its whole over the dimension `of`, coded at the ends. All from what may be published."""
    if of not in table.dims:
        names = listed(list(table.dims))
        raise bad_question(f"{of} är ingen av dimensionerna: {names}.", f"{of} is none of the dimensions: {names}.")
    wholes = {
        tuple(label for name, label in cell.labels.items() if name != of): cell.shown
        for cell in table.cells
        if cell.labels[of] == TOTAL
    }
    out = []
    for cell in table.cells:
        if cell.labels[of] == TOTAL:
            continue
        found = share(cell.shown, wholes[tuple(v for name, v in cell.labels.items() if name != of)], rules)
        value, status = (
            (None, found.value)
            if isinstance(found, Mark)
            else (found.limit, found.kind)
            if isinstance(found, Coded)
            else (found, "shown")
        )
        out.append(Share(labels=cell.labels, value=value, status=status))
    return tuple(out)
