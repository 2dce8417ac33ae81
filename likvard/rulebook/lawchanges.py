"""Which criteria a change of law touches."""

from dataclasses import dataclass

from likvard.rulebook.kinds import Area, Criterion, Definition
from likvard.terms.statutes import Reference, parse_references
from likvard.terms.statutes.wordings import LawChange


@dataclass(frozen=True, slots=True)
class Touched:
    """A criterion that rests on a section which reads otherwise from the change's day."""

    area: Area
    criterion: Criterion
    sections: tuple[str, ...]


def _rests_on(criterion: Criterion, changed: frozenset[Reference]) -> tuple[str, ...]:
    return tuple(s for s in criterion.statutes if changed & set(parse_references(s)))


def touched_by(change: LawChange, definition: Definition) -> tuple[Touched, ...]:
    """The definition's criteria that rest on a section of the change, in order."""
    changed = frozenset(change.sections)
    found = (
        Touched(area, criterion, sections)
        for area in definition.areas
        for criterion in area.criteria
        if (sections := _rests_on(criterion, changed))
    )
    return tuple(found)
