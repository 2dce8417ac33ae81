"""What people do to a finding: owner, causes, evidence, state with grounds. Each change is told in the ledger."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.ledger.actions import Text, record
from likvard.organisations.models import SchoolUnit
from likvard.quality.actions import locked
from likvard.reviews.models import Area, Case, ClosingOutcome, Evidence, Finding, FindingState
from likvard.reviews.queries import definition_of
from likvard.rulebook.guards import Facts, grounds_are_given
from likvard.rulebook.kinds import FOLLOW_UPS

from .locking import lock_case
from .moving import NotYet
from .searching import keep_case_findable
from .wordings import keep_wording

TEXTS = frozenset({"text", "causes", "state_grounds"})


def _change(
    finding: Finding, action: str, *, version: int, by: User | None, at: datetime, also: dict[str, Any] | None = None,
    **mine: Any,
) -> Finding:  # fmt: skip
    """One change with its history. `also` follows from the change and is never a conflict of its own."""
    lock_case(finding.case_id)
    stored, changes = locked(finding, version=version, mine=mine)
    if not changes:
        return stored
    for field, (old, _) in changes.items():
        if field in TEXTS:
            keep_wording(
                case=stored.case, subject_kind="finding", subject_id=stored.id, field=field, text=old, by=by, at=at
            )
    for field, value in {**{f: new for f, (_, new) in changes.items()}, **(also or {})}.items():
        setattr(stored, field, value)
    stored.version += 1
    stored.save(update_fields=[*changes, *(also or {}), "version"])
    record(
        action=action,
        subject_kind="finding",
        subject_id=stored.id,
        by=by,
        at=at,
        organisation=stored.case.holder_id,
        case=stored.case_id,
        before={f: Text.of(old) if f in TEXTS and old else old for f, (old, _) in changes.items()},
        after={f: Text.of(new) if f in TEXTS and new else new for f, (_, new) in changes.items()},
    )
    return stored


@transaction.atomic
def assign_finding(
    *,
    finding: Finding,
    owner: User | None,
    version: int,
    by: User | None,
    at: datetime,
    school_unit: SchoolUnit | None = None,
) -> Finding:
    """Who answers for the finding, and which unit it concerns when it concerns one. Raises `ChangedMeanwhile`."""
    return _change(
        finding, "finding_owner_changed", version=version, by=by, at=at, owner=owner, school_unit=school_unit
    )


@transaction.atomic
def write_causes(*, finding: Finding, causes: str, version: int, by: User | None, at: datetime) -> Finding:
    """Why it is as it is. The earlier wording is kept. Raises `ChangedMeanwhile`."""
    return _change(finding, "finding_causes_written", version=version, by=by, at=at, causes=causes)


def states_of(finding: Finding) -> tuple[str, ...]:
    """The states that a finding of its kind can have: audit and supervision never lend each other theirs."""
    return (FindingState.OPEN, *FOLLOW_UPS[finding.kind], FindingState.CLOSED)


def _needs_grounds(grounds: str) -> None:
    if reason := grounds_are_given(Facts(grounds_given=bool(grounds.strip()))):
        raise NotYet((reason,))


@transaction.atomic
def set_finding_state(
    *,
    finding: Finding,
    state: str,
    grounds: str,
    version: int,
    by: User | None,
    at: datetime,
    since: date | None = None,
    document: Document | None = None,
) -> Finding:
    """What a person has seen the state to be, and how she knows. `closed` has its own action, `close_finding`.

    Raises `ValueError` for a state of the other language, `NotYet` without grounds and `ChangedMeanwhile`.
    """
    if state not in states_of(finding) or state == FindingState.CLOSED:
        raise ValueError(f"a {finding.kind} cannot be {state!r}")
    _needs_grounds(grounds)
    also = {
        "state_since": since or timezone.localtime(at).date(),
        "state_document": document,
        "state_path": "",
        "state_doubtful": False,
        "closing_outcome": "",
    }
    return _change(
        finding,
        "finding_state_changed",
        version=version,
        by=by,
        at=at,
        also=also,
        state=state,
        state_grounds=grounds.strip(),
    )


@transaction.atomic
def close_finding(
    *,
    finding: Finding,
    outcome: str,
    grounds: str,
    version: int,
    by: User | None,
    at: datetime,
    since: date | None = None,
) -> Finding:
    """The organiser's own closing: an outcome and grounds. That the case is closed never closes a finding.

    Raises `ValueError` for an unknown outcome, `NotYet` without grounds and `ChangedMeanwhile`.
    """
    if outcome not in ClosingOutcome.values:
        raise ValueError(f"no outcome {outcome!r}")
    _needs_grounds(grounds)
    also = {"state_since": since or timezone.localtime(at).date(), "state_path": "", "state_doubtful": False}
    return _change(
        finding,
        "finding_closed",
        version=version,
        by=by,
        at=at,
        also=also,
        state=FindingState.CLOSED,
        closing_outcome=outcome,
        state_grounds=grounds.strip(),
    )


@transaction.atomic
def add_finding(
    *, case: Case, area: str, text: str, by: User | None, at: datetime, kind: str = "", judgement: str = ""
) -> Finding:
    """A finding that a person writes: in an area by its name (made when new), of the kind that the case speaks of."""
    kinds = definition_of(case).finding_kinds
    first = case.findings.order_by("ordering").values_list("kind", flat=True).first()
    kind = kind or first or kinds[0]
    if kind not in kinds or (first and kind != first):
        raise ValueError(f"a case of this kind has no {kind}")
    last = case.areas.aggregate(last=Max("ordering"))["last"]
    place, made = Area.objects.get_or_create(
        case=case, name=area, defaults={"ordering": 0 if last is None else last + 1, "judgement": judgement}
    )
    if made:
        keep_case_findable(case)
    number = case.findings.aggregate(last=Max("ordering"))["last"]
    finding = Finding.objects.create(
        case=case,
        area=place,
        kind=kind,
        text=text,
        ordering=0 if number is None else number + 1,
        state_since=timezone.localtime(at).date(),
    )
    record(
        action="finding_found",
        subject_kind="finding",
        subject_id=finding.id,
        by=by,
        at=at,
        organisation=case.holder_id,
        case=case.id,
        after={"kind": kind, "area": place.pk, "area_is_new": made, "text": Text.of(text), "state": finding.state},
        reason="by_hand",
    )
    return finding


@transaction.atomic
def add_evidence(
    *,
    finding: Finding,
    by: User | None,
    at: datetime,
    document: Document | None = None,
    note: str = "",
    measure_id: object = None,
) -> Evidence:
    """What shows that something changed: a document, a note of what was seen, or both (else `ValueError`)."""
    if document is None and not note.strip():
        raise ValueError("evidence is a document, a note or both")
    evidence = Evidence.objects.create(
        finding=finding, document=document, measure_id=measure_id, note=note.strip(), added_by=by, added_at=at
    )
    _tell_of_evidence("evidence_added", evidence, by, at)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User | None, at: datetime) -> Evidence:
    """Takes evidence off the finding; the row stays and can be restored."""
    return _set_removed(evidence, at, "evidence_removed", by, at)


@transaction.atomic
def restore_evidence(*, evidence: Evidence, by: User | None, at: datetime) -> Evidence:
    return _set_removed(evidence, None, "evidence_restored", by, at)


def _set_removed(evidence: Evidence, removed: datetime | None, action: str, by: User | None, at: datetime) -> Evidence:
    stored = Evidence.objects.select_for_update().select_related("finding__case").get(pk=evidence.pk)
    if (stored.removed_at is None) == (removed is None):
        return stored
    stored.removed_at = removed
    stored.save(update_fields=["removed_at"])
    _tell_of_evidence(action, stored, by, at)
    return stored


def _tell_of_evidence(action: str, evidence: Evidence, by: User | None, at: datetime) -> None:
    record(
        action=action,
        subject_kind="finding",
        subject_id=evidence.finding_id,
        by=by,
        at=at,
        organisation=evidence.finding.case.holder_id,
        case=evidence.finding.case_id,
        after={"evidence": evidence.pk, "document": evidence.document_id, "measure": evidence.measure_id,
               "note": Text.of(evidence.note) if evidence.note else None},
    )  # fmt: skip
