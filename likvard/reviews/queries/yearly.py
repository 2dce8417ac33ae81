"""The authority's own counts a year and kind of review, from the decisions that it has issued. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from likvard.access.queries import Grants
from likvard.reports.yearly import Contradiction, Total, contradictions
from likvard.reviews.models import Decision, JudgedFinding, Judgement
from likvard.rulebook.permissions import Permission

from .rounds import rounds_visible_to

WEAK = (JudgedFinding.Kind.DEVELOPMENT_AREA, JudgedFinding.Kind.DEFICIENCY)


@dataclass(frozen=True, slots=True)
class YearCount:
    """One year and kind (`kind` "" = all kinds). Decisions that a later one replaced are not counted; follow-ups are
    counted apart. `with_findings`: decisions about somebody with a development area or a deficiency."""

    year: int
    kind: str
    of_organisers: int
    of_units: int
    decisions: int
    with_findings: int
    organisers: int
    follow_ups: int


@dataclass(slots=True)
class _Tally:
    of_organisers: int = 0
    of_units: int = 0
    with_findings: int = 0
    follow_ups: int = 0
    organisers: set[object] = field(default_factory=set)


def yearly_counts(grants: Grants) -> tuple[YearCount, ...]:
    """The newest year first; of each year its kinds by code and then all together. Three queries."""
    rounds = rounds_visible_to(grants, Permission.ROUND_READ)
    issued = Decision.objects.filter(
        participant__round__in=rounds, state=Decision.State.ISSUED, replaced_by=None, decided_on__isnull=False
    )
    weak = set(
        JudgedFinding.objects.filter(
            judgement__participant__round__in=rounds, judgement__reader=Judgement.Reader.FIRST,
            judgement__done_at__isnull=False, removed_at=None, kind__in=WEAK,
        ).values_list("judgement__participant_id", "judgement__unit_id")
    )  # fmt: skip
    tallies: dict[tuple[int, str], _Tally] = {}
    rows = issued.values_list(
        "decided_on__year", "participant__round__kind", "kind", "participant_id", "unit_id", "participant__organiser_id"
    )
    for year, review, kind, participant, unit, organiser in rows:
        for key in ((year, review), (year, "")):
            tally = tallies.setdefault(key, _Tally())
            if kind == Decision.Kind.FOLLOW_UP:
                tally.follow_ups += 1
                continue
            tally.of_organisers += unit is None
            tally.of_units += unit is not None
            tally.with_findings += (participant, unit) in weak
            tally.organisers.add(organiser)
    found = [
        YearCount(
            year, kind, one.of_organisers, one.of_units, one.of_organisers + one.of_units, one.with_findings,
            len(one.organisers), one.follow_ups,
        )
        for (year, kind), one in tallies.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda row: (-row.year, row.kind == "", row.kind)))


def control(counts: tuple[YearCount, ...]) -> list[Contradiction]:
    """Whether the kinds of each year make the year."""
    return contradictions(_totals(counts))


def _totals(counts: tuple[YearCount, ...]) -> Iterator[Total]:
    for whole in (row for row in counts if not row.kind):
        kinds = [row for row in counts if row.year == whole.year and row.kind]
        yield Total(str(whole.year), whole.decisions, tuple((row.kind, row.decisions) for row in kinds))
        yield Total(str(whole.year), whole.follow_ups, tuple((row.kind, row.follow_ups) for row in kinds))
