"""The rows of an inventory in their order, a page at a time: the database counts, sorts and cuts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Count, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf, TruncDate

from likvard.access.models import User
from likvard.reviews.models import CaseUnit, Inventory, SortedFinding

from .gathering import rows_of
from .row import Row
from .within import within

ORDER = ("place", "of_unit", "day", "of_kind", "pk")  # as `gathered` has them


class Listed(StrEnum):
    TO_SORT = "to_sort"
    SORTED = "sorted"
    LEFT_OUT = "left_out"
    ALL = "all"


def counted(inventory: Inventory, user: User | None = None) -> Mapping[Listed, int]:
    """How many rows each list has."""
    counts: Counter[Listed] = Counter()
    seen = within(inventory, user)
    for kind, rows in (("judged", seen.judged()), ("finding", seen.findings())):
        counts.update(
            rows.aggregate(
                **{Listed.ALL: Count("pk")},
                **{listed: Count("pk", filter=_is(listed, inventory, kind)) for listed in Listed if listed != "all"},
            )
        )
    return counts


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of one list as a sequence for a paginator, that reads those of a page; `length` as `counted` says."""

    inventory: Inventory
    user: User | None
    listed: Listed
    length: int

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, page: slice) -> list[Row]:
        keys = [f"{kind}:{pk}" for *_, kind, pk in self._in_order()[page]]
        return rows_of(self.inventory, keys, self.user)

    def _in_order(self) -> QuerySet[Any, Any]:
        seen = within(self.inventory, self.user)
        only = (  # the one unit of a case, whose findings are of it where they do not say
            CaseUnit.objects.filter(case=OuterRef("case"), school_unit__isnull=False)
            .values("case")
            .annotate(units=Count("school_unit", distinct=True), name=Min("school_unit__name"))
            .filter(units=1)
            .values("name")
        )
        judged = seen.judged().annotate(
            place=Coalesce("judgement__participant__organiser__name", Value("")),
            of_unit=Coalesce("judgement__unit__school_unit__name", Value("")),
            day=TruncDate("judgement__done_at"),
            of_kind=Value("judged", output_field=CharField()),
        )
        found = seen.findings().annotate(
            place=Coalesce("case__organiser__name", NullIf("case__organiser_printed", Value("")), "case__title"),
            of_unit=Coalesce("school_unit__name", Subquery(only), Value("")),
            day=Coalesce("case__decided_on", "case__opened_on"),
            of_kind=Value("finding", output_field=CharField()),
        )
        one, other = (
            rows.filter(_is(self.listed, self.inventory, kind)).order_by().values_list(*ORDER)
            for kind, rows in (("judged", judged), ("finding", found))
        )
        return one.union(other, all=True).order_by(*ORDER)


def _is(listed: Listed, inventory: Inventory, kind: str) -> Q:
    """What was found when judging (`kind` "judged") or in cases ("finding") stands in the list. What is sorted has
    areas, and then no reason to be left out."""
    mine = SortedFinding.objects.filter(inventory=inventory, **{f"{kind}__isnull": False})
    match listed:
        case Listed.TO_SORT:
            return ~Q(pk__in=mine.values(kind))
        case Listed.SORTED:
            return Q(pk__in=mine.filter(left_out="").values(kind))
        case Listed.LEFT_OUT:
            return Q(pk__in=mine.exclude(left_out="").values(kind))
    return Q()
