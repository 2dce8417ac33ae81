"""What a survey said: only when it is over, only through the last door of the analyses, and only the units one may see.

The door looks at all units at once, whoever asks: what a principal is shown fits with what everybody else is shown.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet

from likvard.analysis.survey import load
from likvard.analysis.survey.published import ALL, Counts, Published, Question, Shown, published
from likvard.datasets.queries.national_surveys import NationalIndex, national_indices
from likvard.rulebook.surveys import Texts
from likvard.surveys.models import Survey, SurveyUnit, Tally

from .questionnaire import options_of, wording
from .visibility import is_over

RULES = "own-survey"
ENOUGH = 10  # answers; the least that anything is shown of


@dataclass(frozen=True, slots=True)
class Point:
    """An earlier survey's figure. `comparable`: the same questions with the same options."""

    survey: UUID
    title: str
    day: date
    shown: Shown
    comparable: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One unit's figures in one area, or everybody's (`unit` None): its index, each group's, each question's."""

    unit: SurveyUnit | None
    index: Shown
    groups: tuple[Shown, ...]
    questions: tuple[tuple[Texts, Shown], ...]
    earlier: tuple[Point, ...]
    national: tuple[NationalIndex, ...]


@dataclass(frozen=True, slots=True)
class AreaResult:
    key: str
    name: Texts
    national: str
    places: tuple[Place, ...]

    @property
    def whole(self) -> Place:
        return self.places[0]


def published_of(survey: Survey, *, on: date) -> Published | None:
    """The survey's figures after the last door; None while it can be answered, and when nobody has."""
    return _published(survey) if is_over(survey, on) else None


def _published(survey: Survey) -> Published | None:
    """They never change once it is over, so they are kept in the cache."""
    key = f"surveys.published:{survey.pk}"
    if (kept := cache.get(key)) is not None:
        return kept
    made = _made(survey)
    if made is not None:
        cache.set(key, made, None)
    return made


def _made(survey: Survey) -> Published | None:
    questions = [
        Question(key=one["key"], area=area["key"], reversed=one["reversed"])
        for area in survey.questionnaire["areas"]
        for one in area["questions"]
    ]
    rows = Tally.objects.filter(unit__survey=survey).select_related("unit__school_unit").order_by("unit_id")
    counts = [
        Counts(
            unit=tally.unit.school_unit.school_unit_code,
            group=group,
            asked=tally.unit.asked or None,
            respondents=held["people"],
            answers=held["answers"],
        )
        for tally in rows
        for group, held in tally.counts.items()
    ]
    if not any(one.respondents for one in counts):
        return None
    return published(counts, questions, load(RULES), options=options_of(survey.questionnaire))


def results(survey: Survey, visible: QuerySet[SurveyUnit], *, on: date) -> tuple[AreaResult, ...]:
    """Area by area: everybody first, then the units of `visible`, by name. Empty while it can be answered."""
    found = published_of(survey, on=on)
    if found is None:
        return ()
    units = list(visible.filter(survey=survey))
    by_place = {(row.unit, row.group, row.area, row.question): row for row in found.rows}
    before = [(one, published_of(one, on=on)) for one in earlier_of(survey)]
    national = _national(survey, units)
    return tuple(
        AreaResult(
            key=area["key"],
            name=area["name"],
            national=area["national"],
            places=tuple(_place(survey, area, unit, by_place, before, national) for unit in (None, *units)),
        )
        for area in survey.questionnaire["areas"]
    )


def _place(
    survey: Survey,
    area: Mapping,
    unit: SurveyUnit | None,
    by_place: Mapping[tuple[str, str, str, str], Shown],
    before: Iterable[tuple[Survey, Published | None]],
    national: Mapping[tuple[str, str], tuple[NationalIndex, ...]],
) -> Place:
    code = unit.school_unit.school_unit_code if unit else ALL
    words = wording(survey.questionnaire, area["key"])
    points = []
    for earlier, found in before:
        rows = found.rows if found else ()
        row = next((r for r in rows if (r.unit, r.group, r.area, r.question) == (code, ALL, area["key"], "")), None)
        if row is not None:
            same = wording(earlier.questionnaire, area["key"]) == words
            points.append(Point(earlier.pk, earlier.title, earlier.last_day, row, same))
    groups = [row for (u, group, a, q), row in by_place.items() if (u, a, q) == (code, area["key"], "") and group]
    return Place(
        unit=unit,
        index=by_place[code, ALL, area["key"], ""],
        groups=tuple(groups),
        questions=tuple((one["text"], by_place[code, ALL, area["key"], one["key"]]) for one in area["questions"]),
        earlier=tuple(points),
        national=national.get((code, area["national"]), ()),
    )


def earlier_of(survey: Survey) -> QuerySet[Survey]:
    """The organiser's surveys of the same questionnaire that ended before this one, the oldest first."""
    return Survey.objects.filter(
        holder=survey.holder_id, template=survey.template, last_day__lt=survey.last_day
    ).order_by("last_day", "id")


def _national(survey: Survey, units: Iterable[SurveyUnit]) -> dict[tuple[str, str], tuple[NationalIndex, ...]]:
    """By unit code and topic; only the year groups that the questionnaire is for."""
    topics = [area["national"] for area in survey.questionnaire["areas"] if area["national"]]
    codes = [unit.school_unit.school_unit_code for unit in units]
    if not topics or not codes:
        return {}
    wanted = survey.questionnaire["year_groups"]
    out: dict[tuple[str, str], list[NationalIndex]] = {}
    for one in national_indices(codes, who=survey.questionnaire["who"], topics=topics, holders=[survey.holder_id]):
        if survey.questionnaire["who"] != "pupils" or one.year_group in wanted:
            out.setdefault((one.unit, one.topic), []).append(one)
    return {place: tuple(found) for place, found in out.items()}


def over(holders: Collection[str], *, on: date) -> frozenset[str]:
    """Ids of the holders' surveys that nobody can answer any more."""
    shut = Q(closed_on__isnull=False) | Q(last_day__lt=on)
    return frozenset(str(pk) for pk in Survey.objects.filter(shut, holder_id__in=holders).values_list("pk", flat=True))


def indices_of(surveys: Collection[str]) -> Iterator[tuple[Survey, Shown]]:
    """Every index, of each unit and group and of all of them together, of surveys that are `over`, the oldest first.
    Withheld and missing ones too, as what they are."""
    for survey in Survey.objects.filter(pk__in=surveys).order_by("last_day", "id"):
        made = _published(survey)
        for row in made.rows if made else ():
            if not row.question:
                yield survey, row


def figures_of(holder: UUID, unit_codes: Iterable[str], *, on: date) -> tuple[tuple[Survey, Shown], ...]:
    """Every index of the organiser's finished surveys in these units, the oldest survey first, for the package of its
    analysis day: measure `survey:<template>.<area>`. Withheld and missing ones too, as what they are."""
    wanted = set(unit_codes)
    found = []
    for survey in Survey.objects.filter(holder=holder).order_by("last_day", "id"):
        made = published_of(survey, on=on)
        rows = made.rows if made else ()
        found += [(survey, row) for row in rows if row.unit in wanted and not row.question and row.group == ALL]
    return tuple(found)
