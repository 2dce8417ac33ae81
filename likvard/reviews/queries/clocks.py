"""The authority's own clock: days from decision to answer, follow-up and end; what is overdue; what comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet

from likvard.access.queries import Grants
from likvard.reviews.models import Area, Case, Deadline, Decision, FollowUp, Participant, ReceivedAnswer, Round

from .rounds import rounds_visible_to

LEGS = ("answer", "follow_up", "closing")
WEAK = ("low", "some", "deficiency", "brist", "förbättringsområde")


@dataclass(frozen=True, slots=True)
class CaseDays:
    """The days of one case, each None until it has come."""

    case: UUID
    decided_on: date | None
    answered_on: date | None
    followed_up_on: date | None
    closed_on: date | None

    def leg(self, name: str) -> int | None:
        """Days of one leg: decision → answer, answer → follow-up, follow-up → closing."""
        ends = {
            "answer": (self.decided_on, self.answered_on),
            "follow_up": (self.answered_on, self.followed_up_on),
            "closing": (self.followed_up_on or self.decided_on, self.closed_on),
        }
        start, end = ends[name]
        return (end - start).days if start and end else None


@dataclass(frozen=True, slots=True)
class Leg:
    """`n` cases have come so far; None where none has."""

    name: str
    n: int
    median: float | None
    ninetieth: int | None


def case_days(round_: Round) -> dict[UUID, CaseDays]:
    """Per participant's case of the round; four queries."""
    cases = dict(Participant.objects.filter(round=round_, case__isnull=False).values_list("case_id", "case__closed_on"))
    decided = dict(
        Decision.objects.filter(participant__round=round_, kind=Decision.Kind.DECISION, state=Decision.State.ISSUED)
        .values_list("participant__case_id")
        .annotate(day=Min("decided_on"))
        .order_by()
    )
    answered = dict(
        ReceivedAnswer.objects.filter(case__in=list(cases))
        .values_list("case_id").annotate(day=Min("received_on")).order_by()
    )  # fmt: skip
    followed = dict(
        FollowUp.objects.filter(case__in=list(cases), done_on__isnull=False)
        .values_list("case_id").annotate(day=Min("done_on")).order_by()
    )  # fmt: skip
    return {
        case: CaseDays(case, decided.get(case), answered.get(case), followed.get(case), closed)
        for case, closed in cases.items()
    }


def legs(days: Iterable[CaseDays]) -> tuple[Leg, ...]:
    """Median and 90th percentile (nearest rank) of each leg, with how many cases have come that far."""
    rows = list(days)
    found = []
    for name in LEGS:
        values = sorted(value for row in rows if (value := row.leg(name)) is not None)
        rank = max(0, -(-len(values) * 9 // 10) - 1)
        found.append(Leg(name, len(values), median(values) if values else None, values[rank] if values else None))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Late:
    """Something that the authority is to do or waits for, and how long it is past its day."""

    what: str  # follow_up: ours to do; response: theirs to answer; unread: an answer that nobody has followed up
    case: Case
    day: date
    days: int


UNREAD_AFTER = 60  # days from an answer until it should have been followed up


def overdue(round_: Round, *, today: date) -> list[Late]:
    """The longest overdue first. An answer waits for nobody's follow-up longer than `UNREAD_AFTER` days."""
    return _overdue(Case.objects.filter(participant__round=round_), today)


def overdue_everywhere(grants: Grants, *, today: date) -> list[Late]:
    """The authority's own list: what is overdue in all the rounds that the person reads, the closed ones left out."""
    rounds = rounds_visible_to(grants).exclude(state=Round.State.CLOSED)
    return _overdue(Case.objects.filter(participant__round__in=rounds).select_related("participant__round"), today)


def _overdue(of: QuerySet[Case], today: date) -> list[Late]:
    """Four queries, however many cases."""
    open_cases = of.exclude(state="closed")
    chosen = open_cases.values("pk")
    found: list[tuple[str, UUID, date]] = [
        ("follow_up", case, day)
        for case, day in FollowUp.objects.filter(case__in=chosen, done_on=None, planned_on__lt=today).values_list(
            "case_id", "planned_on"
        )
    ]
    planned = {case for _what, case, _day in found}
    found += [
        ("response", case, day)
        for case, day in Deadline.objects.filter(
            case__in=chosen, what="response", met_on=None, day__lt=today
        ).values_list("case_id", "day")
    ]
    since = today - timedelta(days=UNREAD_AFTER)
    later = ReceivedAnswer.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    followed = FollowUp.objects.filter(case=OuterRef("case"), done_on__gte=OuterRef("received_on"))
    unread = ReceivedAnswer.objects.filter(
        ~Exists(later), ~Exists(followed), case__in=chosen, received_on__lt=since
    ).values_list("case_id", "received_on")
    found += [("unread", case, day) for case, day in unread if case not in planned]
    cases = open_cases.select_related("organiser").in_bulk({case for _what, case, _day in found})
    late = [Late(what, cases[case], day, (today - day).days) for what, case, day in found]
    return sorted(late, key=lambda one: (-one.days, str(one.case.pk)))


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same area judged weak at the same organiser in an earlier case of the same authority."""

    area: str
    case: Case
    judgement: str
    decided_on: date | None


def recurrences(case: Case) -> list[Earlier]:
    """Areas of the case that were weak before, the latest first. A unit's area is the same area of the same unit."""
    names = {name.casefold() for name in case.areas.values_list("name", flat=True)}
    if not names or case.organiser_id is None:
        return []
    before = (
        Area.objects.filter(case__holder=case.holder_id, case__organiser=case.organiser_id, judgement__in=WEAK)
        .exclude(case=case)
        .filter(case__merged_into=None, case__opened_on__lte=case.opened_on)
        .select_related("case")
        .order_by("-case__decided_on", "ordering")
    )
    return [
        Earlier(area.name, area.case, area.judgement, area.case.decided_on)
        for area in before
        if area.name.casefold() in names
    ]
