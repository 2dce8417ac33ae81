"""What analysis days ask of one person: write the unit's report, read those that have come."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from likvard.access.queries import Grants
from likvard.quality.models import UnitReport
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission

from .visibility import days_visible_to, reports_visible_to

NEAR = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Errand:
    """`write`: an own unit's report; `wait`: others' reports that have not come, `who` says whose."""

    kind: Literal["write", "wait"]
    subject: UUID
    thing: str
    where: str
    day: date
    who: str = ""


def errands(grants: Grants, *, today: date) -> tuple[Errand, ...]:
    """In no particular order. Two queries."""
    far = reach(grants, Permission.QUALITY_WORK)
    near = today + NEAR
    own = (
        reports_visible_to(grants, Permission.QUALITY_WORK)
        .filter(unit_id__in=far.units, state=UnitReport.State.DRAFT, days__closed_on=None)
        .filter(days__answer_by__lte=near)
    )
    found = [Errand("write", one.pk, one.unit.name, one.days.title, one.days.answer_by) for one in own]
    waiting = (
        days_visible_to(grants, Permission.QUALITY_WORK)
        .filter(holder_id__in=far.whole, closed_on=None, answer_by__lte=today + timedelta(days=7))
        .filter(reports__state=UnitReport.State.DRAFT)
        .prefetch_related("reports__unit")
        .distinct()
    )
    for days in waiting:
        missing = [one.unit.name for one in days.reports.all() if one.state == UnitReport.State.DRAFT]
        found.append(Errand("wait", days.pk, days.title, "", days.answer_by, ", ".join(sorted(missing))))
    return tuple(found)
