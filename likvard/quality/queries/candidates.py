"""Whom a series could be held with: own units, or independent actors with units in the municipality."""

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Series
from likvard.rulebook.dialogues import dialogue_models


def candidates_for(series: Series) -> list[tuple[str, str]]:
    """Value and words of each party that is not in the series today: "unit:<id>" or "organisation:<id>"."""
    taken = series.parties.filter(left_on=None)
    if dialogue_models()[series.template].party == "own_unit":
        units = (
            SchoolUnit.objects.filter(organisation=series.holder)
            .exclude(status="UPPHORT")
            .exclude(pk__in=taken.exclude(school_unit=None).values("school_unit_id"))
            .order_by("name", "id")
        )
        return [(f"unit:{unit.pk}", unit.name) for unit in units]
    near = SchoolUnit.objects.filter(municipality_code=series.holder.municipality_code).exclude(status="UPPHORT")
    if not series.holder.municipality_code:
        near = SchoolUnit.objects.exclude(status="UPPHORT")
    actors = (
        Organisation.objects.filter(kind=Organisation.Kind.INDEPENDENT, pk__in=near.values("organisation_id"))
        .exclude(pk__in=taken.filter(school_unit=None).values("organisation_id"))
        .order_by("name", "id")
    )
    return [(f"organisation:{actor.pk}", actor.name) for actor in actors]


def party_of(value: str) -> tuple[Organisation, SchoolUnit | None]:
    """What a value of `candidates_for` stands for."""
    kind, _, key = value.partition(":")
    if kind == "unit":
        unit = SchoolUnit.objects.select_related("organisation").get(pk=key)
        return unit.organisation, unit
    return Organisation.objects.get(pk=key), None
