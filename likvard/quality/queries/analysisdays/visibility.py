"""Which analysis days and unit reports a person may see, and which she may write in."""

from django.db.models import Q, QuerySet

from likvard.access.queries import Grants
from likvard.quality.models import AnalysisDays, UnitReport
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission


def days_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[AnalysisDays]:
    """The own organisation's; for a principal those that an own unit takes part in."""
    far = reach(grants, permission)
    part = UnitReport.objects.filter(unit_id__in=far.units).values("days_id")
    return (
        AnalysisDays.objects.filter(Q(holder_id__in=far.whole) | Q(holder_id__in=far.housed, pk__in=part))
        .select_related("holder")
        .order_by("-day", "title", "id")
    )


def reports_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[UnitReport]:
    """A unit's report is its principal's and the organiser's; a board reads what has been sent."""
    far = reach(grants, permission)
    work = reach(grants, Permission.QUALITY_WORK)
    whole = Q(days__holder_id__in=far.whole) & (
        Q(days__holder_id__in=work.whole) | Q(state=UnitReport.State.SENT)
    )  # fmt: skip
    return (
        UnitReport.objects.filter(whole | Q(days__holder_id__in=far.housed, unit_id__in=far.units))
        .select_related("days__holder", "unit", "sent_by")
        .order_by("unit__name", "id")
    )


def runs_days(grants: Grants, days: AnalysisDays) -> bool:
    """The person works with the whole organisation's quality, not only with a unit's."""
    return days.holder_id in reach(grants, Permission.QUALITY_WORK).whole


def may_write(grants: Grants, report: UnitReport) -> bool:
    return (
        report.state == UnitReport.State.DRAFT
        and report.days.closed_on is None
        and reach(grants, Permission.QUALITY_WORK).has(report.days.holder_id, report.unit_id)
    )
