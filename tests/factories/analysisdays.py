"""Analysis days with a unit's package."""

from datetime import date
from typing import Any

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.actions.analysisdays import plan_days
from likvard.quality.models import AnalysisDays, UnitReport

from .days import NOW


def a_pin(unit: SchoolUnit, **fields) -> dict[str, Any]:
    """What `pin_figure` takes, beside holder and unit."""
    return {
        "about_code": f"unit:{unit.school_unit_code}", "about_name": unit.name, "measure": "year9_merit_value",
        "period": "2025/26", "year": 2025, "value": 219.0, "low": 210.0, "high": 228.0, "n": 61,
        "sentence_sv": f"{unit.name}: meritvärdet var 219.", "sentence_en": f"{unit.name}: the merit value was 219.",
        "cannot_say_sv": "Siffran säger inte varför.", "cannot_say_en": "The figure does not say why.",
        "source": {"title": "Betyg i årskurs 9", "publisher": "Skolverket"}, **fields,
    }  # fmt: skip


def a_package(unit: SchoolUnit, **fields) -> dict[str, Any]:
    pin = a_pin(unit)
    return {
        "made_on": "2026-11-18", "unit": unit.name, "code": unit.school_unit_code, "figures": [pin], "goals": [],
        "questions": [
            {"key": "worse:merit", "kind": "worse", "sv": "Meritvärdet har fallit. Varför?",
             "en": "The merit value has fallen. Why?", "pin": pin},
            {"key": "general:support", "kind": "general", "sv": "Vilka elever får inte det stöd de behöver?",
             "en": "Which pupils do not get the support they need?"},
        ],
        **fields,
    }  # fmt: skip


def some_days(holder: Organisation, units: list[SchoolUnit], **fields) -> AnalysisDays:
    fields.setdefault("title", "Analysdagar")
    fields.setdefault("school_year", 2025)
    fields.setdefault("day", date(2026, 11, 20))
    fields.setdefault("answer_by", date(2026, 12, 4))
    fields.setdefault("packages", {unit: a_package(unit) for unit in units})
    return plan_days(holder=holder, by=None, at=NOW, **fields)


def a_report(days: AnalysisDays, unit: SchoolUnit) -> UnitReport:
    return UnitReport.objects.select_related("days__holder", "unit").get(days=days, unit=unit)
