"""An issued decision into the organiser's own case."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.ledger.actions import record
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions.counterparts import open_counterpart
from likvard.reviews.actions.deadlines import meet_deadline
from likvard.reviews.actions.findings import set_finding_state
from likvard.reviews.actions.moving import move
from likvard.reviews.actions.searching import keep_case_findable
from likvard.reviews.models import (
    Area,
    Case,
    CaseDocument,
    CasePerson,
    Deadline,
    Decision,
    DecisionFinding,
    DecisionService,
    Finding,
    Intervention,
    TimelineEvent,
)
from likvard.reviews.queries.decisions import case_of

from .copying import copy_of


@transaction.atomic
def deliver_decision(*, decision: Decision, document: Document, by: User | None, at: datetime) -> Case | None:
    """The issued decision into the organiser's own case: document, areas, findings, last days, interventions.

    None when the organiser has no people here: the decision then goes by letter.
    """
    if decision.state != Decision.State.ISSUED:
        raise ValueError("only an issued decision is delivered")
    case = case_of(decision)
    own = open_counterpart(case=case, by=by, at=at)
    if own is None:
        return None
    own = Case.objects.select_for_update(of=("self",)).get(pk=own.pk)
    theirs = copy_of(document, holder=own.holder, by=by, at=at)
    follow_up = decision.kind == Decision.Kind.FOLLOW_UP
    part = CaseDocument.Part.FOLLOWUP if follow_up else CaseDocument.Part.DECISION
    _, new = CaseDocument.objects.get_or_create(
        case=own, document=theirs, defaults={"part": part, "dated": decision.decided_on, "added_at": at}
    )
    _copy_people(case, own)
    areas = _deliver_areas(case, own, theirs if follow_up else None)
    if follow_up:
        _deliver_outcomes(decision, own, theirs, by, at)
    else:
        _deliver_findings(decision, own, areas, theirs, by, at)
    _deliver_deadlines(case, own, document, theirs, by, at)
    for one in case.interventions.filter(document=document):
        Intervention.objects.get_or_create(case=own, document=theirs, kind=one.kind, fine_sek=one.fine_sek)
    what = "followup" if follow_up else "decision"
    TimelineEvent.objects.get_or_create(case=own, day=decision.decided_on, what=what, defaults={"document": theirs})
    own.refresh_from_db()
    own.outcome = case.outcome or decision.outcome
    own.case_number = own.case_number or case.case_number
    own.save(update_fields=["outcome", "case_number"])
    if new:
        _advance(own, decision, theirs, by, at)
        DecisionService.objects.get_or_create(
            decision=decision, way=DecisionService.Way.DIGITAL,
            defaults={"sent_on": decision.decided_on, "noted_by": by, "noted_at": at},
        )  # fmt: skip
        record(
            action="decision_delivered", subject_kind="case", subject_id=own.pk, by=by, at=at,
            organisation=own.holder_id, case=own.pk,
            after={"number": decision.number, "document": theirs.pk, "findings": own.findings.count()},
            reason="delivered",
        )  # fmt: skip
    keep_case_findable(own)
    return own


def _copy_people(case: Case, own: Case) -> None:
    for person in case.people.filter(role__in=["decides", "reports"]):
        if not own.people.filter(name=person.name, role=person.role).exists():
            CasePerson.objects.create(case=own, name=person.name, title=person.title, role=person.role)


def _deliver_areas(case: Case, own: Case, followed_up_by: Document | None) -> dict[int, Area]:
    """The organiser's own areas by the reviewer's: names, law and judgements are the decision's."""
    found = {}
    for area in case.areas.order_by("ordering"):
        mine, _ = Area.objects.get_or_create(case=own, name=area.name, defaults={"ordering": own.areas.count()})
        mine.legal_basis, mine.judgement, mine.intervention = area.legal_basis, area.judgement, area.intervention
        mine.follow_up = area.follow_up
        if followed_up_by is not None and area.follow_up:
            mine.follow_up_document = followed_up_by
        mine.save()
        found[area.pk] = mine
    return found


def _deliver_findings(
    decision: Decision, own: Case, areas: dict[int, Area], document: Document, by: User | None, at: datetime
) -> None:
    """The findings that this decision states. What the organiser has written about one that is there stays."""
    rows = DecisionFinding.objects.filter(area__decision=decision, finding__isnull=False).select_related("finding")
    for row in rows.order_by("ordering"):
        source = row.finding
        mine = Finding.objects.filter(case=own, delivered_from=source).first()
        is_new = mine is None
        mine = mine or Finding(
            case=own, delivered_from=source, kind=source.kind, ordering=own.findings.count(),
            state_since=decision.decided_on,
        )  # fmt: skip
        mine.area, mine.document, mine.text = areas.get(source.area_id), document, source.text
        mine.school_unit = source.school_unit
        mine.version += 0 if is_new else 1
        mine.save()
        if is_new:
            record(
                action="finding_found", subject_kind="finding", subject_id=mine.pk, by=by, at=at,
                organisation=own.holder_id, case=own.pk,
                after={"kind": mine.kind, "area": mine.area_id, "document": document.pk, "state": mine.state},
                reason="delivered",
            )  # fmt: skip
    if decision.replaces_id:
        gone = DecisionFinding.objects.filter(area__decision=decision.replaces_id, finding__state="closed")
        for mine in Finding.objects.filter(case=own, delivered_from__in=gone.values("finding")).exclude(state="closed"):
            mine.state, mine.state_grounds = "closed", f"Beslutet är ersatt av beslut {decision.number}."
            mine.closing_outcome, mine.state_since = "no_longer_applies", decision.decided_on
            mine.version += 1
            mine.save()
            record(
                action="finding_closed", subject_kind="finding", subject_id=mine.pk, by=by, at=at,
                organisation=own.holder_id, case=own.pk,
                after={"state": "closed", "closing_outcome": "no_longer_applies"}, reason="delivered",
            )  # fmt: skip


def _deliver_outcomes(decision: Decision, own: Case, document: Document, by: User | None, at: datetime) -> None:
    """What the authority says has become of each finding, as it stands in its follow-up decision."""
    for row in DecisionFinding.objects.filter(area__decision=decision, finding__isnull=False):
        for mine in Finding.objects.filter(case=own, delivered_from=row.finding_id).exclude(state="closed"):
            try:
                set_finding_state(
                    finding=mine, state=row.outcome, grounds=row.account, version=mine.version, by=by, at=at,
                    since=decision.decided_on, document=document,
                )  # fmt: skip
            except ChangedMeanwhile:  # pragma: no cover - the row was read in this very transaction
                continue


def _deliver_deadlines(
    case: Case, own: Case, document: Document, theirs: Document, by: User | None, at: datetime
) -> None:
    """Last days that are the organiser's to keep; the follow-up is the authority's own."""
    for deadline in case.deadlines.filter(document=document).exclude(what="follow_up"):
        finding = Finding.objects.filter(case=own, delivered_from=deadline.finding_id).first()
        finding = finding if deadline.finding_id else None
        if own.deadlines.filter(what=deadline.what, day=deadline.day, finding=finding).exists():
            continue
        mine = Deadline.objects.create(
            case=own, what=deadline.what, day=deadline.day, note=deadline.note, document=theirs, finding=finding
        )
        record(
            action="deadline_added", subject_kind="deadline", subject_id=mine.pk, by=by, at=at,
            organisation=own.holder_id, case=own.pk,
            after={"what": mine.what, "day": mine.day, "document": theirs.pk}, reason="delivered",
        )  # fmt: skip


def _advance(own: Case, decision: Decision, document: Document, by: User | None, at: datetime) -> None:
    """The organiser's case follows the authority's word as far as its steps allow. Its findings live on."""
    if decision.kind == Decision.Kind.DECISION and own.state in (Case.State.REGISTERED, Case.State.ANNOUNCED):
        move(case=own, name="decide", by=by, at=at, day=decision.decided_on)
        return
    if decision.kind == Decision.Kind.DECISION:
        return
    # What the earlier decision asked for has been judged now; only what this one asks for is owed.
    for deadline in own.deadlines.filter(what="response", met_on=None).exclude(document=document):
        meet_deadline(deadline=deadline, met_on=decision.decided_on, by=by, at=at)
    if decision.outcome == "open" and own.state == Case.State.ANSWERED:
        move(case=own, name="resume", by=by, at=at)
    elif decision.outcome == "closed" and own.state != Case.State.CLOSED:
        grounds = f"Myndigheten har avslutat granskningen genom beslut {decision.number}."
        move(case=own, name="close", by=by, at=at, day=decision.decided_on, grounds=grounds)
