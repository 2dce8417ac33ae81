"""What analysis days ask of one person: write the unit's report, read those that have come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from likvard.access.queries import Grants
from likvard.ledger.together import Topic, gathered
from likvard.quality.models import UnitReport
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission

from .visibility import reports_visible_to

Rows = list[dict[str, Any]]
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
    """In no particular order. One query."""
    return tuple(gathered(topics(grants, today=today)))


def topics(grants: Grants, *, today: date) -> list[Topic[Errand]]:
    """What the errands are made of, to be asked for together with those of other rooms: reports that are written."""
    far = reach(grants, Permission.QUALITY_WORK)
    seen = reports_visible_to(grants, Permission.QUALITY_WORK)
    drafts = seen.filter(state=UnitReport.State.DRAFT, days__closed_on=None)
    fields = {"id": "pk", "unit": "unit__name", "days": "days", "title": "days__title", "by": "days__answer_by"}

    def written(rows: Rows) -> Iterable[Errand]:
        return [Errand("write", one["id"], one["unit"], one["title"], one["by"]) for one in rows]

    def awaited(rows: Rows) -> Iterable[Errand]:
        of_days: dict[UUID, Rows] = {}
        for one in rows:
            of_days.setdefault(one["days"], []).append(one)
        for days, missing in of_days.items():
            who = ", ".join(sorted(one["unit"] for one in missing))
            yield Errand("wait", days, missing[0]["title"], "", missing[0]["by"], who)

    own = drafts.filter(unit_id__in=far.units, days__answer_by__lte=today + NEAR)
    waiting = drafts.filter(days__holder_id__in=far.whole, days__answer_by__lte=today + timedelta(days=7))
    return [Topic(own, fields, written), Topic(waiting, fields, awaited)]
