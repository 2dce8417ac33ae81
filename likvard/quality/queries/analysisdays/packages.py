"""A unit's package for its analysis day: its own figures, what they raise, and last year's goals.

Figures come as the state of play shows them, after withholding; a unit's own data are its own, never another's.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from math import sqrt
from typing import Any

from likvard.analysis.bands import word
from likvard.analysis.results import Text
from likvard.analysis.survey.published import Shown
from likvard.datasets.queries.state import Reach
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Goal
from likvard.quality.queries.state.card import Card, PinKind, card, to_pin
from likvard.quality.queries.state.places import Place, held
from likvard.quality.queries.state.points import Series, parts_of_group
from likvard.quality.queries.state.said import change_of, number
from likvard.rulebook.analysisdays import Candidate, choose
from likvard.rulebook.surveys import said
from likvard.rulebook.words import Words
from likvard.surveys.queries.results import figures_of

MOST_FIGURES = 18
# Topics of surveys that every unit is to look at; the rest stand in the state of play.
TOPICS = frozenset({"Trygghet", "Studiero", "Stöd", "Stimulans", "Inflytande"})
# Counted of everyone, so chance has no part in them: a question is asked from this many percentage points.
CONDITIONS = {"certified_teachers_share": 5.0, "own:staff:certified_share": 5.0, "special_educators_share": 5.0}


def packages_for(
    holder: Organisation, units: Iterable[SchoolUnit], *, school_year: int, on: date
) -> dict[SchoolUnit, dict[str, Any]]:
    """A package for each unit, as `quality.actions.analysisdays.plan_days` takes them."""
    return {unit: package_for(holder, unit, school_year=school_year, on=on) for unit in units}


def package_for(holder: Organisation, unit: SchoolUnit, *, school_year: int, on: date) -> dict[str, Any]:
    code = unit.school_unit_code
    place = Place("unit", f"skola-{code}", unit.name, ((code, unit.name),), unit.municipality_code, holder.pk)
    reach = Reach(parts=frozenset({(str(holder.pk), code)}))
    series = held(place, reach).whole
    cards = [made for one in series if _shown(one) and (made := card(place, one.key, reach)) is not None]
    cards = cards[:MOST_FIGURES]
    raised = [*_of_cards(cards), *_gaps(place, reach, series), *_of_missing(cards)]
    surveys, lowest = _surveys(holder, unit, on)
    raised += [lowest] if lowest is not None else []
    goals = list(_goals(holder, unit, school_year))
    raised += [
        (Candidate("goal", str(goal.pk), Words(goal.what, goal.what), 1.0), None)
        for goal in goals
        if goal.unit_id == unit.pk
        and (goal.state == Goal.State.NOT_REACHED or (goal.state == Goal.State.ACTIVE and goal.due_on <= on))
    ]
    pins = {f"{one.kind}:{one.ref}": pin for one, pin in raised}
    return {
        "made_on": on.isoformat(),
        "unit": unit.name,
        "code": code,
        "figures": [*(told for made in cards if (told := to_pin(made, "figure"))), *surveys],
        "questions": [
            {
                "key": question.key, "kind": question.kind, "sv": question.words.sv, "en": question.words.en,
                **({"pin": pin} if (pin := pins.get(question.key)) else {}),
            }
            for question in choose(one for one, _ in raised)
        ],
        "goals": [_told(goal) for goal in goals],
    }  # fmt: skip


Raised = tuple[Candidate, dict[str, Any] | None]


def _of_cards(cards: Sequence[Card]) -> Iterable[Raised]:
    """What the figures raise. A question claims nothing: the figure that stands with it says how sure it is."""
    topics: list[tuple[float, Card]] = []
    for made in cards:
        series, good = made.series, made.series.shown.good
        if not good:
            continue
        change = change_of(series)
        if change is not None and change.se and change.word != "not_told_apart":
            kind = "worse" if (change.difference < 0) == (good == "high") else "better"
            yield _raised(kind, made, abs(change.difference) / change.se, change.difference > 0, "change")
        gap = made.comparison
        if gap is None:
            continue
        bad = (gap.difference < 0) == (good == "high")
        if series.key.measure in CONDITIONS:
            if bad and abs(gap.difference) >= CONDITIONS[series.key.measure]:
                yield _raised("conditions", made, abs(gap.difference), gap.difference > 0, "gap")
        elif series.key.measure == "survey_index":
            topics.append((gap.difference, made))
        elif gap.se and gap.word is not None:
            size = abs(gap.difference) / gap.se
            if gap.word == "not_told_apart":
                yield _raised("steady", made, -size, False, "gap")
            else:
                yield _raised("behind" if bad else "ahead", made, size, gap.difference > 0, "gap")
    if topics:
        least, made = min(topics, key=lambda one: (one[0], str(one[1].series.key)))
        if least < 0:
            yield _raised("topic", made, -least, False, "gap")


def _of_missing(cards: Sequence[Card]) -> Iterable[Raised]:
    for made in cards:
        if made.series.area == "results" and made.series.last.state in ("withheld", "missing"):
            yield _raised("missing", made, float(made.series.last.year), False, "figure")


def _raised(kind: str, made: Card, strength: float, high: bool, pin: PinKind) -> Raised:
    name = made.series.name
    candidate = Candidate(kind, str(made.series.key), Words(name.sv, name.en), strength, high)
    return candidate, to_pin(made, pin) or to_pin(made, "figure")


def _shown(series: Series) -> bool:
    """What every unit is given: whole figures, not each group's; of surveys the topics that matter most."""
    key = series.key
    if key.sex or (key.subject and key.measure != "national_test_points"):
        return False
    parts = parts_of_group(key.group)
    return not key.group or (key.measure == "survey_index" and parts.get("topic") in TOPICS)


def _gaps(place: Place, reach: Reach, series: Iterable[Series]) -> Iterable[Raised]:
    """Differences between girls and boys in the same year that are more than chance usually gives; the one that lies
    worse is the subject."""
    by_whole: dict[object, list[Series]] = {}
    for one in series:
        if one.key.sex and one.shown.good:
            by_whole.setdefault(one.key._replace(sex=""), []).append(one)
    for parts in by_whole.values():
        if len(parts) != 2:
            continue
        first, second = (one.last_value for one in parts)
        if first is None or second is None or first.year != second.year or not first.se or not second.se:
            continue
        difference = (first.value or 0.0) - (second.value or 0.0)
        se = sqrt(first.se**2 + second.se**2)
        if word(difference, se) == "not_told_apart":
            continue
        first_is_worse = (difference < 0) == (parts[0].shown.good == "high")
        worse = parts[0] if first_is_worse else parts[1]
        if (made := card(place, worse.key, reach)) is not None:
            yield _raised("gap", made, abs(difference) / se, False, "figure")


def _surveys(holder: Organisation, unit: SchoolUnit, on: date) -> tuple[list[dict[str, Any]], Raised | None]:
    """The unit's figures of the latest finished survey of each kind, and the lowest of the pupils' areas."""
    latest: dict[str, list[tuple[Any, Shown]]] = {}
    for survey, row in figures_of(holder.pk, [unit.school_unit_code], on=on):
        kept = latest.setdefault(survey.template, [])
        if kept and kept[0][0].pk != survey.pk:
            kept.clear()
        kept.append((survey, row))
    told = [(s, row, _survey_pin(unit, s, row)) for _, rows in sorted(latest.items()) for s, row in rows]
    of_pupils = [one for one in told if one[1].value is not None and one[0].questionnaire["who"] == "pupils"]
    if not of_pupils:
        return [fields for _, _, fields in told], None
    survey, row, fields = min(of_pupils, key=lambda one: (one[1].value or 0.0, one[1].area))
    area = next(one for one in survey.questionnaire["areas"] if one["key"] == row.area)
    about = Words(said(area["name"], "sv").lower(), said(area["name"], "en").lower())
    candidate = Candidate("survey", f"{survey.template}.{row.area}", about, 10 - (row.value or 0.0))
    return [fields for _, _, fields in told], (candidate, fields)


def _survey_pin(unit: SchoolUnit, survey: Any, row: Shown) -> dict[str, Any]:
    area = next(one for one in survey.questionnaire["areas"] if one["key"] == row.area)
    name = Text(said(area["name"], "sv"), said(area["name"], "en"))
    if row.value is None:
        sentence = Text(
            f"{unit.name}: {name.sv.lower()} i enkäten ”{survey.title}” visas inte: för få har svarat.",
            f"{unit.name}: {name.en.lower()} in the survey “{survey.title}” is withheld: too few have answered.",
        )
    else:
        sv, low_sv, high_sv = (number(value or 0.0, 1, "sv") for value in (row.value, row.low, row.high))
        en, low_en, high_en = (number(value or 0.0, 1, "en") for value in (row.value, row.low, row.high))
        sentence = Text(
            f"{unit.name}: {name.sv.lower()} fick {sv} av 10 i enkäten ”{survey.title}” ({row.n} svar). "
            f"Slumpen ensam kan ge allt mellan {low_sv} och {high_sv}.",
            f"{unit.name}: {name.en.lower()} got {en} of 10 in the survey “{survey.title}” ({row.n} answers). "
            f"Chance alone can give anything between {low_en} and {high_en}.",
        )
    state = {"shown": "value"}.get(row.status, row.status)
    return {
        "about_code": f"unit:{unit.school_unit_code}", "about_name": unit.name,
        "measure": f"survey:{survey.template}.{row.area}", "period": survey.last_day.isoformat(),
        "year": survey.last_day.year, "value": row.value, "low": row.low, "high": row.high, "n": row.n, "state": state,
        "kind": "figure", "sentence_sv": sentence.sv, "sentence_en": sentence.en,
        "cannot_say_sv": "Siffran säger vad de som svarade tycker, inte vad de som inte svarade har varit med om.",
        "cannot_say_en": "The figure says what those who answered think, not what those who did not have met with.",
        "source": {
            "title": survey.title, "publisher": survey.holder.name, "checksum": survey.questionnaire["checksum"],
            "function": "surveys.queries.results",
        },
    }  # fmt: skip


def _goals(holder: Organisation, unit: SchoolUnit, school_year: int) -> Iterable[Goal]:
    """The goals of the year that is analysed: the unit's own, then the organiser's."""
    found = Goal.objects.filter(holder=holder, school_year=school_year, unit__in=[unit.pk]).order_by("due_on", "id")
    yield from found
    yield from Goal.objects.filter(holder=holder, school_year=school_year, unit=None).order_by("due_on", "id")


def _told(goal: Goal) -> dict[str, Any]:
    return {
        "id": str(goal.pk), "what": goal.what, "indicator": goal.indicator, "target": goal.target,
        "pupils": goal.pupils, "state": goal.state, "outcome": goal.outcome_words, "own": goal.unit_id is not None,
    }  # fmt: skip
