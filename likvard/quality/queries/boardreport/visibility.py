"""Which quality reports a person may see, and which she may write in."""

from django.db.models import Q, QuerySet

from likvard.access.queries import Grants
from likvard.quality.models import QualityReport
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission


def reports_visible_to(grants: Grants) -> QuerySet[QualityReport]:
    """Whoever works with the whole sees all of them; a principal those of own units, and what the organiser has issued;
    a board what has been issued."""
    read, work = reach(grants), reach(grants, Permission.QUALITY_WORK)
    issued = Q(issued_on__isnull=False)
    return (
        QualityReport.objects.filter(
            Q(holder_id__in=work.whole)
            | (Q(holder_id__in=read.whole) & issued)
            | Q(holder_id__in=work.housed, unit_id__in=work.units)
            | (Q(holder_id__in=read.housed, unit=None) & issued)
        )
        .select_related("holder", "unit", "issued_by", "created_by")
        .order_by("-school_year", "unit__name", "-created_at", "id")
    )


def may_write(grants: Grants, report: QualityReport) -> bool:
    """Works with what the report is of; an issued one is written in by nobody, which its action tells."""
    return reach(grants, Permission.QUALITY_WORK).has(report.holder_id, report.unit_id)
