"""A decision in the making: built from the judgements, written in, approved by another person for its exact words.

Any change after an approval ends it. Issuing is in `issuing`; a decision that is issued never changes, and is
corrected by a new one (`begin_correction`).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.models import (
    Decision,
    DecisionArea,
    DecisionFinding,
    FollowUp,
    FollowUpFinding,
    JudgedFinding,
    Judgement,
    Participant,
    ParticipantUnit,
)
from likvard.reviews.queries.decisions import (
    checksum_of,
    content_of,
    deciders,
    decision_slots,
    lacking_in,
    usual_court,
)
from likvard.reviews.queries.judgements import scale_of
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words
from likvard.terms.interventions import by_code

from .judging import references
from .moving import NotYet
from .rounds import require_open
from .wordings import keep_wording

WORDS_OF = ("introduction", "closing_text", "others")
WHY: dict[str, Words] = {
    "issued": Words(
        "Beslutet är fattat och kan inte ändras. Rätta det genom ett nytt beslut.",
        "The decision is issued and cannot change. Correct it by a new decision.",
    ),
    "own_work": Words(
        "Den som har skrivit i beslutet kan inte godkänna det. En annan person ska läsa det.",
        "Whoever has written in the decision cannot approve it. Another person must read it.",
    ),
    "not_decider": Words(
        "Bara den som anges som beslutande kan godkänna beslutet.",
        "Only the person named as decider can approve the decision.",
    ),
    "changed": Words(
        "Beslutet har ändrats sedan sidan visades. Läs det igen innan det godkänns.",
        "The decision has changed since the page was shown. Read it again before approving it.",
    ),
    "no_decisions": Words(
        "Den här granskningen fattar inga enskilda beslut. Resultatet kommer i en övergripande rapport.",
        "This review makes no individual decisions. The result comes in an overall report.",
    ),
    "no_case": Words(
        "Deltagaren har inget ärende än. Det öppnas när granskningen startas.",
        "The participant has no case yet. It is opened when the round is started.",
    ),
    "exists": Words("Det finns redan ett beslut. Rätta det genom ett nytt beslut.", "There is a decision already."),
    "no_follow_up": Words("Det finns ingen uppföljning att avsluta.", "There is no follow-up to conclude."),
    "not_issued": Words("Beslutet är inte fattat än.", "The decision is not issued yet."),
}  # fmt: skip


def refuse(*codes: str) -> NotYet:
    return NotYet(tuple(Reason(code, WHY[code]) for code in codes))


# --- Begin ----------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_decision(*, participant: Participant, unit: ParticipantUnit | None, by: User, at: datetime) -> Decision:
    """The draft of the organiser's decision, or of one unit's; the one that is there when it is begun already."""
    stored = _participant(participant)
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
    _mark(stored, by, at)
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
def begin_follow_up_decision(*, follow_up: FollowUp, by: User, at: datetime) -> Decision:
    """The decision that concludes a follow-up, built from what has been judged of each finding."""
    stored = FollowUp.objects.select_for_update(of=("self",)).select_related("case__participant").get(pk=follow_up.pk)
    participant = _participant(stored.case.participant)
    if stored.done_on is not None:
        raise refuse("no_follow_up")
    if stored.decision_id is None:
        count = participant.decisions.count() + 1
        stored.decision = Decision.objects.create(
            participant=participant, kind=Decision.Kind.FOLLOW_UP, reporting=by, writers=[str(by.pk)],
            number=f"{stored.case.case_number or participant.round.case_number}:{count}".lstrip(":"),
            created_by=by, created_at=at, changed_by=by, changed_at=at,
        )  # fmt: skip
        stored.save(update_fields=["decision"])
        tell_of_decision(stored.decision, "decision_begun", by, at, after={"kind": "follow_up"})
    decision = open_decision(stored.decision)
    _take_follow_up(decision, stored)
    _mark(decision, by, at)
    return decision


GRAVITY = ("in_line", "remedied", "partly_remaining", "further_needed", "remaining")


def _take_follow_up(decision: Decision, follow_up: FollowUp) -> None:
    """Per area what has become of its findings: the gravest outcome is the area's."""
    rows = list(
        FollowUpFinding.objects.filter(follow_up=follow_up)
        .select_related("finding__area")
        .order_by("finding__area__ordering", "finding__ordering")
    )
    accounts = dict(decision.areas.values_list("area_key", "account"))
    decision.areas.all().delete()
    scale = scale_of(decision.participant.round)
    areas: dict[int | None, DecisionArea] = {}
    for ordering, row in enumerate(rows):
        area = row.finding.area
        key = str(area.pk) if area else ""
        outcomes = [r.outcome for r in rows if r.finding.area_id == row.finding.area_id]
        if row.finding.area_id not in areas:
            areas[row.finding.area_id] = DecisionArea.objects.create(
                decision=decision, area_key=key, name=area.name if area else "", ordering=len(areas),
                legal_basis=area.legal_basis if area else [], scale=scale, level=area.judgement if area else "",
                account=accounts.get(key, ""), follow_up=max(outcomes, key=GRAVITY.index),
            )  # fmt: skip
        DecisionFinding.objects.create(
            area=areas[row.finding.area_id], finding=row.finding, kind=row.finding.kind, text=row.finding.text,
            ordering=ordering, outcome=row.outcome, account=row.grounds,
        )  # fmt: skip


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


# --- Write ----------------------------------------------------------------------------------------------------


@transaction.atomic
def write_decision(*, decision: Decision, values: dict[str, Any], version: int, by: User, at: datetime) -> Decision:
    """Number, days, people, introduction, outcome. Ends an approval. Raises `ChangedMeanwhile` and `NotYet`."""
    allowed = {"number", "decided_on", "decided_by", "reporting", "others", "introduction", "outcome", "closing_text",
               "response_day", "follow_up_on", "court"}  # fmt: skip
    if unknown := set(values) - allowed:
        raise TypeError(f"a decision has no {sorted(unknown)[0]}")
    stored = open_decision(decision)
    current = {name: getattr(stored, name) for name in values}
    changes = {name: value for name, value in values.items() if current[name] != value}
    if not changes:
        return stored
    if stored.version != version:
        raise ChangedMeanwhile(stored, current, values)
    for name, value in changes.items():
        if name in ("introduction", "closing_text"):
            keep_wording(
                case=stored.participant.case, subject_kind="decision", subject_id=stored.pk, field=name,
                text=current[name], by=by, at=at, written_by=stored.changed_by,
            )  # fmt: skip
        setattr(stored, name, value)
    stored.save(update_fields=list(changes))
    _mark(stored, by, at)
    tell_of_decision(
        stored, "decision_written", by, at,
        before={n: _told(n, current[n]) for n in changes}, after={n: _told(n, v) for n, v in changes.items()},
    )  # fmt: skip
    return stored


def _told(name: str, value: Any) -> Any:
    return Text.of(value) if name in WORDS_OF else value


@transaction.atomic
def write_area(*, area: DecisionArea, account: str, version: int, by: User, at: datetime) -> DecisionArea:
    """The reasons of one area. `version` is the decision's. Raises `ChangedMeanwhile`."""
    stored = open_decision(area.decision)
    row = stored.areas.get(pk=area.pk)
    if row.account == account.strip():
        return row
    if stored.version != version:
        raise ChangedMeanwhile(stored, {"account": row.account}, {"account": account.strip()})
    keep_wording(
        case=stored.participant.case, subject_kind="decision_area", subject_id=row.pk, field="account",
        text=row.account, by=by, at=at, written_by=stored.changed_by,
    )  # fmt: skip
    row.account = account.strip()
    row.save(update_fields=["account"])
    _mark(stored, by, at)
    tell_of_decision(stored, "decision_written", by, at, after={"area": row.pk, "text": Text.of(row.account)})
    return row


@transaction.atomic
def write_decided_finding(
    *,
    finding: DecisionFinding,
    text: str,
    legal_basis: Iterable[str],
    version: int,
    by: User,
    at: datetime,
    intervention: str = "",
    actions: Iterable[tuple[str, str]] = (),
    serious: bool = False,
    fine_sek: int | None = None,
    last_day: date | None = None,
) -> DecisionFinding:
    """What the decision does about one finding. `actions` = (what, shown by) of an order.

    Raises `ValueError` for an intervention in an audit, or a fine without its order, and `ChangedMeanwhile`.
    """
    stored = open_decision(finding.area.decision)
    row = DecisionFinding.objects.select_related("area").get(pk=finding.pk, area__decision=stored)
    if intervention and (row.kind != "deficiency" or by_code(intervention) is None):
        raise ValueError(f"no {intervention!r} of a {row.kind}")
    if fine_sek is not None and intervention != "order_with_fine":
        raise ValueError("a fine belongs to an order under a fine")
    values = {
        "text": text.strip(),
        "legal_basis": references(legal_basis),
        "intervention": intervention,
        "actions": [{"what": what.strip(), "shown_by": seen.strip()} for what, seen in actions if what.strip()],
        "serious": serious and row.kind == "deficiency",
        "fine_sek": fine_sek,
        "last_day": last_day,
    }
    current = {name: getattr(row, name) for name in values}
    if current == values:
        return row
    if stored.version != version:
        raise ChangedMeanwhile(stored, current, values)
    keep_wording(
        case=stored.participant.case, subject_kind="decision_finding", subject_id=row.pk, field="text",
        text=row.text if row.text != values["text"] else "", by=by, at=at, written_by=stored.changed_by,
    )  # fmt: skip
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    _mark(stored, by, at)
    tell_of_decision(
        stored, "decision_written", by, at,
        after={"finding": row.pk, "text": Text.of(row.text), "intervention": intervention, "fine_sek": fine_sek,
               "last_day": last_day, "actions": len(values["actions"])},
    )  # fmt: skip
    return row


# --- Approve --------------------------------------------------------------------------------------------------


@transaction.atomic
def approve_decision(*, decision: Decision, checksum: str, by: User, at: datetime) -> Decision:
    """The decider approves exactly what she has read: `checksum` is of the content that her page showed.

    Raises `NotYet`: something is missing, the person has written in it, is not the decider or has not the right
    to decide, or the words have changed.
    """
    stored = open_decision(decision)
    reasons = tuple(lacking_in(stored))
    if reasons:
        raise NotYet(reasons)
    if str(by.pk) in stored.writers or by.pk == stored.created_by_id or by.pk == stored.reporting_id:
        raise refuse("own_work")
    if stored.decided_by_id != by.pk or by not in deciders(stored.participant.round.holder_id, on=at.date()):
        raise refuse("not_decider")
    now = checksum_of(content_of(stored))
    if now != checksum:
        raise refuse("changed")
    if stored.state == Decision.State.APPROVED and stored.approved_checksum == now:
        return stored
    stored.state, stored.approved_by, stored.approved_at, stored.approved_checksum = "approved", by, at, now
    stored.save(update_fields=["state", "approved_by", "approved_at", "approved_checksum"])
    tell_of_decision(stored, "decision_approved", by, at, after={"checksum": now, "version": stored.version})
    return stored


# --- Common ground --------------------------------------------------------------------------------------------


def _participant(participant: Participant) -> Participant:
    require_open(participant.round)
    return (
        Participant.objects.select_for_update(of=("self",))
        .select_related("round__holder", "case", "organiser")
        .get(pk=participant.pk)
    )


def open_decision(decision: Decision) -> Decision:
    """The decision, locked, not issued. Raises `NotYet` and `RoundRefuses`."""
    stored = (
        Decision.objects.select_for_update(of=("self",))
        .select_related(
            "participant__round__holder", "participant__case", "participant__organiser", "unit__school_unit",
            "decided_by", "reporting", "replaces", "changed_by",
        )
        .get(pk=decision.pk)
    )  # fmt: skip
    require_open(stored.participant.round)
    if stored.state == Decision.State.ISSUED:
        raise refuse("issued")
    return stored


def _mark(decision: Decision, by: User, at: datetime) -> None:
    """A change: a new version, and the end of an approval that held for other words."""
    was_approved = decision.state == Decision.State.APPROVED
    if was_approved:
        decision.state, decision.approved_by, decision.approved_at, decision.approved_checksum = "draft", None, None, ""
    decision.version += 1
    decision.changed_by, decision.changed_at = by, at
    decision.writers = [*decision.writers, *([str(by.pk)] if str(by.pk) not in decision.writers else [])]
    decision.save(
        update_fields=["state", "approved_by", "approved_at", "approved_checksum", "version", "changed_by",
                       "changed_at", "writers"]
    )  # fmt: skip
    if was_approved:
        tell_of_decision(decision, "decision_approval_void", by, at, after={"version": decision.version})


def tell_of_decision(
    decision: Decision, action: str, by: User | None, at: datetime, *, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    record(
        action=action, subject_kind="decision", subject_id=decision.pk, by=by, at=at,
        organisation=decision.participant.round.holder_id, case=decision.participant.case_id or "",
        before=before, after=after,
    )  # fmt: skip
