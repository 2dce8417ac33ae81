"""A decision begun from the judgements, taken anew, corrected by a new one, or discarded."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.reviews.actions.judging import references
from likvard.reviews.actions.rounds import require_open
from likvard.reviews.models import (
    Decision,
    DecisionArea,
    DecisionFinding,
    FollowUp,
    JudgedFinding,
    Judgement,
    Participant,
    ParticipantUnit,
)
from likvard.reviews.queries.decisions import (
    decision_slots,
    usual_court,
)
from likvard.reviews.queries.judgements import scale_of

from .rules import locked_participant, mark_changed, open_decision, refuse, tell_of_decision


@transaction.atomic
def begin_decision(*, participant: Participant, unit: ParticipantUnit | None, by: User, at: datetime) -> Decision:
    """The draft of the organiser's decision, or of one unit's; the one that is there when it is begun already."""
    stored = locked_participant(participant)
    if not stored.round.individual_decisions:
        raise refuse("no_decisions")
    if stored.case_id is None:
        raise refuse("no_case")
    slot = next((s for s in decision_slots(stored) if s.unit == unit), None)
    if slot is None:
        raise ValueError("no such decision in this round")
    if slot.current is not None:
        if slot.current.state == Decision.State.ISSUED:
            raise refuse("exists")
        return slot.current
    number = f"{stored.case.case_number or stored.round.case_number}:{stored.decisions.count() + 1}".lstrip(":")
    decision = Decision.objects.create(
        participant=stored, unit=unit, kind=Decision.Kind.DECISION, number=number, reporting=by, writers=[str(by.pk)],
        court=usual_court(stored.round.holder_id), created_by=by, created_at=at, changed_by=by, changed_at=at,
    )  # fmt: skip
    _take_judgements(decision, slot.area_keys, by, at)
    tell_of_decision(decision, "decision_begun", by, at, after={"kind": decision.kind, "unit": unit and unit.pk})
    return decision


@transaction.atomic
def rebuild_decision(*, decision: Decision, by: User, at: datetime) -> Decision:
    """Takes the judgements in anew. What people have written of an area or finding that is still there stays."""
    stored = open_decision(decision)
    slot = next(s for s in decision_slots(stored.participant) if s.unit == stored.unit)
    _take_judgements(stored, slot.area_keys, by, at)
    mark_changed(stored, by, at)
    tell_of_decision(stored, "decision_rebuilt", by, at, after={"areas": stored.areas.count()})
    return stored


def _take_judgements(decision: Decision, keys: Iterable[str], by: User, at: datetime) -> None:
    participant = decision.participant
    judged = {
        (j.area_key, j.criterion_key): j
        for j in Judgement.objects.filter(participant=participant, unit=decision.unit_id, reader=Judgement.Reader.FIRST)
    }
    found: dict[str, list[JudgedFinding]] = {}
    of_these = JudgedFinding.objects.filter(judgement__in=list(judged.values()), removed_at=None).select_related(
        "judgement"
    )
    for one in of_these.order_by("judgement__criterion_key", "ordering", "added_at"):
        found.setdefault(one.judgement.area_key, []).append(one)
    scale = scale_of(participant.round)
    wanted = [a for a in participant.round.areas if a["key"] in set(keys)]
    decision.areas.exclude(area_key__in=[a["key"] for a in wanted]).delete()
    number = 0
    for ordering, area in enumerate(wanted):
        whole = judged.get((area["key"], ""))
        values = {
            "name": area["name"],
            "ordering": ordering,
            "legal_basis": references(area.get("legal_basis") or []),
            "scale": scale,
            "level": whole.level if whole else "",
        }
        row, made = DecisionArea.objects.get_or_create(
            decision=decision, area_key=area["key"],
            defaults={**values, "account": whole.rationale if whole else ""},
        )  # fmt: skip
        if not made:
            DecisionArea.objects.filter(pk=row.pk).update(**values)
        number = _take_findings(row, found.get(area["key"], []), number)


def _take_findings(area: DecisionArea, found: list[JudgedFinding], number: int) -> int:
    known = {f.judged_id: f for f in area.findings.all()}
    area.findings.exclude(judged_id__in=[f.pk for f in found]).filter(judged__isnull=False).delete()
    for one in found:
        values = {"kind": one.kind, "text": one.text, "legal_basis": one.legal_basis, "ordering": number}
        if one.pk in known:
            DecisionFinding.objects.filter(pk=known[one.pk].pk).update(**values)
        else:
            DecisionFinding.objects.create(area=area, judged=one, **values)
        number += 1
    return number


@transaction.atomic
def begin_correction(*, decision: Decision, by: User, at: datetime) -> Decision:
    """A new draft that is to replace an issued decision, with everything that it said to begin from."""
    old = Decision.objects.select_for_update(of=("self",)).select_related("participant__round").get(pk=decision.pk)
    require_open(old.participant.round)
    if old.state != Decision.State.ISSUED:
        raise refuse("not_issued")
    if hasattr(old, "replaced_by"):
        return old.replaced_by
    new = Decision.objects.create(
        participant=old.participant, unit=old.unit, kind=old.kind, replaces=old,
        number=f"{old.number} r", reporting=by, others=old.others, introduction=old.introduction,
        outcome=old.outcome, closing_text=old.closing_text, response_day=old.response_day,
        follow_up_on=old.follow_up_on, court=old.court, writers=[str(by.pk)], created_by=by,
        created_at=at, changed_by=by, changed_at=at,
    )  # fmt: skip
    for area in old.areas.order_by("ordering"):
        findings = list(area.findings.order_by("ordering"))
        area.pk, area.decision = None, new
        area._state.adding = True
        area.save(force_insert=True)
        for finding in findings:
            finding.pk, finding.area = DecisionFinding._meta.pk.get_default(), area
            finding._state.adding = True
            finding.save(force_insert=True)
    tell_of_decision(new, "decision_begun", by, at, after={"kind": new.kind, "replaces": old.pk})
    return new


@transaction.atomic
def discard_decision(*, decision: Decision, by: User, at: datetime) -> None:
    """A draft that is not needed; an issued decision is never removed."""
    stored = open_decision(decision)
    tell_of_decision(stored, "decision_discarded", by, at, before={"kind": stored.kind, "version": stored.version})
    FollowUp.objects.filter(decision=stored).update(decision=None)
    stored.delete()
