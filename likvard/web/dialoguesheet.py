"""The one page before a dialogue: what is already known, so that nobody has to write it again.

Made anew each time until the dialogue is held; then it is frozen as it was. Only what both parties may see.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from likvard.access.queries import Grants
from likvard.quality.models import Dialogue
from likvard.reviews.models import Finding
from likvard.reviews.queries import findings_visible_to
from likvard.reviews.queries.facts import SETTLED
from likvard.web.labels import label

MOST = 8  # lines of one heading: the sheet is one page


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A heading's code and its lines; `more` is how many there was no room for."""

    code: str
    lines: tuple[str, ...]
    more: int


def sheet_for(dialogue: Dialogue, grants: Grants) -> tuple[SheetPart, ...]:
    """What is known of the unit: findings that live on. Nothing about an independent actor's own cases."""
    unit = dialogue.party.school_unit
    if unit is None:
        return ()
    findings = list(
        findings_visible_to(grants)
        .filter(school_unit=unit, case__merged_into=None)
        .exclude(state__in=SETTLED)
        .select_related("area", "case")
        .order_by("-state_since", "ordering", "id")
    )
    parts = [_part("findings", [_of_finding(finding) for finding in findings])]
    return tuple(part for part in parts if part.lines)


def _of_finding(finding: Finding) -> str:
    return f"{finding.text} ({label('finding_state', finding.state)})"


def _part(code: str, lines: list[str]) -> SheetPart:
    return SheetPart(code, tuple(lines[:MOST]), max(0, len(lines) - MOST))


def frozen(parts: tuple[SheetPart, ...], on: date) -> dict[str, Any]:
    """As it is kept with a dialogue that has been held."""
    return {"day": on.isoformat(), "parts": [{"code": p.code, "lines": list(p.lines), "more": p.more} for p in parts]}


def thawed(sheet: dict[str, Any]) -> tuple[SheetPart, ...]:
    return tuple(SheetPart(p["code"], tuple(p["lines"]), p["more"]) for p in sheet["parts"])
