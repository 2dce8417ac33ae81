"""Two cases that a person has found to be one review."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.quality.actions import move_measures
from likvard.reviews.models import Area, Case, CaseDocument, Deadline, Evidence, Finding, FindingState
from likvard.reviews.queries import definition_of, facts_of, same_areas, same_findings

from .languages import OTHER_KIND, MixedLanguages
from .measures import origin_of
from .moving import move
from .searching import keep_case_findable
from .wordings import keep_wording

FOLLOWUP = CaseDocument.Part.FOLLOWUP
ORDER = ("registered", "announced", "decided", "answered", "closed")
STEPS = {"announced": "announce", "decided": "decide", "answered": "answer", "closed": "close"}


@transaction.atomic
def merge_cases(*, keep: Case, other: Case, by: User | None, at: datetime) -> Case:
    """Everything of `other` that `keep` lacks comes into `keep`; `other` is kept as it was, as a trace.

    Findings that are the same become one: what people wrote in either stays. Measures and evidence follow their
    finding. Answers stay where they were written. Raises `ValueError` when the two are not open to it (another
    holder, the same case, already merged) and `MixedLanguages`.
    """
    stored = {case.pk: case for case in Case.objects.select_for_update().filter(pk__in=[keep.pk, other.pk])}
    if len(stored) != 2:
        raise ValueError("a case cannot be merged with itself")
    keep, other = stored[keep.pk], stored[other.pk]
    if keep.holder_id != other.holder_id or keep.merged_into_id or other.merged_into_id:
        raise ValueError("only two cases of one holder, neither merged before, can be merged")
    _check_language(keep, other)
    last = max((row.dated for row in keep.documents.all() if row.dated), default=None)
    _facts(keep, other)
    _rows(keep, other)
    _Findings(keep, other, by, at).take()
    _deadlines(keep, other)
    other.merged_into = keep
    other.version += 1
    other.save(update_fields=["merged_into", "version"])
    common = {"by": by, "at": at, "organisation": keep.holder_id, "subject_kind": "case"}
    record(
        action="case_merged",
        subject_id=keep.pk,
        case=keep.pk,
        after={"case": other.pk, "case_number": other.case_number},
        **common,
    )
    record(
        action="case_merged_into",
        subject_id=other.pk,
        case=other.pk,
        after={"case": keep.pk, "case_number": keep.case_number},
        **common,
    )
    _catch_up(keep, other, last, by=by, at=at)
    keep.refresh_from_db()
    for case in (keep, other):
        keep_case_findable(case)
    return keep


def _check_language(keep: Case, other: Case) -> None:
    ours, theirs = definition_of(keep), definition_of(other)
    if "other" not in (keep.kind, other.kind) and ours.language != theirs.language:
        raise MixedLanguages(OTHER_KIND)
    kinds = set(Finding.objects.filter(case__in=[keep, other]).order_by().values_list("kind", flat=True))
    if len(kinds) > 1:
        raise MixedLanguages(OTHER_KIND)


def _facts(keep: Case, other: Case) -> None:
    if keep.kind == "other":
        keep.kind, keep.kind_version, keep.kind_checksum = other.kind, other.kind_version, other.kind_checksum
    for field in ("organiser", "organiser_printed", "kind_printed", "authority", "case_number", "municipality_code",
                  "decided_on"):  # fmt: skip
        if not getattr(keep, field):
            setattr(keep, field, getattr(other, field))
    numbers = [other.case_number, *other.related_case_numbers]
    keep.related_case_numbers += [
        n for n in numbers if n and n != keep.case_number and n not in keep.related_case_numbers
    ]
    keep.school_forms += [form for form in other.school_forms if form not in keep.school_forms]
    keep.opened_on = min(keep.opened_on, other.opened_on)
    if _weight(other) > _weight(keep) and other.outcome:
        keep.outcome = other.outcome
    keep.outcome = keep.outcome or other.outcome
    keep.version += 1
    keep.save()


def _weight(case: Case) -> tuple[int, str]:
    """Follow-ups weigh more than decisions, later ones more than earlier."""
    rank = {"letter": 1, "decision": 2, "followup": 3}
    return max(
        ((rank.get(row.part, 0), row.dated.isoformat() if row.dated else "") for row in case.documents.all()),
        default=(0, ""),
    )


def _rows(keep: Case, other: Case) -> None:
    """Documents, units, people, periods, interventions and events, each once."""
    same: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("documents", ("document_id",)),
        ("units", ("printed_name",)),
        ("people", ("name",)),
        ("periods", ("starts", "ends", "what")),
        ("interventions", ("kind", "fine_sek", "document_id")),
        ("timeline", ("day", "what")),
    )
    for name, fields in same:
        known = {tuple(getattr(row, f) for f in fields) for row in getattr(keep, name).all()}
        for row in getattr(other, name).order_by("pk"):
            if tuple(getattr(row, f) for f in fields) not in known:
                row.pk, row.case = None, keep
                row.save(force_insert=True)


def _deadlines(keep: Case, other: Case) -> None:
    known = {(row.what, row.day): row for row in keep.deadlines.all()}
    for row in other.deadlines.filter(finding=None):
        mine = known.get((row.what, row.day))
        if mine is None:
            copy = Deadline(
                case=keep, document=row.document, record_path=row.record_path, what=row.what, note=row.note,
                day=row.day, owner=row.owner, met_on=row.met_on, met_by=row.met_by, changed_at=row.changed_at,
            )  # fmt: skip
            copy.save(force_insert=True)
        elif mine.met_on is None and row.met_on is not None:
            mine.met_on, mine.met_by = row.met_on, row.met_by
            mine.version += 1
            mine.save(update_fields=["met_on", "met_by", "version"])


class _Findings:
    """Areas and findings of one case on their way into the other."""

    def __init__(self, keep: Case, other: Case, by: User | None, at: datetime) -> None:
        self.keep, self.other, self.by, self.at = keep, other, by, at
        self.followed_up = set(
            CaseDocument.objects.filter(case__in=[keep, other], part=FOLLOWUP).values_list("document_id", flat=True)
        )

    def take(self) -> None:
        ours, theirs = list(self.keep.areas.order_by("ordering")), list(self.other.areas.order_by("ordering"))
        pairs = same_areas([a.name for a in ours], [a.name for a in theirs])
        for number, area in enumerate(theirs):
            mine = ours[pairs[number]] if number in pairs else self._copied(area)
            self._join(mine, area)
            known = list(mine.findings.order_by("ordering"))
            found = list(area.findings.order_by("ordering"))
            same = same_findings([f.text for f in known], [f.text for f in found])
            for place, finding in enumerate(found):
                self._merge(known[same[place]], finding) if place in same else self._move(finding, mine)
        for finding in self.other.findings.filter(area=None):
            self._move(finding, None)

    def _copied(self, area: Area) -> Area:
        last = self.keep.areas.aggregate(last=Max("ordering"))["last"]
        return Area.objects.create(case=self.keep, name=area.name, ordering=0 if last is None else last + 1)

    def _join(self, mine: Area, theirs: Area) -> None:
        mine.legal_basis += [ref for ref in theirs.legal_basis if ref not in mine.legal_basis]
        mine.judgement = mine.judgement or theirs.judgement
        mine.intervention = mine.intervention or theirs.intervention
        if not mine.follow_up and theirs.follow_up:
            mine.follow_up, mine.follow_up_document = theirs.follow_up, theirs.follow_up_document
        mine.save()

    def _move(self, finding: Finding, area: Area | None) -> None:
        """A finding that only the other case has: a new row here, its measures and evidence with it."""
        last = self.keep.findings.aggregate(last=Max("ordering"))["last"]
        new = Finding.objects.get(pk=finding.pk)
        new.pk = Finding._meta.pk.get_default()
        new.case, new.area, new.ordering = self.keep, area, 0 if last is None else last + 1
        if area is not None and area.follow_up and new.state == FindingState.OPEN and new.kind == "development_area":
            new.state, new.state_document = area.follow_up, area.follow_up_document
        new._state.adding = True
        new.save(force_insert=True)
        self._follow(finding, new)

    def _merge(self, mine: Finding, theirs: Finding) -> None:
        """The same finding in both: the decision's wording, the follow-up's state, both people's words."""
        before: dict[str, Any] = {"text": mine.text, "causes": mine.causes, "state_grounds": mine.state_grounds}
        if mine.document_id in self.followed_up and theirs.document_id not in self.followed_up:
            mine.text, mine.document, mine.record_path = theirs.text, theirs.document, theirs.record_path
        if theirs.causes and theirs.causes not in mine.causes:
            mine.causes = f"{mine.causes}\n\n{theirs.causes}".strip()
        mine.owner = mine.owner or theirs.owner
        mine.school_unit = mine.school_unit or theirs.school_unit
        if mine.state == FindingState.OPEN and not mine.state_grounds and theirs.state != FindingState.OPEN:
            for field in ("state", "state_grounds", "state_since", "state_document", "state_path", "state_doubtful",
                          "closing_outcome"):  # fmt: skip
                setattr(mine, field, getattr(theirs, field))
        for field, text in before.items():
            if getattr(mine, field) != text:
                keep_wording(
                    case=self.keep, subject_kind="finding", subject_id=mine.pk, field=field, text=text,
                    by=self.by, at=self.at,
                )  # fmt: skip
        mine.version += 1
        mine.save()
        self._follow(theirs, mine)

    def _follow(self, old: Finding, new: Finding) -> None:
        move_measures(
            from_origin=origin_of(old), to_origin=origin_of(new), holder=self.keep.holder, by=self.by, at=self.at,
            case=self.keep.pk,
        )  # fmt: skip
        Evidence.objects.filter(finding=old).update(finding=new)
        for deadline in old.deadlines.all():
            deadline.pk = Deadline._meta.pk.get_default()
            deadline.case, deadline.finding = self.keep, new
            deadline._state.adding = True
            deadline.save(force_insert=True)


def _catch_up(keep: Case, other: Case, last: Any, *, by: User | None, at: datetime) -> None:
    """The kept case goes on to where the other had come; it closes only on a word later than its own documents."""
    keep.refresh_from_db()
    if keep.state == Case.State.CLOSED:
        return
    target = other.state
    if target == Case.State.CLOSED:
        later = other.closed_on and (last is None or other.closed_on >= last)
        target = target if later else Case.State.ANSWERED
    lifecycle = definition_of(keep).lifecycle
    while ORDER.index(keep.state) < ORDER.index(target):
        following = ORDER[ORDER.index(keep.state) + 1]
        name = STEPS[following]
        if not any(step.name == name for step in lifecycle.leaving(keep.state)):
            return
        step = lifecycle.step(keep.state, name)
        day = other.closed_on if name == "close" else None
        grounds = other.closing_grounds if name == "close" else ""
        from_other = _known(keep, other)
        if any(reason.code not in ("closing_day_is_given", "grounds_are_given")
               for reason in lifecycle.unmet(step, from_other)):  # fmt: skip
            return
        move(case=keep, name=name, by=by, at=at, day=day, grounds=grounds, known=from_other)
        keep.refresh_from_db()


def _known(keep: Case, other: Case) -> Any:
    """What either of the two knows, as the guards ask for it."""
    from_keep, from_other = facts_of(keep), facts_of(other)
    return replace(
        from_keep,
        decision_known=from_keep.decision_known or from_other.decision_known,
        answer_sent=from_keep.answer_sent or from_other.answer_sent or ORDER.index(other.state) >= 3,
        followup_known=from_keep.followup_known or from_other.followup_known,
        closed_by_authority=from_keep.closed_by_authority or other.state == Case.State.CLOSED,
    )
