"""The only door of the public pages: what is published just now, and nothing else.

Everything is read from what was frozen when it was published; no decision, case or round is asked for a word, so what
is masked or unpublished has no way here.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from likvard.reports.decision import DecisionContent
from likvard.reports.decision import from_json as decision_from_json
from likvard.reports.overall import OverallContent
from likvard.reports.overall import from_json as overall_from_json
from likvard.reports.public import NewsContent, news_from_json
from likvard.reviews.models import Publication, PublishedTag
from likvard.terms.names import fold

LONGEST = 100  # characters of a search
TERMS = 8


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor asks for; "" and None ask for everything."""

    words: str = ""
    organiser: str = ""
    kind: str = ""
    subject: str = ""
    year: int | None = None
    area: str = ""


def published() -> QuerySet[Publication]:
    """The latest first; that of one day by when it was published."""
    return Publication.objects.filter(state=Publication.State.PUBLISHED).order_by(
        "-published_on", "-published_at", "organiser_name", "unit_name"
    )


def filtered(filters: Filters) -> QuerySet[Publication]:
    found = published()
    if filters.organiser:
        found = found.filter(organiser_name=filters.organiser).exclude(subject="report")
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.subject:
        found = found.filter(subject=filters.subject)
    if filters.year:
        found = found.filter(decided_on__year=filters.year)
    if filters.area:
        found = found.filter(pk__in=PublishedTag.objects.filter(name=filters.area).values("publication"))
    for term in filters.words[:LONGEST].split()[:TERMS]:
        folded = fold(term)
        asked = Q(search__contains=term.casefold())
        found = found.filter(asked | Q(search__contains=folded) if folded else asked)
    return found


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters can be set to: only values that something published has."""

    organisers: tuple[str, ...]
    kinds: tuple[str, ...]
    years: tuple[int, ...]
    areas: tuple[str, ...]


def choices() -> Choices:
    shown = published().order_by()
    areas = PublishedTag.objects.filter(publication__state=Publication.State.PUBLISHED).values_list("name", flat=True)
    years = {day.year for day in shown.filter(decided_on__isnull=False).dates("decided_on", "year")}
    return Choices(
        tuple(sorted(set(shown.exclude(subject="report").values_list("organiser_name", flat=True)), key=fold)),
        tuple(sorted(set(shown.values_list("kind", flat=True)))),
        tuple(sorted(years, reverse=True)),
        tuple(sorted(set(areas), key=fold)),
    )


def state_of_everything() -> str:
    """A mark that changes whenever something is published, replaced or withdrawn; says nothing of what."""
    counts = Publication.objects.exclude(published_at=None).aggregate(
        shown=Count("pk", filter=Q(state=Publication.State.PUBLISHED)), all=Count("pk"), last=Max("published_at")
    )
    told = f"{counts['shown']} {counts['all']} {counts['last']}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Shown:
    """One publication as it was frozen. `decision` or `report`, never both."""

    code: UUID
    number: int
    subject: str
    kind: str
    published_on: date
    published_at: datetime
    change: str
    organiser: str
    unit: str
    decided_on: date | None
    grounds: tuple[str, ...]
    tags: tuple[str, ...]
    news: NewsContent | None
    document: dict[str, Any]

    @property
    def decision(self) -> DecisionContent | None:
        return None if self.subject == "report" else decision_from_json(self.document)

    @property
    def report(self) -> OverallContent | None:
        return overall_from_json(self.document) if self.subject == "report" else None

    @property
    def who(self) -> str:
        return f"{self.organiser}: {self.unit}" if self.unit else self.organiser


def shown(row: Publication) -> Shown:
    content = row.content
    return Shown(
        code=row.code, number=row.number, subject=row.subject, kind=row.kind, published_on=row.published_on,
        published_at=row.published_at, change=content.get("change", ""), organiser=row.organiser_name,
        unit=row.unit_name, decided_on=row.decided_on, grounds=tuple(content["grounds"]),
        tags=tuple(content["tags"]), news=news_from_json(content["news"]) if content["news"] else None,
        document=content["document"],
    )  # fmt: skip


def publication_of(code: UUID) -> Publication | None:
    """What is shown at this address; None for what is not published, whether it exists or not."""
    return published().filter(code=code).first()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Something was here and is not: the day and the reason, and nothing of what it said."""

    day: date
    reason: str


def withdrawn(code: UUID) -> Withdrawn | None:
    """The latest version of what was published here, when that was withdrawn."""
    made = Publication.objects.filter(code=code).exclude(published_at=None).order_by("-number").first()
    if made is None or made.state != Publication.State.WITHDRAWN:
        return None
    return Withdrawn(made.withdrawn_on, made.withdrawal_reason)


def earlier_versions(row: Publication) -> tuple[tuple[int, date], ...]:
    """Number and day of the versions that this one took the place of. Their words are no longer shown."""
    before = Publication.objects.filter(code=row.code, number__lt=row.number).exclude(published_at=None)
    return tuple(before.order_by("number").values_list("number", "published_on"))


@dataclass(frozen=True, slots=True)
class Related:
    """Other publications of the same review: of the organiser and its units, the follow-up, what replaces what."""

    follow_ups: tuple[Shown, ...] = ()
    followed: tuple[Shown, ...] = ()
    replaced_by: Shown | None = None
    others: tuple[Shown, ...] = ()


def related(row: Publication) -> Related:
    """Only what is published itself."""
    if row.decision_id is None:
        rows = published().filter(round=row.round_id).exclude(pk=row.pk)[:50]
        return Related(others=tuple(shown(one) for one in rows))
    own = row.decision
    beside = list(
        published().filter(decision__participant=own.participant_id).exclude(pk=row.pk).select_related("decision")[:100]
    )
    same = [one for one in beside if one.decision.unit_id == own.unit_id]
    later = [one for one in same if one.subject == "follow_up" and row.subject == "decision"]
    before = [one for one in same if one.subject == "decision" and row.subject == "follow_up"]
    newer = next((one for one in same if one.decision.replaces_id == own.pk), None)
    used = {one.pk for one in (*later, *before)} | ({newer.pk} if newer else set())
    return Related(
        tuple(shown(one) for one in later),
        tuple(shown(one) for one in before),
        shown(newer) if newer else None,
        tuple(shown(one) for one in beside if one.pk not in used),
    )


@dataclass(slots=True)
class YearRow:
    """Published decisions of one year and kind. `with_findings`: with a development area or a deficiency."""

    year: int
    kind: str
    of_organisers: int = 0
    of_units: int = 0
    with_findings: int = 0
    follow_ups: int = 0
    organisers: set[str] = field(default_factory=set)

    @property
    def decisions(self) -> int:
        return self.of_organisers + self.of_units


@dataclass(frozen=True, slots=True)
class AreaRow:
    """How many published decisions of a year and kind judged an area at each level, from the codes of the scale."""

    year: int
    kind: str
    area: str
    levels: tuple[tuple[str, int], ...]

    @property
    def n(self) -> int:
        return sum(count for _, count in self.levels)


@dataclass(frozen=True, slots=True)
class Statistics:
    years: tuple[YearRow, ...]
    areas: tuple[AreaRow, ...]
    interventions: tuple[tuple[int, str, int], ...]  # year, code, how many


def statistics(rows: Iterable[Publication] | None = None) -> Statistics:
    """Counted from what is published and nothing else, so anybody can count it again from the list. A decision that a
    later published one replaces is left out."""
    given = list(published().exclude(subject="report").select_related("decision") if rows is None else rows)
    replaced = {row.decision.replaces_id for row in given if row.decision.replaces_id}
    years: dict[tuple[int, str], YearRow] = {}
    areas: dict[tuple[int, str, str], Counter[str]] = {}
    interventions: Counter[tuple[int, str]] = Counter()
    for row in given:
        if row.decision_id in replaced or row.decided_on is None:
            continue
        year, document = row.decided_on.year, row.content["document"]
        tally = years.setdefault((year, row.kind), YearRow(year, row.kind))
        if row.subject == "follow_up":
            tally.follow_ups += 1
            continue
        tally.of_organisers += not row.unit_name
        tally.of_units += bool(row.unit_name)
        tally.organisers.add(row.organiser_name)
        tally.with_findings += any(area["findings"] for area in document["areas"])
        for area in document["areas"]:
            areas.setdefault((year, row.kind, area["name"]), Counter())[area["level"]] += 1
            interventions.update((year, one["intervention"]) for one in area["findings"] if one["intervention"])
    return Statistics(
        tuple(sorted(years.values(), key=lambda one: (-one.year, one.kind))),
        tuple(
            AreaRow(year, kind, name, tuple(sorted(levels.items())))
            for (year, kind, name), levels in sorted(areas.items(), key=lambda one: (-one[0][0], *one[0][1:]))
        ),
        tuple(
            (year, code, n)
            for (year, code), n in sorted(interventions.items(), key=lambda one: (-one[0][0], one[0][1]))
        ),
    )
