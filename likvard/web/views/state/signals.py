"""Signals in the state of play: counts with the law's times, and how absence is handled. Never a person."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.queries.state.places import Place, unit_of
from likvard.rulebook.permissions import Permission
from likvard.signals.queries.counts import (
    AbsenceCounts,
    AbsenceRow,
    KindCounts,
    UnitCounts,
    absence_counts,
    counts,
)
from likvard.terms.terms_and_years import school_year_of
from likvard.web.guards import grants


@dataclass(frozen=True, slots=True)
class SignalsOfPlace:
    """`rows`: each kind with the counts of the place, those of a unit or of the whole organiser. `absence`: the latest
    import, with the row of the place."""

    year: str
    rows: tuple[tuple[KindCounts, KindCounts | UnitCounts], ...]
    absence: AbsenceCounts | None
    absent: AbsenceRow | None
    whole: bool


def signals_of(request: HttpRequest, place: Place) -> SignalsOfPlace | None:
    """For those who follow the organiser's quality work; None for a place that is nobody's own."""
    held = {g.organisation for g in grants(request).with_permission(Permission.QUALITY_READ) if g.organisation}
    unit = unit_of(place)
    holder = _holder(place, unit)
    if holder is None or holder.pk not in held:
        return None
    today = timezone.localdate()
    year = school_year_of(today)
    found = counts(holder, year=year.start, today=today)
    rows = [(kind, told) for kind in found.kinds if (told := kind if unit is None else kind.of(unit.pk))]
    absence = absence_counts(holder)
    return SignalsOfPlace(str(year), tuple(rows), absence, _absent(absence, unit), unit is None)


def _holder(place: Place, unit: SchoolUnit | None) -> Organisation | None:
    if place.kind == "unit":
        return unit.organisation if unit else None
    return Organisation.objects.filter(pk=place.organisation).first() if place.organisation else None


def _absent(absence: AbsenceCounts | None, unit: SchoolUnit | None) -> AbsenceRow | None:
    if absence is None:
        return None
    if unit is None:
        return AbsenceRow("", "", absence.pupils, absence.flagged)
    return next((row for row in absence.rows if row.unit == unit.name and not row.group), None)
