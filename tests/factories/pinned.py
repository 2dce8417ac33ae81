"""Pinned figures."""

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import PinnedFigure

from .days import NOW


def a_pinned_figure(holder: Organisation, unit: SchoolUnit | None = None, **fields) -> PinnedFigure:
    """61 % who met the criteria in all subjects, a school year ago, unless the test says otherwise."""
    fields.setdefault("about_code", f"unit:{unit.school_unit_code}" if unit else f"organisation:{holder.id}")
    fields.setdefault("about_name", unit.name if unit else holder.name)
    fields.setdefault("measure", "year9_all_subjects_share")
    fields.setdefault("period", "2024/25")
    fields.setdefault("year", 2024)
    fields.setdefault("value", 61.0)
    fields.setdefault("low", 52.0)
    fields.setdefault("high", 69.3)
    fields.setdefault("n", 118)
    fields.setdefault("state", PinnedFigure.State.VALUE)
    fields.setdefault("sentence_sv", f"{fields['about_name']}: 61 % uppfyllde kriterierna i alla ämnen.")
    fields.setdefault("sentence_en", f"{fields['about_name']}: 61% met the criteria in all subjects.")
    fields.setdefault("cannot_say_sv", "Siffran säger inte varför.")
    fields.setdefault("cannot_say_en", "The figure does not say why.")
    fields.setdefault(
        "source",
        {"title": "Slutbetyg årskurs 9", "publisher": "Skolverket", "licence": "CC0", "fetched_on": "2026-10-01",
         "file": "slutbetyg.csv", "checksum": "0" * 64, "rows": "214", "function": "datasets.queries"},
    )  # fmt: skip
    fields.setdefault("pinned_at", NOW)
    return PinnedFigure.objects.create(holder=holder, unit=unit, **fields)
