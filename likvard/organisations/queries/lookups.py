"""By code, number and day."""

from datetime import date

from django.db.models import Q, QuerySet

from likvard.organisations.models import Organisation, RegisterImport, SchoolUnit, SchoolUnitPeriod


def organisation_by_number(number: str) -> Organisation | None:
    """Ten digits, with or without the hyphen."""
    return Organisation.objects.filter(organisation_number=number.replace("-", "")).first()


def organisation_of_municipality(code: str) -> Organisation | None:
    """The municipality itself, never another organiser within it."""
    found = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY, municipality_code=code)
    return found.order_by("-from_register", "name").first() if code else None


def unit_by_code(code: str) -> SchoolUnit | None:
    """Eight digits."""
    return SchoolUnit.objects.select_related("organisation").filter(school_unit_code=code).first()


def units_of(organisation: Organisation, *, ended: bool = False) -> QuerySet[SchoolUnit]:
    """The units of an organiser by name; those that have ended only when asked for."""
    units = SchoolUnit.objects.filter(organisation=organisation).order_by("name", "school_unit_code")
    return units if ended else units.exclude(status="UPPHORT")


def at_day(unit: SchoolUnit, day: date) -> SchoolUnitPeriod | None:
    """What the unit was called, whose it was and what it offered on a day; `None` before it was known."""
    return (
        SchoolUnitPeriod.objects.select_related("organisation")
        .filter(school_unit=unit, valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gte=day))
        .order_by("-valid_from")
        .first()
    )


def latest_import() -> RegisterImport | None:
    """The last import that changed something."""
    return RegisterImport.objects.order_by("-imported_at", "-id").first()


def imports() -> QuerySet[RegisterImport]:
    """Every import that changed something, the latest first."""
    return RegisterImport.objects.order_by("-imported_at", "-id")
