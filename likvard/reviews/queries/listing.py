"""The list of cases: which, in what order, and what each needs."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from likvard.access.queries import Grants
from likvard.reviews.models import Case, CaseUnit, Deadline
from likvard.rulebook.deadlines import SOON

from .casepage import LIVES_ON
from .visibility import findings_visible_to, visible_to


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a person asks the list for; everything empty = all cases."""

    state: str = ""
    kind: str = ""
    unit: UUID | None = None
    words: str = ""
    needs: bool = False


@dataclass(frozen=True)
class CaseLine:
    """One row of the list, counted over what the person may see."""

    case: Case
    findings: int
    live: int
    without_owner: int
    doubtful: int
    next_deadline: Deadline | None


def cases_for(grants: Grants, wanted: CaseFilter, *, today: date) -> QuerySet[Case, UUID]:
    """Ids of cases: open ones first, those with the nearest last day on top; then closed ones, newest first."""
    cases = visible_to(grants)
    if wanted.state == "open":
        cases = cases.exclude(state=Case.State.CLOSED)
    elif wanted.state:
        cases = cases.filter(state=wanted.state)
    if wanted.kind:
        cases = cases.filter(kind=wanted.kind)
    if wanted.unit:
        cases = cases.filter(units__school_unit=wanted.unit)
    for word in wanted.words.split()[:8]:
        cases = cases.filter(
            Q(title__icontains=word) | Q(case_number__icontains=word) | Q(organiser_printed__icontains=word)
        )
    if wanted.needs:
        live = findings_visible_to(grants).filter(case=OuterRef("pk"))
        # Before a decision nobody owns anything, and a closed case needs an owner only for what lives on.
        unowned = live.filter(state__in=LIVES_ON, owner=None)
        soon = today + timedelta(days=SOON)
        due = Deadline.objects.filter(case=OuterRef("pk"), finding=None, met_on=None, day__lte=soon)
        due_of_finding = live.filter(deadlines__met_on=None, deadlines__day__lte=soon)
        doubtful = live.filter(state_doubtful=True)
        cases = cases.filter(Exists(unowned) | Exists(doubtful) | Exists(due) | Exists(due_of_finding))
    open_day = Deadline.objects.filter(case=OuterRef("pk"), met_on=None, finding=None).order_by("day").values("day")[:1]
    ordered = cases.annotate(is_closed=Q(state=Case.State.CLOSED), next_day=Subquery(open_day)).order_by(
        "is_closed", F("next_day").asc(nulls_last=True), "-opened_on", "title", "id"
    )
    return ordered.values_list("pk", flat=True)


def lines(ids: list[UUID], grants: Grants) -> list[CaseLine]:
    """The rows of one page of the list, in the order of the ids: three queries, however many rows.

    The list is put in order by ids alone, so that a long one carries no more than it must.
    """
    by_id = visible_to(grants).in_bulk(ids)
    cases = [by_id[pk] for pk in ids if pk in by_id]
    counts: dict[UUID, list[tuple[str, bool, bool]]] = {}
    found = findings_visible_to(grants).filter(case__in=ids)
    for case_id, state, owner, doubtful in found.values_list("case_id", "state", "owner_id", "state_doubtful"):
        counts.setdefault(case_id, []).append((state, owner is None, doubtful))
    deadlines: dict[UUID, Deadline] = {}
    days = Deadline.objects.filter(case__in=ids, met_on=None).filter(Q(finding=None) | Q(finding__in=found))
    for deadline in days.order_by("day", "id"):
        deadlines.setdefault(deadline.case_id, deadline)
    made = []
    for case in cases:
        rows = counts.get(case.pk, [])
        made.append(
            CaseLine(
                case=case,
                findings=len(rows),
                live=sum(state in LIVES_ON for state, _, _ in rows),
                without_owner=sum(state in LIVES_ON and unowned for state, unowned, _ in rows),
                doubtful=sum(doubtful for _, _, doubtful in rows),
                next_deadline=deadlines.get(case.pk),
            )
        )
    return made


def units_in_cases(grants: Grants) -> list[tuple[UUID, str]]:
    """The units that the person's cases concern, for the filter; a principal's own only."""
    rows = CaseUnit.objects.filter(case__in=visible_to(grants), school_unit__isnull=False)
    own = {unit for grant in grants.grants if grant.units is not None for unit in grant.units}
    everything = any(grant.units is None for grant in grants.grants)
    if not everything:
        rows = rows.filter(school_unit__in=own)
    return list(rows.order_by("school_unit__name").values_list("school_unit_id", "school_unit__name").distinct())
