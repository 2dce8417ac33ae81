"""Causes as a person may see them: how many units share each, what answers it, and hinders by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from likvard.access.queries import Grants
from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Cause, CauseUnit
from likvard.rulebook.permissions import Permission

from .reach import reach


def causes_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[Cause]:
    """The own organisation's; for a principal those that an own unit shares."""
    far = reach(grants, permission)
    shared = CauseUnit.objects.filter(school_unit_id__in=far.units).values("cause_id")
    return (
        Cause.objects.filter(Q(holder_id__in=far.whole) | Q(holder_id__in=far.housed, pk__in=shared))
        .select_related("holder", "created_by")
        .order_by("created_at", "id")
    )


def most_shared_first(causes: QuerySet[Cause]) -> QuerySet[Cause]:
    """Active first, those that most units share first among them, as `lines_of` has them."""
    many = CauseUnit.objects.filter(cause=OuterRef("pk")).order_by().values("cause").annotate(n=Count("id"))
    ended = Case(When(state=Cause.State.ACTIVE, then=0), default=1)
    shared = Coalesce(Subquery(many.values("n")), 0)
    return causes.annotate(ended_last=ended, many=shared).order_by("ended_last", "-many", "created_at", "id")


@dataclass(frozen=True, slots=True)
class CauseLine:
    """`units` are those that the person may see; `shared_by` counts all, since a number names nobody."""

    cause: Cause
    units: tuple[SchoolUnit, ...]
    shared_by: int
    goals: int
    measures: int


def cause_lines(grants: Grants, **filters: object) -> tuple[CauseLine, ...]:
    """Active first, those that most units share first among them. Five queries, however many."""
    return lines_of(list(causes_visible_to(grants).filter(**filters)), grants)


def lines_of(causes: Sequence[Cause], grants: Grants) -> tuple[CauseLine, ...]:
    far = reach(grants)
    shared = CauseUnit.objects.select_related("school_unit").order_by("school_unit__name", "id")
    found = (
        Cause.objects.filter(pk__in=[cause.pk for cause in causes])
        .prefetch_related(Prefetch("shared_by", queryset=shared, to_attr="sharing"), "goals", "measures")
        .order_by("created_at", "id")
    )
    lines = [
        CauseLine(
            cause,
            tuple(
                one.school_unit
                for one in cause.sharing
                if cause.holder_id in far.whole or one.school_unit_id in far.units
            ),
            len(cause.sharing),
            len(cause.goals.all()),
            len(cause.measures.all()),
        )
        for cause in found
    ]
    return tuple(
        sorted(lines, key=lambda one: (one.cause.state != Cause.State.ACTIVE, -one.shared_by, one.cause.created_at))
    )


def units_of_reach(grants: Grants, holder: object, permission: Permission = Permission.QUALITY_WORK) -> QuerySet:
    """The units of an organisation that the person works for, open ones, by name."""
    far = reach(grants, permission)
    units = SchoolUnit.objects.filter(organisation=holder).exclude(status="UPPHORT").order_by("name", "id")
    return units if getattr(holder, "pk", holder) in far.whole else units.filter(pk__in=far.units)
