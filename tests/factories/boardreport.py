"""Quality reports and directed measures, made through their actions, as people make them."""

from collections.abc import Iterable

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.actions import fingerprint
from likvard.quality.actions.boardreport import begin_report, write_section
from likvard.quality.actions.measures import add_measure
from likvard.quality.models import Measure, QualityReport
from likvard.reports.boardreport import SECTIONS

from .days import NOW, TODAY


def a_report(holder: Organisation, unit: SchoolUnit | None = None, **fields) -> QualityReport:
    fields.setdefault("school_year", 2025)
    fields.setdefault("title", f"Kvalitetsrapport: {unit.name if unit else holder.name}")
    fields.setdefault("board", "")
    fields.setdefault("figures", [])
    fields.setdefault("drafted", {key: f"Det här är registrerat om {key}." for key in SECTIONS})
    fields.setdefault("by", None)
    return begin_report(holder=holder, unit=unit, today=TODAY, at=NOW, **fields)


def ended(report: QualityReport, *, except_for: Iterable[str] = (), because: str = "Det går åt rätt håll.") -> None:
    """Every section but those ends in that nothing changes, and why."""
    empty = fingerprint("")
    for key in SECTIONS:
        if key not in except_for:
            write_section(
                report=report, key=key, fields={"ending": "no_change", "because": because},
                seen={"ending": empty, "because": empty}, allowed=(), by=None, at=NOW,
            )  # fmt: skip


def a_directed_measure(holder: Organisation, what: str = "Stöd på skoldagen", **fields) -> Measure:
    fields.setdefault("origin", "quality")
    fields.setdefault("by", None)
    return add_measure(holder=holder, what=what, at=NOW, **fields)
