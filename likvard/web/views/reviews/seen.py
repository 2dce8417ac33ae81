"""What the signed-in person may see and do in cases; every view of this group begins here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from likvard.organisations.models import Organisation
from likvard.reviews.models import Case, Finding
from likvard.reviews.queries import CasePage, case_page, findings_visible_to, visible_to
from likvard.reviews.queries.visibility import whole
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants


def page(request: HttpRequest, case_id: UUID) -> CasePage:
    """The case, or 404: what one may not see does not exist."""
    found = case_page(case_id, grants(request))
    if found is None:
        raise Http404
    return found


def case_for(request: HttpRequest, case_id: UUID, permission: Permission) -> Case:
    """A case that the person may change as a whole. 404 when she may not see it, 403 when she may only read it."""
    case = get_object_or_404(visible_to(grants(request)), pk=case_id)
    if not whole(grants(request), permission, case):
        raise PermissionDenied
    return case


def finding_for(request: HttpRequest, case_id: UUID, finding_id: UUID, permission: Permission) -> Finding:
    """A finding that the person may work on. 404 when she may not see it, 403 when she may only read it."""
    related = ("case", "case__holder", "area", "owner", "school_unit")
    mine = grants(request)
    finding = get_object_or_404(findings_visible_to(mine).select_related(*related), pk=finding_id, case=case_id)
    if not findings_visible_to(mine, permission).filter(pk=finding.pk).exists():
        raise PermissionDenied
    return finding


def abilities(request: HttpRequest, shown: CasePage) -> Mapping[str, Any]:
    """What the buttons of the page may offer: asked once, so that templates compare nothing."""
    mine, case = grants(request), shown.case
    open_to_work = case.merged_into_id is None
    return {
        "edit": open_to_work and whole(mine, Permission.CASE_EDIT, case),
        "work": open_to_work and mine.may(Permission.FINDING_WORK) and _works_here(request, shown),
        "read_documents": mine.may(Permission.DOCUMENT_READ),
        "add_documents": open_to_work and whole(mine, Permission.DOCUMENT_ADD, case),
        "answer": open_to_work and mine.may(Permission.ANSWER_WRITE) and _works_here(request, shown),
        "history": whole(mine, Permission.LEDGER_READ, case),
        "quality": any(g.organisation == case.holder_id for g in mine.with_permission(Permission.QUALITY_READ)),
    }


def _works_here(request: HttpRequest, shown: CasePage) -> bool:
    """The findings shown are already those that the person's roles reach; a working role in the same place suffices."""
    organisation = shown.case.holder_id
    return any(g.organisation == organisation for g in grants(request).with_permission(Permission.FINDING_WORK))


def holders(request: HttpRequest) -> Any:
    """The organisations in which the person may make cases."""
    ids = [
        g.organisation
        for g in grants(request).with_permission(Permission.CASE_EDIT)
        if g.organisation is not None and g.units is None
    ]
    return Organisation.objects.filter(pk__in=ids).order_by("name")


def today() -> Any:
    return timezone.localdate()
