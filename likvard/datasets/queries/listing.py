"""Datasets and their versions as a person may see them."""

from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from likvard.access.queries import Grants
from likvard.datasets.models import Dataset, DatasetVersion, Publication, WaitingFile
from likvard.organisations.models import Organisation
from likvard.rulebook.permissions import Permission

from .newest import newest_versions


def holders(grants: Grants, permission: Permission) -> frozenset[UUID]:
    """The organisations whose own data a person may see or add to; a principal's units are no whole organisation."""
    return frozenset(
        grant.organisation
        for grant in grants.with_permission(permission)
        if grant.organisation is not None and grant.units is None
    )


def visible_to(grants: Grants) -> QuerySet[Dataset]:
    """Open data, and the own data of organisations in which the person has a role for the whole; data about single
    people only for those who may import them."""
    if not grants.may(Permission.DATA_READ):
        return Dataset.objects.none()
    own = Q(holder__in=holders(grants, Permission.DATA_READ), people=False)
    people = Q(holder__in=holders(grants, Permission.DATA_IMPORT))
    return (
        Dataset.objects.filter(Q(holder=None) | own | people)
        .select_related("holder")
        .annotate(
            version_count=Count("versions"),
            last_imported=Max("versions__imported_at"),
            newest=Subquery(DatasetVersion.objects.filter(dataset=OuterRef("pk")).order_by("-number").values("id")[:1]),
        )
        .order_by("-last_imported", "title", "id")
    )


def versions_of(grants: Grants) -> QuerySet[DatasetVersion]:
    return (
        DatasetVersion.objects.filter(dataset__in=visible_to(grants).values("id"))
        .select_related("dataset", "dataset__holder", "imported_by")
        .order_by("-imported_at", "-number")
    )


def waiting_of(grants: Grants) -> QuerySet[WaitingFile]:
    return WaitingFile.objects.filter(holder__in=holders(grants, Permission.DATA_IMPORT)).order_by("-at")


def addable_to(grants: Grants) -> QuerySet[Organisation]:
    """The organisations to which a person may import own data."""
    return Organisation.objects.filter(id__in=holders(grants, Permission.DATA_IMPORT)).order_by("name")


def present_publication() -> Publication | None:
    return Publication.objects.order_by("-at", "-id").first()


def unpublished() -> int:
    """How many newest versions the present store does not hold."""
    present = present_publication()
    newest = set(newest_versions().values_list("id", flat=True))
    held = set(present.versions.order_by("id").values_list("id", flat=True)) if present else set()
    return len(newest - held)


def log_of(version: DatasetVersion) -> list[dict[str, object]]:
    """The kept entries of the import log, the gravest first."""
    return list(version.log)
