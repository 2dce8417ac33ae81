"""How many have answered, unit by unit: counts of codes, nothing of what was said."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from likvard.surveys.models import SurveyUnit


@dataclass(frozen=True, slots=True)
class Rate:
    """`asked` codes were made and `answered` of them are spent."""

    unit: SurveyUnit
    asked: int
    answered: int

    @property
    def share(self) -> float | None:
        return self.answered / self.asked if self.asked else None


def rates(units: QuerySet[SurveyUnit]) -> tuple[Rate, ...]:
    """One query."""
    counted = units.annotate(answered=Count("codes", filter=Q(codes__spent=True)))
    return tuple(Rate(one, one.asked, one.answered) for one in counted)


def together(found: tuple[Rate, ...]) -> tuple[int, int]:
    """Answered and asked of all of them."""
    return sum(one.answered for one in found), sum(one.asked for one in found)
