"""The list of cases: which, in what order, and what each needs."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from likvard.access.queries import Grants
from likvard.organisations.models import SchoolUnit
from likvard.reviews.models import Case, CaseUnit, Deadline
from likvard.rulebook.deadlines import SOON
from likvard.rulebook.permissions import Permission

from .casepage import LIVES_ON
from .visibility import findings_among, findings_visible_to, visible_to


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
        cases = cases.filter(Exists(CaseUnit.objects.filter(case=OuterRef("pk"), school_unit=wanted.unit)))
    for word in wanted.words.split()[:8]:
        cases = cases.filter(
            Q(title__icontains=word) | Q(case_number__icontains=word) | Q(organiser_printed__icontains=word)
        )
    if wanted.needs:
        cases = cases.filter(_needs_something(grants, today))
    return cases.order_by("next_day", "-opened_on", "title", "id").values_list("pk", flat=True)


def _needs_something(grants: Grants, today: date) -> Q:
    """A finding that nobody owns or whose state is in doubt, or a last day that has come near.

    Of a case that is seen as a whole the database keeps the day from which it needs somebody (`Case.needs_from`);
    where a person sees a part of a case, only that part counts.
    """
    near = today + timedelta(days=SOON)
    seen_whole = Q(needs_from__lte=near)
    parts = [grant for grant in grants.with_permission(Permission.CASE_READ) if grant.units is not None]
    if not parts:
        return seen_whole
    wholly = {g.organisation for g in grants.with_permission(Permission.CASE_READ) if g.units is None}
    seen = findings_visible_to(grants)
    # Before a decision nobody owns anything, and a closed case needs an owner only for what lives on.
    live = seen.filter(Q(state__in=LIVES_ON, owner=None) | Q(state_doubtful=True), case=OuterRef("pk"))
    days = Deadline.objects.filter(case=OuterRef("pk"), met_on=None, day__lte=near)
    days = days.filter(Q(finding=None) | Q(finding__in=seen.order_by().values("pk")))
    return Q(holder__in=wholly) & seen_whole | ~Q(holder__in=wholly) & (Q(Exists(live)) | Q(Exists(days)))


# What a row of the list says of a case, and what its definition is found by.
SHOWN = (
    "title", "state", "case_number", "organiser_printed", "kind", "kind_version", "kind_checksum", "opened_on",
    "holder__name", "organiser__name",
)  # fmt: skip


def lines(ids: list[UUID], grants: Grants) -> list[CaseLine]:
    """The rows of one page of the list, in the order of the ids: three queries, however many rows.

    The list is put in order by ids alone, so that a long one carries no more than it must.
    """
    by_id = visible_to(grants).only(*SHOWN).in_bulk(ids)
    cases = [by_id[pk] for pk in ids if pk in by_id]
    counts: dict[UUID, list[tuple[str, bool, bool]]] = {}
    seen: set[UUID | None] = {None}
    found = findings_among(cases, grants).values_list("pk", "case_id", "state", "owner_id", "state_doubtful")
    for pk, case_id, state, owner, doubtful in found:
        counts.setdefault(case_id, []).append((state, owner is None, doubtful))
        seen.add(pk)
    deadlines: dict[UUID, Deadline] = {}
    # Put in order here: a database that is asked for the order looks through every last day there is.
    days = Deadline.objects.filter(case__in=[case.pk for case in cases], met_on=None).order_by()
    days = days.only("case", "finding", "what", "day")
    for deadline in sorted(days, key=lambda one: (one.day, one.pk)):
        if deadline.finding_id in seen:
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


MOST_UNITS = 400  # a longer list helps nobody to find a unit: its name is searched for instead


def units_in_cases(grants: Grants) -> list[tuple[UUID, str]]:
    """The units that the person's cases concern, for the filter; a principal's own only. None of them when there are
    more than anybody can choose among."""
    held = grants.with_permission(Permission.CASE_READ)
    own = {unit for grant in held if grant.units is not None for unit in grant.units}
    wholly = [grant.organisation for grant in held if grant.units is None]
    in_case = CaseUnit.objects.filter(school_unit=OuterRef("pk"), case__merged_into=None)
    units = SchoolUnit.objects.filter(
        Exists(in_case.filter(case__holder__in=wholly)) | (Q(pk__in=own) & Exists(in_case))
    )
    found = list(units.order_by().values_list("pk", "name")[: MOST_UNITS + 1])
    return sorted(found, key=lambda unit: unit[1]) if len(found) <= MOST_UNITS else []
