"""Which cases, findings and last days a person may see: the only doors for pages, feeds and letters."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from likvard.access.queries import Grants, Scope
from likvard.reviews.models import Case, CaseUnit, Deadline, Finding
from likvard.rulebook.permissions import Permission


def _reach(grants: Grants, permission: Permission, case: str = "") -> Q:
    """Cases within the roles that hold `permission`: whole organisations, or those that concern own units. `case` is
    the path to the case from what is asked for, as "case__": so the database need not list every case beside it."""
    reach = Q(pk__in=[])
    for grant in grants.with_permission(permission):
        if grant.organisation is None:
            continue  # the system owner runs the installation and reads nobody's cases
        within = Q(**{f"{case}holder_id": grant.organisation})
        if grant.units is not None:
            own = CaseUnit.objects.filter(case_id=OuterRef(f"{case}id"), school_unit_id__in=grant.units)
            given = Finding.objects.filter(case_id=OuterRef(f"{case}id"), school_unit_id__in=grant.units)
            within &= Q(Exists(own)) | Q(Exists(given))
        reach |= within
    return reach


def visible_to(grants: Grants, permission: Permission = Permission.CASE_READ) -> QuerySet[Case]:
    """The cases in which the person holds `permission`. One that was merged into another is not listed anywhere."""
    return Case.objects.filter(_reach(grants, permission), merged_into=None).select_related("holder", "organiser")


def traces_visible_to(grants: Grants) -> QuerySet[Case]:
    """Cases that were merged into another, kept as they were."""
    return Case.objects.filter(_reach(grants, Permission.CASE_READ)).exclude(merged_into=None).select_related("holder")


def findings_visible_to(grants: Grants, permission: Permission = Permission.CASE_READ) -> QuerySet[Finding]:
    """Findings of visible cases. A principal sees those of own units, and those that name no unit in a case that
    concerns no other unit."""
    reach = Q(pk__in=[])
    for grant in grants.with_permission(permission):
        if grant.organisation is None:
            continue
        within = Q(case__holder_id=grant.organisation, case__merged_into=None)
        if grant.units is not None:
            of_case = CaseUnit.objects.filter(case_id=OuterRef("case_id"))
            own = of_case.filter(school_unit_id__in=grant.units)
            others = of_case.exclude(school_unit_id__in=grant.units, school_unit_id__isnull=False)
            within &= Q(school_unit_id__in=grant.units) | (
                Q(school_unit_id__isnull=True) & Q(Exists(own)) & ~Q(Exists(others))
            )
        reach |= within
    return Finding.objects.filter(reach).order_by("ordering", "id")


def findings_among(cases: Iterable[Case], grants: Grants) -> QuerySet[Finding]:
    """What `findings_visible_to` gives of cases that the person is known to see. Of those that the person sees as a
    whole nothing more is asked: the database goes straight to the rows of these cases."""
    wholly = {g.organisation for g in grants.with_permission(Permission.CASE_READ) if g.units is None}
    seen = {True: [], False: []}
    for case in cases:
        seen[case.holder_id in wholly].append(case.pk)
    if not seen[False]:
        return Finding.objects.filter(case__in=seen[True]).order_by("ordering", "id")
    in_part = findings_visible_to(grants).filter(case__in=seen[False])
    return Finding.objects.filter(Q(case__in=seen[True]) | Q(pk__in=in_part.order_by().values("pk"))).order_by(
        "ordering", "id"
    )


def deadlines_visible_to(grants: Grants, permission: Permission = Permission.CASE_READ) -> QuerySet[Deadline]:
    """Last days of visible cases; those of a finding only where the finding itself is visible."""
    seen = findings_visible_to(grants, permission).order_by().filter(pk=OuterRef("finding_id"))
    return (
        Deadline.objects.filter(_reach(grants, permission, "case__"), case__merged_into=None)
        .filter(Q(finding__isnull=True) | Q(Exists(seen)))
        .select_related("case", "owner", "finding")
        .order_by("day", "id")
    )


def scope_of(case: Case) -> Scope:
    """Where a case lives, as `Grants.may` asks for it."""
    of_case = case.units.exclude(school_unit=None).values_list("school_unit_id", flat=True)
    of_findings = case.findings.exclude(school_unit=None).order_by().values_list("school_unit_id", flat=True)
    return Scope(organisation=case.holder_id, units=frozenset(of_case.union(of_findings)))


def whole(grants: Grants, permission: Permission, case: Case) -> bool:
    """The person holds `permission` for all of the case, not only for own units in it."""
    return any(g.organisation == case.holder_id and g.units is None for g in grants.with_permission(permission))
