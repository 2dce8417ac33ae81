"""Both sides' evaluation of a year of dialogues."""

from datetime import datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.quality.models import Evaluation, Series, SeriesParty

GRADES = (1, 2, 3, 4)


@transaction.atomic
def evaluate(
    *,
    series: Series,
    party: SeriesParty | None,
    year: int,
    grades: dict[str, int],
    keep: str,
    change: str,
    by: User | None,
    at: datetime,
) -> Evaluation:
    """What one side thinks; `party` None is the organiser that holds the dialogues. A second answer takes the place
    of the first. `grades` has purposes by their number ("0", "1", …), each 1 (not at all) to 4 (fully).

    Raises `ValueError` for another purpose or grade.
    """
    known = {str(i) for i in range(len(series.purposes))}
    if set(grades) - known or any(grade not in GRADES for grade in grades.values()):
        raise ValueError("grades are 1 to 4, one for each purpose")
    values: dict[str, Any] = {"grades": grades, "keep": keep.strip(), "change": change.strip(), "by": by, "at": at}
    evaluation, _ = Evaluation.objects.update_or_create(series=series, party=party, year=year, defaults=values)
    record(
        action="dialogues_evaluated",
        subject_kind="dialogue_series",
        subject_id=series.id,
        by=by,
        at=at,
        organisation=series.holder_id,
        after={"number": year, "party": party.id if party else "holder"},
    )
    return evaluation
