"""What is done to a row of the quality work, told to the ledger."""

from datetime import datetime
from typing import Any

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.quality.models import (
    Analysis,
    AnalysisDays,
    Cause,
    Dialogue,
    Goal,
    Mandate,
    Measure,
    QualityReport,
    Series,
    UnitReport,
    YearEvent,
)

Row = (
    Analysis
    | AnalysisDays
    | Cause
    | Dialogue
    | Goal
    | Mandate
    | Measure
    | QualityReport
    | Series
    | UnitReport
    | YearEvent
)

# What each is called in the history.
SUBJECTS = {
    Analysis: "analysis",
    AnalysisDays: "analysis_days",
    Cause: "cause",
    Dialogue: "dialogue",
    Goal: "goal",
    Mandate: "mandate",
    Measure: "measure",
    QualityReport: "quality_report",
    Series: "dialogue_series",
    UnitReport: "unit_report",
    YearEvent: "year_event",
}


def tell(
    row: Row,
    action: str,
    *,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    whole = row.days if isinstance(row, UnitReport) else row.party.series if isinstance(row, Dialogue) else row
    record(
        action=action,
        subject_kind=SUBJECTS[type(row)],
        subject_id=row.pk,
        by=by,
        at=at,
        organisation=whole.holder_id,
        before=before,
        after=after,
    )
