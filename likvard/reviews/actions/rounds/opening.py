"""The reviewer's own case of a participant: opened when the round starts, and kept in step with the drawn units."""

from datetime import date, datetime

from django.utils import timezone

from likvard.access.models import User
from likvard.reviews.actions.opening import tell_opened
from likvard.reviews.actions.searching import keep_case_findable
from likvard.reviews.models import Case, CaseUnit, Participant, Round


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def open_participant(round_: Round, participant: Participant, *, by: User | None, at: datetime) -> Case:
    """The case, made the first time; after that only the units that are reviewed now are brought up to date."""
    if participant.case_id is None:
        organiser = participant.organiser
        case = Case.objects.create(
            holder=round_.holder,
            organiser=organiser,
            title=round_.title,
            kind=round_.kind,
            kind_version=round_.kind_version,
            kind_checksum=round_.kind_checksum,
            authority=round_.holder.name,
            case_number=round_.case_number,
            municipality_code=organiser.municipality_code,
            state=Case.State.ANNOUNCED,
            opened_on=max(round_.opened_on, _day(at)),
            created_at=at,
        )
        participant.case = case
        participant.save(update_fields=["case"])
        tell_opened(case, by=by, at=at, reason="round", round=round_.pk)
    case = participant.case
    _same_units(case, participant)
    keep_case_findable(case)
    return case


def _same_units(case: Case, participant: Participant) -> None:
    reviewed = {
        row.school_unit_id: row.school_unit
        for row in participant.units.filter(replaced_reason="").select_related("school_unit")
    }
    known = {row.school_unit_id: row for row in case.units.all()}
    case.units.filter(pk__in=[row.pk for unit, row in known.items() if unit and unit not in reviewed]).delete()
    CaseUnit.objects.bulk_create(
        CaseUnit(case=case, printed_name=unit.name, school_unit=unit)
        for pk, unit in reviewed.items()
        if pk not in known
    )
    forms = sorted({form for unit in reviewed.values() for form in unit.school_forms})
    if forms != case.school_forms:
        case.school_forms = forms
        case.save(update_fields=["school_forms"])
