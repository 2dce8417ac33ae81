"""What a report is about, and who reads the records for it."""

from dataclasses import dataclass
from datetime import date

from likvard.access.queries import Grants
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.schoolyear import bounds


@dataclass(frozen=True, slots=True)
class Scope:
    """An organiser's (`unit` None) or one unit's school year, as the person whose grants these are may see it."""

    holder: Organisation
    unit: SchoolUnit | None
    school_year: int
    today: date
    grants: Grants

    @property
    def starts(self) -> date:
        return bounds(self.school_year)[0]

    @property
    def ends(self) -> date:
        return bounds(self.school_year)[1]


def bullets(lines: list[str], most: int = 12) -> str:
    """As a list; what does not fit is told as a number, so that nobody takes it for all."""
    left = len(lines) - most
    shown = [f"- {' '.join(line.split())}" for line in lines[:most]]
    return "\n".join([*shown, f"- … och {left} till"] if left > 0 else shown)


def number_of(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def parts(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
