"""What is done to a row of the quality work, told to the ledger."""

from datetime import datetime
from typing import Any

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.quality.models import Analysis, Cause, Goal, Mandate, Measure, QualityReport, Series, YearEvent

# What each is called in the history.
SUBJECTS = {
    Analysis: "analysis",
    Cause: "cause",
    Goal: "goal",
    Mandate: "mandate",
    Measure: "measure",
    QualityReport: "quality_report",
    Series: "dialogue_series",
    YearEvent: "year_event",
}


def tell(
    row: Analysis | Cause | Goal | Mandate | Measure | QualityReport | Series | YearEvent,
    action: str,
    *,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        action=action,
        subject_kind=SUBJECTS[type(row)],
        subject_id=row.pk,
        by=by,
        at=at,
        organisation=row.holder_id,
        before=before,
        after=after,
    )
