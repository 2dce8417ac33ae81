"""Decided and not done: mandates whose day has passed, or that nobody has ended within a year."""

from dataclasses import dataclass
from datetime import date, timedelta

from likvard.access.queries import Grants
from likvard.quality.models import Dialogue, Mandate, Series

from .visibility import mandates_visible_to

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class MandateLine:
    """`late_by` is days since the last day (or since a year after the decision); None = not late or ended.

    `series` are the models of dialogue made for it, and `dialogues` how many have been held by them.
    """

    mandate: Mandate
    late_by: int | None
    series: tuple[Series, ...]
    dialogues: int


def late_by(mandate: Mandate, today: date) -> int | None:
    """Days late; without a last day a mandate is late a year after it was given."""
    if mandate.state != Mandate.State.GIVEN:
        return None
    last = mandate.due_on or mandate.decided_on + A_YEAR
    return (today - last).days if today > last else None


def mandate_lines(grants: Grants, *, today: date) -> tuple[MandateLine, ...]:
    """The latest first, then those still running, then the ended ones. Three queries."""
    mandates = list(mandates_visible_to(grants))
    series = list(Series.objects.filter(mandate__in=mandates).order_by("title", "id"))
    held: dict = {}
    for row in Dialogue.objects.filter(party__series__in=series, state=Dialogue.State.HELD).values_list(
        "party__series_id", flat=True
    ):
        held[row] = held.get(row, 0) + 1
    lines = []
    for mandate in mandates:
        own = tuple(s for s in series if s.mandate_id == mandate.id)
        lines.append(MandateLine(mandate, late_by(mandate, today), own, sum(held.get(s.id, 0) for s in own)))
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                line.mandate.state != Mandate.State.GIVEN, -(line.late_by or 0), line.mandate.decided_on,
            ),
        )
    )  # fmt: skip
