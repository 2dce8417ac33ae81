"""Pinning a figure: freezing what was seen, with where it came from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import PinnedFigure


@transaction.atomic
def pin_figure(
    *,
    holder: Organisation,
    unit: SchoolUnit | None = None,
    about_code: str = "",
    about_name: str = "",
    measure: str,
    group: str = "",
    subject: str = "",
    sex: str = "",
    period: str = "",
    year: int | None = None,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    n: int | None = None,
    state: str = PinnedFigure.State.VALUE,
    kind: str = PinnedFigure.Kind.FIGURE,
    points: Sequence[Mapping[str, Any]] = (),
    sentence_sv: str,
    sentence_en: str,
    cannot_say_sv: str = "",
    cannot_say_en: str = "",
    source: Mapping[str, Any],
    by: User | None,
    at: datetime,
) -> PinnedFigure:
    """The figure as it is now, kept for ever; one that is pinned already, word for word, is that one again.

    The caller has asked whether the person may see the figure. Raises `ValueError` for a value in a state that hides
    it, and without a sentence or the title of a source.
    """
    if value is not None and state not in (PinnedFigure.State.VALUE, PinnedFigure.State.APPROXIMATE):
        raise ValueError(f"a figure that is {state!r} has no value")
    if not sentence_sv.strip() or not sentence_en.strip():
        raise ValueError("a pinned figure says in words what it is")
    if not source.get("title"):
        raise ValueError("a pinned figure has a source")
    content: dict[str, Any] = {
        "unit": unit, "about_code": about_code, "about_name": about_name, "measure": measure, "group": group,
        "subject": subject, "sex": sex, "period": period, "year": year, "value": value, "low": low, "high": high,
        "n": n, "state": str(state), "kind": str(kind), "sentence_sv": sentence_sv, "sentence_en": sentence_en,
        "cannot_say_sv": cannot_say_sv, "cannot_say_en": cannot_say_en,
    }  # fmt: skip
    kept = {"points": [dict(point) for point in points], "source": dict(source)}
    for same in PinnedFigure.objects.filter(holder=holder, **content):
        if {"points": same.points, "source": same.source} == kept:
            return same
    figure = PinnedFigure.objects.create(holder=holder, pinned_by=by, pinned_at=at, **content, **kept)
    record(
        action="figure_pinned",
        subject_kind="pinned_figure",
        subject_id=figure.id,
        by=by,
        at=at,
        organisation=holder.id,
        after={"measure": measure, "year": year, "kind": str(kind), "about": about_code, "state": str(state)},
    )
    return figure
