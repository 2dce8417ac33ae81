"""Who came far, to learn from."""

from dataclasses import dataclass
from uuid import UUID

from likvard.access.models import User
from likvard.reviews.models import Finding, FindingState, Inventory

from .within import within

BEST = frozenset({"high", "mycket bra"})  # of the scales of quality; supervision has no best


@dataclass(frozen=True, slots=True)
class Example:
    """Who came far, to learn from: judged at the best level in an area, or a finding closed with effect shown."""

    name: str
    of: str
    words: str
    case: UUID | None
    round: UUID | None


def examples(inventory: Inventory, user: User) -> tuple[Example, ...]:
    """For those who work with the inventory; never in what is issued, for it names who was reviewed."""
    seen = within(inventory, user)
    judged = (
        seen.judgements()
        .filter(criterion_key="", level__in=BEST)
        .select_related("participant__round", "participant__organiser", "unit__school_unit")
        .order_by("participant__organiser__name", "pk")
    )
    best = []
    for one in judged:
        names = {area["key"]: area["name"] for area in one.participant.round.areas}
        name = one.unit.school_unit.name if one.unit else one.participant.organiser.name
        best.append(Example(name, names.get(one.area_key, ""), one.rationale, None, one.participant.round_id))
    closed = (
        Finding.objects.filter(
            case__in=seen.cases().values("pk"), state=FindingState.CLOSED, closing_outcome="effect_shown"
        )
        .select_related("case__organiser", "school_unit")
        .order_by("case__title", "pk")
    )
    shown = [Example(_name(f), f.text, f.state_grounds, f.case_id, None) for f in closed]
    return (*best, *shown)


def _name(finding: Finding) -> str:
    of = finding.school_unit or finding.case.organiser
    return of.name if of else finding.case.organiser_printed or finding.case.title
