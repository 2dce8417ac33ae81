"""Measures of a finding. They live in `quality`, which knows the finding only as an opaque origin."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.quality import actions as quality
from likvard.quality.actions.measures import TEXTS
from likvard.quality.models import Measure
from likvard.reviews.models import Finding

from .wordings import keep_wording


def origin_of(finding: Finding) -> str:
    return f"finding:{finding.pk}"


@transaction.atomic
def add_measure(
    *,
    finding: Finding,
    what: str,
    by: User | None,
    at: datetime,
    owner: User | None = None,
    until: date | None = None,
    expected_change: str = "",
    seen_by: str = "",
) -> Measure:
    """What is to be done about the finding, who does it, until when, what it should change and how one will see it."""
    return quality.add_measure(
        holder=finding.case.holder,
        origin=origin_of(finding),
        what=what,
        owner=owner,
        until=until,
        expected_change=expected_change,
        seen_by=seen_by,
        by=by,
        at=at,
        case=finding.case_id,
    )


@transaction.atomic
def update_measure(
    *, finding: Finding, measure: Measure, version: int, by: User | None, at: datetime, **fields: Any
) -> Measure:
    """Changes the given fields; earlier wordings are kept with the case. Raises `ChangedMeanwhile`, and `ValueError`
    when the measure is not the finding's."""
    if measure.origin != origin_of(finding):
        raise ValueError("the measure answers another finding")
    before = Measure.objects.get(pk=measure.pk)
    after = quality.update_measure(measure=measure, version=version, by=by, at=at, case=finding.case_id, **fields)
    for field in sorted(TEXTS):
        if getattr(before, field) != getattr(after, field):
            keep_wording(
                case=finding.case, subject_kind="measure", subject_id=measure.pk, field=field,
                text=getattr(before, field), by=by, at=at,
            )  # fmt: skip
    return after
