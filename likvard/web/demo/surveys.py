"""The demo's own surveys: last year's and this year's of the older pupils, and one of guardians that is running.

The answers are invented and go the same way as anybody's: a code is spent, the answers are counted.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from likvard.surveys.actions import answer, make_codes, prepare_survey
from likvard.surveys.models import Survey
from likvard.surveys.queries.questionnaire import question_keys

from .stage import Stage

EDITOR = "elsa.bergkvist@example.org"
BJORK, HAMN, STRAND = "99000011", "99000012", "99000014"
# Per school: how many are asked, how many answer, and how the answers lean (0 best, 3 worst) in each area.
LAST_YEAR = {BJORK: (30, 26, (0.7, 1.0, 0.8, 1.2)), HAMN: (26, 21, (0.9, 1.1, 0.9, 1.3)),
             STRAND: (34, 27, (1.1, 1.5, 1.1, 1.4))}  # fmt: skip
THIS_YEAR = {BJORK: (30, 24, (1.3, 1.8, 1.1, 1.4)), HAMN: (26, 23, (0.6, 0.8, 0.8, 1.1)),
             STRAND: (34, 19, (1.1, 1.5, 1.1, 1.4))}  # fmt: skip
GUARDIANS = {BJORK: (24, 9, (0.9, 1.4, 1.0, 1.3)), HAMN: (20, 5, (0.8, 1.0, 0.9, 1.2)), STRAND: (28, 0, ())}


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed, oldest first; days count from the day on which the demo is loaded."""
    base = stage.days.base

    def run(title: str, template: str, told: dict, first: int, last: int) -> Callable[[datetime], None]:
        def deed(at: datetime) -> None:
            survey = prepare_survey(
                holder=stage.organisations["almvik"], template=template, title=title,
                units=[stage.units[code] for code in told], opens_on=base + timedelta(days=first),
                last_day=base + timedelta(days=last), by=stage.people[EDITOR], at=at,
            )  # fmt: skip
            for unit in survey.units.select_related("school_unit"):
                asked, answers, leans = told[unit.school_unit.school_unit_code]
                codes = make_codes(unit=unit, number=asked, replace=False, by=stage.people[EDITOR], at=at)
                _answer(survey, codes[:answers], leans)

        return deed

    return [
        (base - timedelta(days=380), run("Hur har du det? Förra hösten", "pupils_older", LAST_YEAR, -380, -366)),
        (base - timedelta(days=30), run("Hur har du det? Hösten", "pupils_older", THIS_YEAR, -30, -12)),
        (base - timedelta(days=5), run("Till dig som är vårdnadshavare", "guardians", GUARDIANS, -5, 9)),
    ]


def _answer(survey: Survey, codes: Sequence[str], leans: Sequence[float]) -> None:
    """Each person's answers lie around the area's leaning, in a pattern that is the same each time."""
    areas = survey.questionnaire["areas"]
    lean_of = {one["key"]: lean for area, lean in zip(areas, leans, strict=False) for one in area["questions"]}
    keys = question_keys(survey.questionnaire)
    groups = ("girl", "boy") if survey.questionnaire["asks_sex"] else ("",)
    for person, code in enumerate(codes):
        given = {}
        for place, key in enumerate(keys):
            around = lean_of[key] + ((person * 7 + place * 3) % 11 - 5) / 4
            given[key] = 4 if (person * 5 + place) % 23 == 0 else min(3, max(0, round(around)))
        answer(code=code, group=groups[person % len(groups)], answers=given, on=survey.opens_on)
