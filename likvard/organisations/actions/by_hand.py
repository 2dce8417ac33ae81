"""Organisers, authorities and units that the register does not have: a reviewing authority, a new school, a
fictional municipality. Imports leave them alone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from likvard.ledger.actions import record
from likvard.organisations.models import Organisation, OrganisationPeriod, SchoolUnit, SchoolUnitPeriod
from likvard.terms.names import fold
from likvard.terms.school_unit_codes import is_school_unit_code


@transaction.atomic
def add_organisation(
    *,
    name: str,
    kind: str,
    by: object,
    at: datetime,
    organisation_number: str | None = None,
    municipality_code: str = "",
    school_forms: Sequence[str] = (),
) -> Organisation:
    """A new organisation, named so from the day of `at`. Raises ValueError for an empty name or unknown kind."""
    name = " ".join(name.split())
    if not name or kind not in Organisation.Kind.values:
        raise ValueError("an organisation needs a name and a known kind")
    organisation = Organisation.objects.create(
        name=name,
        kind=kind,
        organisation_number=organisation_number or None,
        municipality_code=municipality_code,
        school_forms=sorted(school_forms),
        search_name=fold(name)[:200],
    )
    OrganisationPeriod.objects.create(organisation=organisation, name=name, valid_from=timezone.localtime(at).date())
    record(
        action="organisation_added",
        subject_kind="organisation",
        subject_id=organisation.id,
        organisation=organisation,
        by=by,
        at=at,
        after={"kind": kind, "organisation_number": organisation_number or ""},
    )
    return organisation


@transaction.atomic
def add_school_unit(
    *,
    organisation: Organisation,
    school_unit_code: str,
    name: str,
    by: object,
    at: datetime,
    municipality_code: str = "",
    school_forms: Sequence[str] = (),
    school_years: Sequence[str] = (),
) -> SchoolUnit:
    """A new unit of an organiser. Raises ValueError for an empty name or a code that is none."""
    name = " ".join(name.split())
    if not name or not is_school_unit_code(school_unit_code):
        raise ValueError("a school unit needs a name and a code of eight digits")
    facts = {
        "organisation": organisation,
        "name": name,
        "municipality_code": municipality_code or organisation.municipality_code,
        "school_forms": sorted(school_forms),
        "status": "AKTIV",
    }
    unit = SchoolUnit.objects.create(
        school_unit_code=school_unit_code, search_name=fold(name)[:200], school_years=list(school_years), **facts
    )
    SchoolUnitPeriod.objects.create(school_unit=unit, valid_from=timezone.localtime(at).date(), **facts)
    record(
        action="school_unit_added",
        subject_kind="school_unit",
        subject_id=unit.id,
        organisation=organisation,
        by=by,
        at=at,
        after={"school_unit_code": school_unit_code},
    )
    return unit
