"""What an issued decision puts into the reviewer's own case: areas, findings and interventions."""

import re
from datetime import datetime

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.ledger.actions import record
from likvard.reviews.actions.findings import close_finding, set_finding_state
from likvard.reviews.models import (
    Area,
    Case,
    Decision,
    DecisionArea,
    DecisionFinding,
    Finding,
    FollowUp,
    Intervention,
)
from likvard.reviews.queries.decisions import (
    areas_of,
    gravest,
)


def document_name(decision: Decision) -> str:
    """What the decision's document is called; the number is the decision's own."""
    number = re.sub(r"[^0-9A-Za-zÅÄÖåäö]+", "-", decision.number or str(decision.pk)).strip("-")
    return f"beslut-{number}.pdf"


def area_name(decision: Decision, area: DecisionArea) -> str:
    """As the case calls it; a unit's own decision names its unit, so that two units' areas are not mixed up."""
    if decision.unit is None:
        return area.name
    return f"{area.name[:140]} – {decision.unit.school_unit.name}"[:200]


def found(case: Case, decision: Decision, document: Document, by: User, at: datetime) -> None:
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


def conclude(case: Case, decision: Decision, document: Document, by: User, at: datetime) -> None:
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
