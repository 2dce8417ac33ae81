"""The organiser's own surveys as series: the year's figure of each area, beside Skolenkäten where both ask of the same.

What may be shown was decided by the last door of the surveys; nothing is worked out here. A year's figure is that of
the survey that ended last in it. Years with other questions or other options than the latest are left out: they stand
with their own survey.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from likvard.analysis.results import Text
from likvard.analysis.survey.published import ALL, Shown
from likvard.surveys.models import Survey
from likvard.surveys.queries.questionnaire import wording
from likvard.surveys.queries.results import indices_of

from .catalogue import OWN_SURVEYS, own_survey
from .points import Key, Point, Series, parts_of_group
from .said import figure, number

VERSION = "survey:"  # before a survey's id, where other points have the version of a file
SEXES_ASKED = {"": "", "girl": "girls", "boy": "boys"}
_STATES = {"shown": "value", "withheld": "withheld", "missing": "missing"}


def own_series(surveys: Collection[str], codes: Collection[str]) -> dict[str, tuple[Series, ...]]:
    """Series by unit code, and under "" those of everybody who was asked, from surveys that are over."""
    held: dict[tuple[str, Key], dict[int, tuple[Survey, Shown]]] = {}
    for survey, row in indices_of(surveys):
        measure = own_survey(survey.template, row.area)
        if measure in OWN_SURVEYS and row.group in SEXES_ASKED and (row.unit == ALL or row.unit in codes):
            # The oldest survey comes first: the latest one of a year stays.
            held.setdefault((row.unit, key_of(measure, row.group)), {})[survey.last_day.year] = (survey, row)
    found: dict[str, list[Series]] = {}
    for (unit, key), years in held.items():
        latest, shown = years[max(years)]
        asked = wording(latest.questionnaire, shown.area)
        points = [
            _point(survey, row)
            for _, (survey, row) in sorted(years.items())
            if wording(survey.questionnaire, row.area) == asked
        ]
        found.setdefault(unit, []).append(Series(key, tuple(points)))
    return {unit: tuple(series) for unit, series in found.items()}


def key_of(measure: str, group: str) -> Key:
    asked, area = OWN_SURVEYS[measure]
    return Key(measure, sex=SEXES_ASKED[group], group=f"who={asked.who};topic={area.national or area.name['sv']}")


def _point(survey: Survey, row: Shown) -> Point:
    year = survey.last_day.year
    return Point(
        year, str(year), row.value, _STATES[row.status], row.low, row.high, row.n, version=f"{VERSION}{survey.pk}",
        holder=str(survey.holder_id),
    )  # fmt: skip


def survey_of(version: str) -> str:
    """The id of the survey that a point came from; empty for the version of a file."""
    return version.removeprefix(VERSION) if version.startswith(VERSION) else ""


def matching(series: Series, others: Iterable[Series]) -> list[Series]:
    """Skolenkäten's series about what an own survey asks, and the other way round."""
    if series.key.sex or not (series.key.measure in OWN_SURVEYS or series.key.measure == "survey_index"):
        return []
    own = series.key.measure in OWN_SURVEYS
    about, years = parts_of_group(series.key.group), _year_groups(series)
    return [
        one
        for one in others
        if (one.key.measure == "survey_index" if own else one.key.measure in OWN_SURVEYS)
        and not one.key.sex
        and one.last_value is not None
        and parts_of_group(one.key.group) == about
        and (about.get("who") != "pupils" or years & _year_groups(one))
    ]


def _year_groups(series: Series) -> set[str]:
    if series.key.measure in OWN_SURVEYS:
        return set(OWN_SURVEYS[series.key.measure][0].year_groups)
    return {series.key.year_group}


def beside_said(series: Series, others: Sequence[Series]) -> Text | None:
    """Own survey and Skolenkäten against one another in words: what each says, and what the difference cannot say."""
    point = series.last_value
    if point is None or point.value is None or not others:
        return None

    def make(language: str) -> str:
        sv = language == "sv"
        told = []
        for one in others:
            there = one.last_value
            if there is None or there.value is None:
                continue
            name = (one.name.sv if sv else one.name.en) + f" {there.period}"
            apart = abs((point.value or 0.0) - there.value)
            if one.key.year_group and series.key.measure in OWN_SURVEYS:
                name = name.replace(f", {'årskurs' if sv else 'year'} {one.key.year_group}", "")
                name += f" ({'årskurs' if sv else 'year'} {one.key.year_group})"
            size = number(apart, 1, language)
            if float(size.replace(",", ".")) == 0:
                told.append(f"{name}: {figure(there.value, one, language)}, " + ("lika" if sv else "the same") + ".")
                continue
            higher = there.value > (point.value or 0.0)
            way = ("högre" if higher else "lägre") if sv else ("higher" if higher else "lower")
            told.append(f"{name}: {figure(there.value, one, language)}, {size} {way}.")
        end = (
            "Frågorna handlar om samma sak men är inte ordagrant desamma, och de kan ha ställts olika år och till "
            "olika personer. Jämför riktningen hellre än tiondelarna."
            if sv
            else "The questions are about the same thing but not word for word the same, and may have been put in "
            "different years to different people. Compare the direction rather than the tenths."
        )
        return " ".join([*told, end])

    return Text(make("sv"), make("en"))


def told_of(surveys: Collection[str]) -> Mapping[str, Survey]:
    """The surveys by id, to be named as sources."""
    return {str(one.pk): one for one in Survey.objects.filter(pk__in=surveys).select_related("holder")}
