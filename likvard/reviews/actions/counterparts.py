"""The other party's own case. Reviewer and reviewed each work in a case of their own; what is delivered crosses."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import Membership, User
from likvard.ledger.actions import record
from likvard.reviews.models import Case, CaseUnit

from .searching import keep_case_findable


@transaction.atomic
def open_counterpart(*, case: Case, by: User | None, at: datetime) -> Case | None:
    """The reviewed organiser's own case for the reviewer's `case`, made at the first delivery and then the same.

    None when the organiser has no people here: it gets letters and decisions as documents. Units go along, for
    the letter names them; nothing else does until it is delivered.
    """
    stored = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if stored.counterpart_id:
        return stored.counterpart
    if stored.organiser_id is None or not Membership.objects.filter(organisation=stored.organiser_id).exists():
        return None
    own = Case.objects.create(
        holder=stored.organiser,
        organiser=stored.organiser,
        title=stored.title,
        kind=stored.kind,
        kind_printed=stored.kind_printed,
        kind_version=stored.kind_version,
        kind_checksum=stored.kind_checksum,
        authority=stored.holder.name,
        case_number=stored.case_number,
        municipality_code=stored.municipality_code,
        school_forms=stored.school_forms,
        state=Case.State.REGISTERED,
        opened_on=stored.opened_on,
        counterpart=stored,
        created_at=at,
    )
    CaseUnit.objects.bulk_create(
        CaseUnit(case=own, printed_name=unit.printed_name, school_unit=unit.school_unit, match_score=unit.match_score)
        for unit in stored.units.order_by("id")
    )
    stored.counterpart = own
    stored.save(update_fields=["counterpart"])
    keep_case_findable(own)
    record(
        action="case_opened",
        subject_kind="case",
        subject_id=own.pk,
        by=by,
        at=at,
        organisation=own.holder_id,
        case=own.pk,
        after={"kind": own.kind, "case_number": own.case_number, "counterpart": stored.pk, "state": own.state},
        reason="delivered",
    )
    case.refresh_from_db()
    return own
