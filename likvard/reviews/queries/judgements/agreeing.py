"""Equal cases judged alike: how far two readers agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from likvard.analysis.agreement import Agreement, agreement
from likvard.reviews.models import LEVELS, Judgement, Round

from .slots import scale_of

FIRST, SECOND = Judgement.Reader.FIRST, Judgement.Reader.SECOND


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """Agreement between first and second readers, over all and per area."""

    overall: Agreement
    by_area: tuple[tuple[str, Agreement], ...]


def two_readings(round_: Round, *, without: Iterable[UUID] = ()) -> TwoReadings:
    """What each reader said before seeing the other, of criteria that both have judged."""
    scale = LEVELS.get(scale_of(round_), ())
    rows = (
        Judgement.objects.filter(participant__round=round_, done_at__isnull=False)
        .exclude(criterion_key="")
        .exclude(participant_id__in=list(without))
        .values_list("participant_id", "unit_id", "area_key", "criterion_key", "reader", "first_level")
    )
    said: dict[tuple[Any, ...], dict[str, str]] = {}
    for participant, unit, area, criterion, reader, level in rows:
        said.setdefault((area, participant, unit, criterion), {})[reader] = level
    pairs: dict[str, list[tuple[str, str]]] = {}
    for key, levels in said.items():
        if len(levels) == 2:
            pairs.setdefault(key[0], []).append((levels[FIRST], levels[SECOND]))
    everything = [pair for of_area in pairs.values() for pair in of_area]
    return TwoReadings(
        agreement(everything, scale),
        tuple(
            (area["name"], agreement(pairs.get(area["key"], []), scale))
            for area in round_.areas
            if pairs.get(area["key"])
        ),
    )
