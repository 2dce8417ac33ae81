"""What the signed-in person may see of documents and cases; every view of this group begins here."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from likvard.access.queries import Scope
from likvard.documents import queries
from likvard.documents.models import Document
from likvard.reviews.models import Case
from likvard.reviews.queries.visibility import visible_to as visible_cases
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants


def cases(request: HttpRequest) -> QuerySet[Case]:
    return visible_cases(grants(request))


def documents(request: HttpRequest) -> QuerySet[Document]:
    in_cases = cases(request).values("documents__document_id")
    return queries.visible_to(grants(request), in_cases=in_cases)


def document(request: HttpRequest, document_id: UUID) -> Document:
    """The document, or 404: what one may not see does not exist."""
    return get_object_or_404(documents(request).select_related("holder"), id=document_id)


def may(request: HttpRequest, permission: Permission, seen: Document) -> bool:
    return grants(request).may(permission, Scope(seen.holder_id))


def must(request: HttpRequest, permission: Permission, seen: Document) -> None:
    if not may(request, permission, seen):
        raise PermissionDenied


def case_of(request: HttpRequest, seen: Document) -> Case | None:
    """The case that the document stands in, when the person may see that case."""
    return cases(request).filter(documents__document=seen).order_by("created_at", "id").first()
