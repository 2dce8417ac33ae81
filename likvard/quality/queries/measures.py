"""Measures of the quality work as a person may see them, with the latest answer on effect of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from likvard.access.queries import Grants
from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Effect, Measure
from likvard.rulebook.permissions import Permission

from .reach import reach


def measures_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[Measure]:
    """The own organisation's. A principal sees what is directed to own units, and what answers a goal of theirs."""
    far = reach(grants, permission)
    directed = Measure.units.through.objects.filter(schoolunit_id__in=far.units).values("measure_id")
    own = Q(pk__in=directed) | Q(goal__unit_id__in=far.units)
    return (
        Measure.objects.filter(Q(holder_id__in=far.whole) | (Q(holder_id__in=far.housed) & own))
        .select_related("holder", "owner", "goal__unit", "cause", "mandate")
        .order_by("until", "created_at", "id")
    )


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """`answer` is the last on effect, "" when nobody has looked; `ask` = it is time to ask for the effect."""

    measure: Measure
    units: tuple[SchoolUnit, ...]
    effect: Effect | None
    ask: bool
    thin: bool  # it reaches fewer than half of those whom the problem concerns

    @property
    def answer(self) -> str:
        return self.effect.answer if self.effect else ""


def time_to_ask(measure: Measure, effect: Effect | None, today: date) -> bool:
    """What it should change was to show by now, or it is done; and nobody has said since whether it did."""
    if measure.state == Measure.State.DROPPED:
        return False
    if effect is not None:
        return effect.look_again_on is not None and effect.look_again_on <= today
    return measure.state == Measure.State.DONE or (measure.seen_from is not None and measure.seen_from <= today)


def to_be_asked(grants: Grants, *, today: date) -> QuerySet[Measure]:
    """Visible measures whose effect it is time to ask for, as `time_to_ask` tells of one."""
    last = Effect.objects.filter(measure=OuterRef("pk")).order_by("-on", "-at", "-id")
    again = Effect.objects.filter(look_again_on__lte=today).values("measure_id")
    unasked = ~Exists(last) & (Q(state=Measure.State.DONE) | Q(seen_from__lte=today))
    return (
        measures_visible_to(grants)
        .exclude(state=Measure.State.DROPPED)
        .annotate(again=Subquery(last.values("look_again_on")[:1]))
        .filter(unasked | Q(pk__in=again, again__lte=today))
    )


def is_thin(measure: Measure) -> bool:
    return bool(measure.reach is not None and measure.concerned and measure.reach * 2 < measure.concerned)


def measure_lines(measures: QuerySet[Measure] | Iterable[Measure], *, today: date) -> tuple[MeasureLine, ...]:
    """Three queries, however many."""
    keys = [one.pk for one in measures]
    rows = list(
        Measure.objects.filter(pk__in=keys)
        .select_related("holder", "owner", "goal__unit", "cause", "mandate")
        .prefetch_related(
            Prefetch("units", queryset=SchoolUnit.objects.order_by("name", "id"), to_attr="directed_to"),
            Prefetch(
                "effects", queryset=Effect.objects.select_related("by").order_by("on", "at", "id"), to_attr="answers"
            ),
        )
        .order_by("until", "created_at", "id")
    )
    return tuple(
        MeasureLine(
            one, tuple(one.directed_to), one.answers[-1] if one.answers else None,
            time_to_ask(one, one.answers[-1] if one.answers else None, today), is_thin(one),
        )
        for one in rows
    )  # fmt: skip


def with_last_answer(grants: Grants) -> QuerySet[Measure]:
    """Measures of the person's work, each with the last answer on its effect and the day on which to look again. Only
    those that are directed in the quality work: what merely answers a finding is asked in the answer."""
    last = Effect.objects.filter(measure=OuterRef("pk")).order_by("-on", "-at", "-id")
    return (
        measures_visible_to(grants, Permission.QUALITY_WORK)
        .exclude(state=Measure.State.DROPPED)
        .exclude(goal=None, cause=None, seen_from=None)
        .annotate(answered=Subquery(last.values("answer")[:1]), again=Subquery(last.values("look_again_on")[:1]))
    )


def asked_from(
    state: str, seen_from: date | None, done_on: date | None, answered: str | None, again: date | None
) -> date | None:
    """The day from which it is time to ask for the effect; None = it is not to be asked for."""
    if answered:
        return again
    return seen_from or (done_on if state == Measure.State.DONE else None)


def due(measures: QuerySet[Measure], today: date) -> QuerySet[Measure]:
    """Of those `with_last_answer`, the ones that `asked_from` says are to be asked for by that day."""
    unasked = ~Exists(Effect.objects.filter(measure=OuterRef("pk")))
    begun = Q(seen_from__lte=today) | Q(seen_from=None, state=Measure.State.DONE, done_on__lte=today)
    again = Effect.objects.filter(look_again_on__lte=today).values("measure_id")
    return measures.filter((unasked & begun) | Q(pk__in=again, again__lte=today))


def asking(grants: Grants, *, today: date) -> list[tuple[Measure, date]]:
    """Measures whose effect it is time to ask for, each with the day from which. One query."""
    rows = []
    for one in due(with_last_answer(grants), today):
        day = asked_from(one.state, one.seen_from, one.done_on, one.answered, one.again)
        if day is not None and day <= today:
            rows.append((one, day))
    return rows
