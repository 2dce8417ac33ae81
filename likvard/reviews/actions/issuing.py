"""Issuing a decision: it is frozen, becomes a document, moves the case, sets last days and a follow-up, and is
delivered to the organiser's own case."""

import re
from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents import actions as documents
from likvard.documents.models import Document
from likvard.ledger.actions import record
from likvard.reports.decision import DecisionContent, decision_paper, to_json
from likvard.reports.pdf import render_pdf
from likvard.reviews.models import (
    Area,
    Case,
    CaseDocument,
    CasePerson,
    Deadline,
    Decision,
    DecisionArea,
    DecisionFinding,
    DecisionService,
    Finding,
    FollowUp,
    Intervention,
    TimelineEvent,
)
from likvard.reviews.queries import definition_of
from likvard.reviews.queries.decisions import (
    areas_of,
    case_of,
    checksum_of,
    content_of,
    decision_slots,
    gravest,
    lacking_in,
)
from likvard.rulebook.deadlines import appeal_day
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words

from .decisions import open_decision, tell_of_decision
from .delivering import deliver_decision
from .findings import close_finding, set_finding_state
from .moving import NotYet, move
from .rounds import require_running
from .searching import keep_case_findable

NOT_APPROVED = Words(
    "Beslutet är inte godkänt i den lydelse det har nu. Den som beslutar ska godkänna det först.",
    "The decision has not been approved as it now reads. The decider must approve it first.",
)
IN_THE_FUTURE = Words("Beslutets dag har inte kommit än.", "The day of the decision has not come yet.")


@transaction.atomic
def issue_decision(*, decision: Decision, today: date, by: User, at: datetime) -> Decision:
    """Makes the approved decision hold. Doing it twice changes nothing.

    Raises `NotYet` when it is not approved word for word, lacks something, or its day lies ahead.
    """
    current = Decision.objects.select_related("participant__round").get(pk=decision.pk)
    if current.state == Decision.State.ISSUED:
        return current
    require_running(current.participant.round)
    stored = open_decision(decision)
    if reasons := tuple(lacking_in(stored)):
        raise NotYet(reasons)
    content = content_of(stored)
    checksum = checksum_of(content)
    if stored.state != Decision.State.APPROVED or stored.approved_checksum != checksum:
        raise NotYet((Reason("not_approved", NOT_APPROVED),))
    if stored.decided_on > today:
        raise NotYet((Reason("in_the_future", IN_THE_FUTURE),))
    case = Case.objects.select_for_update(of=("self",)).select_related("holder", "organiser").get(
        pk=case_of(stored).pk
    )  # fmt: skip
    document = _document(stored, content, by, at)
    follow_up = stored.kind == Decision.Kind.FOLLOW_UP
    part = CaseDocument.Part.FOLLOWUP if follow_up else CaseDocument.Part.DECISION
    CaseDocument.objects.get_or_create(
        case=case, document=document, defaults={"part": part, "dated": stored.decided_on, "added_at": at}
    )
    _people(case, stored)
    if follow_up:
        _conclude(case, stored, document, by, at)
    else:
        _found(case, stored, document, by, at)
    _deadlines(case, stored, document, by, at)
    _freeze(stored, content, checksum, by, at)
    _move(case, stored, by, at)
    keep_case_findable(case)
    deliver_decision(decision=stored, document=document, by=by, at=at)
    return stored


def document_name(decision: Decision) -> str:
    """What the decision's document is called; the number is the decision's own."""
    number = re.sub(r"[^0-9A-Za-zÅÄÖåäö]+", "-", decision.number or str(decision.pk)).strip("-")
    return f"beslut-{number}.pdf"


def _document(decision: Decision, content: DecisionContent, by: User, at: datetime) -> Document:
    """The decision as an original of the authority's own: accessible PDF, the same bytes for the same words."""
    pdf = render_pdf(decision_paper(content), made_on=decision.decided_on).content
    holder, name = decision.participant.round.holder, document_name(decision)
    return documents.add_document(holder=holder, content=[pdf], name=name, by=by, at=at).document


def _people(case: Case, decision: Decision) -> None:
    for person, role in ((decision.decided_by, "decides"), (decision.reporting, "reports")):
        if person and not case.people.filter(name=person.name, role=role).exists():
            CasePerson.objects.create(case=case, name=person.name[:150], title=person.title[:150], role=role)


def area_name(decision: Decision, area: DecisionArea) -> str:
    """As the case calls it; a unit's own decision names its unit, so that two units' areas are not mixed up."""
    if decision.unit is None:
        return area.name
    return f"{area.name[:140]} – {decision.unit.school_unit.name}"[:200]


def _found(case: Case, decision: Decision, document: Document, by: User, at: datetime) -> None:
    """Areas, findings and interventions into the reviewer's own case; a correction changes those it replaces."""
    unit = decision.unit.school_unit if decision.unit else None
    kept = set()
    for row, findings in areas_of(decision):
        deciding = [f for f in findings if f.kind in Finding.Kind.values]
        area, _ = Area.objects.get_or_create(
            case=case, name=area_name(decision, row), defaults={"ordering": case.areas.count()}
        )
        area.legal_basis, area.judgement = row.legal_basis, row.level
        area.intervention = gravest([f.intervention for f in deciding])
        area.save(update_fields=["legal_basis", "judgement", "intervention"])
        for one in deciding:
            finding = one.finding or Finding(
                case=case, kind=one.kind, ordering=case.findings.count(), state_since=decision.decided_on
            )
            is_new = one.finding is None
            finding.area, finding.document, finding.school_unit, finding.text = area, document, unit, one.text
            finding.version += 0 if is_new else 1
            finding.save()
            kept.add(finding.pk)
            if is_new:
                DecisionFinding.objects.filter(pk=one.pk).update(finding=finding)
                _tell_of_finding(case, finding, by, at)
            if one.intervention:
                Intervention.objects.get_or_create(
                    case=case, document=document, kind=one.intervention, fine_sek=one.fine_sek
                )
    if decision.replaces_id:
        gone = DecisionFinding.objects.filter(area__decision=decision.replaces_id, finding__isnull=False)
        for old in gone.exclude(finding__in=kept).select_related("finding"):
            close_finding(
                finding=old.finding, outcome="no_longer_applies", version=old.finding.version, by=by, at=at,
                grounds=f"Beslutet är ersatt av beslut {decision.number}.", since=decision.decided_on,
            )  # fmt: skip
        Intervention.objects.filter(case=case, document__name=document_name(decision.replaces)).delete()


def _tell_of_finding(case: Case, finding: Finding, by: User, at: datetime) -> None:
    record(
        action="finding_found", subject_kind="finding", subject_id=finding.pk, by=by, at=at,
        organisation=case.holder_id, case=case.pk,
        after={"kind": finding.kind, "area": finding.area_id, "document": finding.document_id, "state": finding.state},
        reason="decided",
    )  # fmt: skip


def _conclude(case: Case, decision: Decision, document: Document, by: User, at: datetime) -> None:
    """What has become of each finding, in the reviewer's own case."""
    for row, findings in areas_of(decision):
        Area.objects.filter(case=case, pk=int(row.area_key or 0)).update(
            follow_up=row.follow_up, follow_up_document=document
        )
        for one in findings:
            finding = Finding.objects.get(pk=one.finding_id)
            set_finding_state(
                finding=finding, state=one.outcome, grounds=one.account, version=finding.version, by=by, at=at,
                since=decision.decided_on, document=document,
            )  # fmt: skip
    done = FollowUp.objects.filter(decision=decision, done_on=None).first()
    if done:
        done.done_on = decision.decided_on
        done.save(update_fields=["done_on"])
        record(
            action="follow_up_done", subject_kind="follow_up", subject_id=done.pk, by=by, at=at,
            organisation=case.holder_id, case=case.pk, after={"number": done.number, "day": decision.decided_on},
        )  # fmt: skip


def _deadlines(case: Case, decision: Decision, document: Document, by: User, at: datetime) -> None:
    """The answer's last day, each order's own, the follow-up, and the last day to appeal where that is known."""
    wanted: list[tuple[str, date, Finding | None]] = []
    if decision.outcome == "open":
        wanted.append(("response", decision.response_day, None))
        wanted.append(("follow_up", decision.follow_up_on, None))
        plan_follow_up(case=case, day=decision.follow_up_on, after=decision, by=by, at=at)
    for _, findings in areas_of(decision):
        for one in findings:
            if one.last_day and one.last_day != decision.response_day and one.finding_id:
                wanted.append(("response", one.last_day, one.finding))
    content = content_of(decision)
    if content.appeal and content.appeal.last_day:
        wanted.append(("appeal", content.appeal.last_day, None))
    if decision.kind == Decision.Kind.FOLLOW_UP:
        for old in case.deadlines.filter(what="follow_up", met_on=None):
            old.met_on, old.met_by, old.version = decision.decided_on, by, old.version + 1
            old.save(update_fields=["met_on", "met_by", "version"])
    for what, day, finding in wanted:
        if not case.deadlines.filter(what=what, day=day, finding=finding).exists():
            deadline = Deadline.objects.create(case=case, what=what, day=day, finding=finding, document=document)
            record(
                action="deadline_added", subject_kind="deadline", subject_id=deadline.pk, by=by, at=at,
                organisation=case.holder_id, case=case.pk, after={"what": what, "day": day, "document": document.pk},
            )  # fmt: skip


@transaction.atomic
def plan_follow_up(*, case: Case, day: date, after: Decision | None, by: User, at: datetime) -> FollowUp:
    """The case's next follow-up; planned again, the day of the one that is not done moves."""
    waiting = case.follow_ups.filter(done_on=None).order_by("number").first()
    if waiting is None:
        waiting = FollowUp.objects.create(
            case=case, number=case.follow_ups.count() + 1, planned_on=day, after=after, created_at=at
        )
    elif waiting.planned_on == day:
        return waiting
    else:
        waiting.planned_on = day
        waiting.save(update_fields=["planned_on"])
    record(
        action="follow_up_planned", subject_kind="follow_up", subject_id=waiting.pk, by=by, at=at,
        organisation=case.holder_id, case=case.pk, after={"number": waiting.number, "day": day},
    )  # fmt: skip
    return waiting


def _freeze(decision: Decision, content: DecisionContent, checksum: str, by: User, at: datetime) -> None:
    decision.content, decision.checksum = to_json(content), checksum
    decision.state, decision.issued_at, decision.issued_by = Decision.State.ISSUED, at, by
    decision.save(update_fields=["content", "checksum", "state", "issued_at", "issued_by"])
    _tell(
        decision, "decision_issued", by, at,
        after={"number": decision.number, "decided_on": decision.decided_on, "checksum": checksum},
    )  # fmt: skip


def _move(case: Case, decision: Decision, by: User, at: datetime) -> None:
    """The steps that the decision itself means: decided; after a follow-up, ended or taken up again."""
    day = decision.decided_on
    what = "decision" if decision.kind == Decision.Kind.DECISION else "followup"
    TimelineEvent.objects.get_or_create(case=case, day=day, what=what)
    case.refresh_from_db()
    outcome = decision.outcome
    if decision.kind == Decision.Kind.DECISION:
        holding = decision.participant.decisions.filter(
            kind=Decision.Kind.DECISION, state=Decision.State.ISSUED, replaced_by=None
        )
        outcome = "open" if holding.filter(outcome="open").exists() else outcome
    if case.outcome != outcome:
        case.outcome = outcome
        case.save(update_fields=["outcome"])
    if decision.kind == Decision.Kind.DECISION and case.state in (Case.State.REGISTERED, Case.State.ANNOUNCED):
        move(case=case, name="decide", by=by, at=at, day=day)
    if not _all_decided(case, decision):
        return
    if decision.outcome == "closed" and case.state != Case.State.CLOSED:
        words = definition_of(case).closing.get("closed")
        grounds = decision.closing_text or (words.sv if words else f"Beslut {decision.number}.")
        move(case=case, name="close", by=by, at=at, day=day, grounds=grounds)
    elif decision.kind == Decision.Kind.FOLLOW_UP and case.state == Case.State.ANSWERED:
        move(case=case, name="resume", by=by, at=at)


def _all_decided(case: Case, decision: Decision) -> bool:
    """Every decision of the participant is made, and none of them waits for an answer that this one would cut off."""
    if decision.kind == Decision.Kind.FOLLOW_UP:
        return True
    made = [slot.current for slot in decision_slots(decision.participant)]
    return all(d is not None and d.state == Decision.State.ISSUED and d.outcome == "closed" for d in made)


@transaction.atomic
def note_sent(
    *, decision: Decision, way: str, sent_on: date, by: User | None, at: datetime
) -> DecisionService:  # fmt: skip
    """How and when an issued decision was sent. Raises `NotYet` before it is issued."""
    if decision.state != Decision.State.ISSUED:
        raise NotYet((Reason("not_approved", NOT_APPROVED),))
    row = DecisionService.objects.create(decision=decision, way=way, sent_on=sent_on, noted_by=by, noted_at=at)
    _tell(decision, "decision_sent", by, at, after={"way": way, "sent_on": sent_on})
    return row


@transaction.atomic
def note_received(
    *, service: DecisionService, received_on: date, received_by: str, by: User | None, at: datetime
) -> DecisionService:
    """The receipt: when the party got it, from which a private party's time to appeal runs (44 § FL)."""
    stored = DecisionService.objects.select_for_update(of=("self",)).select_related(
        "decision__participant__round", "decision__participant__organiser", "decision__participant__case"
    ).get(pk=service.pk)  # fmt: skip
    if received_on < stored.sent_on:
        raise ValueError("received before it was sent")
    if stored.received_on == received_on and stored.received_by == received_by:
        return stored
    stored.received_on, stored.received_by = received_on, received_by[:200]
    stored.noted_by, stored.noted_at = by, at
    stored.save(update_fields=["received_on", "received_by", "noted_by", "noted_at"])
    decision = stored.decision
    _tell(decision, "decision_received", by, at, after={"way": stored.way, "day": received_on})
    content = content_of(decision)
    if content.appeal and content.appeal.last_day is None:
        case = case_of(decision)
        first = min(
            s.received_on for s in decision.services.filter(received_on__isnull=False)
        )  # the first time that the party got it
        for one in (case, case.counterpart):
            if one is not None:
                _appeal_deadline(one, appeal_day(first), by, at)
    return stored


def _appeal_deadline(case: Case, day: date, by: User | None, at: datetime) -> None:
    existing = case.deadlines.filter(what="appeal", met_on=None).first()
    if existing is None:
        made = Deadline.objects.create(case=case, what="appeal", day=day)
        record(
            action="deadline_added", subject_kind="deadline", subject_id=made.pk, by=by, at=at,
            organisation=case.holder_id, case=case.pk, after={"what": "appeal", "day": day},
        )  # fmt: skip
    elif existing.day != day:
        existing.day, existing.version = day, existing.version + 1
        existing.save(update_fields=["day", "version"])


def _tell(decision: Decision, action: str, by: User | None, at: datetime, **told: object) -> None:
    tell_of_decision(decision, action, by, at, **told)
