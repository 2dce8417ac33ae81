"""How judgements spread between departments and investigators of the authority: counts and intervals, no names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from likvard.access.models import User
from likvard.analysis.agreement import Interval, wilson
from likvard.reviews.models import LEVELS, Department, Judgement, Round

from .judgements import scale_of

FEWEST = 5  # judgements behind a share that is shown


@dataclass(frozen=True, slots=True)
class Spread:
    """How one group has judged. `share` is that of the scale's best step, None when fewer than `FEWEST` stand behind
    it. `name` is a department's; for an investigator it is empty, and `mine` marks the reader's own point."""

    name: str
    n: int
    counts: tuple[int, ...]  # in the order of the scale
    share: float | None
    interval: Interval | None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Calibration:
    scale: tuple[str, ...]
    everything: Spread
    departments: tuple[Spread, ...]
    investigators: tuple[Spread, ...]  # by share, so that the order tells nobody who is who
    unplaced: int  # judgements by people without a department


def calibration(round_: Round, user: User, *, without: Iterable[UUID] = ()) -> Calibration:
    """First readers' finished judgements of criteria, by department and, without names, by investigator."""
    scale = LEVELS.get(scale_of(round_), ())
    rows = (
        Judgement.objects.filter(participant__round=round_, reader=Judgement.Reader.FIRST, done_at__isnull=False)
        .exclude(criterion_key="")
        .exclude(participant_id__in=list(without))
        .order_by()
        .values_list("by_id", "level")
        .annotate(n=Count("pk"))
    )
    department = dict(Department.objects.filter(holder=round_.holder_id).values_list("user_id", "name"))
    by_department: dict[str, Counter[str]] = {}
    by_person: dict[UUID | None, Counter[str]] = {}
    everything: Counter[str] = Counter()
    for person, level, n in rows:
        everything[level] += n
        by_person.setdefault(person, Counter())[level] += n
        by_department.setdefault(department.get(person, ""), Counter())[level] += n
    unplaced = sum(by_department.pop("", Counter()).values())
    people = [_spread("", counts, scale, mine=person == user.pk) for person, counts in by_person.items()]
    return Calibration(
        scale,
        _spread("", everything, scale),
        tuple(_spread(name, counts, scale) for name, counts in sorted(by_department.items())),
        tuple(sorted(people, key=lambda s: (s.share is None, -(s.share or 0), -s.n))),
        unplaced,
    )


def _spread(name: str, counts: Counter[str], scale: tuple[str, ...], *, mine: bool = False) -> Spread:
    n = sum(counts.values())
    enough = n >= FEWEST
    best = counts[scale[-1]] if scale else 0
    return Spread(
        name,
        n,
        tuple(counts[level] for level in scale),
        best / n if enough else None,
        wilson(best, n) if enough else None,
        mine,
    )
