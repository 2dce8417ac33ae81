"""Goals as a person may see them, and what a board decided that is not done: mandates, goals and measures."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When

from likvard.access.queries import Grants
from likvard.quality.models import Effect, Goal, Mandate, Measure
from likvard.rulebook.permissions import Permission

from .mandates import A_YEAR
from .measures import measures_visible_to
from .reach import reach


def goals_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[Goal]:
    """The own organisation's. A principal reads the organiser's goals and those of own units, works with the latter."""
    far = reach(grants, permission)
    mine = Q(holder_id__in=far.housed, unit_id__in=far.units)
    if permission == Permission.QUALITY_READ:
        mine |= Q(holder_id__in=far.housed, unit=None)
    return (
        Goal.objects.filter(Q(holder_id__in=far.whole) | mine)
        .select_related("holder", "unit", "owner", "baseline", "outcome")
        .order_by("-school_year", "due_on", "created_at", "id")
    )


def active_first(goals: QuerySet[Goal]) -> QuerySet[Goal]:
    """The latest school year first, and what has ended last."""
    ended = Case(When(state=Goal.State.ACTIVE, then=0), default=1)
    return goals.annotate(ended_last=ended).order_by("ended_last", "-school_year", "due_on", "created_at", "id")


def without_measure(grants: Grants) -> QuerySet[Goal]:
    """Active goals that nothing is done about."""
    held = Measure.objects.exclude(state=Measure.State.DROPPED).exclude(goal=None).values("goal_id")
    return goals_visible_to(grants).filter(state=Goal.State.ACTIVE).exclude(pk__in=held)


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal in a list. `late_by` is days past its last day while it is active; `followed` its measures with an
    answer on effect."""

    goal: Goal
    measures: int
    followed: int
    causes: int
    moves: int
    late_by: int | None


def goal_lines(grants: Grants, *, today: date, **filters: object) -> tuple[GoalLine, ...]:
    """Two queries, however many."""
    goals = list(
        goals_visible_to(grants)
        .filter(**filters)
        .annotate(
            measure_count=Count("measures", filter=~Q(measures__state=Measure.State.DROPPED), distinct=True),
            cause_count=Count("causes", distinct=True),
            move_count=Count("moves", distinct=True),
        )
    )
    followed = dict(
        Effect.objects.filter(measure__goal__in=goals)
        .order_by()
        .values_list("measure__goal_id")
        .annotate(n=Count("measure_id", distinct=True))
    )
    return tuple(
        GoalLine(
            goal, goal.measure_count, followed.get(goal.pk, 0), goal.cause_count, goal.move_count,
            (today - goal.due_on).days if goal.state == Goal.State.ACTIVE and goal.due_on < today else None,
        )
        for goal in goals
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """Something that a board decided and that is not done; `late_by` None = its day has not come."""

    kind: Literal["mandate", "goal", "measure"]
    subject: UUID
    what: str
    decided_by: str
    decided_on: date
    paragraph: str
    last: date
    late_by: int | None
    who: str


def decided_not_done(grants: Grants, *, today: date, late: bool = False) -> tuple[Decided, ...]:
    """Mandates that are given, goals that are active and measures that are not done, which a board decided: the
    latest first. What has no last day is late a year after it was decided; `late`: only what is. Only for those who
    read the whole organisation. Three queries."""
    whole = reach(grants).whole

    def asked(last: str) -> Q:
        return Q(**{f"{last}__lt": today}) | Q(**{last: None}, decided_on__lt=today - A_YEAR) if late else Q()

    rows = [
        Decided("mandate", m.pk, m.what, m.decided_by, m.decided_on, m.paragraph, *_last(m.due_on, m.decided_on, today),
                m.owner.name if m.owner else "")
        for m in Mandate.objects.filter(asked("due_on"), holder_id__in=whole, state=Mandate.State.GIVEN)
        .select_related("owner").order_by("decided_on", "id")
    ]  # fmt: skip
    rows += [
        Decided("goal", g.pk, g.what, g.decided_by, g.decided_on, g.paragraph, *_last(g.due_on, g.decided_on, today),
                g.owner.name if g.owner else "")
        for g in goals_visible_to(grants).filter(
            asked("due_on"), holder_id__in=whole, decided_on__isnull=False, state=Goal.State.ACTIVE
        )
    ]  # fmt: skip
    rows += [
        Decided("measure", m.pk, m.what, m.decided_by, m.decided_on, m.paragraph, *_last(m.until, m.decided_on, today),
                m.owner.name if m.owner else "")
        for m in measures_visible_to(grants).filter(
            asked("until"), holder_id__in=whole, decided_on__isnull=False,
            state__in=[Measure.State.PLANNED, Measure.State.ONGOING],
        )
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.late_by is None, -(row.late_by or 0), row.last, str(row.subject))))


def _last(day: date | None, decided_on: date, today: date) -> tuple[date, int | None]:
    last = day or decided_on + A_YEAR
    return last, (today - last).days if today > last else None
