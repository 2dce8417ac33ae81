"""The newest version of each dataset."""

from django.db.models import OuterRef, QuerySet, Subquery

from likvard.datasets.models import DatasetVersion


def newest_versions() -> QuerySet[DatasetVersion]:
    """One of each dataset, the first imported first."""
    newest = DatasetVersion.objects.filter(dataset=OuterRef("dataset")).order_by("-number").values("id")[:1]
    return (
        DatasetVersion.objects.filter(id=Subquery(newest))
        .select_related("dataset", "dataset__holder")
        .order_by("imported_at", "id")
    )
