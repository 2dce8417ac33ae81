"""Everything the page of one case shows, in a dozen queries however much the case holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from likvard.access.queries import Grants
from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Measure
from likvard.reviews.models import (
    Answer,
    Area,
    Case,
    CaseDocument,
    CasePerson,
    CaseUnit,
    Deadline,
    DeadlineMove,
    Evidence,
    Finding,
    FindingState,
    Intervention,
    OwnResult,
    Participant,
    Period,
    TimelineEvent,
)
from likvard.rulebook.guards import Facts
from likvard.rulebook.kinds import Definition
from likvard.rulebook.permissions import Permission

from .caseparts import together
from .facts import SETTLED, definition_of, facts_among
from .visibility import findings_visible_to, traces_visible_to, visible_to, whole

LIVES_ON = tuple(state for state in FindingState.values if state not in SETTLED)


@dataclass(frozen=True)
class FindingRow:
    """One finding of the board with what people have done about it. `number` counts from 1 in the case."""

    finding: Finding
    number: int
    measures: tuple[Measure, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def settled(self) -> bool:
        return self.finding.state in SETTLED

    @property
    def measures_now(self) -> tuple[Measure, ...]:
        return tuple(m for m in self.measures if m.state != Measure.State.DROPPED)

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """What is missing, as codes; nothing for a finding that is settled."""
        return tuple(gaps_of(self))


def gaps_of(row: FindingRow) -> Iterable[str]:
    """Owner, measure, the measure's owner, day and sign, evidence of what is done; a state nobody has checked."""
    if row.finding.state_doubtful:
        yield "state_doubtful"
    if row.settled:
        return
    if row.finding.owner_id is None:
        yield "no_owner"
    if not row.measures_now:
        yield "no_measure"
        return
    if any(m.owner_id is None for m in row.measures_now):
        yield "measure_without_owner"
    if any(m.until is None and m.state != Measure.State.DONE for m in row.measures_now):
        yield "measure_without_day"
    if any(not m.seen_by for m in row.measures_now):
        yield "measure_without_sign"
    if any(m.state == Measure.State.DONE for m in row.measures_now) and not row.evidence:
        yield "no_evidence"


@dataclass(frozen=True)
class AreaRows:
    """An area and its findings; `area` None holds the findings that stand in none."""

    area: Area | None
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class ReviewedUnit:
    """`name` as the register has it, or as printed where the unit is not tied to one of the register."""

    name: str
    tied: bool


@dataclass(frozen=True)
class CasePage:
    case: Case
    definition: Definition
    complete: bool  # False: the person sees only the findings of own units
    areas: tuple[AreaRows, ...]
    units: tuple[ReviewedUnit, ...]
    deadlines: tuple[Deadline, ...]  # `first_day` = the day before the first move, else None
    documents: tuple[CaseDocument, ...]
    people: tuple[CasePerson, ...]
    periods: tuple[Period, ...]
    interventions: tuple[Intervention, ...]
    timeline: tuple[TimelineEvent, ...]
    answer_sent_on: date | None

    @cached_property
    def rows(self) -> tuple[FindingRow, ...]:
        return tuple(row for area in self.areas for row in area.rows)

    @cached_property
    def live(self) -> tuple[FindingRow, ...]:
        """Findings that nobody has settled, whatever the case says."""
        return tuple(row for row in self.rows if not row.settled)

    @property
    def speaks_of(self) -> str:
        """The kind of finding in this case: `development_area` or `deficiency`, never both."""
        return self.rows[0].finding.kind if self.rows else self.definition.finding_kinds[0]

    def lacking(self, gap: str) -> int:
        return sum(gap in row.gaps for row in self.rows)

    @cached_property
    def next_deadline(self) -> Deadline | None:
        """The first last day that is still to be kept."""
        return next((d for d in self.deadlines if d.met_on is None), None)


def facts_shown(page: CasePage) -> Facts:
    """The facts of a case that is shown as a whole, from what the page has read."""
    return facts_among(
        page.case,
        documents=page.documents,
        answers=[page.answer_sent_on],
        received=[event.day for event in page.timeline if event.what == "received"],
        deadlines=page.deadlines,
        findings=[row.finding for row in page.rows],
    )


def case_page(case_id: UUID, grants: Grants) -> CasePage | None:
    """The page of a case that the person may see; None when there is no such case for her.

    A case that was merged into another is found too, so that its trace can be read.
    """
    sent = Answer.objects.filter(case=OuterRef("pk"), sent_on__isnull=False).order_by("-sent_on").values("sent_on")[:1]
    count = Finding.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(n=Count("id")).values("n")
    result = Exists(OwnResult.objects.filter(case=OuterRef("pk")))
    reviewed = Exists(Participant.objects.filter(case__counterpart=OuterRef("pk")))
    told = {
        "answer_sent_on": Subquery(sent), "findings_in_all": Subquery(count), "has_own_result": result,
        "in_round": reviewed,
    }  # fmt: skip
    case = visible_to(grants).select_related("merged_into").annotate(**told).filter(pk=case_id).first()
    if case is None:
        case = traces_visible_to(grants).select_related("merged_into").annotate(**told).filter(pk=case_id).first()
    if case is None:
        return None
    findings = _findings(case, grants)
    rows = _rows(findings)
    complete = whole(grants, Permission.CASE_READ, case) or len(rows) == (case.findings_in_all or 0)
    may_read = grants.may(Permission.DOCUMENT_READ)
    registered = SchoolUnit.objects.filter(case_units__case=case).distinct()
    areas, units, names, people, periods, interventions, timeline = together(
        case.areas.all(), case.units.all(), registered, case.people.all(), case.periods.all(),
        case.interventions.all(), case.timeline.all(),
    )  # fmt: skip
    return CasePage(
        case=case,
        definition=definition_of(case),
        complete=complete,
        areas=_areas(sorted(areas, key=lambda one: (one.ordering, one.pk)), rows, complete=complete),
        units=_units(units if complete else _own(units, grants), {unit.pk: unit.name for unit in names}),
        deadlines=_deadlines(case, findings),
        documents=_documents(case) if complete and may_read else (),
        people=tuple(sorted(people, key=lambda one: one.pk)),
        periods=tuple(sorted(periods, key=lambda one: (one.starts, one.pk))),
        interventions=tuple(sorted(interventions, key=lambda one: one.pk)) if complete else (),
        timeline=tuple(sorted(timeline, key=lambda one: (one.day, one.pk))),
        answer_sent_on=case.answer_sent_on,
    )


def _findings(case: Case, grants: Grants) -> list[Finding]:
    related = ("area", "area__follow_up_document", "owner", "school_unit", "document", "state_document")
    if case.merged_into_id:
        found = case.findings.all() if whole(grants, Permission.CASE_READ, case) else case.findings.none()
    else:
        found = findings_visible_to(grants).filter(case=case)
    return list(found.select_related(*related).order_by("area__ordering", "ordering", "id"))


def _rows(findings: list[Finding]) -> tuple[FindingRow, ...]:
    ids = [finding.pk for finding in findings]
    measures: dict[str, list[Measure]] = {}
    origins = [f"finding:{pk}" for pk in ids]
    for measure in Measure.objects.filter(origin__in=origins).select_related("owner").order_by("created_at", "id"):
        measures.setdefault(measure.origin, []).append(measure)
    evidence: dict[UUID, list[Evidence]] = {}
    seen = Evidence.objects.filter(finding__in=ids, removed_at=None).select_related("document", "added_by")
    for one in seen.order_by("added_at", "id"):
        evidence.setdefault(one.finding_id, []).append(one)
    return tuple(
        FindingRow(f, n, tuple(measures.get(f"finding:{f.pk}", ())), tuple(evidence.get(f.pk, ())))
        for n, f in enumerate(findings, 1)
    )


def _own(units: list[CaseUnit], grants: Grants) -> list[CaseUnit]:
    """A principal meets only the own units among those that are reviewed."""
    own = {unit for grant in grants.with_permission(Permission.CASE_READ) for unit in grant.units or ()}
    return [one for one in units if one.school_unit_id in own]


def _units(units: list[CaseUnit], names: dict[UUID, str]) -> tuple[ReviewedUnit, ...]:
    units = sorted(units, key=lambda one: (one.printed_name, one.pk))
    return tuple(
        ReviewedUnit(names.get(one.school_unit_id, one.printed_name), one.school_unit_id in names) for one in units
    )


def _areas(areas: list[Area], rows: tuple[FindingRow, ...], *, complete: bool) -> tuple[AreaRows, ...]:
    """In the decision's order. Who sees only some findings sees only the areas that these stand in."""
    loose = tuple(row for row in rows if row.finding.area_id is None)
    whole_areas = [AreaRows(area, tuple(row for row in rows if row.finding.area_id == area.pk)) for area in areas]
    shown = [area for area in whole_areas if complete or area.rows]
    return (*shown, AreaRows(None, loose)) if loose else tuple(shown)


def _deadlines(case: Case, findings: list[Finding]) -> tuple[Deadline, ...]:
    """Those of the case itself, and of the findings that the person may see."""
    first = DeadlineMove.objects.filter(deadline=OuterRef("pk")).order_by("id").values("from_day")[:1]
    rows = case.deadlines.filter(Q(finding=None) | Q(finding__in=[finding.pk for finding in findings]))
    return tuple(rows.select_related("owner", "document").annotate(first_day=Subquery(first)).order_by("day", "id"))


def _documents(case: Case) -> tuple[CaseDocument, ...]:
    return tuple(case.documents.select_related("document").order_by("dated", "added_at", "id"))
